import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_clinic import small_tables

from planner.domain.settings import Settings
from planner.errors import StoreError
from planner.files import read_plan, write_tables
from planner.services.opening import open_scenario
from planner.services.running import again, export, follow, launch, submit
from planner.services.stored import plan_of
from planner.store import Run, State, Store

QUICK = Settings(time_limit=20, workers=1)

WHAT_IF = """
name = "Ann is away on Monday"
base = "../clinic"
changes = [{ do = "therapist_away", therapist = "ann", days = "Mon" }]
"""


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    write_tables(small_tables(), folder)
    return folder


def planned(store: Store, run: int) -> Run:
    launch(store, run)
    *_, last = follow(store.runs, run)
    return last


def test_a_run_in_the_background_is_planned_checked_and_kept(sqlite_store: Store, clinic: Path) -> None:
    opened = open_scenario(clinic)
    last = planned(sqlite_store, submit(sqlite_store.runs, opened, QUICK))
    assert (last.state, last.error) == (State.DONE, None)
    assert last.score == last.bound == 3000 - 100
    assert (last.counts["placed"], last.gap) == (3, 0)
    plan, summary = plan_of(sqlite_store.runs.plan_files(last.id))
    assert sorted(plan.placements) == ["p1", "p2", "p3"]
    assert summary.input_sha256 == last.fingerprint == opened.fingerprint


def test_a_run_is_repeated_when_its_folder_is_gone(sqlite_store: Store, clinic: Path) -> None:
    first = planned(sqlite_store, submit(sqlite_store.runs, open_scenario(clinic), QUICK))
    shutil.rmtree(clinic)
    second = planned(sqlite_store, again(sqlite_store.runs, first.id))
    assert second.id != first.id
    assert (second.state, second.score, second.path) == (State.DONE, first.score, str(clinic))


def test_a_what_if_keeps_its_changes_and_begins_from_the_plan_of_its_base(sqlite_store: Store, clinic: Path) -> None:
    base = planned(sqlite_store, submit(sqlite_store.runs, open_scenario(clinic), QUICK))
    folder = clinic.parent / "away"
    folder.mkdir()
    (folder / "scenario.toml").write_text(WHAT_IF)
    last = planned(sqlite_store, submit(sqlite_store.runs, open_scenario(folder), QUICK))
    assert last.start == base.id
    assert last.changes == ({"do": "therapist_away", "therapist": "ann", "days": ["Mon"]},)
    assert (last.state, last.counts["placed"]) == (State.DONE, 0)


def test_the_plan_of_a_run_is_exported_as_a_plan_folder(sqlite_store: Store, clinic: Path) -> None:
    last = planned(sqlite_store, submit(sqlite_store.runs, open_scenario(clinic), QUICK))
    export(sqlite_store.runs, last.id, clinic.parent / "plan")
    assert read_plan(clinic.parent / "plan") == plan_of(sqlite_store.runs.plan_files(last.id))


def test_what_has_no_plan_cannot_be_exported(sqlite_store: Store, clinic: Path) -> None:
    run = submit(sqlite_store.runs, open_scenario(clinic), QUICK)
    with pytest.raises(StoreError, match=f"run {run} has no plan"):
        export(sqlite_store.runs, run, clinic.parent / "plan")
    assert not (clinic.parent / "plan").exists()


def test_a_plan_that_was_purged_is_done_without(sqlite_store: Store, clinic: Path) -> None:
    first = planned(sqlite_store, submit(sqlite_store.runs, open_scenario(clinic), QUICK))
    second = submit(sqlite_store.runs, open_scenario(clinic), QUICK)
    assert sqlite_store.runs.find(second).start == first.id
    assert sqlite_store.runs.purge(sqlite_store.runs.find(second).queued) == 1
    assert planned(sqlite_store, second).state is State.DONE


def test_a_worker_goes_on_when_the_process_that_launched_it_has_ended(sqlite_store: Store, clinic: Path) -> None:
    run = submit(sqlite_store.runs, open_scenario(clinic), QUICK)
    script = "import sys; from planner.services.running import launch; from planner.store import Store\n"
    script += "with Store(sys.argv[1]) as store: launch(store, int(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", script, sqlite_store.address, str(run)], check=True)
    end = time.monotonic() + 20
    while not sqlite_store.runs.find(run).over and time.monotonic() < end:
        time.sleep(0.1)
    assert sqlite_store.runs.find(run).state is State.DONE
