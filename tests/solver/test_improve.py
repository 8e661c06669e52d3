"""Neighbourhoods lead from nobody placed to nearly the best plan, with one engine or two, with prices or without."""

import time
from dataclasses import replace

import numpy as np
import pytest
from solved import prices_of

from planner.domain.plan import Plan
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver.attempt import Around, Attempt
from planner.solver.candidate import Candidate
from planner.solver.fill import Values
from planner.solver.highs import Highs, Task
from planner.solver.improve import Improver
from planner.solver.linear import contradicted, holds
from planner.solver.model import Model, model_of
from planner.solver.neighbours import Sites
from planner.solver.points import score_of
from planner.solver.prices import Prices
from planner.solver.reduce import unreduced
from planner.solver.rounds import FRUITLESS, Left

ENOUGH = 40.0
"""Seconds after which a test gives up on neighbourhoods that should have been good by then."""


def sites_of(options: Options) -> Sites:
    return Sites(model_of(scenario_of(generate(options))[0]))


@pytest.fixture(scope="module")
def sites() -> Sites:
    return sites_of(Options(sites=8, people=120, virtual=True, seed=2))


@pytest.fixture(scope="module")
def prices(sites: Sites) -> Prices:
    return prices_of(sites.model, 1e-5)


def bettered(improver: Improver, enough: float) -> list[Values]:
    """All that is found until it is good enough."""
    found, end = [], time.monotonic() + ENOUGH
    for values in improver.steps(lambda: False):
        if values is not None:
            found.append(values)
            if improver.sites.model.points(values) >= enough:
                break
        if time.monotonic() > end:
            break
    return found


def is_plan(model: Model, values: Values) -> bool:
    linear = model.linear
    inside = (values >= linear.lower).all() and (values <= linear.upper).all()
    return bool(inside) and holds(linear, values.astype(np.float64))


@pytest.mark.parametrize("many", [1, 2])
@pytest.mark.parametrize("known", ["prices", "nothing"])
def test_they_come_near_to_what_the_relaxation_promises(
    many: int, known: str, sites: Sites, prices: Prices, engines: list[Highs]
) -> None:
    improver = Improver(sites, engines[:many], 0, lambda: False, prices=prices if known == "prices" else None)
    enough = prices.bound * 0.97
    found = bettered(improver, enough)
    assert sites.model.points(found[-1]) >= enough
    assert all(is_plan(sites.model, values) for values in found)


def test_with_prices_they_say_when_they_find_nothing_more(engines: list[Highs]) -> None:
    few = sites_of(Options(sites=2, people=24, seed=1))
    prices = prices_of(few.model, 1e-5)
    improver = Improver(few, engines, 0, lambda: False, prices=prices)
    end = time.monotonic() + ENOUGH
    for _ in improver.steps(lambda: False):
        if improver.stalled or time.monotonic() > end:
            break
    assert improver.stalled
    assert improver.values is not None
    assert few.model.points(improver.values) >= prices.bound * 0.9


def test_a_neighbourhood_holds_the_columns_of_its_sites_and_those_that_follow(sites: Sites) -> None:
    here, *elsewhere = sites.clinics
    columns, others = sites.columns({here}), sites.columns(elsewhere)
    v = sites.model.v
    name = list(v.problem.scenario.sites)[here]
    own = [c for n, unit in enumerate(v.problem.units) if unit.offering.site.id == name for c in v.runs[n]]
    assert own
    assert columns[own].all()
    assert not others[own].any()
    assert (columns & others).sum() < columns.sum() / 10


def test_telehealth_near_a_site_is_that_of_the_people_who_could_come_to_it(sites: Sites) -> None:
    here = sites.clinics[0]
    v, near = sites.model.v, sites.telehealth({here})
    at = [
        list(v.problem.scenario.sites.values())[here].id == v.problem.units[seat.unit].offering.site.id
        for seat in v.problem.seats
    ]
    people = {seat.person for seat, is_here in zip(v.problem.seats, at, strict=True) if is_here}
    told = {
        (seat.person in people, bool(near[column]))
        for seat, column in zip(v.problem.seats, v.sits, strict=True)
        if v.problem.units[seat.unit].offering.site.virtual
    }
    assert told == {(True, True), (False, False)}
    assert sites.telehealth().sum() > near.sum()


def test_telehealth_lacks_leaders_at_the_clinics_where_they_work(sites: Sites, prices: Prices) -> None:
    v = sites.model.v
    led = [leads for leads, unit in zip(v.leads, v.problem.units, strict=True) if unit.offering.site.virtual]
    leader, column = next((t, column) for leads in led for t, column in leads.items())
    wanted = np.zeros_like(prices.values)
    wanted[column] = 1
    names = list(v.problem.scenario.sites)
    clinics = {i for i in v.problem.therapists[leader].sites if not v.problem.scenario.sites[i].virtual}
    nobody = np.zeros_like(wanted)
    lacking = sites.lacking(replace(prices, values=wanted), nobody)
    assert {names[n] for n in np.flatnonzero(lacking)} == clinics
    assert not sites.lacking(replace(prices, values=wanted), wanted).any()


def test_what_telehealth_misses_is_a_share_of_all_that_a_plan_misses(sites: Sites, prices: Prices) -> None:
    nobody = np.zeros_like(prices.values)
    losses = sites.losses(prices, nobody)
    share = sites.share_of_telehealth(losses)
    virtual = [n for n, site in enumerate(sites.model.v.problem.scenario.sites.values()) if site.virtual]
    assert 0 < share < 1
    assert share == pytest.approx(losses[virtual].sum() / np.maximum(0, losses).sum())


