"""Prices bound every plan whatever they are, and what a plan misses of them adds up to its gap."""

from dataclasses import replace

import numpy as np
import pytest
from solved import best_values, prices_of

from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver.fill import Values
from planner.solver.highs import Found, Highs, Task
from planner.solver.model import Model, model_of
from planner.solver.neighbours import Sites
from planner.solver.prices import priced


@pytest.fixture(scope="module")
def model() -> Model:
    return model_of(scenario_of(generate(Options(sites=3, people=60, virtual=True, seed=4)))[0])


@pytest.fixture(scope="module")
def best(model: Model) -> Values:
    return best_values(model)


def relaxed_points(model: Model) -> float:
    return float(model.linear.points @ prices_of(model).values)


def test_exact_prices_prove_what_the_relaxation_promises(model: Model) -> None:
    assert prices_of(model).bound == pytest.approx(relaxed_points(model), abs=1e-3)


@pytest.mark.parametrize("accuracy", [1e-2, 1e-4])
def test_rough_prices_prove_a_little_less_and_never_too_much(accuracy: float, model: Model) -> None:
    least = relaxed_points(model)
    assert least - 1e-3 <= prices_of(model, accuracy).bound <= 1.2 * least


@pytest.mark.parametrize("seed", range(20))
def test_no_plan_has_more_than_any_prices_say(seed: int, model: Model, best: Values) -> None:
    rows = np.random.default_rng(seed).normal(0, 10 ** (seed / 5), len(model.linear.below))
    assert priced(model.linear, best.astype(np.float64), rows).bound >= model.points(best) - 1e-3


def test_the_losses_of_a_plan_are_its_gap(model: Model, best: Values) -> None:
    known = prices_of(model, 1e-4)
    by_column, by_row = known.losses(model.linear, best.astype(np.float64))
    assert (by_column >= -1e-6).all()
    assert (by_row >= -1e-6).all()
    gap = known.bound - model.points(best)
    assert by_column.sum() + by_row.sum() == pytest.approx(gap)
    by_site = Sites(model).losses(known, best.astype(np.float64))
    assert gap / 2 <= by_site.sum() <= gap + 1e-3


def test_columns_that_a_better_plan_cannot_have_are_closed_and_no_others(model: Model, best: Values) -> None:
    known, linear = prices_of(model), model.linear
    lower, upper = known.limits(linear, model.points(best))
    assert (upper < linear.upper).sum() > 100
    assert ((lower <= best) & (best <= upper)).all()
    with Highs() as engine:
        again = [
            m for m in engine.solve(Task(replace(linear, lower=lower, upper=upper), whole=True)) if isinstance(m, Found)
        ]
    assert round(again[-1].points) == model.points(best)
