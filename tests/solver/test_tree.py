"""A tree that one or two processes search: the best whole values and their proof, the same each time."""

import os
import signal
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
import psutil
import pytest
from agreeing import agrees_with_the_plain_model
from hard_models import knapsacks
from solved import best_values

from planner.domain.outcome import Outcome
from planner.domain.settings import Settings
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver import cpsat, opening, plan
from planner.solver.branch import Grow, Grown, Limits, Look, Looked, Node
from planner.solver.fill import Values
from planner.solver.highs import Bounded, Ended, Found, Highs, Message, Task
from planner.solver.linear import Builder, Linear, holds
from planner.solver.model import Model, model_of
from planner.solver.tree import searched

EVERY = 0.01


def drawn(seed: int) -> Linear:
    """A dozen columns, some of them decisions, in rows that cut corners off each other; there may be no values."""
    lines, random = Builder(), Random(seed)
    columns = [
        lines.column(random.randint(1, 4), random.randint(-20, 60), whole=random.random() < 0.5) for _ in range(12)
    ]
    for _ in range(7):
        terms = [
            (column, float(random.choice([-6, -3, -2, -1, 1, 2, 3, 5, 9]))) for column in random.sample(columns, 5)
        ]
        lines.weighted(random.choice([-float("inf"), -12, 3]), random.randint(8, 25), terms)
    some = random.sample(columns, 4)
    lines.count(some, sum(lines.most(column) for column in some))
    return lines.linear()


def told(model: Linear, engines: Sequence[Highs], start: Values | None = None) -> list[Message]:
    begin = None if start is None else start.astype(np.float64)
    task = Task(model, start=begin, prove=start is not None)
    return [message for message in searched(task, engines, EVERY) if message is not None]


def best_of(messages: Iterable[Message]) -> Found | None:
    return max((one for one in messages if isinstance(one, Found)), key=lambda one: one.points, default=None)


def bounds_of(messages: Iterable[Message]) -> list[float]:
    return [one.bound for one in messages if isinstance(one, Bounded | Found)]


Answer = TypeVar("Answer", Looked, Grown)


def asked(engine: Highs, task: Look | Grow, kind: type[Answer]) -> Answer:
    (answer,) = (one for one in engine.solve(task) if isinstance(one, kind))
    return answer


@pytest.fixture(scope="module")
def model() -> Model:
    """Of scarce clinics: their relaxation is far from any plan."""
    return model_of(scenario_of(generate(Options(sites=2, people=40, seed=3)))[0])


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("seed", range(40))
def test_the_best_values_of_small_models_are_those_of_another_search(
    seed: int, processes: int, engines: list[Highs]
) -> None:
    linear = drawn(seed)
    answer = cpsat.solve(linear, seed=0, effort=10, hint=None, stopped=lambda: False)
    messages = told(linear, engines[:processes])
    found = best_of(messages)
    assert messages[-1] == Ended()
    if answer.values is None:
        assert found is None
        return
    true = float(linear.points @ answer.values)
    assert found is not None
    assert holds(linear, found.values)
    assert found.points == float(linear.points @ found.values) == true
    assert min(bounds_of(messages)) >= true
    assert bounds_of(messages)[-1] == pytest.approx(true, abs=0.95)


def test_the_small_models_are_varied() -> None:
    answers = [cpsat.solve(drawn(s), seed=0, effort=10, hint=None, stopped=lambda: False) for s in range(40)]
    assert 3 <= sum(answer.values is None for answer in answers) <= 20


@pytest.mark.parametrize("first", range(200, 260, 20))
def test_the_optimum_of_tiny_scenarios_is_that_of_the_plain_model_in_a_tree_too(
    first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "TINY", -1)  # otherwise so small a model is chosen at once
    for seed in range(first, first + 20):
        agrees_with_the_plain_model(seed, tmp_path)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_scarce_model_is_proven_from_nothing_and_from_its_best(
    model: Model, processes: int, engines: list[Highs]
) -> None:
    true = best_values(model)
    points = model.points(true)
    from_nothing, from_best = told(model.linear, engines[:processes]), told(model.linear, engines[:processes], true)
    found = best_of(from_nothing)
    assert found is not None
    assert found.points == points
    assert best_of(from_best) is None
    for messages in (from_nothing, from_best):
        assert min(bounds_of(messages)) >= points
        assert bounds_of(messages)[-1] < points + 1


def test_two_processes_find_the_same_each_time(model: Model, engines: list[Highs]) -> None:
    def said() -> list[tuple[float, ...]]:
        messages = told(model.linear, engines)
        return [tuple(one.values) if isinstance(one, Found) else (one.bound,) for one in messages[:-1]]  # type: ignore[union-attr]

    assert said() == said()


