"""Cells carried: handed out as workers are free, collected, tried again where a worker was lost, stopped."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait

from planner.domain.progress import Progress, Watch
from planner.errors import PlannerError, StoreError
from planner.store import NOTHING_YET, Ended, Runs
from planner.sweep.executors import Cell, Crew, Solve

TURN = 0.25
"""Seconds between two heartbeats, and two looks at whether to stop."""

STOPPING_SECONDS = 20
"""A cell that was asked to stop and has not ended after so long is given up."""

LOST = "Its worker was lost again and again ({}). Is there enough memory?"
AGAIN = "What was planned is kept: run the same sweep again to go on."


class Carrier:
    """Carries queued runs of cells: claims each when a worker is free for it, and keeps what comes of it.

    `cell_of` gives a run as plain values for `solve`, whose answer holds either an `error` or the fields of `Ended`.
    """

    def __init__(self, runs: Runs, crew: Crew, solve: Solve, cell_of: Callable[[int], Cell], watch: Watch) -> None:
        self._runs, self._crew, self._solve, self._cell_of, self._watch = runs, crew, solve, cell_of, watch
        self._began = time.monotonic()
        self._stopped_at: float | None = None

    def carry(self, runs: Sequence[int], done: int = 0) -> None:
        """Returns when all are over, or soon after the watch says stop; whatever has not begun then is stopped too.

        `done` cells were planned before and count as progress. Raises PlannerError where nobody is left to plan.
        """
        waiting = deque(runs)
        working: dict[Future[Cell], int] = {}
        lost: dict[int, int] = {}
        try:
            while working or (waiting and self._stopped_at is None):
                self._hand_out(waiting, working, lost)
                self._pause(working)
                for future in [future for future in working if future.done()]:
                    self._collect(working.pop(future), future, waiting, lost)
                self._attend(working, waiting, done + len(runs))
        finally:
            for run in waiting:  # nobody is left who would begin them
                self._runs.cancel(run)

    def _pause(self, working: dict[Future[Cell], int]) -> None:
        if working:
            wait(working, timeout=TURN, return_when=FIRST_COMPLETED)
        else:
            time.sleep(TURN)

    def _hand_out(self, waiting: deque[int], working: dict[Future[Cell], int], lost: dict[int, int]) -> None:
        slots = self._crew.slots if waiting and self._stopped_at is None else 0
        while waiting and len(working) < self._room(slots, waiting[0], working, lost):
            run = waiting.popleft()
            if run in lost or self._claim(run):
                working[self._crew.submit(self._solve, self._cell_of(run), str(run))] = run

    def _room(self, slots: int, run: int, working: dict[Future[Cell], int], lost: dict[int, int]) -> int:
        """Whoever may have brought a worker down goes alone, so that nobody is lost with it."""
        suspect = any(lost.get(one) for one in (run, *working.values()))
        return min(slots, 1) if suspect else slots

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
        except (Exception, CancelledError) as error:  # noqa: BLE001 - `solve` answers with its errors: its worker is gone
            self._try_again(run, type(error).__name__, waiting, lost)
            return
        if "error" in answer:
            self._runs.fail(run, answer["error"])
        else:
            self._runs.finish(run, Ended(**answer))

    def _try_again(self, run: int, how: str, waiting: deque[int], lost: dict[int, int]) -> None:
        """Where all workers have gone at once, none of the cells is to blame."""
        lost[run] = lost.get(run, 0) + (1 if self._crew.slots else 0)
        if self._stopped_at is not None:
            self._runs.finish(run, NOTHING_YET)
        elif lost[run] == self._crew.tries:
            self._runs.fail(run, LOST.format(how))
        else:
            waiting.appendleft(run)

    def _attend(self, working: dict[Future[Cell], int], waiting: deque[int], parts: int) -> None:
        begun = list(working.values())
        for run in self._runs.beat([*begun, *waiting]).intersection(begun):
            self._crew.stop(str(run))
        over = parts - len(working) - len(waiting)
        phase = "stopping" if self._stopped_at is not None else f"{over} of {parts} cells planned"
        self._watch.progress(Progress(time.monotonic() - self._began, phase, done=over, parts=parts))
        self._stop_if_asked()
        self._give_up_if_hopeless(working)

    def _stop_if_asked(self) -> None:
        if self._stopped_at is None and self._watch.stopped():
            self._stopped_at = time.monotonic()
            self._crew.stop()

    def _give_up_if_hopeless(self, working: dict[Future[Cell], int]) -> None:
        if self._stopped_at is not None and time.monotonic() - self._stopped_at > STOPPING_SECONDS:
            self._abandon(working, lambda run: self._runs.finish(run, NOTHING_YET))
        elif reason := self._crew.gone():
            self._abandon(working, lambda run: self._runs.fail(run, reason))
            raise PlannerError(f"{reason} {AGAIN}")

    def _abandon(self, working: dict[Future[Cell], int], end: Callable[[int], None]) -> None:
        for future, run in working.items():
            future.cancel()
            end(run)
        working.clear()
