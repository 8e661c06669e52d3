import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from store_runs import ENDED, PLAN_RUN, TABLES, plan_run

from planner.domain.progress import Progress
from planner.errors import StoreError
from planner.store import Kind, State, Store
from planner.store.run import SILENCE
from planner.store.tables import RUNS

NOW = Progress(1.5, "choosing", score=10, placed=2, bound=20, done=1, parts=3)


def stored(store: Store, run: int, **values: object) -> None:
    with store.runs._writing() as connection:
        connection.execute(update(RUNS).where(RUNS.c.id == run).values(**values))


def test_a_run_is_kept_as_it_was_queued(store: Store) -> None:
    run = store.runs.find(store.runs.add(PLAN_RUN))
    assert (run.kind, run.state, run.scenario, run.path, run.by) == (
        Kind.PLAN,
        State.QUEUED,
        "Two clinics",
        "/scenarios/two",
        "dana",
    )
    assert (run.settings, run.changes, run.versions) == (PLAN_RUN.settings, PLAN_RUN.changes, PLAN_RUN.versions)
    assert run.progress is None
    assert not run.over


def test_its_scenario_comes_back_cell_by_cell(store: Store) -> None:
    assert store.runs.tables(store.runs.add(PLAN_RUN)) == TABLES


def test_a_finished_run_keeps_its_plan_and_its_figures(store: Store) -> None:
    run = store.runs.add(PLAN_RUN)
    store.runs.claim(run)
    store.runs.finish(run, ENDED)
    found = store.runs.find(run)
    assert (found.state, found.score, found.bound, found.gap) == (State.DONE, ENDED.score, ENDED.bound, ENDED.gap)
    assert found.counts == ENDED.counts
    assert found.over
    assert found.seconds is not None
    assert store.runs.plan_files(run) == ENDED.files


def test_only_one_process_claims_a_run(store: Store) -> None:
    run = store.runs.add(PLAN_RUN)
    assert store.runs.claim(run).state is State.WORKING
    with pytest.raises(StoreError, match=f"run {run} is working and not waiting"):
        store.runs.claim(run)


def test_progress_is_seen_through_another_connection(store: Store, address: str) -> None:
    run = store.runs.add(PLAN_RUN)
    store.runs.claim(run)
    store.runs.beat([run], NOW)
    store.runs.beat([run])
    with Store(address) as other:
        assert other.runs.find(run).progress == NOW


def test_a_cancelled_run_is_told_to_stop_at_its_next_heartbeat(store: Store) -> None:
    run, other = store.runs.add(PLAN_RUN), store.runs.add(PLAN_RUN)
    store.runs.claim(run)
    store.runs.claim(other)
    store.runs.cancel(run)
    assert store.runs.find(run).state is State.WORKING
    assert store.runs.beat([run, other]) == {run}


def test_a_run_that_nobody_has_begun_is_stopped_at_once(store: Store) -> None:
    run = store.runs.add(PLAN_RUN)
    store.runs.cancel(run)
    assert store.runs.find(run).state is State.STOPPED


def test_cancelling_what_is_over_changes_nothing(store: Store) -> None:
    run = store.runs.add(PLAN_RUN)
    store.runs.claim(run)
    store.runs.finish(run, ENDED)
    store.runs.cancel(run)
    assert store.runs.find(run).state is State.DONE


def test_a_failed_run_says_why(store: Store) -> None:
    run = store.runs.add(PLAN_RUN)
    store.runs.claim(run)
    store.runs.fail(run, "ValueError in solver/fill.py, line 7")
    assert store.runs.find(run).state is State.FAILED
    assert store.runs.find(run).error == "ValueError in solver/fill.py, line 7"
    with pytest.raises(StoreError, match=f"run {run} has no plan"):
        store.runs.plan_files(run)


def test_a_run_whose_process_is_gone_has_died(store: Store) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    run = store.runs.add(PLAN_RUN)
    store.runs.claim(run)
    assert store.runs.find(run).state is State.WORKING
    stored(store, run, pid=process.pid)
    assert store.runs.find(run).state is State.DIED


