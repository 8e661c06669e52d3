"""Which clinics are looked at together, and what stays as it is meanwhile."""

from collections.abc import Collection
from itertools import combinations

import numpy as np
import pytest
from solved import best_values

from planner.check import check
from planner.domain.settings import Settings
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver import known, plan, search
from planner.solver.fill import Values
from planner.solver.linear import Floats, holds
from planner.solver.model import Model, model_of
from planner.solver.neighbours import Sites


@pytest.fixture(scope="module")
def model() -> Model:
    return model_of(scenario_of(generate(Options(sites=3, people=45, seed=2, virtual=True)))[0])


def test_pairs_are_those_that_share_people_or_staff_where_most_is_lost_first(model: Model) -> None:
    sites = Sites(model)
    assert len(sites.clinics) == 3
    losses = np.zeros(4)
    losses[list(sites.clinics)] = [1.0, 5.0, 3.0]
    one, two, three = sites.clinics
    assert sites.pairs(losses) == [{two, three}, {one, two}]  # the first and the third share nobody


def test_clinics_that_share_nobody_are_no_pair() -> None:
    s, _ = scenario_of(generate(Options(sites=2, people=30, seed=1, region_size=1)))
    sites = Sites(model_of(s))
    one, other = sites.clinics
    assert sites.pairs(np.array([1.0, 2.0])) == [{other}, {one}]


def test_of_other_clinics_everything_stays_as_before(model: Model) -> None:
    sites, linear, v = Sites(model), model.linear, model.v
    before = best_values(model)
    names = list(v.problem.scenario.sites)
    for pair in combinations(sites.clinics, 2):
        lower, upper = sites.limits(pair, before)
        assert ((lower <= before) & (before <= upper)).all()
        for number, unit in enumerate(v.problem.units):
            runs = v.runs[number]
            if names.index(unit.offering.site.id) in pair:
                assert (upper[runs] == linear.upper[runs]).all()
            elif not v.problem.scenario.sites[unit.offering.site.id].virtual:
                assert (lower[runs] == upper[runs]).all()
    assert holds(linear, before.astype(np.float64))


def test_where_no_start_is_good_enough_the_pairs_are_tried_and_the_best_plan_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    s, _ = scenario_of(generate(Options(sites=3, people=100, seed=1)))
    true = plan(s, Settings(time_limit=60)).score
    looked: list[frozenset[int]] = []

    class Watched(Sites):
        def limits(self, sites: Collection[int], before: Values) -> tuple[Floats, Floats]:
            looked.append(frozenset(sites))
            return super().limits(sites, before)

    monkeypatch.setattr(known, "Sites", Watched)
    monkeypatch.setattr(known, "NEAR_OF_SIMPLE", 0.0)
    monkeypatch.setattr(search, "GIVE_UP", 4)
    outcome = plan(s, Settings(time_limit=60))
    assert outcome.plan is not None
    assert outcome.score == true
    assert check(s, outcome.plan).violations == ()
    assert len(set(looked)) == 3


@pytest.mark.parametrize(("nearer", "used"), [(1.0, "_branch"), (-1.0, "_choose_and_fill")])
def test_a_middling_model_is_searched_in_a_tree_from_a_near_start_alone(
    nearer: float, used: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    s, _ = scenario_of(generate(Options(sites=3, people=100, seed=1)))
    true = plan(s, Settings(time_limit=60)).score
    ways: list[str] = []

    def note(way: str) -> None:
        own = getattr(search.Search, way)

        def noted(*asked: object) -> None:
            ways.append(way)
            own(*asked)

        monkeypatch.setattr(search.Search, way, noted)

    note("_branch")
    note("_choose_and_fill")
    monkeypatch.setattr(search, "MIDDLING", 0)
    monkeypatch.setattr(search, "NEARER", nearer)
    assert plan(s, Settings(time_limit=60)).score == true
    assert ways[0] == used