def test_what_is_planned_beside_a_group_of_telehealth_never_has_to_be_done_again(
    sites: Sites, prices: Prices, engines: list[Highs], monkeypatch: pytest.MonkeyPatch
) -> None:
    gains: list[float | None] = []
    gained = Improver._gained

    def noted(improver: Improver, attempt: Attempt) -> float | None:
        gain = gained(improver, attempt)
        if attempt.around.led or not attempt.tells:
            gains.append(gain)
        return gain

    monkeypatch.setattr(Improver, "_gained", noted)
    monkeypatch.setattr(Sites, "share_of_telehealth", lambda *_: 1.0)
    improver = Improver(sites, engines, 0, lambda: False, prices=prices)
    end = time.monotonic() + ENOUGH
    for _ in improver.steps(lambda: False):
        if len(gains) > 5 or improver.stalled or time.monotonic() > end:
            break
    assert gains
    assert None not in gains


def test_a_round_ends_when_each_site_had_its_turn_or_nothing_is_found_any_more() -> None:
    once = Left(range(3), 1, once=True)
    once.before({0, 1})
    once.after(0, {0, 1}, None)
    assert set(once.chances(())) == {0, 1, 2}
    once.before({0, 1, 2})
    once.after(0, {0, 1, 2}, 0.5)
    assert not once.any()
    again = Left(range(3), 1, once=False)
    for _ in range(FRUITLESS):
        assert again.any()
        again.after(1, {1}, 0)
        again.after(2, {2}, 0, tells=False)
    assert not again.any()
    assert again.chances(())[1] < again.chances(())[0]
    assert set(again.chances({0})) == {1, 2}


def test_around_a_site_where_nothing_was_found_the_next_look_is_a_wider_one() -> None:
    left = Left(range(3), 3, once=False)
    for wider in (1, 2, 2):
        left.after(1, {1, 2}, 0)
        assert left.look(1) == wider
        assert left.look(2) == 0
    assert left.chances(())[2] == left.chances(())[1] < left.chances(())[0]
    left.after(0, {0}, 0, tells=False)
    left.after(0, {0}, 0.5)
    assert left.look(0) == 0


def test_a_clinic_pays_for_leaders_whom_others_could_use_and_the_relaxation_does_not_make_it_have(
    sites: Sites, prices: Prices
) -> None:
    v, linear = sites.model.v, sites.model.linear
    here, elsewhere = sites.clinics[0], sites.clinics[1:]
    name = list(v.problem.scenario.sites)[here]
    shared = {t for t, x in enumerate(v.problem.therapists) if len(x.sites) > 1}
    led = [leads for leads, unit in zip(v.leads, v.problem.units, strict=True) if unit.offering.site.id == name]
    theirs = [column for leads in led for t, column in leads.items() if t in shared]
    dear = replace(prices, rows=np.ones(len(linear.below)), values=np.zeros_like(prices.values))
    charges = sites.charges(dear, elsewhere)
    assert theirs
    assert (charges[theirs] > 0).all()
    assert (charges >= 0).all()
    assert not sites.charges(replace(dear, values=np.ones_like(prices.values)), elsewhere).any()
    assert not sites.charges(replace(dear, rows=np.zeros(len(linear.below))), elsewhere).any()


@pytest.fixture(scope="module")
def nearly_best(sites: Sites, prices: Prices) -> Values:
    with Highs() as engine:
        return bettered(Improver(sites, [engine], 0, lambda: False, prices=prices), prices.bound * 0.97)[-1]


def test_what_does_not_go_with_other_changes_is_mended(
    sites: Sites, prices: Prices, engines: list[Highs], nearly_best: Values
) -> None:
    linear = sites.model.linear
    nobody = np.zeros_like(nearly_best)
    improver = Improver(sites, engines, 0, lambda: False, nearly_best, prices)
    rest, task = unreduced(linear), Task(linear, whole=True)
    twice = Attempt(engines[0], Around(0, frozenset(sites.clinics)), rest, task, nobody)
    twice.found = nearly_best
    twice.close()
    assert contradicted(linear, (2 * nearly_best).astype(np.float64)).any()
    mending = improver._mending(twice)
    assert mending is not None
    while not mending.over():
        pass
    assert mending.changes is not None
    assert is_plan(sites.model, nearly_best + mending.changes)
    assert improver._mending(mending) is None


def test_columns_of_rows_that_hold_contradict_nothing(sites: Sites, nearly_best: Values) -> None:
    linear = sites.model.linear
    assert not contradicted(linear, nearly_best.astype(np.float64)).any()
    full = next(n for n, (below, above) in enumerate(zip(linear.below, linear.above, strict=True)) if below == above)
    columns = linear.column[linear.start[full] : linear.start[full + 1]]
    changed = nearly_best.astype(np.float64)
    changed[columns[0]] += 1
    assert contradicted(linear, changed)[columns].all()


def test_a_plan_is_made_when_it_is_asked_for_and_scores_what_its_values_do(sites: Sites, nearly_best: Values) -> None:
    scenario, model = sites.model.v.problem.scenario, sites.model
    candidate = Candidate.found(model, nearly_best)
    promised, placed = candidate.score, candidate.placed
    assert promised == model.points(nearly_best)
    assert placed == len(candidate.plan.placements)
    assert candidate.score == score_of(scenario, candidate.plan) >= promised
    made: list[int] = []

    def make() -> tuple[Plan, int]:
        made.append(1)
        return candidate.plan, candidate.score

    again = Candidate(make, promised, placed)
    assert not made
    assert again.plan is again.plan
    assert made == [1]
