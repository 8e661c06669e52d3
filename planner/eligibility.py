"""Who could, and if not why not: the rules that data alone decides, before any search.

Each `…_blockers` function yields what stands between two things, as sentences; nothing means that nothing does. The
solver leaves out what is blocked, the explanations say it, so the two cannot disagree.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from planner.domain.rules import Rule
from planner.domain.scenario import (
    Block,
    Duty,
    Participant,
    Profile,
    Program,
    Scenario,
    Site,
    Therapist,
)
from planner.domain.travel import EARTH_RADIUS_KM, great_circle_km, travel_minutes
from planner.domain.week import DAYS, Hours, Pattern, Span, clock, days_text, gap_days, is_free, week_of

POLE = 90.0

KM_PER_DEGREE = EARTH_RADIUS_KM * math.pi / 180


@dataclass(frozen=True, slots=True)
class Blocker:
    """A reason why something cannot be: the rule, a code for machines and a sentence for people."""

    rule: Rule
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Offering:
    """Something a site could run: program x site x block x pattern."""

    program: Program
    site: Site
    block: Block
    pattern: Pattern

    @property
    def group_minutes(self) -> int:
        """Minutes of meetings a week."""
        return len(self.pattern) * self.block.span.minutes

    @property
    def text(self) -> str:
        """As people say it: `Substance use at Northgate Clinic, evening, Mon Wed Fri`."""
        return f"{self.program.label} at {self.site.label}, {self.block.id}, {days_text(self.pattern)}"


def offering_at(s: Scenario, program: str, site: str, block: str, pattern: Pattern) -> Offering | None:
    """The offering by its ids; None where the block has no times at the site."""
    times = s.blocks.get((site, block))
    return None if times is None else Offering(s.programs[program], s.sites[site], times, pattern)


def offering_blockers(s: Scenario, o: Offering) -> Iterator[Blocker]:
    """R1, R2: why a site could not run this offering at all."""
    if not o.site.open:
        yield Blocker(Rule.PLACE, "site_closed", f"{o.site.label} is closed")
    if o.program.id not in o.site.programs:
        yield Blocker(Rule.PLACE, "not_offered", f"{o.site.label} does not offer {o.program.label}")
    if not o.block.open:
        yield Blocker(Rule.PLACE, "block_closed", f"the {o.block.id} block is closed at {o.site.label}")
    if o.block.id not in o.program.blocks:
        yield Blocker(Rule.PLACE, "block_unused", f"{o.program.label} does not run in the {o.block.id} block")
    if o.pattern not in o.program.patterns:
        yield Blocker(Rule.PLACE, "pattern_unused", f"{o.program.label} does not meet on {days_text(o.pattern)}")
    if o.program.profile is not None:
        yield from _profile_blockers(s.profiles[o.program.profile], o)


def _profile_blockers(profile: Profile, o: Offering) -> Iterator[Blocker]:
    weekly = o.group_minutes + o.program.individual_per_week * o.program.individual_minutes
    limits = (
        (weekly, profile.weekly_minutes_min, profile.weekly_minutes_max, "minutes a week"),
        (len(o.pattern), profile.days_min, None, "days a week"),
        (o.block.span.minutes, profile.day_minutes_min, None, "minutes a day"),
        (gap_days(o.pattern), None, profile.gap_days_max, "days in a row without a meeting"),
    )
    for value, least, most, unit in limits:
        if least is not None and value < least:
            yield Blocker(Rule.PROFILE, "profile", f"{value} {unit} are fewer than the {least} of {profile.id}")
        if most is not None and value > most:
            yield Blocker(Rule.PROFILE, "profile", f"{value} {unit} are more than the {most} of {profile.id}")


def minutes_to(s: Scenario, p: Participant, site: Site) -> int:
    """Minutes of travel: as given, or computed; 0 to a virtual site or where coordinates lack."""
    if (given := p.travel.get(site.id)) is not None:
        return given
    if site.virtual or p.latitude is None or p.longitude is None or site.latitude is None or site.longitude is None:
        return 0
    km = great_circle_km(p.latitude, p.longitude, site.latitude, site.longitude)
    return travel_minutes(km, s.constants.travel_detour, s.constants.travel_speed_kmh)


def longest_travel(s: Scenario, p: Participant) -> int:
    """The most minutes that a person travels."""
    return s.constants.max_travel_minutes if p.max_travel_minutes is None else p.max_travel_minutes


def in_reach(s: Scenario, p: Participant, site: Site) -> bool:
    """R1: a listed site is in reach whatever the minutes; without a list, those within the person's limit."""
    if p.sites is not None:
        return site.id in p.sites
    return minutes_to(s, p, site) <= longest_travel(s, p)


def nearest(s: Scenario, p: Participant, sites: Iterable[Site]) -> str | None:
    """The site with the fewest minutes; a virtual one, near to everyone, only where there is no other."""
    near = [(site.virtual, minutes_to(s, p, site), site.id) for site in sites]
    return min(near)[2] if near else None


