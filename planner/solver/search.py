"""The search for one component's plan: a first one, then a tree, or of large models choose, fill and the whole.

A *tree* of our own has every column whole. *Choose* finds the decisions that promise most and proves a bound; *fill*
says exactly who sits where and sees whom. Nearly always the filled plan scores what was promised, and is optimal. Where
it falls short, the *whole* stage asks for whole numbers everywhere. `docs/solver.md` tells why.
"""

import math
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.solver.beginning import kept_open
from planner.solver.blocks import better_prices, bounds
from planner.solver.bound import whole_bound
from planner.solver.candidate import Candidate
from planner.solver.engines import Engines
from planner.solver.fill import Values, best_whole, fill
from planner.solver.highs import Bounded, Ended, Found, Highs, Task
from planner.solver.improve import Improver
from planner.solver.known import Known
from planner.solver.linear import Floats, uncounted
from planner.solver.prices import Prices
from planner.solver.reduce import Reduced, reduced
from planner.solver.relaxed import HUGE, limits, relaxed, relaxed_decisions
from planner.solver.tree import searched

TINY = 3000
"""Models of at most so many columns are solved before the relaxation's decisions could be of use."""

MIDDLING = 16_000
"""Larger models take a while to relax; meanwhile neighbourhoods give a first plan."""

WITHIN_A_TREE = 25_000
"""Of larger models neighbourhoods find more in the time that the first rounds in a tree take."""

SOON = 1.0
"""Seconds in which the relaxation of a smaller model should have been of use."""

PATIENCE = 5.0
"""Seconds that a smaller model is given before neighbourhoods are tried beside the one search."""

NEAR = 1e-2
"""A plan with a gap below this is not bettered by the relaxation's decisions."""

FAR = 2e-3
"""A plan with a gap above this is bettered soonest by neighbourhoods, even while others wait."""

CLOSE = 3e-3
"""With a plan this near, a large model's bound is worth as much as a better plan."""

BEGINNING_GAP = 2e-4
"""Relative; what a first plan misses beyond it is left to the search over all."""

GIVE_UP = 40
"""Rounds after which HiGHS's cuts are likelier to come to an end than more nodes."""

ROUNDS, MOST_ROUNDS = 16, 40
"""Rounds in which a tree brings a first plan, once there is one, or until there is one at all."""

SMALL = 1000
"""Models of at most so many columns go to CP-SAT in the whole stage: docs/solver.md has the figures."""

EFFORT = 60.0
"""Deterministic seconds of CP-SAT for a small model; what it cannot prove in them, HiGHS goes on with."""

LISTEN = 0.02
"""Seconds to wait for one engine before the other is listened to."""

LAST_WORD = 0.6
"""Seconds that a search takes at most for what it was promised, after it was told to end."""


