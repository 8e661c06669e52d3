"""All components on all cores: each gets its share of the time, and one watch hears of them all.

Components wait in a queue. Whoever has not been proven when its share is over goes to the end of it and goes on later
from its best plan, so that one hard component never keeps the others waiting.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence

from planner.domain.progress import Progress, Watch
from planner.domain.settings import Settings
from planner.solver.search import Engines, Search

LOOK_EVERY = 0.05
"""Seconds between two looks at the watch."""

TELL_EVERY = 0.2
"""Seconds between two reports of progress."""

LEAST_SHARE = 2.0
"""Seconds that a component gets at least before the next one's turn."""

LAST_WORDS = 1.0
"""Seconds before the time limit at which searches are told to end, so that all is written in time."""

PATIENCE = 3
"""A component far from proven gets so many times its fair share, or so many times what it had before."""

NEAR = 2e-4
"""A component with a gap below this makes room for others when its fair share is over."""


class Pool:
    """Runs searches until all are proven, the time is up, or the watch says stop."""

    def __init__(self, searches: Sequence[Search], settings: Settings, watch: Watch, began: float) -> None:
        self._searches, self._watch, self._began = searches, watch, began
        self._end = began + max(settings.time_limit - LAST_WORDS, settings.time_limit / 2)
        self._queue = [x for x in searches if not x.proven]
        self._threads = max(1, min(settings.workers or os.cpu_count() or 1, len(self._queue)))
        self._lock = threading.Lock()
        self._stop = False
        self._failure: BaseException | None = None

    def run(self, first: Engines) -> None:
        """Returns when nothing is left to do; `first` are engines that are under way already."""
        threads = [
            threading.Thread(target=self._work, args=(first if n == 0 else None,), daemon=True)
            for n in range(self._threads if self._queue else 0)
        ]
        for thread in threads:
            thread.start()
        try:
            self._attend(threads)
        finally:
            self._stop = True
            for thread in threads:
                thread.join()
        if self._failure is not None:
            raise self._failure

    def _attend(self, threads: Sequence[threading.Thread]) -> None:
        told = 0.0
        while any(thread.is_alive() for thread in threads):
            time.sleep(LOOK_EVERY)
            now = time.monotonic()
            if now > self._end or self._watch.stopped() or any(x.impossible for x in self._searches):
                self._stop = True
            if now - told > TELL_EVERY:
                told = now
                self._watch.progress(self.progress("planning"))

    def progress(self, phase: str) -> Progress:
        """Where all of them together stand; score and bound only where each has one."""
        best = [x.best for x in self._searches]
        scored = all(b is not None for b in best)
        return Progress(
            seconds=time.monotonic() - self._began,
            phase=phase,
            score=sum(b.score for b in best if b) if scored else None,
            placed=sum(len(b.plan.placements) for b in best if b) if scored else None,
            bound=sum(x.bound for x in self._searches),
            done=sum(x.proven for x in self._searches),
            parts=len(self._searches),
        )

    def _work(self, engines: Engines | None) -> None:
        engines = engines or Engines.started()
        try:
            while (taken := self._next()) is not None:
                search, until = taken
                search.run(engines, until)
                if not search.proven and not self._over():
                    with self._lock:
                        self._queue.append(search)
        except BaseException as failure:  # noqa: BLE001 - handed to the thread that waits
            self._failure, self._stop = failure, True
        finally:
            engines.stop()

    def _next(self) -> tuple[Search, Callable[[], bool]] | None:
        with self._lock:
            if self._over() or not self._queue:
                return None
            self._queue.sort(key=lambda x: (x.seconds > 0, -x.missing))
            search = self._queue.pop(0)
            return search, self._turn(search, alone=len(self._queue) < self._threads)

    def _turn(self, search: Search, *, alone: bool) -> Callable[[], bool]:
        """When a search has to make room: not as long as a core is free for each that waits."""
        now = time.monotonic()
        fair = (self._end - now) * self._threads / (len(self._queue) + 1)
        fair = max(LEAST_SHARE, fair, search.seconds)

        def over() -> bool:
            if self._over() or alone:
                return self._over()
            used = time.monotonic() - now
            return used > fair and (search.near(NEAR) or used > PATIENCE * fair)

        return over

    def _over(self) -> bool:
        return self._stop or time.monotonic() > self._end
