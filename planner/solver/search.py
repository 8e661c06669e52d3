"""The search for one component's plan: a first one, then choose, fill, and where they differ, the whole model.

*Choose* finds the decisions that promise most and proves a bound; *fill* says exactly who sits where and sees whom.
Nearly always the filled plan scores what was promised, and is optimal. Where it falls short, the *whole* stage asks
for whole numbers everywhere. `docs/solver.md` tells why.
"""

import math
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.solver.beginning import kept_open
from planner.solver.blocks import better_prices, bounds
from planner.solver.bound import whole_bound, within
from planner.solver.candidate import Candidate
from planner.solver.decode import nobody
from planner.solver.fill import Values, best_whole, fill
from planner.solver.highs import Bounded, Ended, Found, Highs, Message, Task
from planner.solver.improve import Improver
from planner.solver.linear import Floats, uncounted
from planner.solver.model import Model, model_of
from planner.solver.neighbours import Sites
from planner.solver.points import most_points
from planner.solver.prices import Prices
from planner.solver.race import Race
from planner.solver.reduce import Reduced, reduced, unreduced
from planner.solver.relaxed import HUGE, LARGE, relaxed, relaxed_decisions

TINY = 3000
"""Models of at most so many columns are solved before the relaxation's decisions could be of use."""

MIDDLING = 16_000
"""Larger models take a while to relax; meanwhile neighbourhoods give a first plan."""

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
"""Relative; the rest of an earlier plan's cohorts is left to the search over all."""

SMALL = 1000
"""Models of at most so many columns go to CP-SAT in the whole stage: docs/solver.md has the figures."""

EFFORT = 60.0
"""Deterministic seconds of CP-SAT for a small model; what it cannot prove in them, HiGHS goes on with."""

LISTEN = 0.02
"""Seconds to wait for one engine before the other is listened to."""

LAST_WORD = 0.6
"""Seconds that a search takes at most for what it was promised, after it was told to end."""


@dataclass
class Engines:
    """Two HiGHS processes: one searches while the other fills what it has found."""

    chooser: Highs
    filler: Highs

    @classmethod
    def started(cls) -> "Engines":
        """Both under way, so that they are awake when the first model is built."""
        engines = cls(Highs(), Highs())
        engines.start()
        return engines

    def start(self) -> None:
        """Begins anew whichever was stopped in its task, so that it is awake when it is needed."""
        self.chooser.start()
        self.filler.start()

    def stop(self) -> None:
        """Ends both."""
        self.chooser.stop()
        self.filler.stop()


