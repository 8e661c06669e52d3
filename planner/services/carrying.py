"""A run carried by this process: its progress told to the store, a stop learnt from there, and what came of it kept."""

import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from planner.domain.progress import Progress, Unwatched, Watch
from planner.errors import Stopped, StoreError
from planner.services.failures import without_data
from planner.store import NOTHING_YET, Ended, Run, Runs

HEARTBEAT = 0.25
"""Seconds between two heartbeats: progress is seen and a stop obeyed this soon."""


class Pulse:
    """A watch that tells the store of progress, and learns there whether to stop, from a thread of its own.

    Another watch may be asked and told as well.
    """

    def __init__(self, runs: Runs, run: int, watch: Watch | None = None) -> None:
        self._runs, self._run, self._watch = runs, run, watch or Unwatched()
        self._latest: Progress | None = None
        self._stop, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def progress(self, now: Progress) -> None:
        """Takes note."""
        self._latest = now
        self._watch.progress(now)

    def stopped(self) -> bool:
        """Whether somebody asked for it."""
        return self._stop.is_set() or self._watch.stopped()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(HEARTBEAT):
            try:
                if self._runs.beat([self._run], self._latest):
                    self._stop.set()
            except StoreError:
                continue  # a database that is away for a moment ends no search


def carry(run: int, runs: Runs, work: Callable[[Run, Watch], Ended]) -> None:
    """Claims a run, does the work and keeps what came of it. Raises StoreError where the run does not wait."""
    claimed = runs.claim(run)
    with Pulse(runs, run) as pulse:
        try:
            ended = work(claimed, pulse)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is kept with the run
            keep_failure(runs, run, error)
        else:
            runs.finish(run, replace(ended, stopped=pulse.stopped()))


def keep_failure(runs: Runs, run: int, error: Exception) -> None:
    """Keeps why nothing came of a run; that it was stopped, where it had no plan by then."""
    if isinstance(error, Stopped):
        runs.finish(run, NOTHING_YET)
    else:
        runs.fail(run, without_data(error))
