"""Who works at the synthetic clinics, where, when and how much."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from planner.domain.scenario import Duty, Site, Therapist
from planner.domain.week import Day, Span
from planner.generate.options import Options
from planner.generate.programs import EVERYWHERE, FRI, MON, PROGRAMS, THU, TUE, WED
from planner.generate.sites import TELEHEALTH, regions

PEOPLE_PER_THERAPIST = 7.5
AT_TWO_SITES = 0.25
BROKEN_HOURS = 0.1
BY_TELEHEALTH_TOO = 0.12

EARLY, LATE = Span(8 * 60 + 30, 16 * 60 + 30), Span(12 * 60 + 30, 21 * 60)
LONG = Span(8 * 60 + 30, 19 * 60)
BEFORE_NOON, AFTER_FIVE = Span(8 * 60 + 30, 12 * 60), Span(17 * 60, 21 * 60)

WEEK: tuple[Day, ...] = (MON, TUE, WED, THU, FRI)

SHIFTS: tuple[tuple[dict[Day, Span], tuple[int, int]], ...] = (
    (dict.fromkeys(WEEK, EARLY), (22, 28)),
    ({MON: LATE, TUE: EARLY, WED: LATE, THU: LATE, FRI: LATE}, (20, 26)),
    ({MON: LATE, TUE: LATE, WED: LATE, THU: LATE}, (16, 22)),
    (dict.fromkeys((MON, TUE, WED, THU), LONG), (20, 26)),
    ({MON: EARLY, WED: EARLY, FRI: EARLY}, (12, 18)),
    ({MON: EARLY, TUE: EARLY, THU: EARLY}, (12, 18)),
)
"""Hours of each day and the range of direct hours a week; a clinic fills its shifts in this order."""


def _duty(week: dict[Day, Span], rng: Random) -> tuple[Duty, ...]:
    if rng.random() < BROKEN_HOURS:
        return tuple(Duty(day, span, None) for day in week for span in (BEFORE_NOON, AFTER_FIVE))
    return tuple(Duty(day, span, None) for day, span in week.items())


def _skills(site: Site, place: int, rng: Random) -> frozenset[str]:
    """The next two of the clinic's programs in turn and sometimes a third: each program has its people."""
    offered = sorted(site.programs)
    mine = [offered[2 * place % len(offered)], offered[(2 * place + 1) % len(offered)], rng.choice(offered)]
    return frozenset(PROGRAMS[program].skill for program in mine)


def _therapist(number: str, site: Site, place: int, rng: Random) -> Therapist:
    week, (least, most) = SHIFTS[place % len(SHIFTS)]
    late = any(span.end > EARLY.end for span in week.values())
    return Therapist(
        id=number,
        name=f"Therapist {number.removeprefix('T-')}",
        skills=_skills(site, place, rng),
        sites=(site.id,),
        max_direct_minutes=rng.randint(least, most) * 60,
        max_evenings=rng.choice((2, 3, 3, 3, 4)) if late else None,
        max_individual=rng.choice((None, 10, 12, 14)),
        cost_per_hour=rng.randint(29, 58),
        duty=_duty(week, rng),
    )


def therapists(options: Options, sites: Sequence[Site], people: Sequence[int], rng: Random) -> list[Therapist]:
    """The staff of all sites: enough for most people who live near, a quarter of them at two clinics."""
    clinics = [site for site in sites if not site.virtual]
    posts = [
        (clinic, place)
        for clinic, near in zip(clinics, people, strict=True)
        for place in range(max(2, round(near / PEOPLE_PER_THERAPIST)))
    ]
    width = len(str(len(posts)))
    staff = [_therapist(f"T-{n:0{width}}", site, place, rng) for n, (site, place) in enumerate(posts, 1)]
    staff = _at_two_sites(options, clinics, staff, rng)
    return _by_telehealth_too(staff, rng) if options.virtual else staff


def _at_two_sites(
    options: Options, clinics: Sequence[Site], staff: Sequence[Therapist], rng: Random
) -> list[Therapist]:
    """Chain the clinics of each region, one therapist to a link, then add others up to a quarter of the staff."""
    by_site: dict[str, list[int]] = {}
    for place, therapist in enumerate(staff):
        by_site.setdefault(therapist.sites[0], []).append(place)
    links = [(clinics[n], clinics[n + 1]) for region in regions(options) for n in region[:-1]]
    further = round(len(staff) * AT_TWO_SITES) - len(links)
    if links and further > 0:
        links += rng.choices(links, k=further)
    team = list(staff)
    for home, away in links:
        free = [place for place in by_site[home.id] if len(team[place].sites) == 1]
        if free:
            place = rng.choice(free)
            team[place] = _also_at(team[place], away.id, rng)
    return team


def _also_at(therapist: Therapist, away: str, rng: Random) -> Therapist:
    """The same therapist at a second clinic: on Tuesdays and Thursdays, or wherever they are needed."""
    home = therapist.sites[0]
    duty = therapist.duty
    if rng.random() < 1 / 3:
        duty = tuple(replace(row, site=away if row.day in (TUE, THU) else home) for row in duty)
    shared = PROGRAMS[rng.choice(EVERYWHERE)].skill
    return replace(therapist, sites=(home, away), skills=therapist.skills | {shared}, duty=duty)


def _by_telehealth_too(staff: Sequence[Therapist], rng: Random) -> list[Therapist]:
    """Some hold sessions online as well; at least one does."""
    chosen = set(rng.sample(range(len(staff)), max(1, round(len(staff) * BY_TELEHEALTH_TOO))))
    return [
        replace(
            therapist,
            sites=(*therapist.sites, TELEHEALTH),
            skills=therapist.skills | {PROGRAMS[rng.choice(EVERYWHERE)].skill},
            duty=tuple(replace(row, site=None) for row in therapist.duty),
        )
        if place in chosen
        else therapist
        for place, therapist in enumerate(staff)
    ]
