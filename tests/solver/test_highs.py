"""Processes that run HiGHS: used again once they have nothing to do, ended where they have."""

import io
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import psutil
import pytest
from command_line import clinic_and_what_if
from hard_models import knapsacks

from planner.errors import EngineFailed
from planner.solver.fill import best_whole
from planner.solver.highs import LATER, Ended, Found, Highs, Task
from planner.solver.linear import Builder, Linear, holds
from planner.solver.reduce import unreduced


def one_or_none() -> Linear:
    """A column that is best at 1."""
    lines = Builder()
    lines.column(points=3, whole=True)
    return lines.linear()


def market_split() -> Linear:
    """Three shops that want exactly half of what all customers buy: no values do, and that is long in doubt."""
    lines, random = Builder(), Random(1)
    columns = [lines.column(points=random.randint(50, 99), whole=True) for _ in range(22)]
    for _ in range(3):
        buys = [random.randint(10, 99) for _ in columns]
        half = sum(buys) // 2
        lines.weighted(half, half, list(zip(columns, map(float, buys), strict=True)))
    return lines.linear()


def solved(engine: Highs) -> float:
    messages = list(engine.solve(Task(one_or_none())))
    assert messages[-1] == Ended()
    return next(message.points for message in reversed(messages) if isinstance(message, Found))


def ended(engine: Highs, task: Task) -> tuple[Found, Ended]:
    """The last values, and the last message."""
    *messages, last = engine.solve(task)
    assert isinstance(last, Ended)
    return next(message for message in reversed(messages) if isinstance(message, Found)), last


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


def test_a_later_gap_ends_a_search_once_the_engine_has_looked_so_often(engine: Highs) -> None:
    model = knapsacks(60, 8, 700)
    best, whole_search = ended(engine, Task(model))
    found, last = ended(engine, Task(model, later_gap=0.9))
    assert last.checks == LATER < whole_search.checks
    assert holds(model, np.rint(found.values))
    assert 0 < found.points <= best.points <= found.bound


def test_a_later_gap_does_not_end_a_search_that_has_no_values(engine: Highs) -> None:
    *_, last = engine.solve(Task(market_split(), later_gap=0.9))
    assert isinstance(last, Ended)
    assert last.impossible
    assert last.checks > LATER


def test_where_all_values_are_as_good_the_first_whole_ones_are_taken(engine: Highs) -> None:
    model = knapsacks(60, 8, 700)
    asked = replace(model, points=np.zeros_like(model.points), below=np.full_like(model.below, 400))
    values = best_whole(unreduced(asked), engine, lambda: False)
    assert values is not None
    assert holds(asked, values.astype(np.float64))
    assert values.sum() < len(values) / 2


@pytest.mark.parametrize("columns", [0, 1])
@pytest.mark.parametrize("wanted", [0, 1])
def test_a_row_without_columns_that_cannot_hold_makes_a_model_impossible(
    columns: int, wanted: int, engine: Highs
) -> None:
    lines = Builder()
    for _ in range(columns):
        lines.column()
    lines.equal(wanted, [])
    *_, ended = [told for told in engine.solve(Task(lines.linear(), whole=True)) if told is not None]
    assert isinstance(ended, Ended)
    assert ended.impossible is bool(wanted)


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


SHORT_LIVED = """
import subprocess, sys, time

engine = subprocess.Popen([sys.executable, "-m", "planner.solver.highs_process"], stdin=int(sys.argv[1]))
print(engine.pid, flush=True)
time.sleep(2)
"""
"""A planner that ends without a word, two seconds after it has begun an engine."""

SOON = 5.0
"""Seconds after which nothing may be left."""


def test_an_engine_ends_with_its_planner_though_it_could_be_told_more() -> None:
    tasks, kept_open = os.pipe()
    command = [sys.executable, "-c", SHORT_LIVED, str(tasks)]
    with subprocess.Popen(command, pass_fds=[tasks], stdout=subprocess.PIPE, text=True) as planner:
        assert planner.stdout is not None
        engine = psutil.Process(int(planner.stdout.readline()))
        assert planner.wait() == 0
    gone, left = psutil.wait_procs([engine], SOON)
    for one in left:
        one.kill()
    for end in (tasks, kept_open):
        os.close(end)
    assert gone


TALKATIVE = """
import os, sys

os.write(1, b"HiGHS says its name, and who wrote it")
sys.path.remove(os.path.dirname(__file__))
del sys.modules["highspy"]
import highspy
"""
"""A library that prints where answers go."""

BROKEN = "raise ImportError('no such library')"


def as_highspy(folder: Path, code: str) -> dict[str, str]:
    """An environment in which this is what engines load."""
    (folder / "highspy.py").write_text(code)
    return os.environ | {"PYTHONPATH": str(folder)}


def test_what_its_library_prints_is_no_answer(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "planner.solver.highs_process"]
    said = subprocess.run(
        command,
        input=pickle.dumps(Task(one_or_none())),
        stdout=subprocess.PIPE,
        env=as_highspy(tmp_path, TALKATIVE),
        check=True,
    )
    answers = pickle.Unpickler(io.BytesIO(said.stdout))  # noqa: S301 - from our own process
    messages = [answers.load()]
    while not isinstance(messages[-1], Ended):
        messages.append(answers.load())
    assert next(x.points for x in reversed(messages) if isinstance(x, Found)) == 3


def test_an_engine_that_cannot_be_run_is_told_at_once_and_not_waited_for(tmp_path: Path) -> None:
    clinic, _ = clinic_and_what_if(tmp_path)
    command = [sys.executable, "-m", "planner", "plan", str(clinic), "--no-store"]
    said = subprocess.run(
        command, env=as_highspy(tmp_path, BROKEN), capture_output=True, text=True, timeout=50, check=False
    )
    assert said.returncode == 1
    assert said.stderr.splitlines()[-1] == str(EngineFailed("ImportError: no such library"))
    assert "Traceback" not in said.stderr