class Reach:
    """The sites in each person's reach, without looking at every site for every person."""

    def __init__(self, s: Scenario) -> None:
        self._s = s
        self._placed = sorted(
            (site.latitude, site.id, site.longitude)
            for site in s.sites.values()
            if not site.virtual and site.latitude is not None and site.longitude is not None
        )
        self._latitudes = [latitude for latitude, _, _ in self._placed]
        self._everywhere = s.sites.keys() - {site for _, site, _ in self._placed}

    def sites(self, p: Participant) -> list[Site]:
        """In the order of their ids."""
        return [site for site in self._near(p) if in_reach(self._s, p, site)]

    def serving(self, p: Participant) -> list[Site]:
        """Those that are open and offer the person's program, in the order of their ids."""
        offered = (site for site in self._near(p) if site.open and p.program in site.programs)
        return [site for site in offered if in_reach(self._s, p, site)]

    def _near(self, p: Participant) -> list[Site]:
        """Every site in reach and a few more, in the order of their ids.

        The sites that a person lists or has minutes to may be of another component.
        """
        return [self._s.sites[i] for i in sorted(self._ids_near(p)) if i in self._s.sites]

    def _ids_near(self, p: Participant) -> set[str]:
        """Of the sites those neither too far north or south nor east or west, and what a person lists."""
        if p.sites is not None:
            return set(p.sites)
        if p.latitude is None or p.longitude is None:
            return set(self._s.sites)
        constants = self._s.constants
        km = (longest_travel(self._s, p) + 1) / 60 * constants.travel_speed_kmh / constants.travel_detour
        degrees = km / KM_PER_DEGREE
        first = bisect_left(self._latitudes, p.latitude - degrees)
        last = bisect_right(self._latitudes, p.latitude + degrees)
        wide = _degrees_of_longitude(p.latitude, degrees)
        near = {i for _, i, longitude in self._placed[first:last] if _apart(longitude, p.longitude) <= wide}
        return near.union(self._everywhere, p.travel)


def _degrees_of_longitude(latitude: float, degrees: float) -> float:
    """How far east or west any point is at most that is within so many degrees of a circle around the earth."""
    if abs(latitude) + degrees >= POLE:  # it is among them, and every longitude meets there
        return 180
    return math.degrees(math.asin(math.sin(math.radians(degrees)) / math.cos(math.radians(latitude))))


def _apart(longitude: float, other: float) -> float:
    return abs((longitude - other + 180) % 360 - 180)


def seat_blockers(s: Scenario, p: Participant, o: Offering) -> Iterator[Blocker]:
    """R1: why a person could not sit in this offering, were there room."""
    if o.program.id != p.program:
        yield Blocker(Rule.PLACE, "program", f"it is not their program, {s.programs[p.program].label}")
    if o.block.id not in p.blocks:
        yield Blocker(Rule.PLACE, "block", f"they do not accept the {o.block.id} block")
    if not in_reach(s, p, o.site):
        yield Blocker(Rule.PLACE, "reach", f"{o.site.label} is {minutes_to(s, p, o.site)} minutes away")
    missed = [day for day in o.pattern if not is_free(p.hours, day, o.block.span)]
    if missed:
        when = f"{clock(o.block.span.start)} to {clock(o.block.span.end)}"
        yield Blocker(Rule.PLACE, "hours", f"they are not free from {when} on {days_text(missed)}")


@lru_cache(maxsize=100_000)
def duty_at(duty: tuple[Duty, ...], site: str) -> Hours:
    """When a therapist is on duty at one of their sites: the hours tied to it and the hours tied to none, joined."""
    return week_of((row.day, row.span) for row in duty if row.site is None or row.site == site)


def qualified_blockers(t: Therapist, program: Program, site: Site) -> Iterator[Blocker]:
    """R5, R6: why a therapist could give no session at all of a program at a site."""
    if program.skill not in t.skills:
        yield Blocker(Rule.FACILITATORS, "skill", f"{t.label} does not have the skill {program.skill}")
    if site.id not in t.sites:
        yield Blocker(Rule.FACILITATORS, "works_elsewhere", f"{t.label} does not work at {site.label}")


def lead_blockers(t: Therapist, o: Offering) -> Iterator[Blocker]:
    """R5: why a therapist could not lead this offering."""
    yield from qualified_blockers(t, o.program, o.site)
    hours = duty_at(t.duty, o.site.id)
    absent = [day for day in o.pattern if not is_free(hours, day, o.block.span)]
    if absent:
        days = ", ".join(DAYS[day] for day in absent)
        yield Blocker(Rule.FACILITATORS, "duty", f"{t.label} is not on duty for the whole {o.block.id} block on {days}")


def is_evening(s: Scenario, actual: Span) -> bool:
    """R8: whether a session counts towards an evening: it ends after the evening begins."""
    return actual.end > s.constants.evening_from


def offerings(s: Scenario) -> Iterator[Offering]:
    """Everything that the open sites could run, in the order of program, site, block and pattern."""
    at: dict[str, list[Block]] = {site: [] for site in s.sites}
    for (site_id, _), block in sorted(s.blocks.items()):
        at[site_id].append(block)
    for program in s.programs.values():
        for site in s.sites.values():
            if site.open and program.id in site.programs:
                yield from _offerings_at(s, program, site, at[site.id])


def _offerings_at(s: Scenario, program: Program, site: Site, blocks: Sequence[Block]) -> Iterator[Offering]:
    for block in blocks:
        for pattern in dict.fromkeys(program.patterns):
            o = Offering(program, site, block, pattern)
            if next(offering_blockers(s, o), None) is None:
                yield o
