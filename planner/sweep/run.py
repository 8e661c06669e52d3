"""Cells carried: handed out as workers are free, collected, tried again where a worker was lost, stopped."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait

from planner.domain.progress import Progress, Watch
from planner.errors import StoreError
from planner.store import Ended, Runs
from planner.sweep.executors import Cell, Crew, Solve

TURN = 0.25
"""Seconds between two heartbeats, and two looks at whether to stop."""

TRIES = 3
"""A cell whose worker was lost this many times is given up."""

LOST = f"Its worker was lost {TRIES} times. Is there enough memory?"


class Carrier:
    """Carries queued runs of cells: claims each when a worker is free for it, and keeps what comes of it.

    `cell_of` gives a run as plain values for `solve`, whose answer holds either an `error` or the fields of `Ended`.
    """

    def __init__(self, runs: Runs, crew: Crew, solve: Solve, cell_of: Callable[[int], Cell], watch: Watch) -> None:
        self._runs, self._crew, self._solve, self._cell_of, self._watch = runs, crew, solve, cell_of, watch
        self._began = time.monotonic()
        self._stopping = False

    def carry(self, runs: Sequence[int], done: int = 0) -> None:
        """Returns when all are over, or soon after the watch says stop; then the rest stays queued.

        `done` cells were planned before and count as progress.
        """
        waiting = deque(runs)
        working: dict[Future[Cell], int] = {}
        lost: dict[int, int] = {}
        while working or (waiting and not self._stopping):
            self._hand_out(waiting, working, lost)
            finished, _ = wait(working, timeout=TURN, return_when=FIRST_COMPLETED)
            for future in finished:
                self._collect(working.pop(future), future, waiting, lost)
            self._attend(list(working.values()), waiting, done + len(runs))

    def _hand_out(self, waiting: deque[int], working: dict[Future[Cell], int], lost: dict[int, int]) -> None:
        slots = self._crew.slots
        while waiting and len(working) < slots and not self._stopping:
            run = waiting.popleft()
            if run in lost or self._claim(run):
                working[self._crew.submit(self._solve, self._cell_of(run))] = run

    def _claim(self, run: int) -> bool:
        """Whether it is ours now: somebody else may have cancelled or begun it."""
        try:
            self._runs.claim(run)
        except StoreError:
            return False
        return True

    def _collect(self, run: int, future: Future[Cell], waiting: deque[int], lost: dict[int, int]) -> None:
        try:
            answer = future.result()
        except (Exception, CancelledError):  # noqa: BLE001 - `solve` answers with its errors: its worker is gone
            self._try_again(run, waiting, lost)
            return
        if "error" in answer:
            self._runs.fail(run, answer["error"])
        else:
            self._runs.finish(run, Ended(**answer))

    def _try_again(self, run: int, waiting: deque[int], lost: dict[int, int]) -> None:
        lost[run] = lost.get(run, 0) + 1
        if lost[run] == TRIES or self._stopping:
            self._runs.fail(run, LOST)
        else:
            waiting.appendleft(run)

    def _attend(self, working: list[int], waiting: deque[int], parts: int) -> None:
        self._runs.beat([*working, *waiting])
        over = parts - len(working) - len(waiting)
        phase = "stopping" if self._stopping else f"{over} of {parts} cells planned"
        self._watch.progress(Progress(time.monotonic() - self._began, phase, done=over, parts=parts))
        if self._watch.stopped() and not self._stopping:
            self._stopping = True
            self._crew.stop()
