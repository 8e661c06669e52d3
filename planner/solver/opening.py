"""A component's first plan: from an earlier one, or from what the relaxation makes; and what the relaxation proves."""

import math
from collections.abc import Callable, Generator, Sequence
from contextlib import closing

import numpy as np

from planner.domain.plan import Plan
from planner.solver.beginning import kept_open
from planner.solver.beside import Beside
from planner.solver.blocks import better_prices
from planner.solver.bound import within
from planner.solver.engines import Engines
from planner.solver.fill import Values, best_whole, fill
from planner.solver.highs import LISTEN, Bounded, Found, Highs, Messages, Task
from planner.solver.linear import Floats, uncounted
from planner.solver.prices import Prices
from planner.solver.reduce import Reduced, reduced
from planner.solver.relaxed import HUGE, limits, relaxed, relaxed_decisions
from planner.solver.tree import searched

TINY = 3000
"""Models of at most so many columns are solved before the relaxation's decisions could be of use."""

WITHIN_A_TREE = 25_000
"""Of larger models neighbourhoods find more in the time that the first rounds in a tree take."""

SOON = 1.0
"""Seconds in which the relaxation of a smaller model should have been of use."""

NEAR = 1e-2
"""A plan with a gap below this is not bettered by the relaxation's decisions."""

BEGINNING_GAP = 2e-4
"""Relative; what a first plan misses beyond it is left to the search over all."""

ROUNDS, MOST_ROUNDS = 16, 40
"""Rounds in which a tree brings a first plan, once there is one, or until there is one at all."""

ROUNDS_AROUND = 6
"""Rounds in which a tree brings a better plan around two clinics, if there is one."""

FRUITLESS = 10
"""So many pairs of clinics without a better plan are enough."""


Relaxing = Generator[Prices | None, None, None]
"""What tells of a relaxation that is under way."""


