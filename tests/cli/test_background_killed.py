"""A plan that is made in the background, its worker killed in mid-run."""

import json
import time
from pathlib import Path

import psutil
from command_line import planner

from planner.store import Run, State, Store

REGIONAL = Path(__file__).parents[2] / "scenarios" / "regional"


def found(run: int) -> Run:
    with Store() as store:
        return store.runs.find(run)


def worker_of(run: int) -> psutil.Process:
    with Store() as store:
        theirs = ["-m", "planner.worker", str(run), "--store", store.address]
    return next(one for one in psutil.process_iter() if one.status() != "zombie" and theirs == one.cmdline()[1:])


def test_a_worker_killed_in_mid_run_is_shown_as_died_leaves_nothing_behind_and_its_run_is_planned_again() -> None:
    begun = planner("plan", REGIONAL, "--background", "--gap", 0.5, "--json")
    run = json.loads(begun.out)["run"]
    while found(run).progress is None and not found(run).over:
        time.sleep(0.05)
    worker = worker_of(run)
    solvers = worker.children(recursive=True)
    worker.kill()
    worker.wait(10)
    gone, left = psutil.wait_procs(solvers, timeout=10)
    assert (len(gone) > 0, left) == (True, [])
    assert found(run).state is State.DIED
    assert " died " in planner("runs").out
    assert planner("runs", "follow", run).status == 1
    again = json.loads(planner("runs", "again", run, "--json").out)["run"]
    assert planner("runs", "follow", again).status == 0
    assert (found(again).state, found(again).fingerprint) == (State.DONE, found(run).fingerprint)
    assert found(run).state is State.DIED