class Search(Known):
    """One component on its way. Others may read `best`, `bound`, `impossible` and `proven` while it runs.

    `settled`: its plan stays as it is, for now. `alone`: another core is free for neighbourhoods, now or no longer.
    `leads`: it is most of the scenario, so both its processes count for the last word.
    """

    def __init__(self, scenario: Scenario, settings: Settings) -> None:
        super().__init__(scenario, settings)
        self.seconds = 0.0
        self.beginning: Plan | None = None
        self.settled = False
        self.opened = False
        self.alone = self.leads = True
        self._chosen = self._stalled = self._bounded = False
        self._spare: Candidate | None = None

    def open(self, engines: Engines, until: Callable[[], bool]) -> None:
        """A good plan soon: from an earlier one, or from the relaxation's decisions; with the relaxation's prices."""
        if self.beginning is not None:
            self._begin(self.beginning, engines, until)
        if len(self.model.linear.points) > TINY and not self.proven and not until():
            self._relax(engines, until)
        self.opened = True

    def run(self, engines: Engines, until: Callable[[], bool]) -> None:
        """Searches until it is proven, or told to end; whoever calls again goes on from the best so far."""
        began = time.monotonic()
        if self.is_large and not self._stalled:
            self._improve(engines, until, CLOSE)
            self._bound_by_blocks(engines, until)
            self._improve(engines, until)
        if not self._chosen and not self.proven and not until():
            if self._fits_a_tree and self.is_good(self.start):
                self._branch(engines, until)
            else:
                self._choose_and_fill(engines, until)
        if self._chosen and not self.proven and not until():
            self._whole(engines, until)
        self.seconds += time.monotonic() - began

    def _begin(self, plan: Plan, engines: Engines, until: Callable[[], bool]) -> None:
        """The best plan with an earlier plan's cohorts alone.

        A tree finds better ones, which is what counts where the search ends at a gap; HiGHS moves fewer people.
        """
        linear = self.model.linear
        rest = reduced(linear, linear.lower, kept_open(self.model, plan))
        if rest is not None and self._fits_a_tree and self.settings.gap > 0:
            self._soon(rest, Task(rest.linear, seed=self.settings.seed), engines, until)
        if rest is not None and self.start is None:
            self.start = self._roughly_best(rest, engines.filler, until)
        self.take(self.start, always=True)

    def _roughly_best(self, rest: Reduced, engine: Highs, until: Callable[[], bool]) -> Values | None:
        """Decisions first, and not to the last point: the search over all that follows finds the rest."""
        linear = self.model.linear
        task = Task(uncounted(rest.linear), gap=max(self.settings.gap, BEGINNING_GAP), seed=self.settings.seed)
        decided: Found | None = None
        for message in rest.told(linear, engine.solve(task)):
            decided = message if isinstance(message, Found) else decided
            if until():
                break
        filled = None if decided is None else fill(linear, decided.values, engine, until)
        return best_whole(rest, engine, until) if filled is None else filled

    def _relax(self, engines: Engines, until: Callable[[], bool]) -> None:
        """The relaxation, and the best plan near to what it makes."""
        self._relax_alone(engines, until)
        if self.is_large:
            self._better_prices(engines, until)
        if self.prices is not None and not self.near(NEAR) and not until():
            if len(self.model.linear.points) <= HUGE:
                self._decide(self.prices, engines, until)
            else:
                self._improve(engines, until, NEAR)

    def _better_prices(self, engines: Engines, until: Callable[[], bool]) -> None:
        """The quick method's prices made exact where clinics have something to themselves."""
        if self.prices is None or until():
            return
        with closing(better_prices(self.sites, self.prices, self._free(engines))) as steps:
            for prices in steps:
                self.price(prices)
                if until():
                    break

    def _bound_by_blocks(self, engines: Engines, until: Callable[[], bool]) -> None:
        """A tighter bound than prices alone can prove, once that is what is missing most."""
        if self.prices is None or self._bounded or self.proven or not self.near(CLOSE) or until():
            return
        with closing(bounds(self.sites, self.prices, self._free(engines), self.settings.seed)) as steps:
            for bound in steps:
                self.limit(whole_bound(bound))
                if until() or self.good_enough:
                    return
        self._bounded = True

    def _free(self, engines: Engines) -> list[Highs]:
        """Both processes, where no other component needs one."""
        return [engines.chooser, engines.filler] if self.alone else [engines.chooser]

    def _relax_alone(self, engines: Engines, until: Callable[[], bool]) -> None:
        improver = self._improver([engines.filler], until)
        relaxation = relaxed(self.model.linear, engines.chooser, LISTEN)
        with closing(relaxation), closing(improver.steps(self._patient(SOON))) as better:
            for prices in relaxation:
                self.price(prices)
                if until():
                    break
                self.take(next(better, None))

    def _improve(self, engines: Engines, until: Callable[[], bool], enough: float = 0) -> None:
        """Neighbourhoods in all processes until a gap is small `enough`, or they find nothing more."""
        if self.proven or self.near(enough) or until():
            return
        improver = self._improver(self._free(engines), until)
        with closing(improver.steps(lambda: False)) as better:
            for values in better:
                self.take(values)
                if until() or improver.stalled or self.good_enough or self.near(enough):
                    break
        self._stalled = improver.stalled

    def _decide(self, prices: Prices, engines: Engines, until: Callable[[], bool]) -> None:
        """The best plan with decisions that the relaxation makes."""
        if self._fits_a_tree:
            self._decide_in_a_tree(prices, engines, until)
        if self.start is None and not until():
            self._decide_and_fill(prices, engines, until)

    def _decide_in_a_tree(self, prices: Prices, engines: Engines, until: Callable[[], bool]) -> None:
        """A good one, of a tree in which few decisions are left."""
        linear = self.model.linear
        for lower, upper in limits(self.model, prices, prices.values):
            rest = reduced(linear, lower, upper)
            if rest is not None:
                begin = None if self.start is None else self.start[rest.columns].astype(np.float64)
                task = Task(rest.linear, start=begin, seed=self.settings.seed)
                self._soon(rest, task, engines, until)
            if until() or self.is_good(self.start):
                break

    def _soon(self, rest: Reduced, task: Task, engines: Engines, until: Callable[[], bool]) -> None:
        """What a few rounds in a tree find, or as many as it takes to find anything."""
        rounds, points = 0, -math.inf
        improver = self._improver([engines.filler], until)
        found = rest.told(self.model.linear, searched(task, [engines.chooser], LISTEN))
        with closing(found), closing(improver.steps(self._patient(SOON))) as better:
            for message in found:
                if isinstance(message, Found):
                    points, self.start = message.points, np.rint(message.values).astype(np.int64)
                    self.take(self.start)
                if isinstance(message, Bounded):
                    rounds += 1
                    if rounds >= (MOST_ROUNDS if self.start is None else ROUNDS):
                        break
                    if math.isfinite(points) and message.bound - points <= BEGINNING_GAP * abs(points):
                        break
                if until():
                    break
                self.take(next(better, None))

    def _decide_and_fill(self, prices: Prices, engines: Engines, until: Callable[[], bool]) -> None:
        """The same of a model in which that takes longer: its flows are filled in afterwards."""
        promise: Found | None = None
        improver = self._improver([engines.filler], until)
        found = relaxed_decisions(self.model, prices, engines.chooser, self.settings.seed, LISTEN)
        with closing(found), closing(improver.steps(self._patient(SOON))) as better:
            for message in found:
                if message is not None:
                    promise = improver.promise = message
                if until():
                    break
                self.take(next(better, None))
        if promise is not None and not until():
            self.start = fill(self.model.linear, promise.values, engines.filler, until)
            self.take(self.start)
        if self.start is None:
            self._keep_promise(promise, engines.filler)

    def _patient(self, seconds: float) -> Callable[[], bool]:
        """Whether neighbourhoods wait: of a small model, and while their core is another's, unless much is missing.

        To begin from an earlier plan is to have what they would bring.
        """
        end = time.monotonic() + (seconds if len(self.model.linear.points) <= MIDDLING else 0)

        def waits() -> bool:
            if self.alone:
                return time.monotonic() < end
            return self.near(FAR) or not self.opened or self.beginning is not None

        return waits

    def _improver(self, engines: Sequence[Highs], until: Callable[[], bool]) -> Improver:
        return Improver(self.sites, engines, self.settings.seed, until, self.values, self.prices)

    def _choose_and_fill(self, engines: Engines, until: Callable[[], bool]) -> None:
        last = self._choose(engines, until)
        awake = engines.chooser if engines.chooser.awake else engines.filler
        engines.start()
        values = None if last is None else fill(self.model.linear, last, awake, until)
        if self.start is not None and (values is None or self.model.points(self.start) >= self.model.points(values)):
            values = self.start
        self._chosen = self.start_is_best or (last is not None and not until())
        if not self._chosen:
            self.take(values)
            self.start = self.values
        elif values is not None:
            self._settle(values)

    def _settle(self, values: Values) -> None:
        """What was found on the way depends on the machine's speed; the last word does not, so this is what counts."""
        self._chosen, self._spare, self.best = True, self.best, Candidate.found(self.model, values)

    def _choose(self, engines: Engines, until: Callable[[], bool]) -> Floats | None:
        """The decisions that promise most; None where the search was ended before that is known."""
        rest = self.as_good_as(self.start)
        task = self.task(rest, self.start)
        improver = self._improver([engines.filler], until)
        last: Found | None = None
        with closing(improver.steps(self._patient(PATIENCE))) as better:
            for message in rest.told(self.model.linear, engines.chooser.solve(task, every=LISTEN)):
                self.hear(message)
                if isinstance(message, Found):
                    last = improver.promise = message
                if isinstance(message, Ended) and not message.failed:
                    return None if last is None else last.values
                if until() or self.good_enough or self.start_is_best:
                    break
                self.take(next(better, None))
        self._keep_promise(improver.promise, engines.filler)
        return None

    @property
    def _fits_a_tree(self) -> bool:
        """Whether a tree of our own proves it sooner than HiGHS does."""
        return len(self.model.linear.points) <= WITHIN_A_TREE

    def _branch(self, engines: Engines, until: Callable[[], bool]) -> None:
        """All columns whole at once: better plans and the proof, from a start that is good.

        Both processes search one tree, where it is not one of many components. What takes both very long is left to
        the whole stage.
        """
        values, rest = self.start, self.as_good_as(self.start)
        both = [engines.chooser, engines.filler] if self.leads else [engines.chooser]
        rounds = 0
        with closing(rest.told(self.model.linear, searched(self.task(rest, values), both, LISTEN))) as messages:
            for message in messages:
                self.hear(message)
                if isinstance(message, Found):
                    values = np.rint(message.values).astype(np.int64)
                    self.take(values)
                rounds += isinstance(message, Bounded)
                ended = isinstance(message, Ended) and not message.failed
                if values is not None and (ended or (len(both) > 1 and rounds >= GIVE_UP)):
                    self._settle(values)
                    break
                if until() or self.good_enough:
                    break

    def _keep_promise(self, promise: Found | None, engine: Highs) -> None:
        """Fills what was promised last, as far as that takes no time."""
        if promise is not None and (self.best is None or promise.points > self.best.score):
            end = time.monotonic() + LAST_WORD
            self.take(fill(self.model.linear, promise.values, engine, lambda: time.monotonic() > end))

    def _whole(self, engines: Engines, until: Callable[[], bool]) -> None:
        if len(self.model.linear.points) <= SMALL:
            self._whole_small(until)
        if not self.proven and not until():
            self._whole_large(engines, until)
        if not self.proven and self._spare is not None and (self.best is None or self._spare.score > self.best.score):
            self.best = self._spare

    def _whole_small(self, until: Callable[[], bool]) -> None:
        from planner.solver import cpsat  # noqa: PLC0415 - half a second that most plans never need

        answer = cpsat.solve(
            self.model.linear,
            seed=self.settings.seed,
            effort=EFFORT,
            hint=self.values,
            stopped=until,
        )
        self.impossible = answer.values is None and answer.proven
        if not self.impossible:
            self.limit(answer.bound)
            self.take(answer.values)

    def _whole_large(self, engines: Engines, until: Callable[[], bool]) -> None:
        rest, values = self.as_good_as(self.values), self.values
        task = replace(self.task(rest, values), whole=True)
        improver = self._improver([engines.filler], until)
        told = rest.told(self.model.linear, engines.chooser.solve(task, every=LISTEN))
        with closing(told), closing(improver.steps(self._patient(PATIENCE))) as better:
            for message in told:
                self.hear(message)
                if isinstance(message, Found):
                    values = np.rint(message.values).astype(np.int64)
                    self.take(values)
                if isinstance(message, Ended) and not message.failed and values is not None:
                    self._settle(values)
                if until() or self.good_enough:
                    break
                self.take(next(better, None))
