"""Tells apart whom the model only counts: which person sees which therapist, and when.

People of one need are alike and so are the starts of one window; whoever keeps their therapist is served first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.solver.variables import Variables

Values = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Case:
    """One participant's individual sessions: with whom, and the cells at which they start."""

    therapist: int
    starts: tuple[int, ...]


class _Hand:
    """The sessions of one service that are given, drawn one after the other."""

    def __init__(self, v: Variables, values: Values, number: int) -> None:
        self._free: dict[int, list[tuple[int, int]]] = defaultdict(list)
        window_of = {cell: w for w, cells in enumerate(v.problem.services[number].windows) for cell in cells}
        for (t, start), column in sorted(v.gives[number].items()):
            self._free[window_of[start]].extend([(t, start)] * int(values[column]))

    def draw(self, window: int, therapist: int | None = None) -> tuple[int, int]:
        """A therapist and a start in the window, with this therapist if one is named."""
        free = self._free[window]
        place = next(n for n, (t, _) in enumerate(free) if therapist in (None, t))
        return free.pop(place)


def cases(v: Variables, values: Values) -> dict[int, Case]:
    """Everyone's individual sessions, by person."""
    hands = [_Hand(v, values, number) for number in range(len(v.problem.services))]
    people, homes = _people(v, values)
    found: dict[int, Case] = {}
    left = {n: {w: int(values[c]) for w, c in v.uses[n].items()} for n in people}
    for (need, t), stays in v.stays.items():
        waiting = iter(homes.get((need, t), ()))
        for w, column in stays.items():
            if w in v.uses[need]:
                for _ in range(values[column]):
                    left[need][w] -= 1
                    found[next(waiting)] = _case(hands[v.problem.needs[need].service].draw(w, t))
    for need, who in people.items():
        hand = hands[v.problem.needs[need].service]
        if v.cases[need]:
            found.update(_several(v, values, need, hand, homes, who))
        else:
            rest = [person for person in who if person not in found]
            drawn = [hand.draw(w) for w, count in left[need].items() for _ in range(count)]
            found.update({person: _case(one) for person, one in zip(rest, drawn, strict=True)})
    return found


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


def _several(
    v: Variables,
    values: Values,
    need: int,
    hand: _Hand,
    homes: Mapping[tuple[int, int], Iterable[int]],
    who: list[int],
) -> dict[int, Case]:
    """Several sessions a week: each therapist's are dealt out in the order of time to as many people.

    A day has at most as many of them as people, so nobody gets two on one day.
    """
    found: dict[int, Case] = {}
    dealt: list[Case] = []
    for t, column in v.cases[need].items():
        count = int(values[column])
        windows = [w for (x, w), c in v.sees[need].items() if x == t for _ in range(values[c])]
        starts = sorted(hand.draw(w, t)[1] for w in windows)
        mine = [Case(t, tuple(starts[n::count])) for n in range(count)]
        for person in homes.get((need, t), ()):
            if mine:
                found[person] = mine.pop(0)
        dealt.extend(mine)
    rest = [person for person in who if person not in found]
    return found | dict(zip(rest, dealt, strict=True))
