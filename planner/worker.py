"""Carries one queued run in a process of its own: `python -m planner.worker RUN --store ADDRESS`.

Whoever follows the run in the store sees its progress and can stop it; nothing else ties this process to them.
"""

import argparse
import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from planner.domain.progress import Progress, Watch
from planner.errors import NoPlan, StoreError
from planner.services.failures import without_data
from planner.store import Ended, Kind, Run, Runs, Store

HEARTBEAT = 0.25
"""Seconds between two heartbeats: progress is seen and a stop obeyed this soon."""

NOTHING = Ended(None, None, None, None, {})


class Pulse:
    """A watch that tells the store of progress, and learns there whether to stop, from a thread of its own."""

    def __init__(self, runs: Runs, run: int) -> None:
        self._runs, self._run = runs, run
        self._latest: Progress | None = None
        self._stop, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def progress(self, now: Progress) -> None:
        """Takes note."""
        self._latest = now

    def stopped(self) -> bool:
        """Whether somebody asked for it."""
        return self._stop.is_set()

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
            if isinstance(error, NoPlan) and pulse.stopped():
                runs.finish(run, replace(NOTHING, stopped=True))
            else:
                runs.fail(run, without_data(error))
        else:
            runs.finish(run, replace(ended, stopped=pulse.stopped()))


def main() -> None:
    """Reads the command line and carries the run."""
    parser = argparse.ArgumentParser(prog="python -m planner.worker", description="Carries one queued run.")
    parser.add_argument("run", type=int)
    parser.add_argument("--store", help="a path or a PostgreSQL address; the user's own store by default")
    given = parser.parse_args()
    with Store(given.store) as store:
        carry(given.run, store.runs, lambda run, watch: _work(store, run, watch))


def _work(store: Store, run: Run, watch: Watch) -> Ended:
    """What the run is for. A claimed run shows at once; solvers load after."""
    if run.kind is Kind.EXPLANATION:
        from planner.services.asking import answer_run  # noqa: PLC0415

        return answer_run(store.runs, run, watch)
    from planner.services.stored import plan_run  # noqa: PLC0415

    return plan_run(store.runs, run, watch)


if __name__ == "__main__":
    main()