class Opening(Beside):
    """A component on its way to a first plan."""

    def open(self, engines: Engines, until: Callable[[], bool]) -> None:
        """A good plan soon: from an earlier one, or from the relaxation's decisions; with the relaxation's prices."""
        is_tiny = len(self.model.linear.points) <= TINY
        with closing(relaxed(self.model.linear, engines.chooser, LISTEN)) as relaxing:
            if self.beginning is not None:
                if not is_tiny:
                    self.price(next(relaxing))  # under way, while the other process begins
                self._begin(self.beginning, None if is_tiny else relaxing, engines.filler, until)
            if not is_tiny and not self.proven and not until():
                self._relax(relaxing, engines, until)
        self.opened = True

    def _begin(self, plan: Plan, relaxing: Relaxing | None, engine: Highs, until: Callable[[], bool]) -> None:
        """The best plan with an earlier plan's cohorts alone, unless the relaxation shows that it is far from the best.

        A tree finds better ones, which is what counts where the search ends at a gap; HiGHS moves fewer people.
        """
        linear = self.model.linear
        bounds = linear.lower, kept_open(self.model, plan)
        tree = self._fits_a_tree and self.settings.gap > 0
        if tree:
            self._soon(bounds, ROUNDS, [engine], lambda told: self._if_near(told, relaxing), until)
        if self.start is None and not (tree and self.prices is not None):
            self.start = self._roughly_best(bounds, engine, until)
        self.take(self.start, always=True)

    def _if_near(self, told: Messages, relaxing: Relaxing | None) -> Messages:
        """What a search tells, until prices show that it promises too little.

        They are listened for between its rounds: a process that is left there need not be begun anew.
        """
        with closing(told):
            for message in told:
                yield message
                if isinstance(message, Bounded):
                    if relaxing is not None:
                        self.price(next(relaxing, None))
                    if self.prices is not None and not within(message.bound, self.bound, NEAR):
                        break

    def _roughly_best(self, limits: tuple[Floats, Floats], engine: Highs, until: Callable[[], bool]) -> Values | None:
        """Decisions first, and not to the last point: the search over all that follows finds the rest."""
        linear = self.model.linear
        rest = reduced(linear, *limits)
        if rest is None:
            return None
        task = Task(uncounted(rest.linear), gap=max(self.settings.gap, BEGINNING_GAP), seed=self.settings.seed)
        decided: Found | None = None
        for message in rest.told(linear, engine.solve(task)):
            decided = message if isinstance(message, Found) else decided
            if until():
                break
        filled = None if decided is None else fill(linear, decided.values, engine, until)
        return best_whole(rest, engine, until) if filled is None else filled

    def _relax(self, relaxing: Relaxing, engines: Engines, until: Callable[[], bool]) -> None:
        """The relaxation, and the best plan near to what it makes."""
        self._relax_alone(relaxing, engines, until)
        if self.is_large:
            self._better_prices(engines, until)
        if self.prices is not None and not self.near(NEAR) and not until():
            if len(self.model.linear.points) <= HUGE:
                self._decide(self.prices, engines, until)
            else:
                self._improve(engines, until, NEAR)

    def _relax_alone(self, relaxing: Relaxing, engines: Engines, until: Callable[[], bool]) -> None:
        with closing(self._beside(relaxing, self._improver([engines.filler], until), SOON, until)) as found:
            for prices in found:
                self.price(prices)

    def _better_prices(self, engines: Engines, until: Callable[[], bool]) -> None:
        """The quick method's prices made exact where clinics have something to themselves."""
        if self.prices is None or until():
            return
        with closing(better_prices(self.sites, self.prices, self._free(engines))) as steps:
            for prices in steps:
                self.price(prices)
                if until():
                    break

    def _decide(self, prices: Prices, engines: Engines, until: Callable[[], bool]) -> None:
        """The best plan with decisions that the relaxation makes."""
        if self._fits_a_tree:
            self._decide_in_a_tree(prices, engines, until)
        if self.start is None and not until():
            self._decide_and_fill(prices, engines, until)

    def _decide_in_a_tree(self, prices: Prices, engines: Engines, until: Callable[[], bool]) -> None:
        """One of a tree in which few decisions are left; then better ones around pairs of clinics, until it is good."""
        trees = self._growing(engines)

        def beside(told: Messages) -> Messages:
            free = [engines.filler]
            return told if self.leads else self._beside(told, self._improver(free, until), SOON, until)

        for bounds in limits(self.model, prices, prices.values):
            self._soon(bounds, ROUNDS, trees, beside, until)
            if until() or self.start is not None:
                break
        tried = set[frozenset[int]]()
        while self.start is not None and len(tried) < FRUITLESS and not self.is_good(self.start) and not until():
            before = self.start
            pairs = self.sites.pairs(self.sites.losses(prices, before.astype(np.float64)))
            pair = next((one for one in pairs if one not in tried), None)
            if pair is None:
                break
            self._soon(self.sites.limits(pair, before), ROUNDS_AROUND, trees, beside, until)
            tried = tried | {pair} if self.start is before else {pair}

    def _soon(
        self,
        limits: tuple[Floats, Floats],
        most: int,
        trees: Sequence[Highs],
        beside: Callable[[Messages], Messages],
        until: Callable[[], bool],
    ) -> None:
        """A better start within limits, of so many rounds in a tree at most, or of more where there is none yet.

        `trees` search it; `beside` hands on what they tell, and may do something else in between.
        """
        rest = reduced(self.model.linear, *limits)
        if rest is None:
            return
        task, points = self._task_within(rest, limits)
        told = beside(rest.told(self.model.linear, searched(task, trees, LISTEN)))
        rounds = 0
        with closing(told) as messages:
            for message in messages:
                if isinstance(message, Found) and message.points > points:
                    rounds = 0 if self.start is None else rounds
                    points, self.start = message.points, message.whole
                    self.take(self.start)
                rounds += isinstance(message, Bounded)
                near = isinstance(message, Bounded) and within(points, message.bound, BEGINNING_GAP)
                over = rounds >= (MOST_ROUNDS if self.start is None else most)
                if over or (near and self.start is not None) or until():
                    break

    def _task_within(self, rest: Reduced, limits: tuple[Floats, Floats]) -> tuple[Task, float]:
        """The search within limits, from the start where that lies there, and the start's points."""
        if self.start is None:
            return Task(rest.linear, seed=self.settings.seed), -math.inf
        lower, upper = limits
        lies_there = bool(((lower <= self.start) & (self.start <= upper)).all())
        begin = self.start[rest.columns].astype(np.float64) if lies_there else None
        return Task(rest.linear, start=begin, prove=lies_there, seed=self.settings.seed), self.model.points(self.start)

    def _decide_and_fill(self, prices: Prices, engines: Engines, until: Callable[[], bool]) -> None:
        """The same of a model in which that takes longer: its flows are filled in afterwards."""
        promise: Found | None = None
        improver = self._improver([engines.filler], until)
        found = relaxed_decisions(self.model, prices, engines.chooser, self.settings.seed, LISTEN)
        with closing(self._beside(found, improver, SOON, until)) as messages:
            for message in messages:
                if message is not None:
                    promise = improver.promise = message
        if promise is not None and not until():
            self.start = fill(self.model.linear, promise.values, engines.filler, until)
            self.take(self.start)
        if self.start is None:
            self._keep_promise(promise, engines.filler)

    @property
    def _fits_a_tree(self) -> bool:
        """Whether a tree of our own proves it sooner than HiGHS does."""
        return len(self.model.linear.points) <= WITHIN_A_TREE
