import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from dask_cluster import dask_cluster
from stand_in import solve
from store_runs import plan_run

from planner.domain.progress import Progress, Unwatched, Watch
from planner.store import Kind, Run, State, Store
from planner.sweep.executors import Crew, crew
from planner.sweep.run import Carrier


class Cells:
    """Runs by what they do; carried by stand-ins."""

    def __init__(self, store: Store, log: Path) -> None:
        self.runs = store.runs
        self.log = log
        log.touch()

    def queue(self, *whats: str) -> list[int]:
        return [self.runs.add(plan_run(kind=Kind.CELL, scenario=what)) for what in whats]

    def carry(self, runs: Sequence[int], workers: Crew, watch: Watch | None = None) -> list[Run]:
        Carrier(self.runs, workers, solve, self._plain, watch or Unwatched()).carry(runs)
        return [self.runs.find(run) for run in runs]

    def begun(self) -> list[str]:
        return sorted(self.log.read_text().split())

    def _plain(self, run: int) -> dict[str, str]:
        return {"do": self.runs.find(run).scenario, "name": str(run), "log": str(self.log)}


@pytest.fixture
def cells(sqlite_store: Store, tmp_path: Path) -> Cells:
    return Cells(sqlite_store, tmp_path / "log")


@pytest.fixture(scope="session")
def cluster_address() -> Iterator[str]:
    pytest.importorskip("distributed", reason="Dask is not installed here")
    with dask_cluster(workers=2) as address:
        yield address


@pytest.fixture(params=["here", "cluster"])
def workers(request: pytest.FixtureRequest) -> Iterator[Crew]:
    address = request.getfixturevalue("cluster_address") if request.param == "cluster" else None
    with crew(address, 2) as two:
        yield two


class Recording:
    """Takes note of progress, and stops after some time."""

    def __init__(self, seconds: float = 1e9) -> None:
        self.seen: list[Progress] = []
        self.end = time.monotonic() + seconds

    def progress(self, now: Progress) -> None:
        self.seen.append(now)

    def stopped(self) -> bool:
        return time.monotonic() > self.end


def test_every_cell_is_planned_once_and_kept(cells: Cells, workers: Crew) -> None:
    queued = cells.queue(*["plan"] * 5)
    done = cells.carry(queued, workers)
    assert {run.state for run in done} == {State.DONE}
    assert {(run.score, run.bound, run.gap, run.counts["placed"]) for run in done} == {(5, 6, 0.2, 4)}
    assert cells.runs.plan_files(queued[0]) == {"cohorts.csv": "x"}
    assert cells.begun() == sorted(map(str, queued))


def test_a_cell_that_fails_is_its_own_affair(cells: Cells, workers: Crew) -> None:
    failed, done = cells.carry(cells.queue("fail", "plan"), workers)
    assert (failed.state, failed.error) == (State.FAILED, "no such luck")
    assert done.state is State.DONE


def test_a_killed_worker_costs_another_try_and_not_the_sweep(cells: Cells, workers: Crew) -> None:
    queued = cells.queue("pause", "kill once", "pause", "pause")
    assert {run.state for run in cells.carry(queued, workers)} == {State.DONE}
    assert cells.begun().count(str(queued[1])) == 2


@pytest.mark.parametrize("workers", ["here"], indirect=True)
def test_a_cell_that_loses_every_worker_is_given_up_and_the_others_are_planned(cells: Cells, workers: Crew) -> None:
    done, lost, *others = cells.carry(cells.queue("plan", "kill", "plan", "plan"), workers)
    assert (lost.state, lost.error) == (State.FAILED, "Its worker was lost 3 times. Is there enough memory?")
    assert {run.state for run in (done, *others)} == {State.DONE}


def test_a_stop_ends_those_under_way_within_two_seconds_and_leaves_the_rest_queued(cells: Cells, workers: Crew) -> None:
    queued = cells.queue(*["wait"] * 5)
    watch = Recording(seconds=0.8)
    runs = cells.carry(queued, workers, watch)
    assert time.monotonic() - watch.end < 2
    assert [run.state for run in runs] == [State.STOPPED] * 2 + [State.QUEUED] * 3
    assert cells.runs.plan_files(queued[0]) == {"cohorts.csv": "x"}


def test_progress_counts_the_cells(cells: Cells, workers: Crew) -> None:
    watch = Recording()
    cells.carry(cells.queue("plan", "pause", "plan"), workers, watch)
    assert (watch.seen[-1].done, watch.seen[-1].parts) == (3, 3)
    assert all(earlier.done <= later.done for earlier, later in zip(watch.seen, watch.seen[1:], strict=False))


def test_a_cell_cancelled_while_it_waits_is_left_alone(cells: Cells, workers: Crew) -> None:
    first, second = cells.queue("plan", "plan")
    cells.runs.cancel(second)
    assert [run.state for run in cells.carry([first, second], workers)] == [State.DONE, State.STOPPED]
    assert cells.begun() == [str(first)]
