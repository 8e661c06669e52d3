"""One neighbourhood on its way: the sites that are planned anew, and what has been found for them so far."""

import time
from dataclasses import dataclass, replace

import numpy as np

from planner.solver.fill import Values
from planner.solver.highs import Ended, Found, Highs, Task
from planner.solver.reduce import Reduced

LISTEN = 0.01
"""Seconds to wait for the engine before somebody else is listened to."""

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
    not go with other changes; `found`: the best so far.
    """

    engine: Highs
    around: Around
    rest: Reduced
    task: Task
    before: Values | None
    telehealth: bool = False
    tells: bool = True
    mends: bool = False
    found: Values | None = None

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        start = None if self.before is None else self.before[self.rest.columns].astype(np.float64)
        self._messages = self.engine.solve(replace(self.task, start=start), LISTEN)

    def over(self) -> bool:
        """Listens for a moment; whether it has ended."""
        message = next(self._messages)
        if isinstance(message, Found):
            self.found = self.rest.whole_values(np.rint(message.values).astype(np.int64))
        return isinstance(message, Ended)

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
