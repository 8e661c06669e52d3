import multiprocessing
import time

from store_runs import ENDED, PLAN_RUN

from planner.domain.progress import Progress
from planner.store import State, Store

PROCESSES = 4
RUNS_EACH = 30
BEATS = 2


def carry_runs(address: str) -> float:
    """Five transactions a run: added, claimed, two heartbeats, finished. The longest any of them took, in seconds."""
    longest = 0.0
    with Store(address) as store:
        for _ in range(RUNS_EACH):
            began = time.monotonic()
            run = store.runs.add(PLAN_RUN)
            store.runs.claim(run)
            for beat in range(BEATS):
                store.runs.beat([run], Progress(float(beat), "choosing"))
            store.runs.finish(run, ENDED)
            longest = max(longest, time.monotonic() - began)
    return longest


def test_four_processes_with_150_transactions_each_never_lose_or_lock_out_one_another(address: str) -> None:
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        longest = max(pool.map(carry_runs, [address] * PROCESSES, chunksize=1))
    with Store(address) as store:
        runs = store.runs.list()
        assert len(runs) == PROCESSES * RUNS_EACH
        assert {run.state for run in runs} == {State.DONE}
        assert all(store.runs.plan_files(run.id) == ENDED.files for run in runs[::10])
    assert longest < 10