class Search:
    """One component on its way. Others may read `best`, `bound`, `impossible` and `proven` while it runs.

    `settled`: its plan stays as it is, for now. `alone`: another core is free, and may be used for
    neighbourhoods, from now on or no longer. `races`: where it is small, the whole is searched beside choose.
    """

    def __init__(self, scenario: Scenario, settings: Settings) -> None:
        self.scenario = scenario
        self.settings = settings
        self.best = None if _must_run(scenario) else Candidate.known(nobody(scenario), 0)
        self.bound: int = most_points(scenario)
        self.impossible = False
        self.seconds = 0.0
        self.beginning: Plan | None = None
        self.settled = False
        self.opened = False
        self.alone = self.races = True
        self._start: Values | None = None
        self._chosen = self._stalled = self._bounded = False
        self._spare: Candidate | None = None
        self._prices: Prices | None = None

    @property
    def proven(self) -> bool:
        """Whether nothing is left to do: proven to the gap that was asked for, or impossible."""
        return self.impossible or self.near(self.settings.gap)

    def near(self, gap: float) -> bool:
        """Whether the best plan is proven to a relative gap."""
        return self.best is not None and within(self.best.score, self.bound, gap)

    @property
    def missing(self) -> float:
        """Points between the best plan and the bound; infinite without a plan."""
        return math.inf if self.best is None else self.bound - self.best.score

    @cached_property
    def model(self) -> Model:
        """The component's model, built when first asked for."""
        return model_of(self.scenario)

    @cached_property
    def _sites(self) -> Sites:
        return Sites(self.model)

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
        if self._is_large and not self._stalled:
            self._improve(engines, until, CLOSE)
            self._bound_by_blocks(engines, until)
            self._improve(engines, until)
        if not self._chosen and not self.proven and not until():
            self._choose_and_fill(engines, until)
        if self._chosen and not self.proven and not until():
            self._whole(engines, until)
        self.seconds += time.monotonic() - began

    def _begin(self, plan: Plan, engines: Engines, until: Callable[[], bool]) -> None:
        """The best plan with an earlier plan's cohorts alone."""
        linear = self.model.linear
        rest = reduced(linear, linear.lower, kept_open(self.model, plan))
        if rest is not None:
            self._start = self._roughly_best(rest, engines.filler, until)
            self._take(self._start, always=True)

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
        if self._is_large:
            self._better_prices(engines, until)
        if self._prices is not None and not self.near(NEAR) and not until():
            if len(self.model.linear.points) <= HUGE:
                self._decide(self._prices, engines, until)
            else:
                self._improve(engines, until, NEAR)

    @property
    def _is_large(self) -> bool:
        """Whether neighbourhoods and blocks come nearer than a search over all, if there are prices."""
        return len(self.model.linear.points) > LARGE and self._prices is not None

    def _better_prices(self, engines: Engines, until: Callable[[], bool]) -> None:
        """The quick method's prices made exact where clinics have something to themselves."""
        if self._prices is None or until():
            return
        with closing(better_prices(self._sites, self._prices, self._free(engines))) as steps:
            for prices in steps:
                self._price(prices)
                if until():
                    break

    def _price(self, prices: Prices | None) -> None:
        """Takes over prices, once there are any, and what they prove."""
        if prices is not None:
            self._prices = prices
            self._limit(whole_bound(prices.bound))

    def _bound_by_blocks(self, engines: Engines, until: Callable[[], bool]) -> None:
        """A tighter bound than prices alone can prove, once that is what is missing most."""
        if self._prices is None or self._bounded or self.proven or not self.near(CLOSE) or until():
            return
        with closing(bounds(self._sites, self._prices, self._free(engines), self.settings.seed)) as steps:
            for bound in steps:
                self._limit(whole_bound(bound))
                if until() or self._good_enough:
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
                self._price(prices)
                if until():
                    break
                self._take(next(better, None))

    def _improve(self, engines: Engines, until: Callable[[], bool], enough: float = 0) -> None:
        """Neighbourhoods in all processes until a gap is small `enough`, or they find nothing more."""
        if self.proven or self.near(enough) or until():
            return
        improver = self._improver(self._free(engines), until)
        with closing(improver.steps(lambda: False)) as better:
            for values in better:
                self._take(values)
                if until() or improver.stalled or self._good_enough or self.near(enough):
                    break
        self._stalled = improver.stalled

    def _decide(self, prices: Prices, engines: Engines, until: Callable[[], bool]) -> None:
        """The best plan with decisions that the relaxation makes."""
        promise: Found | None = None
        improver = self._improver([engines.filler], until)
        found = relaxed_decisions(self.model, prices, engines.chooser, self.settings.seed, LISTEN)
        with closing(found), closing(improver.steps(self._patient(SOON))) as better:
            for message in found:
                if message is not None:
                    promise = improver.promise = message
                if until():
                    break
                self._take(next(better, None))
        if promise is not None and not until():
            self._start = fill(self.model.linear, promise.values, engines.filler, until)
            self._take(self._start)
        if self._start is None:
            self._keep_promise(promise, engines.filler)

    def _patient(self, seconds: float) -> Callable[[], bool]:
        """Whether neighbourhoods wait: while their core is another's, unless much is missing, and of a small model."""
        end = time.monotonic() + (seconds if len(self.model.linear.points) <= MIDDLING else 0)

        def waits() -> bool:
            if self.alone:
                return time.monotonic() < end
            return self.near(FAR) or not self.opened

        return waits

    def _improver(self, engines: Sequence[Highs], until: Callable[[], bool]) -> Improver:
        return Improver(self._sites, engines, self.settings.seed, until, self._values, self._prices)

    @property
    def _values(self) -> Values | None:
        """The best plan as values of the columns; None where there is none, or it was made without the model."""
        return self.best.values if self.best is not None else None

    def _choose_and_fill(self, engines: Engines, until: Callable[[], bool]) -> None:
        last = self._choose(engines, until)
        awake = engines.chooser if engines.chooser.awake else engines.filler
        engines.start()
        values = None if last is None else fill(self.model.linear, last, awake, until)
        if self._start is not None and (values is None or self.model.points(self._start) >= self.model.points(values)):
            values = self._start
        self._chosen = self._start_is_best or (last is not None and not until())
        if not self._chosen:
            self._take(values)
            self._start = self._values
        elif values is not None:
            self._settle(values)

    @property
    def _start_is_best(self) -> bool:
        """Whether nothing better than what choose began from is possible."""
        return self._start is not None and self.bound <= self.model.points(self._start)

    def _settle(self, values: Values) -> None:
        """What was found on the way depends on the machine's speed; the last word does not, so this is what counts."""
        self._chosen, self._spare, self.best = True, self.best, Candidate.found(self.model, values)

    def _choose(self, engines: Engines, until: Callable[[], bool]) -> Floats | None:
        """The decisions that promise most; None where the search was ended before that is known."""
        rest = self._as_good_as(self._start)
        task = self._task(rest, self._start)
        if task.prove and self._is_to_race:
            return self._race(rest, task, engines, until)
        improver = self._improver([engines.filler], until)
        last: Found | None = None
        with closing(improver.steps(self._patient(PATIENCE))) as better:
            for message in rest.told(self.model.linear, engines.chooser.solve(task, every=LISTEN)):
                self._hear(message)
                if isinstance(message, Found):
                    last = improver.promise = message
                if isinstance(message, Ended) and not message.failed:
                    return None if last is None else last.values
                if until() or self._good_enough or self._start_is_best:
                    break
                self._take(next(better, None))
        self._keep_promise(improver.promise, engines.filler)
        return None

    @property
    def _is_to_race(self) -> bool:
        """Whether the whole is searched beside choose."""
        return self.races and len(self.model.linear.points) <= MIDDLING

    def _race(self, rest: Reduced, task: Task, engines: Engines, until: Callable[[], bool]) -> Floats | None:
        """Choose, and beside it the same search with every column whole; the decisions of that which counts."""
        race, linear = Race(), self.model.linear
        chosen: Found | None = None
        whole: Found | None = None
        choosing = rest.told(linear, engines.chooser.solve(task, every=LISTEN))
        filling = rest.told(linear, engines.filler.solve(replace(task, whole=True), every=LISTEN))
        with closing(choosing), closing(filling):
            while not (until() or self._good_enough or self._start_is_best or race.failed):
                message = next(choosing, None)
                self._hear(message)
                race.choose.hear(message)
                chosen = message if isinstance(message, Found) else chosen
                message = next(filling, None)
                self._hear(message)
                race.whole.hear(message)
                if isinstance(message, Found):
                    whole = message
                    self._take(np.rint(message.values).astype(np.int64))
                if race.to_choose or race.to_whole:
                    last = chosen if race.to_choose else whole
                    return None if last is None else last.values
        self._keep_promise(chosen, engines.filler)
        return None

    @property
    def _good_enough(self) -> bool:
        """Whether the gap asked for is reached; for a proven optimum the search's own last word is awaited.

        Which of two plans as good is found first depends on the machine's speed, and the same input is to give the
        same plan.
        """
        return self.settings.gap > 0 and self.proven

    def _keep_promise(self, promise: Found | None, engine: Highs) -> None:
        """Fills what was promised last, as far as that takes no time."""
        if promise is not None and (self.best is None or promise.points > self.best.score):
            end = time.monotonic() + LAST_WORD
            self._take(fill(self.model.linear, promise.values, engine, lambda: time.monotonic() > end))

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
            hint=self._values,
            stopped=until,
        )
        self.impossible = answer.values is None and answer.proven
        if not self.impossible:
            self._limit(whole_bound(answer.bound))
            self._take(answer.values)

    def _whole_large(self, engines: Engines, until: Callable[[], bool]) -> None:
        rest = self._as_good_as(self._values)
        task = replace(self._task(rest, self._values), whole=True)
        for message in rest.told(self.model.linear, engines.chooser.solve(task)):
            self._hear(message)
            if isinstance(message, Found):
                self._take(np.rint(message.values).astype(np.int64))
            if until() or self._good_enough:
                break

    def _as_good_as(self, values: Values | None) -> Reduced:
        """The model without the columns that no plan has that scores as much, as far as the prices tell."""
        linear = self.model.linear
        limits = (linear.lower, linear.upper)
        if self._prices is not None and values is not None:
            limits = self._prices.limits(linear, self.model.points(values))
        return reduced(linear, *limits) or unreduced(linear)

    def _task(self, rest: Reduced, start: Values | None) -> Task:
        """The search of a reduced model, from a plan if there is one."""
        begin = None if start is None else start[rest.columns].astype(np.float64)
        prove = start is not None
        return Task(rest.linear, start=begin, prove=prove, gap=self.settings.gap, seed=self.settings.seed)

    def _hear(self, message: Message | None) -> None:
        """Takes note of a bound, or that there is no plan."""
        if isinstance(message, Ended):
            self.impossible = message.impossible and self._start is None
        elif isinstance(message, Found | Bounded):
            self._limit(whole_bound(message.bound))

    def _limit(self, bound: int | None) -> None:
        if bound is not None:
            self.bound = min(self.bound, bound)

    def _take(self, values: Values | None, *, always: bool = False) -> None:
        """Keeps a plan that is better; `always`: also one that is as good."""
        if values is not None:
            found = Candidate.found(self.model, values)
            if self.best is None or found.score + always > self.best.score:
                self.best = found


def _must_run(s: Scenario) -> bool:
    """Whether nobody placed is no plan."""
    return any(cohort.locked for cohort in s.cohorts.values())