def test_a_process_that_dies_is_said_to_have_failed(model: Model, engines: list[Highs]) -> None:
    messages = searched(Task(model.linear), engines, EVERY)
    next(one for one in messages if isinstance(one, Bounded))
    for child in psutil.Process().children():
        if "planner.solver.highs_process" in child.cmdline():
            os.kill(child.pid, signal.SIGKILL)
    assert [one for one in messages if one is not None][-1] == Ended(failed=True)


def test_whoever_stops_asking_between_rounds_has_processes_that_wait(model: Model, engines: list[Highs]) -> None:
    messages = searched(Task(model.linear), engines, EVERY)
    next(one for one in messages if isinstance(one, Bounded))
    messages.close()
    assert [engine.awake for engine in engines] == [True, True]
    assert best_of(told(model.linear, engines)) is not None


def test_it_ends_at_the_gap_asked_for_once_it_knows_any_values(engines: list[Highs]) -> None:
    linear = knapsacks(24, 4, 400)
    messages = [one for one in searched(Task(linear, gap=0.08), engines, EVERY) if one is not None]
    found = best_of(messages)
    assert found is not None
    assert found.points + 1 < bounds_of(messages)[-1] <= 1.08 * found.points
    assert messages[-1] == Ended()


def test_it_ends_after_its_seconds_with_a_bound(engines: list[Highs]) -> None:
    linear = knapsacks(24, 4, 400)
    messages = [one for one in searched(Task(linear, seconds=0), engines, EVERY) if one is not None]
    assert [type(one) for one in messages] == [Bounded, Ended]
    assert bounds_of(messages)[0] > bounds_of(told(linear, engines))[-1]


def test_what_one_process_gives_away_and_what_it_keeps_is_all_there_is(engines: list[Highs]) -> None:
    linear = knapsacks(24, 4, 400)
    answer = cpsat.solve(linear, seed=0, effort=10, hint=None, stopped=lambda: False)
    assert answer.values is not None
    true = float(linear.points @ answer.values)
    for part, engine in enumerate(engines):
        asked(engine, Look(linear, 0.0, part, 2, 0, deep=False), Looked)
    first, second = engines
    grown = asked(first, Grow(0.0, 1500, shares=True), Grown)
    assert len(grown.nodes) > 1
    assert grown.left > 1
    to_the_end = 10**9
    rest = [
        asked(first, Grow(grown.points, to_the_end), Grown),
        asked(second, Grow(grown.points, to_the_end, nodes=grown.nodes), Grown),
    ]
    assert [one.left for one in rest] == [0, 0]
    assert max(one.points for one in [grown, *rest]) == true
    assert max(one.bound for one in rest) < true + 1


def test_limits_that_others_have_found_hold_everywhere(model: Model, engines: list[Highs]) -> None:
    first, _ = engines
    points = float(model.linear.points @ best_values(model))
    asked(first, Look(model.linear, 0.0, 0, 1, 0, deep=False), Looked)
    columns = np.flatnonzero(model.linear.whole).astype(np.int32)
    nothing = np.zeros(len(columns))
    grown = asked(first, Grow(0.0, 10**7, limits=[Limits(columns, nothing, nothing)]), Grown)
    assert grown.points < points
    assert grown.values is None or not grown.values[columns].any()


def test_a_node_goes_to_another_process_as_it_is(model: Model, engines: list[Highs]) -> None:
    """A relaxation that begins where the node's own ended needs next to no time: it is the same node there."""
    first, second = engines
    for engine, part in ((first, 0), (second, 1)):
        asked(engine, Look(model.linear, 0.0, part, 2, 0, deep=False), Looked)
    grown = asked(first, Grow(0.0, 1, shares=True), Grown)
    (node,) = grown.nodes
    assert isinstance(node, Node)
    taken = asked(second, Grow(0.0, 0, nodes=[node]), Grown)
    assert (taken.left, taken.bound) == (1, node.bound)
    again = asked(second, Grow(0.0, 1, nodes=[replace(node, bound=0.0)]), Grown)
    assert again.bound <= node.bound


@pytest.mark.parametrize("gap", [0.0, 1e-3])
def test_a_scarce_scenario_is_planned_alike_each_time(gap: float) -> None:
    s, _ = scenario_of(generate(Options(sites=3, people=70, seed=2)))

    def planned() -> Outcome:
        return plan(s, Settings(gap=gap))

    one, other = planned(), planned()
    assert one.plan is not None
    assert one.gap is not None
    assert one.gap <= gap
    assert (one.score, one.plan) == (other.score, other.plan)
