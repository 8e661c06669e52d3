import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
import stand_in_worker
from store_runs import plan_run

from planner.errors import StoreError
from planner.services.carrying import carry
from planner.store import Run, State, Store

Start: TypeAlias = Callable[[str], tuple[int, "subprocess.Popen[bytes]"]]


@pytest.fixture
def working(sqlite_store: Store) -> Iterator[Start]:
    """Queues a run and starts a worker on it."""
    processes = []

    def start(scenario: str) -> tuple[int, "subprocess.Popen[bytes]"]:
        run = sqlite_store.runs.add(plan_run(scenario=scenario))
        processes.append(subprocess.Popen([sys.executable, stand_in_worker.__file__, str(run), sqlite_store.address]))
        return run, processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


def until(store: Store, run: int, seen: Callable[[Run], bool], seconds: float = 10) -> Run:
    end = time.monotonic() + seconds
    while not seen(found := store.runs.find(run)):
        assert time.monotonic() < end, f"still {found.state}"
        time.sleep(0.02)
    return found


def test_progress_is_seen_by_another_process_within_a_second(sqlite_store: Store, working: Start) -> None:
    run, _ = working("long")
    until(sqlite_store, run, lambda now: now.progress is not None)
    for _ in range(20):
        found = sqlite_store.runs.find(run)
        assert found.started is not None
        assert found.progress is not None
        assert (found.state, found.progress.score, found.progress.bound) == (State.WORKING, 5, 9)
        assert time.time() - found.started.timestamp() - found.progress.seconds < 1
        time.sleep(0.05)


def test_a_cancelled_run_stops_within_two_seconds_and_keeps_its_best_plan(sqlite_store: Store, working: Start) -> None:
    run, _ = working("long")
    until(sqlite_store, run, lambda now: now.progress is not None)
    sqlite_store.runs.cancel(run)
    stopped = until(sqlite_store, run, lambda now: now.over, seconds=2)
    assert (stopped.state, stopped.score) == (State.STOPPED, 5)
    assert sqlite_store.runs.plan_files(run) == stand_in_worker.BEST.files


def test_a_run_cancelled_before_it_had_a_plan_is_stopped_without_one(sqlite_store: Store, working: Start) -> None:
    run, _ = working("long without a plan")
    until(sqlite_store, run, lambda now: now.progress is not None)
    sqlite_store.runs.cancel(run)
    assert until(sqlite_store, run, lambda now: now.over).state is State.STOPPED


def test_a_killed_worker_s_run_is_seen_to_have_died(sqlite_store: Store, working: Start) -> None:
    run, process = working("long")
    until(sqlite_store, run, lambda now: now.state is State.WORKING)
    process.kill()
    process.wait()
    assert sqlite_store.runs.find(run).state is State.DIED


def test_an_unexpected_error_is_kept_without_a_word_of_the_data(sqlite_store: Store) -> None:
    run = sqlite_store.runs.add(plan_run(scenario="fails"))
    carry(run, sqlite_store.runs, stand_in_worker.work)
    failed = sqlite_store.runs.find(run)
    assert failed.state is State.FAILED
    assert failed.error is not None
    assert "p-007" not in failed.error
    assert "ValueError at planner/services/carrying.py, line " in failed.error


def test_a_run_is_carried_once(sqlite_store: Store) -> None:
    run = sqlite_store.runs.add(plan_run(scenario="short"))
    carry(run, sqlite_store.runs, stand_in_worker.work)
    assert sqlite_store.runs.find(run).state is State.DONE
    with pytest.raises(StoreError, match=f"run {run} is done and not waiting"):
        carry(run, sqlite_store.runs, stand_in_worker.work)
