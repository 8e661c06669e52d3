"""What there is and what the plan takes of it: by site, block, day and resource."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.domain.plan import Cohort, Plan, Session, SessionKind
from planner.domain.scenario import Block, Room, Scenario, Site
from planner.domain.week import Day, Hours, Span, is_free, joined, week_of


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """One resource at a site in a block of a day: supply and use in the resource's own unit.

    `seats`: seats of the open group and flex rooms, and members who meet. `room_blocks`: those rooms, and cohorts.
    `therapist_blocks`: therapists on duty for the whole block (at every site where they are), and those who lead.
    `office_minutes`: minutes of the block in which an office, or a flex room without a cohort, is there, and those
    that individual sessions take. At a virtual site only therapists are limited.
    """

    site_id: str
    block_id: str
    day: Day
    resource: str
    supply: int | None
    use: int
    use_share: float | None


def capacity(s: Scenario, plan: Plan) -> list[CapacityRow]:
    """Supply and use wherever a program could meet or a cohort does, by site, block, day and resource."""
    index = _Index(s, plan)
    return [
        row
        for (site, block), times in s.blocks.items()
        for day in index.meeting_days(s.sites[site], times)
        for row in _rows(index, s.sites[site], times, day)
    ]


@dataclass(frozen=True, slots=True)
class DayRow:
    """One resource at a site on a day, in the unit of `CapacityRow`; what overlapping blocks share counts once.

    A seat, a room or a therapist counts as often as there are blocks one after the other for it, minutes of offices
    count once. So no plan uses more than there is.
    """

    site_id: str
    day: Day
    resource: str
    supply: int | None
    use: int


def days(s: Scenario, plan: Plan) -> list[DayRow]:
    """Supply and use of each site's days on which `capacity` has a block, by site, day and resource."""
    index = _Index(s, plan)
    meeting: dict[tuple[str, Day], list[Block]] = defaultdict(list)
    for (site, _), block in s.blocks.items():
        for day in index.meeting_days(s.sites[site], block):
            meeting[site, day].append(block)
    return [
        row for (site, day), blocks in sorted(meeting.items()) for row in _of_day(index, s.sites[site], day, blocks)
    ]


def _of_day(index: "_Index", site: Site, day: Day, blocks: Sequence[Block]) -> Iterator[DayRow]:
    spans = [block.span for block in blocks]
    cohorts = [cohort for block in blocks for cohort in index.meeting.get((site.id, block.id, day), [])]
    rooms = [] if site.virtual else index.rooms.get(site.id, [])
    halls = [room for room in rooms if room.holds_groups]
    sessions = index.sessions.get((site.id, day), [])
    open_for = joined(spans)
    turns = _in_turn(spans)
    leading = sum(len(cohort.facilitators) for cohort in cohorts)
    figures = (
        ("seats", sum(room.seats for room in halls) * turns, sum(cohort.members for cohort in cohorts)),
        ("room_blocks", len(halls) * turns, len(cohorts)),
        ("therapist_blocks", sum(map(_in_turn, index.on_duty_for(site.id, day, spans))), leading),
        (
            "office_minutes",
            sum(_office_minutes(rooms, sessions, span) for span in open_for),
            sum(_individual_minutes(sessions, span) for span in open_for),
        ),
    )
    for resource, supply, use in figures:
        limited = resource == "therapist_blocks" or not site.virtual
        yield DayRow(site.id, day, resource, supply if limited else None, use)


def _in_turn(spans: Iterable[Span]) -> int:
    """The most of these spans that come one after the other."""
    number, until = 0, 0
    for span in sorted(spans, key=lambda one: one.end):
        if span.start >= until:
            number, until = number + 1, span.end
    return number


