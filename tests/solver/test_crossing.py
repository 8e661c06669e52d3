"""A plan crossed with what blocks would best make: better, never worse, and always a plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from solved import best_values, prices_of

from planner.check import check
from planner.domain.settings import Settings
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver import crossing
from planner.solver.blocks import blocks, own_best
from planner.solver.crossing import crossed, either
from planner.solver.engines import Engines
from planner.solver.fill import Values
from planner.solver.highs import Found, Highs, Task
from planner.solver.improve import Improver
from planner.solver.linear import holds
from planner.solver.model import model_of
from planner.solver.neighbours import Sites
from planner.solver.prices import Prices
from planner.solver.reduce import reduced
from planner.solver.search import Search

OPTIONS = Options(sites=4, people=50, virtual=True, seed=4)


@dataclass(frozen=True)
class Case:
    """A model, its relaxation's prices, its best values, and poor ones."""

    sites: Sites
    prices: Prices
    best: Values
    poor: Values

    def points(self, values: Values) -> int:
        return self.sites.model.points(values)


@pytest.fixture(scope="module")
def case() -> Case:
    sites = Sites(model_of(scenario_of(generate(OPTIONS))[0]))
    best = best_values(sites.model)
    return Case(sites, prices_of(sites.model), best, without_two(sites, best))


def without_two(sites: Sites, best: Values) -> Values:
    """The best values without two of their new cohorts."""
    v, linear = sites.model.v, sites.model.linear
    upper = linear.upper.copy()
    new = [n for n, unit in enumerate(v.problem.units) if unit.running is None and best[v.runs[n]].any()]
    for unit in new[:2]:
        upper[v.runs[unit]] = 0
    rest = reduced(linear, linear.lower, upper)
    assert rest is not None
    with Highs() as engine:
        found = [m for m in engine.solve(Task(rest.linear, whole=True)) if isinstance(m, Found)]
    return rest.whole_values(np.rint(found[-1].values).astype(np.int64))


def is_plan(sites: Sites, values: Values) -> bool:
    linear = sites.model.linear
    inside = (values >= linear.lower).all() and (values <= linear.upper).all()
    return bool(inside) and holds(linear, values.astype(np.float64))


def told(steps: Iterator[Values | None]) -> list[Values]:
    return [values for values in steps if values is not None]


@pytest.mark.parametrize("clinics", [1, 2, 4])
def test_each_block_makes_at_least_what_it_has_and_the_bound_stays_honest(
    clinics: int, case: Case, engines: list[Highs]
) -> None:
    steps = list(own_best(case.sites, case.prices, case.poor, engines, clinics))
    bounds, own = [bound for bound, _ in steps], steps[-1][1]
    assert bounds == sorted(bounds, reverse=True)
    assert case.points(case.best) <= bounds[-1] <= case.prices.bound
    gains = []
    for block in blocks(case.sites, case.prices, clinics):
        mine, before = own[block.columns].astype(np.float64), case.poor[block.columns]
        assert holds(block.linear, mine)
        gains.append(block.linear.points @ mine - block.linear.points @ before)
    assert min(gains) >= -1e-6
    assert max(gains) > 1


def test_crossed_with_the_best_plan_it_becomes_as_good(case: Case, engines: list[Highs]) -> None:
    assert case.points(case.poor) < case.points(case.best)
    found = told(crossed(case.sites, case.prices, case.poor, case.best, engines))
    assert all(is_plan(case.sites, values) for values in found)
    assert case.points(found[-1]) >= case.points(case.best) * (1 - crossing.GAP)


@pytest.mark.parametrize("together", [2, 40])
def test_crossed_with_what_blocks_would_make_it_becomes_better(
    together: int, case: Case, engines: list[Highs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.solver.crossing.CLINICS", together)
    *_, (_, own) = own_best(case.sites, case.prices, case.poor, engines, 2)
    found = told(crossed(case.sites, case.prices, case.poor, own, engines))
    points = [case.points(values) for values in (case.poor, *found)]
    assert all(is_plan(case.sites, values) for values in found)
    assert points == sorted(points)
    assert points[-1] > points[0]


def test_crossed_with_itself_it_keeps_its_decisions(case: Case, engines: list[Highs]) -> None:
    whole = case.sites.model.linear.whole
    for values in told(crossed(case.sites, case.prices, case.poor, case.poor, engines)):
        assert np.array_equal(values[whole], case.poor[whole])
    lower, upper = either(case.sites, case.prices, case.poor, case.poor, case.sites.clinics)
    assert np.array_equal(lower[whole], upper[whole])


def test_either_leaves_open_what_differs_at_these_clinics(case: Case) -> None:
    whole, clinic, differ = case.sites.model.linear.whole, case.sites.clinics[0], case.poor != case.best
    lower, upper = either(case.sites, case.prices, case.poor, case.best, [clinic])
    here = case.sites.columns([clinic]) | case.sites.telehealth([clinic])
    assert np.array_equal(lower[~here], case.poor[~here])
    assert np.array_equal(upper[~here], case.poor[~here])
    assert np.array_equal((lower < upper)[here & whole], differ[here & whole])
    assert ((lower <= case.poor) & (case.poor <= upper)).all()
    lower, upper = either(case.sites, case.prices, case.poor, case.best, case.sites.clinics)
    told_of = case.sites.columns(case.sites.clinics) | case.sites.telehealth(case.sites.clinics)
    assert ((lower <= case.best) & (case.best <= upper))[told_of].all()


def test_neighbourhoods_around_the_best_plan_are_slow(
    case: Case, engines: list[Highs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.solver.improve.LATELY", 0.5)
    improver = Improver(case.sites, engines, 0, lambda: False, values=case.best, prices=case.prices)
    early = improver.slow
    for _ in improver.steps(lambda: False):
        if improver.slow:
            break
    assert (early, improver.slow) == (False, True)
    assert improver.values is not None
    assert case.points(improver.values) == case.points(case.best)


def test_a_large_model_is_crossed_where_neighbourhoods_are_slow(
    case: Case, engines: list[Highs], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("known.LARGE", "opening.WITHIN_A_TREE", "improve.LATELY"):
        monkeypatch.setattr(f"planner.solver.{name}", 0)
    monkeypatch.setattr("planner.solver.search.CLOSE", 1)  # so it is near enough for blocks at once
    monkeypatch.setattr("planner.solver.improve.LITTLE", 2)  # whatever neighbourhoods bring is little
    monkeypatch.setattr("planner.solver.search.CROSSED", (2, 3))
    asked: list[Values] = []

    def noted(sites: Sites, prices: Prices, values: Values, *others: Any) -> Iterator[Values | None]:  # noqa: ANN401
        asked.append(values)
        return crossed(sites, prices, values, *others)

    monkeypatch.setattr("planner.solver.search.crossed", noted)
    search = Search(scenario_of(generate(OPTIONS))[0], Settings())
    search.price(case.prices)
    search.take(case.poor)
    search.run(Engines(*engines), lambda: False)
    assert 1 <= len(asked) <= 2
    assert search.best is not None
    assert search.best.score == search.bound == case.points(case.best)
    assert check(search.scenario, search.best.plan).score == search.best.score
