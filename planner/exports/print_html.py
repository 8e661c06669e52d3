"""Pages to print and hang up: one file for each site that opens anywhere, one page for each week.

Without calendar dates there is one page, the typical week. With them there is one for each week between them, on which
days that are closed say so. Nothing in a file is fetched from anywhere or runs, and nobody in treatment is named.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import BinaryIO

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from planner.domain.week import DAYS, Day
from planner.exports.marks import Mark, marks_of, times
from planner.exports.names import file_names
from planner.exports.options import Dates, Files, Options
from planner.views.tables import Planned
from planner.views.week_grid import GridRow, GridSession, SiteWeek, site_weeks

GENERATOR = "Cohort Capacity Planner"

LONGEST_HEAD = 1000
"""Bytes in which a page says what it comes from."""

LARGEST, SMALLEST = 10.5, 5.5
"""Points of the print. Below the smallest the week goes on, on a further page with the days at its head again."""

PAGE_HEIGHT = 455.0
"""Points that are left for rooms on the lower of the two papers, A4 across, below title, legend and days."""

LETTER = 0.52
"""What a letter takes, as a part of the print's size."""

PAGE_WIDTH = 700.0
ROOM_SHARE = 0.11
LINE_SPACING = 1.28
GROUP_LINES, GROUP_PADDING, ROOM_PADDING = 2, 0.9, 0.7


@dataclass(frozen=True, slots=True)
class DayHead:
    """A day across the top of a page. `date` is empty in a typical week; `outside` the dates there are no sessions."""

    name: str
    date: str = ""
    closed: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A week: its title and its days."""

    title: str
    days: tuple[DayHead, ...]


def export(planned: Planned, options: Options) -> Files:
    """One HTML file for each site that is open or holds sessions."""
    s = planned.scenario
    weeks = site_weeks(s, planned.plan)
    names = file_names([week.site_id for week in weeks], "week-", ".html")
    marks = marks_of(s)
    made = f"{options.made:%d %B %Y}"
    return {names[week.site_id]: _file(week, marks, options.dates, s.name, made) for week in weeks}


def wrote(_: str, file: BinaryIO) -> bool:
    """Whether a file is a page that says it comes from here."""
    return f'<meta name="generator" content="{GENERATOR}">'.encode() in file.read(LONGEST_HEAD)


def _file(week: SiteWeek, marks: Mapping[str, Mark], dates: Dates | None, scenario: str, made: str) -> bytes:
    text = _template().render(
        week=week,
        legend=[marks[program] for program in week.programs],
        marks=marks,
        pages=list(pages(week.days, dates)),
        size=f"{size(week, marks):.2f}",
        scenario=scenario,
        made=made,
        times=times,
        generator=GENERATOR,
    )
    return text.encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("planner.exports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("week.html.j2")


def pages(days: tuple[Day, ...], dates: Dates | None) -> Iterator[Page]:
    """The typical week, or each week from the first date to the last."""
    if dates is None:
        yield Page("Typical week", tuple(DayHead(DAYS[day]) for day in days))
        return
    monday = dates.first - timedelta(days=dates.first.weekday())
    while monday <= dates.last:
        yield Page(f"Week of {monday:%d %B %Y}", tuple(_head(day, monday, dates) for day in days))
        monday += timedelta(days=len(DAYS))


def _head(day: Day, monday: date, dates: Dates) -> DayHead:
    when = monday + timedelta(days=day)
    outside = not dates.first <= when <= dates.last
    return DayHead(DAYS[day], f"{when:%d %b}", closed=when in dates.closed, outside=outside)


def size(week: SiteWeek, marks: Mapping[str, Mark]) -> float:
    """The largest print, in points, in which the week finds room on one page."""
    points = LARGEST
    while points > SMALLEST and sum(_room(row, marks, points) for row in week.rows) * points > PAGE_HEIGHT:
        points -= 0.25
    return points


def _room(row: GridRow, marks: Mapping[str, Mark], points: float) -> float:
    """The height of a room's row, in sizes of the print."""
    letters = PAGE_WIDTH * (1 - ROOM_SHARE) / len(row.cells) / (points * LETTER)
    cells = (sum(_session(one, marks[one.program_id], letters) for one in cell) for cell in row.cells)
    return ROOM_PADDING + max(2 * LINE_SPACING, *cells)


def _session(one: GridSession, mark: Mark, letters: float) -> float:
    who = ", ".join(one.therapists)
    if not one.group:
        return LINE_SPACING * _lines(f"{times(one.span)} {mark.letter} {who}", letters) + ROOM_PADDING / 2
    lines = _lines(f"{mark.letter} {mark.name}", letters) + _lines(f"{times(one.span)} 10 of 12 places", letters)
    return LINE_SPACING * (lines + _lines(who, letters)) + GROUP_PADDING


def _lines(text: str, letters: float) -> int:
    return max(1, -int(-len(text) // max(8.0, letters - 2)))
