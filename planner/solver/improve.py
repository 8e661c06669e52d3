"""Large neighbourhoods: a few neighbouring sites planned anew with the exact model, all others as they are.

What a few sites can do is a small problem, solved in a second or two; so a good plan for many sites comes long before
the search over all of them has found one, and gets better as long as there is time.
"""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Mapping
from itertools import combinations
from random import Random

import numpy as np
import numpy.typing as npt

from planner.solver.beginning import kept_open
from planner.solver.decode import nobody
from planner.solver.fill import Values, fill
from planner.solver.highs import Ended, Found, Highs, Task
from planner.solver.model import Model
from planner.solver.problem import Problem
from planner.solver.reduce import Reduced, reduced

PEOPLE = 60
"""A neighbourhood grows until so many people could come to its sites: docs/solver.md has the figures."""

SECONDS = 4.0
"""A neighbourhood that takes longer than this is left with the best found for it."""

WIDER = 1.6
"""By so much neighbourhoods grow when a whole round of them has found nothing."""

LISTEN = 0.01
"""Seconds to wait for the engine before somebody else is listened to."""

SECONDS_AT_FIRST = 1.0
"""In the first round, which is to give everybody's sites a plan soon."""

GAP = 1e-4
"""Relative; the last points of one neighbourhood are worth less than the first of the next."""


class Improver:
    """Finds better and better whole values.

    `promise`: decisions found elsewhere, to be filled when there is time. `values`: the best ones, None where there are
    none yet.
    """

    def __init__(
        self, model: Model, engine: Highs, seed: int, values: Values | None, until: Callable[[], bool]
    ) -> None:
        self._model, self._engine, self._seed, self._until = model, engine, seed, until
        self._seconds = SECONDS
        self._random = Random(seed)  # noqa: S311 - seeded, for variety
        self._sites = _Sites(model.v.problem)
        self._site_of_column = _site_of_column(model, self._sites.numbers)
        self.promise: Found | None = None
        self.values = values

    def steps(self, patience: float) -> Generator[Values | None, None, None]:
        """Better values as they are found, and None often in between; promises alone for so many seconds."""
        patient_until = time.monotonic() + patience
        while time.monotonic() < patient_until:
            yield self._promised()
        if self.values is None:
            yield from self._first()
            self._seconds = SECONDS_AT_FIRST
            yield from self._round(PEOPLE, virtual=False)
            self._seconds = SECONDS
        width = number = 0
        while self.values is not None:
            before = self.values
            yield from self._round(PEOPLE * WIDER**width, virtual=number % 2 == 1)
            width = width + 1 if self.values is before else 0
            number += 1
            yield None

    def _round(self, people: float, *, virtual: bool) -> Generator[Values | None, None, None]:
        """Every clinic once, among its neighbours."""
        left = set(self._sites.clinics)
        while left:
            yield self._promised()
            sites = self._sites.near(self._random.choice(sorted(left)), people, virtual=virtual)
            left -= sites
            yield from self._around(sites)

    def _promised(self) -> Values | None:
        """The promise filled, where that is better."""
        promise, self.promise = self.promise, None
        least = -math.inf if self.values is None else self._model.points(self.values)
        if promise is None or promise.points <= least:
            return None
        values = fill(self._model.linear, promise.values, self._engine, self._until)
        if values is None or self._model.points(values) <= least:
            return None
        self.values = values
        return values

    def _first(self) -> Generator[Values | None, None, None]:
        """Only what must run."""
        linear = self._model.linear
        upper = kept_open(self._model, nobody(self._model.v.problem.scenario))
        rest = reduced(linear, linear.lower, upper)
        if rest is not None:
            yield from self._solve(rest, None)

    def _around(self, sites: frozenset[int]) -> Generator[Values | None, None, None]:
        """Plans these sites anew."""
        before = self.values
        if before is None:
            return
        linear = self._model.linear
        kept = ~np.isin(self._site_of_column, [-1, *sites])
        lower, upper = linear.lower.copy(), linear.upper.copy()
        lower[kept] = upper[kept] = before[kept]
        rest = reduced(linear, lower, upper)
        if rest is not None and len(rest.columns):
            yield from self._solve(rest, before)

    def _solve(self, rest: Reduced, before: Values | None) -> Generator[Values | None, None, None]:
        start = None if before is None else before[rest.columns].astype(np.float64)
        end, found = time.monotonic() + self._seconds, None
        for message in self._engine.solve(Task(rest.linear, whole=True, start=start, gap=GAP, seed=self._seed), LISTEN):
            if isinstance(message, Found):
                found = message.values
            if isinstance(message, Ended) or (found is not None and time.monotonic() > end):
                break
            yield None
        if found is not None:
            values = rest.whole_values(np.rint(found).astype(np.int64))
            if before is None or self._model.points(values) > self._model.points(before):
                self.values = values
                yield values


class _Sites:
    """The sites by number, and how closely people and therapists tie them together."""

    def __init__(self, problem: Problem) -> None:
        sites = problem.scenario.sites
        self.numbers = {site: n for n, site in enumerate(sites)}
        virtual = {self.numbers[i] for i, site in sites.items() if site.virtual}
        visits = _visits(problem, self.numbers)
        self._people = Counter(site for who in visits for site in who)
        self._ties: Mapping[int, Counter[int]] = defaultdict(Counter)
        for who in visits:
            for one, other in combinations(sorted(who - virtual), 2):
                self._ties[one][other] += 1
                self._ties[other][one] += 1
        self._virtual = frozenset(virtual)
        self.clinics = tuple(n for n in self._people if n not in virtual) or tuple(self._people)

    def near(self, seed: int, people: float, *, virtual: bool) -> frozenset[int]:
        """A site and those most tied to it, until so many people could come to them."""
        chosen, pull = {seed}, Counter(self._ties[seed])
        while pull and sum(self._people[site] for site in chosen) < people:
            (nearest, _), *_ = pull.most_common(1)
            chosen.add(nearest)
            pull.update(self._ties[nearest])
            for site in chosen:
                pull.pop(site, None)
        return frozenset(chosen | self._virtual) if virtual else frozenset(chosen)


def _visits(problem: Problem, numbers: Mapping[str, int]) -> list[set[int]]:
    """The sites to which each person and each therapist could come."""
    sites = [numbers[unit.offering.site.id] for unit in problem.units]
    people = [{sites[problem.seats[seat].unit] for seat in seats} for seats in problem.seats_of]
    staff = [{numbers[site] for site in t.sites if site in numbers} for t in problem.therapists]
    return people + staff


def _site_of_column(model: Model, numbers: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """The site that each column is about; -1 where it follows from others."""
    v, problem = model.v, model.v.problem
    site_of = np.full(len(model.linear.points), -1, dtype=np.int64)
    for number, unit in enumerate(problem.units):
        here = numbers[unit.offering.site.id]
        site_of[[*v.runs[number], *v.leads[number].values()]] = here
        site_of[[*v.members(number), *(v.sits[seat] for seat in problem.sitters(number))]] = here
    for service, gives in zip(problem.services, v.gives, strict=True):
        site_of[list(gives.values())] = numbers[service.site.id]
    for number, need in enumerate(problem.needs):
        here = numbers[problem.services[need.service].site.id]
        site_of[[*v.uses[number].values(), *v.sees[number].values(), *v.cases[number].values()]] = here
    for (number, _), stays in v.stays.items():
        site_of[list(stays.values())] = numbers[problem.services[problem.needs[number].service].site.id]
    for (room, _, _), column in v.borrows.items():
        site_of[column] = numbers[problem.rooms[room].site]
    return site_of
