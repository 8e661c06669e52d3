"""The search for one component's plan: a first one, then a tree, or of large models choose, fill and the whole.

A *tree* of our own has every column whole. *Choose* finds the decisions that promise most and proves a bound; *fill*
says exactly who sits where and sees whom. Nearly always the filled plan scores what was promised, and is optimal. Where
it falls short, the *whole* stage asks for whole numbers everywhere. `docs/solver.md` tells why.
"""

import math
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.solver.beside import MIDDLING
from planner.solver.blocks import bounds, own_best
from planner.solver.bound import whole_bound, within
from planner.solver.candidate import Candidate
from planner.solver.crossing import crossed
from planner.solver.engines import Engines
from planner.solver.fill import Values, fill
from planner.solver.highs import LISTEN, Bounded, Ended, Found, Highs, Messages
from planner.solver.linear import Floats
from planner.solver.nearest import nearest
from planner.solver.opening import Opening
from planner.solver.tree import searched

PATIENCE = 5.0
"""Seconds that a smaller model is given before neighbourhoods are tried beside the one search."""

CLOSE = 3e-3
"""With a plan this near, a large model's bound is worth as much as a better plan."""

NEARER = 1e-3
"""To a plan this near neighbourhoods come sooner with both processes; then choose is as good as they are."""

GIVE_UP = 40
"""Rounds after which a tree is left that has not come half the way."""

HALF_WAY = 0.5
"""Of the points that were missing after its first round."""

CROSSED = (8, 10)
"""So many clinics are a block whose own best is crossed with the plan, the first time and the second."""

SMALL = 1000
"""Models of at most so many columns go to CP-SAT in the whole stage: docs/solver.md has the figures."""

EFFORT = 60.0
"""Deterministic seconds of CP-SAT for a small model; what it cannot prove in them, HiGHS goes on with."""


