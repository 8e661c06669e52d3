"""All components on all cores: each gets its share of the time, and one watch hears of them all.

First each gets a good plan, so that no clinic is without one for long. Then they wait in a queue. Whoever has not been
proven when its share is over goes to the end of it and goes on later from its best plan, so that one hard component
never keeps the others waiting.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence

from planner.domain.progress import Progress, Watch
from planner.domain.settings import Settings
from planner.solver.engines import Engines
from planner.solver.search import Search

LOOK_EVERY = 0.05
"""Seconds between two looks at the watch."""

TELL_EVERY = 0.2
"""Seconds between two reports of progress."""

LEAST_SHARE = 2.0
"""Seconds that a component gets at least before the next one's turn."""

PATIENCE = 3
"""So many times its share a component may take for its first plan: most take less."""

LAST_WORDS = 1.0
"""Seconds before the time limit at which searches are told to end, so that all is written in time."""


class Pool:
    """Runs searches until all are proven, the time is up, or the watch says stop."""

    def __init__(self, searches: Sequence[Search], settings: Settings, watch: Watch, began: float) -> None:
        self._searches, self._watch, self._began = searches, watch, began
        self._gap = settings.gap
        self._end = began + max(settings.time_limit - LAST_WORDS, settings.time_limit / 2)
        self._queue = [x for x in searches if not x.proven and not x.settled]
        self._running: list[Search] = []
        self._to_come_near = [x for x in self._queue if x.beginning is not None]
        self._cores = settings.workers or os.cpu_count() or 1
        self._threads = max(1, min(self._cores, len(self._queue)))
        _let_the_largest_lead(self._queue)
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
        while alive := [thread for thread in threads if thread.is_alive()]:
            alive[0].join(LOOK_EVERY)
            now = time.monotonic()
            self._stop = self._stop or self._watch.stopped() or self._over()
            if now - told > TELL_EVERY:
                told = now
                self._watch.progress(self.progress("planning"))

    @property
    def _near_enough(self) -> bool:
        """Whether all together are as near as was asked for, or one has no plan at all."""
        score = sum(x.best.score for x in self._searches if x.best is not None)
        missing = sum(x.missing for x in self._searches)
        near = self._gap > 0 and missing <= self._gap * max(1, abs(score))
        return near or any(x.impossible for x in self._searches)

    def progress(self, phase: str) -> Progress:
        """Where all of them together stand; score and bound only where each has one."""
        best = [x.best for x in self._searches]
        scored = all(b is not None for b in best)
        return Progress(
            seconds=time.monotonic() - self._began,
            phase=phase,
            score=sum(b.score for b in best if b) if scored else None,
            placed=sum(b.placed for b in best if b) if scored else None,
            bound=sum(x.bound for x in self._searches),
            done=sum(x.proven for x in self._searches),
            parts=len(self._searches),
        )

    def _work(self, engines: Engines | None) -> None:
        engines = engines or Engines.started()
        try:
            while (search := self._next()) is not None:
                carry_on = search.run if search.opened else search.open
                carry_on(engines, self._turn(search))
                self._ended(search)
            while (search := self._done()) is not None:
                search.come_near(engines.chooser, self._must_write)
        except BaseException as failure:  # noqa: BLE001 - handed to the thread that waits
            self._failure, self._stop = failure, True
        finally:
            engines.stop()

    def _next(self) -> Search | None:
        with self._lock:
            if self._over() or not self._queue:
                return None
            self._queue.sort(key=lambda x: (x.opened, -x.missing))
            search = self._queue.pop(0)
            self._running.append(search)
            self._share_cores()
            return search

    def _done(self) -> Search | None:
        """One that is to come near to an earlier plan and is not searched any more."""
        with self._lock:
            found = next((x for x in self._to_come_near if x not in self._running), None)
            if found is not None:
                self._to_come_near.remove(found)
            return found

    def _must_write(self) -> bool:
        return self._watch.stopped() or time.monotonic() > self._end + LAST_WORDS / 2

    def _ended(self, search: Search) -> None:
        with self._lock:
            self._running.remove(search)
            if not search.proven and not self._over():
                self._queue.append(search)
            self._share_cores()

    def _share_cores(self) -> None:
        """Gives those that run a second core where there is one for each of them, or only one is left."""
        under_way = len(self._running) + len(self._queue)
        for search in self._running:
            search.alone = under_way <= max(1, self._cores // 2)

    def _fair(self, now: float) -> float:
        """Seconds for one search, were the time left shared equally among all that wait."""
        return max(LEAST_SHARE, (self._end - now) * self._threads / (len(self._queue) + 1))

    def _turn(self, search: Search) -> Callable[[], bool]:
        """When a search has to make room: never, while nobody waits for its core."""
        now = time.monotonic()
        fair = self._fair(now)
        # A first plan is worth waiting for; what was begun again and again for as long came to nothing.
        share = max(fair, 2 * search.seconds) if search.opened else PATIENCE * fair
        return lambda: self._over() or (bool(self._queue) and time.monotonic() - now > share)

    def _over(self) -> bool:
        return self._stop or time.monotonic() > self._end or self._near_enough


def _let_the_largest_lead(searches: Sequence[Search]) -> None:
    """Lets the largest lead where it has more people than all others together: then these are soon out of its way.

    Told by the data and not by whose core is free, because it could change the plan.
    """
    people = [len(search.scenario.participants) for search in searches]
    for search, here in zip(searches, people, strict=True):
        search.leads = 2 * here > sum(people)