def _rows(index: "_Index", site: Site, block: Block, day: Day) -> Iterator[CapacityRow]:
    cohorts = index.meeting.get((site.id, block.id, day), [])
    rooms = [] if site.virtual else index.rooms.get(site.id, [])
    halls = [room for room in rooms if room.holds_groups]
    sessions = index.sessions.get((site.id, day), [])
    leading = len({therapist for cohort in cohorts for therapist in cohort.facilitators})
    figures = (
        ("seats", sum(room.seats for room in halls), sum(cohort.members for cohort in cohorts)),
        ("room_blocks", len(halls), len(cohorts)),
        ("therapist_blocks", index.on_duty(site.id, day, block.span), leading),
        ("office_minutes", _office_minutes(rooms, sessions, block.span), _individual_minutes(sessions, block.span)),
    )
    for resource, supply, use in figures:
        limited = resource == "therapist_blocks" or not site.virtual
        share = use / supply if limited and supply else None
        yield CapacityRow(site.id, block.id, day, resource, supply if limited else None, use, share)


def _office_minutes(rooms: Sequence[Room], sessions: Sequence[Session], span: Span) -> int:
    groups = [session for session in sessions if session.kind is SessionKind.GROUP]
    return sum(
        span.minutes - sum(_shared(group.span, span) for group in groups if group.room == room.id)
        for room in rooms
        if room.serves_as_office
    )


def _individual_minutes(sessions: Sequence[Session], span: Span) -> int:
    return sum(_shared(session.span, span) for session in sessions if session.kind is SessionKind.INDIVIDUAL)


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


class _Index:
    """The scenario and its plan, sorted by what the rows ask for."""

    def __init__(self, s: Scenario, plan: Plan) -> None:
        self._s = s
        self._plan = plan

    def meeting_days(self, site: Site, block: Block) -> list[Day]:
        """Days on which a program of the site could meet in the block, or a cohort does."""
        could = {
            day
            for name in site.programs
            if site.open and block.open and block.id in self._s.programs[name].blocks
            for pattern in self._s.programs[name].patterns
            for day in pattern
        }
        return sorted(could | {day for (where, when, day) in self.meeting if (where, when) == (site.id, block.id)})

    def on_duty(self, site: str, day: Day, span: Span) -> int:
        """Therapists on duty at the site for all of the span."""
        return sum(is_free(hours, day, span) for hours in self._duty.get(site, []))

    def on_duty_for(self, site: str, day: Day, spans: Sequence[Span]) -> Iterator[list[Span]]:
        """Of each therapist of the site those spans for all of which they are on duty there."""
        for hours in self._duty.get(site, []):
            yield [span for span in spans if is_free(hours, day, span)]

    @cached_property
    def rooms(self) -> Mapping[str, list[Room]]:
        """The open rooms of each site."""
        rooms: dict[str, list[Room]] = defaultdict(list)
        for room in self._s.rooms.values():
            if room.open:
                rooms[room.site].append(room)
        return rooms

    @cached_property
    def meeting(self) -> Mapping[tuple[str, str, Day], list[Cohort]]:
        """The cohorts that meet, by site, block and day."""
        meeting: dict[tuple[str, str, Day], list[Cohort]] = defaultdict(list)
        for cohort in self._plan.cohorts.values():
            for day in cohort.pattern:
                meeting[cohort.site, cohort.block, day].append(cohort)
        return meeting

    @cached_property
    def sessions(self) -> Mapping[tuple[str, Day], list[Session]]:
        """The sessions of each site and day."""
        sessions: dict[tuple[str, Day], list[Session]] = defaultdict(list)
        for session in self._plan.sessions.values():
            sessions[session.site, session.day].append(session)
        return sessions

    @cached_property
    def _duty(self) -> Mapping[str, list[Hours]]:
        duty: dict[str, list[Hours]] = defaultdict(list)
        for therapist in self._s.therapists.values():
            for site in therapist.sites:
                here = ((row.day, row.span) for row in therapist.duty if row.site in (None, site))
                duty[site].append(week_of(here))
        return duty
