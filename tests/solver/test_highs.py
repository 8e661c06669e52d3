"""Processes that run HiGHS: used again once they have nothing to do, ended where they have."""

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from planner.solver.highs import Ended, Found, Highs, Task
from planner.solver.linear import Builder, Linear


def one_or_none() -> Linear:
    """A column that is best at 1."""
    lines = Builder()
    lines.column(points=3, whole=True)
    return lines.linear()


def solved(engine: Highs) -> float:
    messages = list(engine.solve(Task(one_or_none())))
    assert messages[-1] == Ended()
    return next(message.points for message in reversed(messages) if isinstance(message, Found))


def processes() -> set[int]:
    """Those of this process, begun by whatever test."""
    mine = psutil.Process().children()
    return {one.pid for one in mine if "planner.solver.highs_process" in one.cmdline()}


@pytest.fixture
def engine() -> Iterator[Highs]:
    with Highs() as one:
        yield one


def test_a_process_that_has_nothing_to_do_is_kept_for_the_next(engine: Highs) -> None:
    assert solved(engine) == 3
    before = processes()
    engine.stop()
    assert processes() == before
    assert solved(engine) == 3
    assert processes() == before


def test_a_process_that_is_stopped_at_work_is_ended(engine: Highs) -> None:
    messages = engine.solve(Task(one_or_none()))
    assert next(messages) != Ended()
    at_work = processes()
    messages.close()
    assert len(at_work - processes()) == 1
    assert solved(engine) == 3


def test_a_process_that_died_is_not_asked_again(engine: Highs) -> None:
    assert solved(engine) == 3
    for one in processes():
        psutil.Process(one).kill()
    last = list(engine.solve(Task(one_or_none())))[-1]
    assert isinstance(last, Ended)  # failed, unless the system knew already
    assert solved(engine) == 3


def test_a_search_that_is_forgotten_late_does_not_end_the_next_one(engine: Highs) -> None:
    first = engine.solve(Task(one_or_none()))
    while not isinstance(next(first), Ended):
        pass
    second = engine.solve(Task(one_or_none()))
    next(second)
    first.close()
    assert list(second)[-1] == Ended()


def test_no_more_are_kept_than_one_search_needs() -> None:
    several = [Highs() for _ in range(3)]
    for one in several:
        assert solved(one) == 3
    for one in several:
        one.stop()
    assert len(processes()) == 2


LONG = """
import os, signal
import numpy as np
from planner.solver.highs import Highs, Relaxation
from planner.solver.linear import Linear

n = 1200
random = np.random.default_rng(0)
free = np.zeros(n, dtype=bool)
rows = np.arange(0, n * n + 1, n, dtype=np.int32)
model = Linear(
    lower=np.zeros(n), upper=np.full(n, 9.0), points=random.random(n), whole=free, counts=free,
    below=np.full(n, -np.inf), above=np.full(n, 100.0),
    start=rows, column=np.tile(np.arange(n, dtype=np.int32), n), factor=random.random(n * n),
)
engine = Highs()
asked = engine.solve(Relaxation(model), 0.5)
assert next(asked) is None
print(engine._process._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
"""A planner that is killed while its engine is in a relaxation of half a minute, during which it says nothing."""

SOON = 5.0
"""Seconds after which nothing may be left."""


def test_where_the_planner_is_killed_nothing_goes_on() -> None:
    killed = subprocess.run([sys.executable, "-c", LONG], capture_output=True, text=True, check=False)
    pid = int(killed.stdout)
    try:
        psutil.Process(pid).wait(SOON)
    except psutil.NoSuchProcess:
        pass
    finally:
        if left := psutil.pid_exists(pid):
            psutil.Process(pid).kill()
    assert not left
