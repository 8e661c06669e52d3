"""When a search first had a plan, and when its gap was first at most each of some gaps."""

import time
from dataclasses import dataclass, field

from planner.domain.progress import Progress

GAPS = {"to_0_5": 0.005, "to_0_2": 0.002, "to_0_15": 0.0015, "to_0_1": 0.001, "to_0_05": 0.0005, "to_0_04": 0.0004}
"""The gaps whose times are kept, by the names of their figures: percent."""


@dataclass
class Trail:
    """A watch that takes notes; seconds count from `since`, a reading of the monotonic clock."""

    since: float
    first: float | None = None
    reached: dict[str, float] = field(default_factory=dict)

    def progress(self, now: Progress) -> None:
        """Takes note."""
        if now.score is None:
            return
        seconds = time.monotonic() - self.since
        if self.first is None and now.placed:
            self.first = seconds
        if now.bound is not None:
            gap = (now.bound - now.score) / max(1, abs(now.score))
            for name, wanted in GAPS.items():
                if gap <= wanted:
                    self.reached.setdefault(name, seconds)

    def stopped(self) -> bool:
        """Never."""
        return False
