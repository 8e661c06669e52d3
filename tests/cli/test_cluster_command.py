"""`planner sweep --cluster` as it is typed, on a real scheduler and workers, one of which is killed in mid-run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import planner
from dask_cluster import dask_cluster, worker_processes
from small_clinic import small_tables

from planner.files import write_tables
from planner.store import Kind, Run, State, Store

CELLS = 24


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A sweep that takes some time: each cell weighs travel otherwise."""
    write_tables(small_tables(), tmp_path / "clinic")
    values = "\n".join(
        f'[[axes.values]]\nlabel = "{n}"\nchanges = [{{ do = "weight", name = "travel_minute", value = {n} }}]'
        for n in range(2, CELLS + 2)
    )
    path = tmp_path / "sweep.toml"
    path.write_text(f'name = "Long"\nbase = "clinic"\n[[axes]]\nname = "Weight"\n{values}\n')
    return path


def done() -> list[Run]:
    with Store() as store:
        return [run for run in store.runs.list(kind=Kind.CELL) if run.state is State.DONE]


def test_a_worker_of_the_cluster_killed_in_mid_run_costs_a_retry_and_not_the_sweep(long: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed here")
    with dask_cluster(workers=2, nanny=False) as address:
        command = [sys.executable, "-m", "planner", "sweep", str(long), "--cluster", address]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while len(done()) < 2 and process.poll() is None:
            time.sleep(0.05)
        one, other = worker_processes(address)
        os.kill(one, signal.SIGKILL)
        before = len(done())
        said, err = process.communicate(timeout=120)
        assert worker_processes(address) == [other]
    assert (process.returncode, err) == (0, "")
    assert 2 <= before < CELLS
    assert {run.cell["Weight"] for run in done()} == {str(n) for n in range(2, CELLS + 2)}
    assert len(done()) == CELLS
    assert "died" not in said
    assert planner("sweep", long).status == 0
    assert len(done()) == CELLS