@pytest.mark.parametrize("claimed", [True, False])
def test_a_run_that_fell_silent_has_died_wherever_it_ran(store: Store, claimed: bool) -> None:  # noqa: FBT001 - a case
    run = store.runs.add(PLAN_RUN)
    if claimed:
        store.runs.claim(run)
    stored(store, run, host="elsewhere", pid=os.getpid(), heartbeat=datetime.now(UTC) - SILENCE + timedelta(seconds=5))
    assert not store.runs.find(run).over
    stored(store, run, heartbeat=datetime.now(UTC) - SILENCE - timedelta(seconds=1))
    assert store.runs.find(run).state is State.DIED


def test_the_newest_runs_are_listed_first_and_by_kind(store: Store) -> None:
    first, cell, last = (store.runs.add(one) for one in (PLAN_RUN, plan_run(kind=Kind.CELL), PLAN_RUN))
    assert [run.id for run in store.runs.list()] == [last, cell, first]
    assert [run.id for run in store.runs.list(most=1)] == [last]
    assert [run.id for run in store.runs.list(kind=Kind.CELL)] == [cell]


def test_a_sweep_s_cells_are_found_by_the_sweep(store: Store) -> None:
    store.runs.add(PLAN_RUN)
    cell = store.runs.add(plan_run(kind=Kind.CELL, sweep="abc", cell={"Staff": "as today"}))
    assert [(run.id, run.cell) for run in store.runs.of_sweep("abc")] == [(cell, {"Staff": "as today"})]


def test_the_last_plan_of_a_scenario_is_found_by_its_fingerprint(store: Store) -> None:
    planned, waiting = store.runs.add(PLAN_RUN), store.runs.add(PLAN_RUN)
    store.runs.claim(planned)
    store.runs.finish(planned, ENDED)
    found = store.runs.last_plan("f00d")
    assert found is not None
    assert found.id == planned < waiting
    assert store.runs.last_plan("beef") is None


def test_purging_forgets_what_is_over_and_old_and_nothing_else(store: Store) -> None:
    old, young, working = (store.runs.add(PLAN_RUN) for _ in range(3))
    for run in (old, young, working):
        store.runs.claim(run)
    store.runs.finish(old, ENDED)
    store.runs.finish(young, ENDED)
    long_ago = datetime.now(UTC) - timedelta(days=90)
    stored(store, old, queued=long_ago)
    stored(store, working, queued=long_ago)
    assert store.runs.purge(datetime.now(UTC) - timedelta(days=30)) == 1
    assert [run.id for run in store.runs.list()] == [working, young]
    with pytest.raises(StoreError, match=f"no run {old}"):
        store.runs.find(old)
    with pytest.raises(StoreError, match="has no plan"):
        store.runs.plan_files(old)


def test_a_run_that_was_purged_under_way_is_told_to_stop_and_ends_quietly(store: Store) -> None:
    assert store.runs.beat([41], NOW) == {41}
    store.runs.finish(41, ENDED)
    store.runs.fail(41, "too late")
    assert store.runs.list() == ()


def test_the_best_plan_of_a_scenario_is_the_oldest_of_those_that_score_most(store: Store) -> None:
    poor, best, same = (done(store, score) for score in (5, 9, 9))
    explained = done(store, 100, kind=Kind.EXPLANATION)
    assert store.runs.best_plan(PLAN_RUN.fingerprint, PLAN_RUN.settings.seed) == store.runs.find(best)
    assert [run.id for run in store.runs.plans(PLAN_RUN.fingerprint)] == [same, best, poor]
    assert explained not in {run.id for run in store.runs.plans(PLAN_RUN.fingerprint)}
    assert store.runs.best_plan(PLAN_RUN.fingerprint, PLAN_RUN.settings.seed + 1) is None
    assert store.runs.best_plan("another") is None


def done(store: Store, score: int, **special: object) -> int:
    run = store.runs.add(plan_run(**special))
    store.runs.finish(run, replace(ENDED, score=score))
    return run


def test_a_scenario_s_runs_are_found_by_its_folder_the_newest_first(store: Store) -> None:
    first, second = store.runs.add(PLAN_RUN), store.runs.add(PLAN_RUN)
    store.runs.add(plan_run(path="/scenarios/three"))
    store.runs.add(plan_run(kind=Kind.EXPLANATION))
    assert [run.id for run in store.runs.of_path("/scenarios/two", Kind.PLAN)] == [second, first]
