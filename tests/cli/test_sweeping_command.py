"""Sweeps as they are typed: to the end, stopped, and killed."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from command_line import planner
from small_clinic import small_tables

from planner.files import write_tables
from planner.services.stored import planned_run
from planner.services.telling import NOT_ASKED
from planner.store import Kind, State, Store

GRID = """
name = "Groups and staff"
base = "clinic"

[[axes]]
name = "Staff"
values = [
    { label = "as today" },
    { label = "Bea joins", changes = [{ do = "therapist_joins", id = "bea", like = "ann" }] },
]

[[axes]]
name = "Group"
values = [
    { label = "as today" },
    { label = "pairs", changes = [{ do = "group_size", program = "iop", max = 2 }] },
]
"""

MANY = 40


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    write_tables(small_tables(), tmp_path / "clinic")
    path = tmp_path / "sweep.toml"
    path.write_text(GRID)
    return path


@pytest.fixture
def long(grid: Path) -> Path:
    """A sweep that takes some time: each cell weighs travel otherwise."""
    values = "\n".join(
        f'[[axes.values]]\nlabel = "{n}"\nchanges = [{{ do = "weight", name = "travel_minute", value = {n} }}]'
        for n in range(2, MANY + 2)
    )
    grid.write_text(f'name = "Long"\nbase = "clinic"\n[[axes]]\nname = "Weight"\n{values}\n')
    return grid


def cells(state: State) -> int:
    with Store() as store:
        return sum(run.state is state for run in store.runs.list(kind=Kind.CELL))


def begun(sweep: Path) -> "subprocess.Popen[str]":
    """The command in a process of its own, when some cells are planned."""
    command = [sys.executable, "-m", "planner", "sweep", str(sweep)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while cells(State.DONE) < 2 and process.poll() is None:
        time.sleep(0.05)
    return process


def test_a_sweep_ends_with_a_tidy_table_and_a_plot(grid: Path, tmp_path: Path) -> None:
    said = planner("sweep", grid, "--out", tmp_path / "swept", "--workers", 2)
    assert said.status == 0, said.err
    with (tmp_path / "swept" / "table.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    assert [(row["Staff"], row["Group"], row["placed"], row["state"]) for row in rows] == [
        ("as today", "as today", "3", "done"),
        ("as today", "pairs", "2", "done"),
        ("Bea joins", "as today", "3", "done"),
        ("Bea joins", "pairs", "2", "done"),
    ]
    assert (tmp_path / "swept" / "plot.svg").read_text().startswith("<svg")
    assert "Bea joins" in said.out
    again = planner("sweep", grid, "--out", tmp_path / "swept", "--json")
    assert [cell["run"] for cell in json.loads(again.out)["cells"]] == [int(row["run"]) for row in rows]


def test_a_cell_s_plan_is_exported_with_reasons_for_those_without_a_place(grid: Path, tmp_path: Path) -> None:
    rows = json.loads(planner("sweep", grid, "--json", "--workers", 1).out)["cells"]
    pairs = next(row for row in rows if row["labels"] == {"Staff": "as today", "Group": "pairs"})
    with Store() as store:
        (shown,) = planned_run(store.runs, pairs["run"]).plan.unplaced.values()
    assert (shown.reason, shown.explanation) == ("undecided", NOT_ASKED)
    assert planner("runs", "export", pairs["run"], tmp_path / "plan").status == 0
    (unplaced,) = csv.DictReader((tmp_path / "plan" / "unplaced.csv").read_text().splitlines())
    assert unplaced["reason"] not in {"", "undecided"}
    assert unplaced["explanation"]


def test_a_cell_without_a_plan_is_told_and_the_answer_is_no(grid: Path) -> None:
    cohort = {
        "cohort_id": "c1",
        "program_id": "iop",
        "site_id": "north",
        "block_id": "evening",
        "pattern": "Mon Wed Fri",
    }
    write_tables(small_tables(cohorts=[{**cohort, "locked": "yes"}]), grid.parent / "locked")
    grid.write_text(GRID.replace('base = "clinic"', 'base = "locked"').replace("max = 2", "min = 4"))
    said = planner("sweep", grid, "--workers", 1)
    assert said.status == 1
    assert "as today / pairs: No plan exists." in said.out
    assert planner("sweep", grid, "--workers", 1).status == 1


def test_no_other_folder_is_replaced_by_a_sweep(grid: Path) -> None:
    said = planner("sweep", grid, "--out", grid.parent / "clinic")
    assert (said.status, "is not a sweep's folder" in said.err) == (2, True)
    (grid.parent / "mine").mkdir()
    (grid.parent / "mine" / "table.csv").write_text("mine")
    assert planner("sweep", grid, "--out", grid.parent / "mine").status == 2
    assert (grid.parent / "mine" / "table.csv").read_text() == "mine"


def test_everything_wrong_with_a_sweep_is_said_before_anything_is_planned(grid: Path) -> None:
    grid.write_text(GRID.replace('like = "ann"', 'like = "zoe"').replace("max = 2", "max = 0"))
    said = planner("sweep", grid)
    assert (said.status, len(said.err.splitlines())) == (2, 2)
    assert not Path(os.environ["PLANNER_STORE"]).exists()


def test_a_cluster_that_does_not_answer_is_bad_input(grid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed here")
    monkeypatch.setattr("planner.sweep.executors.CONNECTING_SECONDS", 0.5)
    said = planner("sweep", grid, "--cluster", "tcp://127.0.0.1:9")
    assert (said.status, "no Dask scheduler answers there" in said.err) == (2, True)


def test_ctrl_c_stops_a_sweep_says_how_to_go_on_and_the_next_goes_on(long: Path) -> None:
    process = begun(long)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    done = cells(State.DONE)
    assert 2 <= done < MANY
    assert f"Stopped: {done} of {MANY} cells are planned. The same command goes on with the rest." in err
    assert planner("sweep", long).status == 0
    assert cells(State.DONE) == MANY


def test_kill_9_on_the_sweep_and_on_a_worker_costs_no_cell_that_was_planned(long: Path) -> None:
    process = begun(long)
    workers = [one for one in psutil.Process(process.pid).children() if "spawn_main" in " ".join(one.cmdline())]
    workers[0].kill()
    while (before := cells(State.DONE)) < 6 and process.poll() is None:
        time.sleep(0.05)
    process.kill()
    process.communicate()
    gone, alive = psutil.wait_procs(workers, timeout=10)
    assert (len(gone), alive) == (len(workers), [])
    assert before < MANY
    assert planner("sweep", long).status == 0
    with Store() as store:
        done = [run for run in store.runs.list(kind=Kind.CELL) if run.state is State.DONE]
    assert len(done) == len({run.cell["Weight"] for run in done}) == MANY
