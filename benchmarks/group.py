"""Groups as they stand while a week is put together by hand, and the plan that they are in the end."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from planner.domain.plan import Cohort, Placement, Plan, Session, SessionKind, Unplaced
from planner.domain.scenario import Participant, Room, RunningCohort, Scenario, Therapist
from planner.domain.week import DAYS
from planner.eligibility import Offering, minutes_to
from planner.generate.ledger import Booking


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's primary therapist, None without one, and their individual sessions."""

    therapist: str | None
    sessions: tuple[Booking, ...]


@dataclass
class Group:
    """A cohort that meets. `room` None at a virtual site."""

    id: str
    o: Offering
    running: RunningCohort | None
    room: Room | None
    leaders: list[Therapist]
    members: dict[str, Seat] = field(default_factory=dict)

    @property
    def capacity(self) -> int:
        """The most members, however many lead it."""
        most = self.o.program.group_max
        return most if self.room is None else min(most, self.room.seats)

    @property
    def locked(self) -> bool:
        """Whether it has to run."""
        return self.running is not None and self.running.locked

    def leaders_for(self, members: int) -> int:
        """R5: how many lead so many."""
        above = self.o.program.extra_facilitator_above
        return self.o.program.facilitators + (above is not None and members > above)

    @property
    def sound(self) -> bool:
        """R3, R5: whether it has enough members and as many leaders as they need."""
        size = len(self.members)
        return self.o.program.group_min <= size and len(self.leaders) == self.leaders_for(size)


def fresh_id(o: Offering, taken: Iterable[str]) -> str:
    """`dbt.north.evening.MonWedFri`, `….2` and so on: the first that is not taken."""
    stem = f"{o.program.id}.{o.site.id}.{o.block.id}.{''.join(DAYS[day] for day in o.pattern)}"
    name, copy, known = stem, 1, set(taken)
    while name in known:
        copy += 1
        name = f"{stem}.{copy}"
    return name


def plan_of(s: Scenario, groups: Iterable[Group]) -> Plan:
    """The plan; whoever is in no group has no place."""
    groups = sorted(groups, key=lambda group: group.id)
    placements = {x.participant: x for group in groups for x in _placements(s, group)}
    sessions = [x for group in groups for x in _sessions(group)]
    return Plan(
        cohorts={group.id: _cohort(group) for group in groups},
        placements=dict(sorted(placements.items())),
        sessions={x.id: x for x in sorted(sessions, key=lambda x: x.id)},
        unplaced=_unplaced(s.participants, placements),
    )


def _unplaced(people: Mapping[str, Participant], placed: Mapping[str, Placement]) -> dict[str, Unplaced]:
    rest = (p for p in people.values() if p.id not in placed)
    return {p.id: Unplaced(p.id, p.program, p.enrolled, p.priority, "", "") for p in rest}


def _cohort(group: Group) -> Cohort:
    o = group.o
    return Cohort(
        id=group.id,
        program=o.program.id,
        site=o.site.id,
        block=o.block.id,
        pattern=o.pattern,
        room=group.room.id if group.room else None,
        facilitators=tuple(sorted(t.id for t in group.leaders)),
        members=len(group.members),
        capacity=group.capacity,
    )


def _placements(s: Scenario, group: Group) -> Iterator[Placement]:
    for name, seat in group.members.items():
        minutes = minutes_to(s, s.participants[name], group.o.site)
        yield Placement(name, group.id, seat.therapist, minutes)


def _sessions(group: Group) -> Iterator[Session]:
    o, cohort = group.o, _cohort(group)
    for n, day in enumerate(o.pattern, start=1):
        who = cohort.facilitators
        yield Session(
            f"{group.id}.g{n}", SessionKind.GROUP, day, o.block.span, o.site.id, cohort.room, who, group.id, None
        )
    for name, seat in group.members.items():
        for n, b in enumerate(seat.sessions, start=1):
            kind = SessionKind.INDIVIDUAL
            yield Session(f"{name}.i{n}", kind, b.day, b.span, o.site.id, b.room, b.therapists, group.id, name)
