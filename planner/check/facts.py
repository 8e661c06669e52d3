"""What follows from a scenario by the contract's definitions alone: time, duty, reach, capacity, staffing."""

from collections.abc import Iterable

from planner.domain.scenario import Participant, Program, Room, Scenario, Site, Therapist
from planner.domain.travel import great_circle_km, travel_minutes
from planner.domain.week import DAYS, Day, Pattern, Span


def is_pattern(days: Pattern) -> bool:
    """Whether these are distinct days in the order of the week, at least one."""
    return bool(days) and sorted(set(days)) == list(days) and days[0] >= 0 and days[-1] < len(DAYS)


def occupied(actual: Span, grid: int) -> Span:
    """What a session takes up: from its start on, its length rounded up to the grid."""
    cells, rest = divmod(actual.minutes, grid)
    return Span(actual.start, actual.start + (cells + (rest > 0)) * grid)


def covers(free: Iterable[Span], wanted: Span) -> bool:
    """Whether `wanted` lies inside the free time, where spans that touch count as one."""
    reached = wanted.start
    for span in sorted(free):
        if span.start <= reached:
            reached = max(reached, span.end)
    return reached >= wanted.end


def on_duty(t: Therapist, site: str, day: Day, wanted: Span) -> bool:
    """Whether hours tied to this site, or to none, hold that time of that day."""
    return covers((row.span for row in t.duty if row.day == day and row.site in (None, site)), wanted)


def longest_gap(pattern: Pattern) -> int:
    """The most days in a row without a meeting, the week being followed by the same week."""
    longest = days_off = 0
    for day in (*range(len(DAYS)), *range(len(DAYS))):
        days_off = 0 if day in pattern else days_off + 1
        longest = max(longest, days_off)
    return longest


def weekly_minutes(program: Program, pattern: Pattern, meeting: Span) -> int:
    """Minutes a week of meetings and individual sessions together."""
    return len(pattern) * meeting.minutes + program.individual_per_week * program.individual_minutes


def minutes_to(s: Scenario, p: Participant, site: Site) -> int:
    """Minutes of travel: the given ones; else 0 to a virtual site or where coordinates lack; else by distance."""
    if site.id in p.travel:
        return p.travel[site.id]
    if site.virtual or p.latitude is None or p.longitude is None or site.latitude is None or site.longitude is None:
        return 0
    km = great_circle_km(p.latitude, p.longitude, site.latitude, site.longitude)
    return travel_minutes(km, s.constants.travel_detour, s.constants.travel_speed_kmh)


def in_reach(s: Scenario, p: Participant, site: Site, minutes: int) -> bool:
    """Whether a person comes to a site: one of those listed, else any within their own or the scenario's limit."""
    if p.sites is not None:
        return site.id in p.sites
    limit = s.constants.max_travel_minutes if p.max_travel_minutes is None else p.max_travel_minutes
    return minutes <= limit


def most_members(program: Program, site: Site, room: Room | None) -> int:
    """The most people of a cohort: its program's limit, or its room's seats where those are fewer."""
    if site.virtual or room is None:
        return program.group_max
    return min(program.group_max, room.seats)


def facilitators_needed(program: Program, members: int) -> int:
    """How many lead a cohort of this size."""
    above = program.extra_facilitator_above
    return program.facilitators + (above is not None and members > above)
