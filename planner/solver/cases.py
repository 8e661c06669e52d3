"""Tells apart whom the model only counts: which person sees which therapist, and when.

People of one need are alike and so are the starts of one window; whoever keeps their therapist is served first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from planner.domain.plan import Plan
from planner.solver.problem import Problem
from planner.solver.variables import Variables

Values = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Case:
    """One participant's individual sessions: with whom, and the cells at which they start."""

    therapist: int
    starts: tuple[int, ...]


def cases_before(problem: Problem, plan: Plan) -> dict[int, Case]:
    """The individual sessions of an earlier plan by person, of people and therapists who are still there.

    An earlier plan may have been edited: whatever it says of others, or does not say, counts for nothing.
    """
    people = {p.id: n for n, p in enumerate(problem.people)}
    therapists = {t.id: n for n, t in enumerate(problem.therapists)}
    starts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for x in plan.sessions.values():
        for t in x.therapists[:1]:
            if x.participant in people and t in therapists:
                starts[people[x.participant], therapists[t]].append(problem.grid.cell(x.day, x.span.start))
    return {person: Case(t, tuple(sorted(cells))) for (person, t), cells in starts.items()}


class _Hand:
    """The sessions of one service that are given, drawn one after the other."""

    def __init__(self, free: Mapping[int, Iterable[tuple[int, int]]]) -> None:
        self._free = {window: sorted(sessions) for window, sessions in free.items()}

    def draw(self, window: int, therapist: int | None = None) -> tuple[int, int]:
        """A therapist and a start in the window, with this therapist if one is named."""
        free = self._free[window]
        place = next(n for n, (t, _) in enumerate(free) if therapist in (None, t))
        return free.pop(place)


def _hands(v: Variables, values: Values) -> list[_Hand]:
    """The sessions of each service; those of a stretch are handed out in the order of time."""
    free: list[dict[int, list[tuple[int, int]]]] = [defaultdict(list) for _ in v.problem.services]
    for stretch, begins, gives in zip(v.problem.stretches, v.begins, v.gives, strict=True):
        given = ((stretch.therapist, start) for start, column in begins.items() if values[column])
        for service, columns in gives.items():
            free[service][stretch.windows[service]].extend(islice(given, int(values[columns].sum())))
    return [_Hand(one) for one in free]


def cases(v: Variables, values: Values, before: Mapping[int, Case]) -> dict[int, Case]:
    """Everyone's individual sessions, by person; who has several keeps the therapist of `before`, if that is left."""
    dealing = _Dealing(v, values, before)
    dealing.keep()
    for need, who in dealing.people.items():
        if v.cases[need]:
            dealing.several(need, who)
        else:
            dealing.single(need, who)
    return dealing.found


class _Dealing:
    """Sessions on their way to people; those with one session who keep their therapist come first."""

    def __init__(self, v: Variables, values: Values, before: Mapping[int, Case]) -> None:
        self._v, self._values, self._before = v, values, before
        self._hands = _hands(v, values)
        self.people, self._homes = _people(v, values)
        self._left = {n: {w: int(values[c]) for w, c in v.uses[n].items()} for n in self.people}
        self.found: dict[int, Case] = {}

    def keep(self) -> None:
        for (need, t), stays in self._v.stays.items():
            waiting = iter(self._homes.get((need, t), ()))
            for w in sorted(stays.keys() & self._v.uses[need].keys()):
                for _ in range(self._values[stays[w]]):
                    self._left[need][w] -= 1
                    self.found[next(waiting)] = _case(self._hand(need).draw(w, t))

    def single(self, need: int, who: Iterable[int]) -> None:
        rest = [person for person in who if person not in self.found]
        drawn = [self._hand(need).draw(w) for w, count in self._left[need].items() for _ in range(count)]
        self.found.update({person: _case(one) for person, one in zip(rest, drawn, strict=True)})

    def several(self, need: int, who: Sequence[int]) -> None:
        """Each therapist's sessions are dealt out in the order of time to as many people.

        A day has at most as many of them as people, so nobody gets two on one day.
        """
        dealt: list[Case] = []
        for t, column in self._v.cases[need].items():
            mine = self._dealt(need, t, int(self._values[column]))
            stays = (x for x in who if x in self._before and self._before[x].therapist == t)
            for person in chain(self._homes.get((need, t), ()), stays):
                if mine and person not in self.found:
                    self.found[person] = mine.pop(0)
            dealt.extend(mine)
        rest = [person for person in who if person not in self.found]
        self.found.update(zip(rest, dealt, strict=True))

    def _dealt(self, need: int, t: int, people: int) -> list[Case]:
        sees = self._v.sees[need].items()
        windows = [w for (x, w), c in sees if x == t for _ in range(self._values[c])]
        starts = sorted(self._hand(need).draw(w, t)[1] for w in windows)
        return [Case(t, tuple(starts[n::people])) for n in range(people)]

    def _hand(self, need: int) -> _Hand:
        return self._hands[self._v.problem.needs[need].service]


def _case(drawn: tuple[int, int]) -> Case:
    return Case(drawn[0], (drawn[1],))


def _people(v: Variables, values: Values) -> tuple[dict[int, list[int]], dict[tuple[int, int], list[int]]]:
    """Who is placed, by need; and those of them who have a therapist today, by need and therapist."""
    people: dict[int, list[int]] = defaultdict(list)
    homes: dict[tuple[int, int], list[int]] = defaultdict(list)
    for seat, column in zip(v.problem.seats, v.sits, strict=True):
        if seat.need is not None and values[column]:
            people[seat.need].append(seat.person)
            if seat.home is not None:
                homes[seat.need, seat.home].append(seat.person)
    return people, homes
