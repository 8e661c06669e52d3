"""Blocks make prices better and bounds tighter, and never say less than the best plan has."""

from collections.abc import Iterator

import numpy as np
import pytest
from solved import best_values, prices_of

from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver.blocks import better_prices, blocks, bounds
from planner.solver.fill import Values
from planner.solver.highs import Ended, Highs, Message
from planner.solver.linear import rows_of
from planner.solver.model import model_of
from planner.solver.neighbours import Sites
from planner.solver.prices import Prices, priced
from planner.solver.relaxed import HUGE


@pytest.fixture(scope="module")
def sites() -> Sites:
    return Sites(model_of(scenario_of(generate(Options(sites=5, people=90, virtual=True, seed=6)))[0]))


@pytest.fixture(scope="module")
def values(sites: Sites) -> Values:
    return best_values(sites.model)


@pytest.fixture(scope="module")
def best(sites: Sites, values: Values) -> int:
    return sites.model.points(values)


@pytest.fixture(params=[HUGE, 0], ids=["as large", "as huge"])
def large_or_huge(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of how many columns a model is bounded by a tree's root, and not by HiGHS's."""
    monkeypatch.setattr("planner.solver.blocks.HUGE", request.param)


def rough(sites: Sites, seed: int, size: float) -> Prices:
    """The relaxation's prices, each a little wrong."""
    exact = prices_of(sites.model)
    wrong = np.random.default_rng(seed).normal(0, size, len(exact.rows))
    return priced(sites.model.linear, exact.values, np.where(exact.rows, exact.rows + wrong, 0))


def bettered(sites: Sites, prices: Prices, engines: list[Highs]) -> Prices:
    (better,) = (told for told in better_prices(sites, prices, engines) if told is not None)
    return better


@pytest.mark.parametrize("clinics", [1, 2, 3, 100])
def test_groups_have_each_clinic_once_and_those_that_are_tied_together(clinics: int, sites: Sites) -> None:
    groups = list(sites.groups(clinics))
    assert sorted(site for group in groups for site in group) == sorted(sites.clinics)
    assert max(map(len, groups)) <= clinics
    assert len(groups) < len(sites.clinics) or clinics == 1


@pytest.mark.parametrize("clinics", [1, 2, 5])
def test_a_block_has_the_rows_that_no_other_has_a_column_of(clinics: int, sites: Sites) -> None:
    prices, linear = prices_of(sites.model), sites.model.linear
    parts = blocks(sites, prices, clinics)
    rows = [number for part in parts for number in part.rows]
    assert len(set(rows)) == len(rows)
    assert sum(len(part.linear.points) for part in parts) <= len(linear.points)
    for part in parts:
        terms = np.isin(rows_of(linear), part.rows)
        assert np.array_equal(part.linear.factor, linear.factor[terms])
        assert len(np.unique(linear.column[terms])) <= len(part.linear.points)


def test_what_therapists_do_online_is_in_a_block_with_their_clinic(sites: Sites) -> None:
    v = sites.model.v
    online = {
        column
        for unit, leads in zip(v.problem.units, v.leads, strict=True)
        if unit.offering.site.virtual
        for column in leads.values()
    }
    staffed = np.zeros(len(sites.model.linear.points), dtype=np.bool_)
    for clinic in sites.clinics:
        staffed |= sites.with_staff([clinic])
    assert online
    assert staffed[sorted(online)].all()
    assert not any(sites.columns([clinic])[sorted(online)].any() for clinic in sites.clinics)


@pytest.mark.parametrize(("seed", "size"), [(0, 1.0), (1, 20.0), (2, 300.0)])
def test_rough_prices_become_better_and_never_prove_too_much(
    seed: int, size: float, sites: Sites, best: int, engines: list[Highs]
) -> None:
    before = rough(sites, seed, size)
    after = bettered(sites, before, engines)
    least = prices_of(sites.model).bound
    assert best <= least - 1
    assert least - 1e-3 <= after.bound < before.bound
    assert after.bound - least < 0.5 * (before.bound - least)


def test_prices_that_are_exact_stay_as_good(sites: Sites, engines: list[Highs]) -> None:
    exact = prices_of(sites.model)
    assert bettered(sites, exact, engines).bound == pytest.approx(exact.bound, abs=1e-3)


@pytest.mark.usefixtures("large_or_huge")
@pytest.mark.parametrize(("seed", "wrong"), [(0, 0.0), (1, 3.0), (2, 100.0)])
def test_whole_decisions_bring_the_bound_down_but_never_below_the_best_plan(
    seed: int, wrong: float, sites: Sites, values: Values, engines: list[Highs]
) -> None:
    prices = rough(sites, seed, wrong)
    told = list(bounds(sites, prices, values, engines, 0))
    assert list(bounds(sites, prices, np.zeros_like(values), engines, 0))[-1] >= sites.model.points(values)
    assert told == sorted(told, reverse=True)
    assert sites.model.points(values) <= told[-1] < prices.bound - 1


@pytest.mark.usefixtures("large_or_huge")
def test_prices_that_mean_nothing_prove_something_true(
    sites: Sites, values: Values, best: int, engines: list[Highs]
) -> None:
    linear = sites.model.linear
    rows = np.random.default_rng(5).normal(0, 500, len(linear.below))
    prices = priced(linear, linear.lower, rows)
    assert bettered(sites, prices, engines).bound >= best
    assert list(bounds(sites, prices, values, engines, 0))[-1] >= best


def test_an_engine_that_dies_costs_its_blocks_alone(
    sites: Sites, values: Values, best: int, engines: list[Highs], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> Iterator[Message | None]:
        yield Ended(failed=True)

    monkeypatch.setattr(engines[0], "solve", dies)
    prices = rough(sites, 0, 20.0)
    assert best <= bettered(sites, prices, engines).bound <= prices.bound
    assert best <= list(bounds(sites, prices, values, engines, 0))[-1] <= prices.bound


@pytest.mark.usefixtures("large_or_huge")
def test_left_early_it_ends_what_is_under_way(sites: Sites, values: Values, engines: list[Highs]) -> None:
    steps = bounds(sites, prices_of(sites.model), values, engines, 0)
    next(steps)
    steps.close()
    assert not any(engine.awake for engine in engines)
