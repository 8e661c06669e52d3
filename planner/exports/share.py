"""What may leave the building: counts of people without anybody's id, sites by code, weeks by number.

It is no de-identification in the sense of any law, and says so. How many people have a place follows from the numbers
of individual sessions and of members, so that neither is told for any group.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from planner.domain.plan import Cohort
from planner.domain.week import days_text
from planner.exports.options import Dates, Files, Options
from planner.exports.safe_cells import safe_text
from planner.exports.suppression import ALL, Cell, Counts, hidden_cells, with_totals
from planner.exports.tidy_csv import DICTIONARY_FILE, csv_bytes, has_headings
from planner.views.people import home_sites
from planner.views.tables import Planned

PLACED, WITHOUT, UNKNOWN = "placed", "without_place", "unknown"
NOWHERE = "none"
"""In place of a site's code, for people who have no site in reach."""

DICTIONARY = ("table", "column", "description")

READ_ME_FILE = "READ-ME.txt"

READ_ME = """\
A plan of {weeks} for {sites} sites, to be shared.

Left out: everybody's ids, names, homes and hours, therapists, rooms, the sites' names and places, and calendar dates.
Sites have codes, groups have numbers, and weeks are counted from the first one.
Counts of people from 1 to {most} are not shown (suppressed = yes). Some larger ones and some zeros are not shown
either, because the small ones could be worked out from them and the totals.

This is not a legal de-identification, neither under HIPAA (45 CFR 164.514) nor under the GDPR. Few sites, rare
programs, or other knowledge about a clinic can still point to somebody. Have whoever answers for privacy look at these
files before they leave the building. Numbers of groups, of their meetings and of their seats are shown as they are, for
they count no people.

people.csv         people with and without a place, by site and program
reasons.csv        people without a place, by reason
groups.csv         the groups that run
weeks.csv          group meetings in each week, by site
data_dictionary.csv  what each column means
"""

ABOUT = (
    (
        "people",
        "measure",
        "placed: people with a place. without_place: people without, where they would be nearest.",
    ),
    ("people", "site", "The site's code; all: every site together; none: no site in reach."),
    ("people", "program", "The kind of treatment; all: every program together."),
    ("people", "people", "How many; empty where not shown."),
    ("people", "suppressed", "Whether the count is not shown."),
    ("reasons", "reason", "Why there is no place, as a code; all: every reason together."),
    ("reasons", "people", "How many; empty where not shown."),
    ("reasons", "suppressed", "Whether the count is not shown."),
    ("groups", "group", "A number, which means nothing else."),
    ("groups", "site", "The site's code."),
    ("groups", "program", "The kind of treatment."),
    ("groups", "block", "The band of the day in which the group meets."),
    ("groups", "days", "The weekdays on which it meets."),
    ("groups", "seats", "The most members it may have."),
    ("groups", "facilitators", "How many therapists lead it."),
    ("weeks", "week", "The number of the week, the first one being 1."),
    ("weeks", "site", "The site's code."),
    ("weeks", "group_meetings", "Meetings of groups that take place in that week."),
)


def export(planned: Planned, options: Options) -> Files:
    """Four tables, what their columns mean, and what to mind before they are shared."""
    codes, fewest = site_codes(planned), options.fewest_shown
    placed, without = _placed(planned, codes), _without(planned, codes)
    total_hidden = (ALL, ALL) in hidden_cells(without, fewest)
    people = [*_people(PLACED, placed, fewest), *_people(WITHOUT, without, fewest)]
    return {
        "people.csv": csv_bytes(_heading("people"), people),
        "reasons.csv": csv_bytes(_heading("reasons"), _reasons(planned, fewest, total_hidden=total_hidden)),
        "groups.csv": csv_bytes(_heading("groups"), _groups(planned, codes)),
        "weeks.csv": csv_bytes(_heading("weeks"), _weeks(planned, codes, options.dates)),
        DICTIONARY_FILE: csv_bytes(DICTIONARY, ABOUT),
        READ_ME_FILE: _read_me(planned, options).encode(),
    }


