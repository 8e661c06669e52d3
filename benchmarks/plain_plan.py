"""What the plain model's choices are as a plan."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from group import Group, Seat, fresh_id, plan_of

from planner.domain.plan import Plan
from planner.domain.scenario import Participant, RunningCohort, Scenario
from planner.domain.week import Span
from planner.eligibility import Offering
from planner.generate.ledger import Booking
from planner.solver.grid import Grid

Session = tuple[str, str, str, int]
"""Participant, therapist, site and the cell at which it starts."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cohort that could be: a running one that goes on, or a new one."""

    o: Offering
    running: RunningCohort | None
    sitters: Sequence[Participant]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is true in a solution: slots by number with their members, leaders and room; sessions; rooms lent."""

    run: Sequence[int]
    sits: Iterable[tuple[str, int]]
    leads: Iterable[tuple[str, int]]
    rooms: Iterable[tuple[str, int]]
    gives: Iterable[Session]
    lends: Iterable[tuple[str, int, int]]


def chosen_plan(s: Scenario, slots: Sequence[Slot], chosen: Chosen) -> Plan:
    """The plan of a solution."""
    groups: dict[int, Group] = {}
    room_of = {slot: s.rooms[room] for room, slot in chosen.rooms}
    for n in chosen.run:
        slot = slots[n]
        taken = [*s.cohorts, *(group.id for group in groups.values())]
        name = slot.running.id if slot.running else fresh_id(slot.o, taken)
        groups[n] = Group(name, slot.o, slot.running, room_of.get(n), [])
    for t, n in chosen.leads:
        groups[n].leaders.append(s.therapists[t])
    cohort_of = {p: groups[n].id for p, n in chosen.sits}
    seen = _seen(s, chosen, cohort_of)
    for p, n in chosen.sits:
        bookings = tuple(seen[p])
        groups[n].members[p] = Seat(bookings[0].therapists[0] if bookings else None, bookings)
    return plan_of(s, groups.values())


def _seen(s: Scenario, chosen: Chosen, cohort_of: Mapping[str, str]) -> dict[str, list[Booking]]:
    """Everyone's individual sessions, each in a room: handed out in the order of time."""
    grid, rooms = Grid(s.constants.grid_minutes), _Offices(s, chosen.lends)
    seen: dict[str, list[Booking]] = defaultdict(list)
    for p, t, site, start in sorted(chosen.gives, key=lambda session: (session[3], session)):
        minutes = s.programs[s.participants[p].program].individual_minutes
        length = grid.length(minutes)
        first = grid.minute(start)
        span, occupied = Span(first, first + minutes), Span(first, first + length * grid.minutes)
        room = None if s.sites[site].virtual else rooms.next(site, start, length)
        seen[p].append(Booking(cohort_of[p], grid.day(start), span, occupied, s.sites[site], room, (t,), p))
    return seen


class _Offices:
    """Hands out rooms, asked in the order of time."""

    def __init__(self, s: Scenario, lends: Iterable[tuple[str, int, int]]) -> None:
        self._lent: dict[tuple[str, int, int], list[str]] = defaultdict(list)
        self._free_from: dict[str, dict[str, int]] = defaultdict(dict)
        for room, start, length in lends:
            self._lent[s.rooms[room].site, start, length].append(room)
        for room in _offices(s):
            self._free_from[s.rooms[room].site][room] = 0

    def next(self, site: str, start: int, length: int) -> str:
        """The room of the next session."""
        if lent := self._lent[site, start, length]:
            return lent.pop()
        offices = self._free_from[site]
        free = next(room for room, since in offices.items() if since <= start)
        offices[free] = start + length
        return free


def _offices(s: Scenario) -> Iterator[str]:
    return (room.id for room in s.rooms.values() if room.serves_as_office and not room.holds_groups)