class Search(Opening):
    """One component on its way. Others may read `best`, `bound`, `impossible` and `proven` while it runs.

    `settled`: its plan stays as it is, for now.
    """

    def __init__(self, scenario: Scenario, settings: Settings) -> None:
        super().__init__(scenario, settings)
        self.seconds = 0.0
        self.settled = False
        self._chosen = self._bounded = False
        self._blocks = list(CROSSED)
        self._spare: Candidate | None = None

    def run(self, engines: Engines, until: Callable[[], bool]) -> None:
        """Searches until it is proven, or told to end; whoever calls again goes on from the best so far."""
        began = time.monotonic()
        if self.prices is not None and not self._fits_a_tree and not self._stalled:
            self._improve(engines, until, CLOSE if self.is_large else NEARER)
        if self.is_large and not self._stalled:
            self._bound_by_blocks(engines, until)
            self._improve_and_cross(engines, until)
        if not self._chosen and not self.proven and not until():
            if self._proven_in_a_tree:
                self._branch(engines, until)
            else:
                self._choose_and_fill(engines, until)
        if self._chosen and not self.proven and not until():
            self._whole(engines, until)
        self.seconds += time.monotonic() - began

    def come_near(self, engine: Highs, until: Callable[[], bool]) -> None:
        """Of plans as good as the best, takes the one that is nearest to an earlier plan, if there was one."""
        if self.beginning is not None and self.values is not None and not until():
            self.take(nearest(self.model, self.values, self.beginning, engine, until), always=True)

    @property
    def _proven_in_a_tree(self) -> bool:
        """Whether a tree of all columns does better than choose: of a middling model only from a start that is near."""
        if self.start is None or not self._fits_a_tree:
            return False
        near = within(self.model.points(self.start), self.bound, NEARER)
        return near or len(self.model.linear.points) <= MIDDLING

    def _bound_by_blocks(self, engines: Engines, until: Callable[[], bool]) -> None:
        """A tighter bound than prices alone can prove, once that is what is missing most."""
        if self.prices is None or self.values is None or self._bounded or self.proven:
            return
        if not self.near(CLOSE) or until():
            return
        free = self._free(engines)
        with closing(bounds(self.sites, self.prices, self.values, free, self.settings.seed)) as steps:
            for bound in steps:
                self.limit(whole_bound(bound))
                if until() or self.good_enough:
                    return
        self._bounded = True

    def _improve_and_cross(self, engines: Engines, until: Callable[[], bool]) -> None:
        """Neighbourhoods; each time that they bring little, what blocks of another size would best make."""
        self._improve(engines, until, while_quick=bool(self._blocks))
        while self._blocks and not (self._stalled or self.proven or until()):
            self._cross(self._blocks.pop(0), engines, until)
            self._improve(engines, until, while_quick=bool(self._blocks))

    def _cross(self, clinics: int, engines: Engines, until: Callable[[], bool]) -> None:
        """The best plan crossed with what blocks of so many clinics would best make; and what they prove."""
        if self.prices is None or self.values is None:
            return
        free, other = self._free(engines), self.values
        with closing(own_best(self.sites, self.prices, self.values, free, clinics)) as steps:
            for bound, own in steps:
                other = own
                self.limit(whole_bound(bound))
                if until() or self.good_enough:
                    return
        with closing(crossed(self.sites, self.prices, self.values, other, free)) as better:
            for values in better:
                self.take(values)
                if until() or self.good_enough:
                    return

    def _branch(self, engines: Engines, until: Callable[[], bool]) -> None:
        """All columns whole at once: better plans and the proof, from a start that is good.

        Where both processes do not come near, the whole stage has neighbourhoods beside it.
        """
        rest = self.as_good_as(self.start)
        trees = self._growing(engines)
        task = replace(self.task(rest, self.start), gap=0)  # `good_enough` ends it, by the gap of all points
        messages = rest.told(self.model.linear, searched(task, trees, LISTEN))
        self._follow(messages, self.start, until, GIVE_UP if self.leads else math.inf)

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

    def _choose(self, engines: Engines, until: Callable[[], bool]) -> Floats | None:
        """The decisions that promise most; None where the search was ended before that is known."""
        rest = self.as_good_as(self.start)
        told = rest.told(self.model.linear, engines.chooser.solve(self.task(rest, self.start), every=LISTEN))
        improver = self._improver([engines.filler], until)
        last: Found | None = None
        with closing(self._beside(told, improver, PATIENCE, until)) as messages:
            for message in messages:
                self.hear(message)
                if isinstance(message, Found):
                    last = improver.promise = message
                if isinstance(message, Ended) and not message.failed:
                    return None if last is None else last.values
                if self.good_enough or self.start_is_best:
                    break
        self._keep_promise(improver.promise, engines.filler)
        return None

    def _settle(self, values: Values) -> None:
        """What was found on the way depends on the machine's speed; the last word does not, so this is what counts."""
        self._chosen, self._spare, self.best = True, self.best, Candidate.found(self.model, values, self.beginning)

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
        rest = self.as_good_as(self.values)
        task = replace(self.task(rest, self.values), whole=True)
        told = rest.told(self.model.linear, engines.chooser.solve(task, every=LISTEN))
        messages = self._beside(told, self._improver([engines.filler], until), PATIENCE, until)
        self._follow(messages, self.values, until)

    def _follow(
        self,
        messages: Messages,
        values: Values | None,
        until: Callable[[], bool],
        most: float = math.inf,
    ) -> None:
        """Takes what a search of all columns finds, and settles on it at its end.

        After so many bounds at `most` it ends too, unless it has come half the way to the proof.
        """
        missing: list[float] = []
        with closing(messages):
            for message in messages:
                self.hear(message)
                if isinstance(message, Found):
                    values = message.whole
                    self.take(values)
                if isinstance(message, Bounded) and values is not None:
                    missing.append(message.bound - self.model.points(values))
                over = len(missing) >= most and missing[-1] > HALF_WAY * missing[0]
                if values is not None and (over or (isinstance(message, Ended) and not message.failed)):
                    self._settle(values)
                if over or until() or self.good_enough:
                    break