def wrote(name: str, file: BinaryIO) -> bool:
    """Whether a file has the headings of the table that it is named after, or is what to mind."""
    if name == READ_ME_FILE:
        begin = READ_ME.partition("{")[0].encode()
        return file.read(len(begin)) == begin
    return has_headings(file, DICTIONARY if name == DICTIONARY_FILE else _heading(name.removesuffix(".csv")))


def site_codes(planned: Planned) -> Mapping[str, str]:
    """A code for each site, in an order that says nothing of its name."""
    salt = planned.summary.input_sha256
    drawn = sorted(planned.scenario.sites, key=lambda site: hashlib.sha256(f"{salt}/{site}".encode()).digest())
    return {site: f"S{number:03d}" for number, site in enumerate(drawn, 1)}


def _heading(table: str) -> list[str]:
    return [column for name, column, _ in ABOUT if name == table]


def _placed(planned: Planned, codes: Mapping[str, str]) -> Counts:
    cohorts = (planned.plan.cohorts[placement.cohort] for placement in planned.plan.placements.values())
    counted = Counter((codes[cohort.site], cohort.program) for cohort in cohorts)
    return with_totals(counted, sorted(codes.values()), list(planned.scenario.programs))


def _without(planned: Planned, codes: Mapping[str, str]) -> Counts:
    s = planned.scenario
    home = home_sites(s, [s.participants[someone] for someone in planned.plan.unplaced])
    counted = Counter((codes.get(site or "", NOWHERE), s.participants[i].program) for i, site in home.items())
    return with_totals(counted, [*sorted(codes.values()), NOWHERE], list(s.programs))


def _people(measure: str, counts: Counts, fewest: int) -> Iterator[Sequence[str]]:
    hidden = hidden_cells(counts, fewest)
    return ((measure, *map(safe_text, cell), *_shown(counts, cell, hidden)) for cell in counts)


def _shown(counts: Counts, cell: Cell, hidden: frozenset[Cell]) -> tuple[str, str]:
    return ("", "yes") if cell in hidden else (str(counts[cell]), "no")


def _reasons(planned: Planned, fewest: int, *, total_hidden: bool) -> Iterator[Sequence[str]]:
    """`total_hidden`: the table of people does not tell how many they are, so that this one must not either."""
    counted = Counter(("", someone.reason or UNKNOWN) for someone in planned.plan.unplaced.values())
    counts = with_totals(counted, [""], sorted(reason for _, reason in counted))
    hidden = hidden_cells(counts, fewest, [("", ALL), (ALL, ALL)] if total_hidden else [])
    return ((safe_text(cell[1]), *_shown(counts, cell, hidden)) for cell in counts if cell[0] != ALL)


def _groups(planned: Planned, codes: Mapping[str, str]) -> Iterator[Sequence[str]]:
    def place(cohort: Cohort) -> tuple[object, ...]:
        return codes[cohort.site], cohort.program, cohort.block, cohort.pattern, cohort.id

    for number, cohort in enumerate(sorted(planned.plan.cohorts.values(), key=place), 1):
        offering = codes[cohort.site], cohort.program, cohort.block, days_text(cohort.pattern)
        yield f"G{number:04d}", *offering, str(cohort.capacity), str(len(cohort.facilitators))


def _weeks(planned: Planned, codes: Mapping[str, str], dates: Dates | None) -> Iterator[Sequence[str]]:
    """Without dates the typical week, as week 1."""
    meetings = Counter(
        (week, codes[cohort.site])
        for cohort in planned.plan.cohorts.values()
        for day in cohort.pattern
        for week in ([1] if dates is None else (dates.week_of(when) for when in dates.open_of(day)))
    )
    return ((str(week), site, str(count)) for (week, site), count in sorted(meetings.items()))


def _read_me(planned: Planned, options: Options) -> str:
    weeks = 1 if options.dates is None else options.dates.week_of(options.dates.last)
    span = "a typical week" if weeks == 1 else f"{weeks} weeks"
    return READ_ME.format(weeks=span, sites=len(planned.scenario.sites), most=options.fewest_shown - 1)
