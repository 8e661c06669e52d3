"""One component, and the neighbourhoods that better its plan: alone, or beside what another process searches."""

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import TypeVar

from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.solver.engines import Engines
from planner.solver.fill import fill
from planner.solver.highs import Found, Highs
from planner.solver.improve import Improver
from planner.solver.known import Known

Said = TypeVar("Said")

MIDDLING = 16_000
"""Larger models take a while to relax; meanwhile neighbourhoods give a first plan."""

FAR = 2e-3
"""A plan with a gap above this is bettered soonest by neighbourhoods, even while others wait."""

LAST_WORD = 0.6
"""Seconds that a search takes at most for what it was promised, after it was told to end."""


class Beside(Known):
    """A component that neighbourhoods may better.

    `alone`: another core is free for them, now or no longer; `leads`: it is most of the scenario, so both its processes
    count for what is found first and last; `opened`: it has had its first turn.
    """

    def __init__(self, scenario: Scenario, settings: Settings) -> None:
        super().__init__(scenario, settings)
        self.opened = False
        self.alone = self.leads = True
        self._stalled = False

    def _beside(
        self,
        said: Generator[Said, None, None],
        improver: Improver,
        patience: float,
        until: Callable[[], bool],
    ) -> Generator[Said, None, None]:
        """What one process says, until told to end; between, what the other finds, which waits so many seconds."""
        with closing(said), closing(improver.steps(self._patient(patience))) as better:
            for message in said:
                yield message
                if until():
                    break
                self.take(next(better, None))

    def _improve(
        self, engines: Engines, until: Callable[[], bool], enough: float = 0, *, while_quick: bool = False
    ) -> None:
        """Neighbourhoods in all processes until a gap is small `enough`, or they find nothing more, or only little."""
        if self.proven or self.near(enough) or until():
            return
        improver = self._improver(self._free(engines), until)
        with closing(improver.steps(lambda: False)) as better:
            for values in better:
                self.take(values)
                slow = while_quick and improver.slow
                if until() or improver.stalled or slow or self.good_enough or self.near(enough):
                    break
        self._stalled = improver.stalled

    def _improver(self, engines: Sequence[Highs], until: Callable[[], bool]) -> Improver:
        return Improver(self.sites, engines, self.settings.seed, until, self.values, self.prices)

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

    def _growing(self, engines: Engines) -> list[Highs]:
        """The processes that search one tree: both, where it is not one of many components."""
        return [engines.chooser, engines.filler] if self.leads else [engines.chooser]

    def _free(self, engines: Engines) -> list[Highs]:
        """Both processes, where no other component needs one."""
        return [engines.chooser, engines.filler] if self.alone else [engines.chooser]

    def _keep_promise(self, promise: Found | None, engine: Highs) -> None:
        """Fills what was promised last, as far as that takes no time."""
        if promise is not None and (self.best is None or promise.points > self.best.score):
            end = time.monotonic() + LAST_WORD
            self.take(fill(self.model.linear, promise.values, engine, lambda: time.monotonic() > end))
