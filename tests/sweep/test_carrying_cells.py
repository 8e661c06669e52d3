import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from dask_cluster import dask_cluster, kill_scheduler
from stand_in import solve
from store_runs import plan_run

from planner.domain.progress import Progress, Unwatched, Watch
from planner.errors import BadInput, PlannerError
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
        self.once: Callable[[], None] | None = None

    def then(self, once: Callable[[], None]) -> None:
        """What to do when there is some progress."""
        self.once = once

    def progress(self, now: Progress) -> None:
        self.seen.append(now)
        if self.once and now.done:
            self.once()
            self.once = None

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
    said = "Its worker was lost again and again (BrokenProcessPool). Is there enough memory?"
    assert (lost.state, lost.error) == (State.FAILED, said)
    assert {run.state for run in (done, *others)} == {State.DONE}


@pytest.mark.parametrize("workers", ["here"], indirect=True)
def test_nobody_is_given_up_for_a_neighbour_that_brings_every_worker_down(cells: Cells, workers: Crew) -> None:
    lost, neighbour = cells.carry(cells.queue("kill", "long"), workers)
    assert (lost.state, neighbour.state) == (State.FAILED, State.DONE)


def test_a_cancelled_cell_ends_with_its_best_and_the_others_go_on(cells: Cells, workers: Crew) -> None:
    first, second = cells.queue("wait", "plan")
    watch = Recording()
    watch.then(lambda: cells.runs.cancel(first))
    assert [run.state for run in cells.carry([first, second], workers, watch)] == [State.STOPPED, State.DONE]
    assert cells.runs.plan_files(first) == {"cohorts.csv": "x"}


def test_a_stop_ends_those_under_way_within_two_seconds_and_begins_no_other(cells: Cells, workers: Crew) -> None:
    queued = cells.queue(*["wait"] * 5)
    watch = Recording(seconds=0.8)
    runs = cells.carry(queued, workers, watch)
    assert time.monotonic() - watch.end < 2
    assert [run.state for run in runs] == [State.STOPPED] * 5
    assert [run.started is None for run in runs] == [False] * 2 + [True] * 3
    assert cells.runs.plan_files(queued[0]) == {"cohorts.csv": "x"}


@pytest.mark.parametrize("workers", ["here"], indirect=True)
def test_a_cell_that_does_not_stop_in_time_is_stopped_and_has_not_failed(
    cells: Cells, workers: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.sweep.run.STOPPING_SECONDS", 0.1)
    (run,) = cells.carry(cells.queue("long"), workers, Recording(seconds=0.8))
    assert (run.state, run.error) == (State.STOPPED, None)


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


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed here")
    monkeypatch.setattr("planner.sweep.executors.WORKER_SECONDS", 1.0)


@pytest.mark.usefixtures("impatient")
def test_a_cluster_without_workers_is_bad_input() -> None:
    with dask_cluster(workers=0) as address, pytest.raises(BadInput, match="it has no workers; start some with"):
        crew(address)


def test_a_cluster_that_loses_its_last_worker_ends_the_sweep_which_can_go_on_later(
    cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed here")
    queued = cells.queue("plan", "kill once", "plan")
    with dask_cluster(workers=1, nanny=False) as address, crew(address) as alone:
        monkeypatch.setattr("planner.sweep.executors.WORKER_SECONDS", 1.0)
        with pytest.raises(PlannerError, match=r"has no workers left\. What was planned is kept: run the same sweep"):
            cells.carry(queued, alone)
    states = [cells.runs.find(run).state for run in queued]
    assert states == [State.DONE, State.FAILED, State.STOPPED]


def test_a_scheduler_that_is_gone_ends_the_sweep_and_nobody_waits_for_it(
    cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed here")
    queued = cells.queue("plan", "wait", "plan")
    watch = Recording()
    with dask_cluster(workers=1) as address, crew(address) as workers:
        monkeypatch.setattr("planner.sweep.executors.WORKER_SECONDS", 1.0)
        watch.then(lambda: kill_scheduler(address))
        with pytest.raises(PlannerError, match="does not answer any more"):
            cells.carry(queued, workers, watch)
    assert cells.runs.find(queued[0]).state is State.DONE
    assert time.monotonic() - watch.end < 0
