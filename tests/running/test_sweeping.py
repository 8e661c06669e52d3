import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import stand_in_sweep
from dask_cluster import dask_cluster
from small_clinic import small_tables
from stand_in_sweep import SETTINGS

from planner.domain.progress import Progress, Unwatched
from planner.errors import BadInput
from planner.files import write_tables
from planner.services.opening import open_scenario
from planner.services.scenarios import demo_folder
from planner.services.stored import plan_of
from planner.services.sweep_job import open_sweep
from planner.services.sweeping import NOT_BEGUN, plan_cell, run_sweep
from planner.store import NOTHING_YET, Kind, State, Store
from planner.sweep.executors import Crew, crew
from planner.sweep.table import Row

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
    { label = "large", changes = [{ do = "group_size", program = "iop", max = 8 }] },
]
"""

PLACED = {
    ("as today", "as today"): 3,
    ("as today", "pairs"): 2,
    ("as today", "large"): 3,
    ("Bea joins", "as today"): 3,
    ("Bea joins", "pairs"): 2,
    ("Bea joins", "large"): 3,
}


class StopAfterOne(Unwatched):
    """Stops as soon as the first cell is planned."""

    done = 0

    def progress(self, now: Progress) -> None:
        self.done = now.done if now.parts > 1 else 0

    def stopped(self) -> bool:
        return self.done > 0


class StopsAtOnce(Unwatched):
    def stopped(self) -> bool:
        return True


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    write_tables(small_tables(), tmp_path / "clinic")
    path = tmp_path / "sweep.toml"
    path.write_text(GRID)
    return path


@pytest.fixture
def two() -> Iterator[Crew]:
    with crew(processes=2) as workers:
        yield workers


def placed(rows: tuple[Row, ...]) -> dict[tuple[str, ...], int | None]:
    assert {row.state for row in rows} == {State.DONE}
    return {row.labels: row.placed for row in rows}


def cells_planned(store: Store) -> int:
    return sum(run.state is State.DONE for run in store.runs.list(kind=Kind.CELL))


def test_every_combination_is_planned_checked_and_kept(grid: Path, sqlite_store: Store, two: Crew) -> None:
    job = open_sweep(grid, SETTINGS)
    assert placed(run_sweep(job, sqlite_store.runs, two, Unwatched())) == PLACED
    run = sqlite_store.runs.of_sweep(job.key)[0]
    _, summary = plan_of(sqlite_store.runs.plan_files(run.id))
    assert (run.cell, summary.score) == ({"Staff": "Bea joins", "Group": "large"}, run.score)
    assert [change["do"] for change in run.changes] == ["therapist_joins", "group_size"]


def test_the_same_code_runs_on_a_cluster(grid: Path, sqlite_store: Store) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed here")
    with dask_cluster(workers=1) as address, crew(address) as workers:
        assert placed(run_sweep(open_sweep(grid, SETTINGS), sqlite_store.runs, workers, Unwatched())) == PLACED


def test_a_sweep_run_again_plans_nothing_twice(grid: Path, sqlite_store: Store, two: Crew) -> None:
    job = open_sweep(grid, SETTINGS)
    first = run_sweep(job, sqlite_store.runs, two, Unwatched())
    runs = len(sqlite_store.runs.list())
    assert run_sweep(job, sqlite_store.runs, two, Unwatched()) == first
    assert len(sqlite_store.runs.list()) == runs == 1 + len(PLACED)


def test_a_value_added_later_costs_its_own_cells_alone(grid: Path, sqlite_store: Store, two: Crew) -> None:
    run_sweep(open_sweep(grid, SETTINGS), sqlite_store.runs, two, Unwatched())
    grid.write_text(GRID.replace('    { label = "pairs"', '    { label = "as ever" },\n    { label = "pairs"'))
    assert len(run_sweep(open_sweep(grid, SETTINGS), sqlite_store.runs, two, Unwatched())) == 8
    assert cells_planned(sqlite_store) == 8


def test_a_stopped_sweep_goes_on_where_it_was(grid: Path, sqlite_store: Store) -> None:
    job = open_sweep(grid, SETTINGS)
    with crew(processes=1) as workers:
        rows = run_sweep(job, sqlite_store.runs, workers, StopAfterOne())
    before = cells_planned(sqlite_store)
    assert 0 < before < len(PLACED)
    assert {row.state for row in rows} >= {State.DONE, NOT_BEGUN}
    assert {run.state for run in sqlite_store.runs.list(kind=Kind.CELL)} == {State.DONE, State.STOPPED}
    with crew(processes=1) as workers:
        assert placed(run_sweep(job, sqlite_store.runs, workers, Unwatched())) == PLACED
    assert cells_planned(sqlite_store) == len(PLACED)


def test_a_sweep_stopped_while_its_base_is_planned_queues_no_cell(grid: Path, sqlite_store: Store, two: Crew) -> None:
    rows = run_sweep(open_sweep(grid, SETTINGS), sqlite_store.runs, two, StopsAtOnce())
    assert {row.state for row in rows} == {NOT_BEGUN}
    assert not sqlite_store.runs.list(kind=Kind.CELL)


class Raised:
    """A flag that was raised before the cell began."""

    def raised(self) -> bool:
        return True


def test_a_cell_stopped_before_it_has_a_plan_has_not_failed() -> None:
    tables = open_scenario(demo_folder()).tables  # a locked cohort: not even the empty plan is there at once
    cell = {
        "tables": {"settings": dict(tables.settings), "rows": dict(tables.rows)},
        "settings": asdict(SETTINGS),
        "start": None,
    }
    assert plan_cell(cell, Raised()) == asdict(NOTHING_YET)


def test_a_killed_sweep_leaves_no_process_behind_and_goes_on_where_it_was(
    grid: Path, sqlite_store: Store, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    command = [sys.executable, stand_in_sweep.__file__, str(grid), sqlite_store.address, str(log)]
    process = subprocess.Popen(command)
    while cells_planned(sqlite_store) < 2 and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    before = cells_planned(sqlite_store)
    assert any(run.state is State.DIED for run in sqlite_store.runs.list())
    time.sleep(0.7)
    begun = len(log.read_text().split())
    time.sleep(0.7)
    assert len(log.read_text().split()) == begun
    subprocess.run(command, check=True)
    assert len(log.read_text().split()) - begun == len(PLACED) - before
    assert cells_planned(sqlite_store) == len(PLACED)


def test_everything_wrong_with_the_changes_is_said_once_with_its_value(grid: Path) -> None:
    grid.write_text(GRID.replace('like = "ann"', 'like = "zoe"').replace("max = 8", "max = 0"))
    with pytest.raises(BadInput) as bad:
        open_sweep(grid, SETTINGS)
    files = [finding.file for finding in bad.value.findings]
    assert files == ["sweep.toml, Group 'large'", "sweep.toml, Staff 'Bea joins'"]
    assert not any("together with" in finding.wrong for finding in bad.value.findings)


def test_what_is_wrong_only_beside_another_change_is_said_with_that_one(grid: Path) -> None:
    joins = '{ do = "therapist_joins", id = "bea", like = "ann" }'
    grid.write_text(GRID.replace('{ do = "group_size", program = "iop", max = 8 }', joins))
    with pytest.raises(BadInput) as bad:
        open_sweep(grid, SETTINGS)
    (finding,) = bad.value.findings
    assert finding.file == "sweep.toml, Group 'large'"
    assert finding.wrong.startswith("together with Staff 'Bea joins': ")
