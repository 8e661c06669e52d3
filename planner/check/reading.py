"""A plan's rows joined with what their ids stand for, so that a rule can be read without looking anything up.

Only rows that can be judged appear here: a row whose ids are unknown, or which is filed under another id than its own,
is left out, and R0 names it. An unknown room or therapist is left out alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from planner.check.facts import is_pattern, minutes_to, occupied
from planner.domain.plan import Cohort, Placement, Plan, Session, SessionKind
from planner.domain.scenario import Block, Participant, Program, Room, Scenario, Site, Therapist
from planner.domain.week import DAYS, Span, clock, days_text

Key = TypeVar("Key")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort. `room` None: no room, or an unknown one."""

    cohort: Cohort
    program: Program
    site: Site
    block: Block
    room: Room | None
    facilitators: tuple[Therapist, ...]

    def __str__(self) -> str:
        c = self.cohort
        return f"{c.id} ({c.program} at {c.site}, {c.block}, {days_text(c.pattern)})"


@dataclass(frozen=True, slots=True)
class Seat:
    """A placed person. `primary` None: no primary therapist, or an unknown one; `minutes` of travel by the contract."""

    placement: Placement
    person: Participant
    group: Group
    primary: Therapist | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Booking:
    """A session. `taken` is the time it occupies; `room` None: no room, or an unknown one."""

    session: Session
    site: Site
    room: Room | None
    therapists: tuple[Therapist, ...]
    taken: Span

    def __str__(self) -> str:
        x = self.session
        return f"{x.id} ({DAYS[x.day]} {clock(x.span.start)} to {clock(x.span.end)} at {x.site})"

    def at_once_with(self, other: "Booking") -> bool:
        """Whether both occupy a minute."""
        return self.session.day == other.session.day and self.taken.meets(other.taken)


class Reading:
    """The plan as the rules read it; everything is worked out once."""

    def __init__(self, s: Scenario, plan: Plan) -> None:
        self.plan = plan
        self.groups = {key: g for key, c in plan.cohorts.items() if c.id == key and (g := _group(s, c))}
        self.seats = {key: seat for key, p in plan.placements.items() if (seat := self._seat(s, key, p))}
        self.bookings = [b for key, x in plan.sessions.items() if x.id == key and (b := _booking(s, x))]
        self.members: Mapping[str, list[Seat]] = _by((seat.placement.cohort, seat) for seat in self.seats.values())
        self.meetings: Mapping[str, list[Booking]] = _by((b.session.cohort, b) for b in self.of(SessionKind.GROUP))
        self.individual: Mapping[str | None, list[Booking]] = _by(
            (b.session.participant, b) for b in self.of(SessionKind.INDIVIDUAL)
        )
        self.of_therapist = _by((t.id, b) for b in self.bookings for t in b.therapists)
        self.in_room = _by((b.room.id, b) for b in self.bookings if b.room)

    def of(self, kind: SessionKind) -> Iterable[Booking]:
        """The sessions of one kind."""
        return (b for b in self.bookings if b.session.kind is kind)

    def _seat(self, s: Scenario, key: str, placement: Placement) -> Seat | None:
        person, group = s.participants.get(key), self.groups.get(placement.cohort)
        if person is None or group is None or placement.participant != key:
            return None
        primary = s.therapists.get(placement.therapist or "")
        return Seat(placement, person, group, primary, minutes_to(s, person, group.site))


def _group(s: Scenario, c: Cohort) -> Group | None:
    program, site, block = s.programs.get(c.program), s.sites.get(c.site), s.blocks.get((c.site, c.block))
    if program is None or site is None or block is None or not is_pattern(c.pattern):
        return None
    return Group(c, program, site, block, s.rooms.get(c.room or ""), _known(s, c.facilitators))


def _booking(s: Scenario, x: Session) -> Booking | None:
    site = s.sites.get(x.site)
    if site is None or not is_pattern((x.day,)):
        return None
    taken = occupied(x.span, s.constants.grid_minutes)
    return Booking(x, site, s.rooms.get(x.room or ""), _known(s, x.therapists), taken)


def _known(s: Scenario, therapists: Iterable[str]) -> tuple[Therapist, ...]:
    """The therapists of these ids, each once; unknown ones left out."""
    return tuple(s.therapists[t] for t in dict.fromkeys(therapists) if t in s.therapists)


def _by(pairs: Iterable[tuple[Key, Row]]) -> Mapping[Key, list[Row]]:
    """Rows gathered by what they belong to, in their order."""
    gathered: dict[Key, list[Row]] = defaultdict(list)
    for key, row in pairs:
        gathered[key].append(row)
    return dict(gathered)
