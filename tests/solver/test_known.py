"""When a search looks for the proof of a plan alone, and when for a better one too."""

import numpy as np
import pytest
from solved import best_values, prices_of

from planner.domain.settings import Settings
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver.fill import Values
from planner.solver.known import Known
from planner.solver.reduce import unreduced


@pytest.fixture
def known() -> Known:
    return Known(scenario_of(generate(Options(sites=2, people=40, seed=3)))[0], Settings())


def nothing(known: Known) -> Values:
    """Values of a plan that places nobody."""
    return np.zeros(len(known.model.linear.points), dtype=np.int64)


def proves(known: Known, start: Values | None) -> bool:
    return known.task(unreduced(known.model.linear), start).prove


def test_without_a_plan_there_is_nothing_to_prove(known: Known) -> None:
    assert not proves(known, None)


def test_a_start_of_which_no_prices_are_known_is_to_be_proven(known: Known) -> None:
    assert proves(known, nothing(known))


def test_a_start_from_which_prices_promise_much_is_to_be_bettered(known: Known) -> None:
    known.price(prices_of(known.model))
    assert not proves(known, nothing(known))
    assert proves(known, best_values(known.model))
