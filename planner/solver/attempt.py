"""One neighbourhood on its way: the sites that are planned anew, and what has been found for them so far."""

import time
from dataclasses import dataclass, replace

import numpy as np

from planner.solver.fill import Values, fixed
from planner.solver.highs import LISTEN, Ended, Found, Highs, Messages, Task
from planner.solver.linear import Floats, holds
from planner.solver.reduce import Reduced, reduced, unreduced
from planner.solver.relaxed import deciding
from planner.solver.tree import searched

MOST_IN_A_TREE = 10_000
"""Larger neighbourhoods, mostly those with telehealth, are better planned by HiGHS: docs/solver.md has the figures."""

TELEHEALTH = -1
"""In place of the number of a site around which is planned."""


@dataclass(frozen=True, slots=True)
class Around:
    """Sites around a first one, and the number of the look that is taken; `led`: for leaders whom telehealth lacks."""

    seed: int
    sites: frozenset[int]
    look: int = 0
    led: bool = False


@dataclass
class Attempt:
    """A neighbourhood that an engine plans anew.

    `telehealth`: with virtual sites; `tells`: it had to leave nothing to another; `mends`: what another found that did
    not go with other changes; `decides`: decisions come first and are then filled, which is quicker and nearly as good;
    `found`: the best so far.
    """

    engine: Highs
    around: Around
    rest: Reduced
    task: Task
    before: Values | None
    telehealth: bool = False
    tells: bool = True
    mends: bool = False
    decides: bool = False

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        start = self._start
        self.found = None if start is None else self.rest.whole_values(start)
        self._messages = self._search(replace(self.task, start=None if start is None else start.astype(np.float64)))
        self._decided: Floats | None = None
        self._filled = unreduced(self.rest.linear)

    @property
    def _start(self) -> Values | None:
        """What was before, where it can stay: not always where it is to be mended."""
        start = None if self.before is None else self.before[self.rest.columns]
        return start if start is not None and holds(self.task.model, start.astype(np.float64)) else None

    def _search(self, task: Task) -> Messages:
        if self.decides:
            return self.engine.solve(deciding(task), LISTEN)
        if len(task.model.points) > MOST_IN_A_TREE:
            return self.engine.solve(replace(task, whole=True), LISTEN)
        return searched(task, [self.engine], LISTEN)

    def over(self) -> bool:
        """Listens for a moment; whether it has ended."""
        message = next(self._messages)
        if isinstance(message, Found) and self.decides:
            self._decided = message.values
        elif isinstance(message, Found):
            own = self._filled.whole_values(message.whole)
            self.found = self.rest.whole_values(own)
        return isinstance(message, Ended) and not self._fills()

    def _fills(self) -> bool:
        """Whether it begins to fill what it has decided."""
        if not self.decides or self._decided is None:
            return False
        self.decides = False
        filled = reduced(self.task.model, *fixed(self.task.model, self._decided))
        if filled is None:
            return False
        self._filled = filled
        self._messages = self.engine.solve(replace(self.task, model=filled.linear, whole=True), LISTEN)
        return True

    @property
    def seconds(self) -> float:
        """Since it was begun."""
        return time.monotonic() - self._began

    @property
    def changes(self) -> Values | None:
        """What differs from before; None where nothing was found, or nothing was before."""
        return None if self.found is None or self.before is None else self.found - self.before

    def close(self) -> None:
        """Stops it, where it has not ended."""
        self._messages.close()
