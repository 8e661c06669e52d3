"""Two searches for the same optimum, side by side: which of them counts is told by their work and not by the clock.

Mostly the decisions alone are found sooner, now and then the whole; nobody knows before. Were it the first to end that
counts, the same input could give another plan on another day, because many plans are often equally good.
"""

import math
from dataclasses import dataclass, field

from planner.solver.highs import Bounded, Ended, Found, Message

CHECKS = 64
"""So many checks are no reason to give up a search: most end with fewer."""


@dataclass(slots=True)
class Work:
    """How far a search is, in `checks` of the engine whether to go on."""

    checks: float = 0
    ended: bool = False

    def hear(self, message: Message | None) -> None:
        """Takes note of how far it is; one whose process died never ends."""
        if isinstance(message, Found | Bounded | Ended):
            self.checks = message.checks
        if isinstance(message, Ended):
            self.ended = not message.failed
            self.checks = math.inf if message.failed else message.checks


@dataclass(slots=True)
class Race:
    """`choose` for the decisions alone, `whole` for every column."""

    choose: Work = field(default_factory=Work)
    whole: Work = field(default_factory=Work)

    @property
    def to_choose(self) -> bool:
        """Whether the decisions alone count, however long the other would take."""
        return self.choose.ended and self.choose.checks <= self._most

    @property
    def to_whole(self) -> bool:
        """Whether the whole counts, however soon the other would end."""
        return self.whole.ended and self.choose.checks > self._most

    @property
    def failed(self) -> bool:
        """Whether neither will ever end."""
        return math.isinf(self.choose.checks) and math.isinf(self.whole.checks)

    @property
    def _most(self) -> float:
        return max(CHECKS, self.whole.checks)
