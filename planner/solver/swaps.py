"""People swap individual sessions where each could have the other's and more stays as it was in an earlier plan.

Whom the model only counts are told apart in any order; so it is here that people keep the hour and the therapist they
had.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from planner.solver.cases import Case
from planner.solver.problem import Need, Problem, Seat

ROUNDS = 5
"""Most swaps are found in the first; later ones follow from these."""

HOME, SAME, THERAPIST = 100, 3, 2
"""What it weighs that somebody sees their own therapist, which the score counts; who they saw before, when they did; or
at another hour.
"""


class _Place(NamedTuple):
    """One of a person's sessions, by its place among them."""

    person: int
    number: int


class _Session(NamedTuple):
    therapist: int
    start: int


def swapped(
    problem: Problem, seats: Mapping[int, Seat], now: Mapping[int, Case], before: Mapping[int, Case]
) -> Mapping[int, Case]:
    """Everyone's individual sessions by person: with as many own therapists as `now`, and more of them as `before`.

    `seats` are those in which people sit now.
    """
    if not before:
        return now
    needed = {person: problem.needs[seat.need] for person, seat in seats.items() if seat.need is not None}
    swaps = _Swaps(problem, needed, {person: seat.home for person, seat in seats.items()}, now, before)
    rounds = 0
    while rounds < ROUNDS and swaps.made():
        rounds += 1
    return swaps.cases


class _Swaps:
    """Sessions on their way to those who had them."""

    def __init__(
        self,
        problem: Problem,
        needs: Mapping[int, Need],
        homes: Mapping[int, int | None],
        now: Mapping[int, Case],
        before: Mapping[int, Case],
    ) -> None:
        self._problem, self._needs, self._homes = problem, needs, homes
        self._before = {person: case for person, case in before.items() if person in now}
        self.cases = dict(now)
        self._places: dict[object, set[_Place]] = defaultdict(set)
        for person, case in now.items():
            for number in range(len(case.starts)):
                self._places[self._like(person, case.therapist)].add(_Place(person, number))
        self._cells = cache(self._cells_of)

    def made(self) -> bool:
        """Whether anybody has swapped."""
        some = False
        for person in self._before:
            for number in range(len(self.cases[person].starts)):
                ring = next((x for x in self._rings(_Place(person, number)) if self._gain(x) > 0), None)
                if ring is not None:
                    self._turn(ring)
                    some = True
            if len(self.cases[person].starts) > 1:
                some |= self._exchanged(person)
        return some

    def _exchanged(self, person: int) -> bool:
        """Whether somebody with several sessions has exchanged all of them with somebody who has as many."""
        there = {x.person for x in self._places[self._like(person, self._before[person].therapist)]} - {person}
        for other in sorted(there):
            mine, theirs = self.cases[person], self.cases[other]
            fits = self._fits(person, theirs) and self._fits(other, mine)
            if len(mine.starts) == len(theirs.starts) and fits and self._brings(person, other) > 0:
                self._take({person: theirs, other: mine})
                return True
        return False

    def _fits(self, person: int, case: Case) -> bool:
        """Whether the person could have all of these sessions."""
        return self._cells(self._needs[person], case.therapist).issuperset(case.starts)

    def _brings(self, one: int, other: int) -> int:
        """What it brings when two exchange all their sessions."""
        ours = (_Place(one, n) for n in range(len(self.cases[one].starts)))
        return sum(self._gain([x, _Place(other, x.number)]) for x in ours)

    def _rings(self, first: _Place) -> Iterator[Sequence[_Place]]:
        """Of different people, each of whom could have the next one's session, and the last one the first one's.

        First whoever has what the person had, has what that one had, and so on; then each with the person's therapist.
        """
        ring = [first]
        while (other := self._where_theirs_is(ring[-1].person)) is not None:
            if other.person in {x.person for x in ring} or not self._suits(ring[-1], other):
                break
            ring.append(other)
            if self._suits(other, first):
                yield ring
        therapist = self._before[first.person].therapist
        if therapist != self.cases[first.person].therapist:
            for other in sorted(self._places[self._like(first.person, therapist)]):
                if self._suits(first, other) and self._suits(other, first):
                    yield [first, other]

    def _where_theirs_is(self, person: int) -> _Place | None:
        """Where a session is that the person had before and has no more."""
        was, case = self._before.get(person), self.cases[person]
        if was is None:
            return None
        kept = case.starts if was.therapist == case.therapist else ()
        there = sorted(self._places[self._like(person, was.therapist)])
        return next((x for x in there if self._session(x).start in set(was.starts).difference(kept)), None)

    def _session(self, place: _Place) -> _Session:
        case = self.cases[place.person]
        return _Session(case.therapist, case.starts[place.number])

    def _gain(self, ring: Sequence[_Place]) -> int:
        """What it brings when each has the next one's session."""
        pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
        return sum(self._worth(x.person, self._session(y)) - self._worth(x.person, self._session(x)) for x, y in pairs)

    def _worth(self, person: int, session: _Session) -> int:
        was = self._before.get(person)
        home = HOME * (self._homes[person] == session.therapist)
        if was is None or was.therapist != session.therapist:
            return home
        return home + (SAME if session.start in was.starts else THERAPIST)

    def _suits(self, mine: _Place, other: _Place) -> bool:
        """Whether the person could have the other session in the place of this one of theirs."""
        session, case, grid = self._session(other), self.cases[mine.person], self._problem.grid
        if session.start not in self._cells(self._needs[mine.person], session.therapist):
            return False
        rest = [start for n, start in enumerate(case.starts) if n != mine.number]
        other_day = grid.day(session.start) not in {grid.day(start) for start in rest}
        return not rest or (other_day and session.therapist == case.therapist)

    def _cells_of(self, need: Need, therapist: int) -> frozenset[int]:
        """At which cells those of a need could begin a session with a therapist."""
        if therapist not in need.therapists:
            return frozenset()
        service = self._problem.services[need.service]
        free = {cell for w in need.windows for cell in service.windows[w]}
        return frozenset(free.intersection(service.starts[therapist]))

    def _like(self, person: int, therapist: int) -> object:
        """The same for all sessions of one length at one site with a therapist."""
        service = self._problem.services[self._needs[person].service]
        return service.site.id, service.minutes, therapist

    def _turn(self, ring: Sequence[_Place]) -> None:
        """Each has the next one's session."""
        new: dict[int, Case] = {}
        for place, following in zip(ring, [*ring[1:], ring[0]], strict=True):
            session, starts = self._session(following), list(self.cases[place.person].starts)
            starts[place.number] = session.start
            new[place.person] = Case(session.therapist, tuple(starts))
        self._take(new)

    def _take(self, new: Mapping[int, Case]) -> None:
        """Keeps these people's new sessions."""
        for person, case in new.items():
            for number in range(len(case.starts)):
                self._places[self._like(person, self.cases[person].therapist)].discard(_Place(person, number))
                self._places[self._like(person, case.therapist)].add(_Place(person, number))
            self.cases[person] = case
