"""Comparisons of the two clinics' plan with plans made from it by hand."""

from dataclasses import replace

import pytest

from planner.domain.plan import Plan, Unplaced
from planner.domain.score import Tally, Term
from planner.views.tables import Planned
from planner.whatif.compare import Comparison, GroupRow, Turn, compare, compare_all, side
from planner.whatif.figures import Side
from planner.whatif.verdict import Better

SUD_NORTH = "sud.north.evening.MonTueThu"


@pytest.fixture
def first(two_clinics: Planned) -> Side:
    return side("today", two_clinics)


def with_plan(one: Side, **fields: object) -> Side:
    plan = replace(one.plan, **fields)  # type: ignore[arg-type]
    return replace(one, name="then", plan=plan, summary=replace(one.summary, input_sha256="1" * 64))


def with_summary(one: Side, name: str, score: int, bound: int | None, sha: str = "1") -> Side:
    return replace(one, name=name, summary=replace(one.summary, score=score, bound=bound, input_sha256=sha * 64))


def without_sud_north(one: Side) -> Side:
    """The cohort is closed: p05 sits in another now, p06 has no place, p07 is gone from the scenario."""
    plan: Plan = one.plan
    seats = {person: placement for person, placement in plan.placements.items() if placement.cohort != SUD_NORTH}
    seats["p05"] = replace(plan.placements["p05"], cohort="sud.oak-park.evening.MonWedFri", travel_minutes=30)
    seats["p14"] = replace(plan.placements["p05"], participant="p14", cohort="amh-north-1", therapist="t02")
    seats["p01"] = replace(plan.placements["p01"], therapist="t02")
    unplaced = {key: value for key, value in plan.unplaced.items() if key != "p14"}
    unplaced["p06"] = Unplaced("p06", "sud", False, 1, "no_seat", "There is no seat.")
    sessions = {key: value for key, value in plan.sessions.items() if value.cohort != SUD_NORTH}
    cohorts = {key: value for key, value in plan.cohorts.items() if key != SUD_NORTH}
    return with_plan(one, cohorts=cohorts, placements=seats, sessions=sessions, unplaced=unplaced)


def row(comparison: Comparison, by: str, key: str) -> GroupRow:
    return next(row for row in comparison.groups if (row.by, row.id) == (by, key))


def test_a_plan_compared_with_itself_shows_no_change(first: Side) -> None:
    comparison = compare(first, first)
    assert (comparison.people, comparison.cohorts) == ((), ())
    assert all(row.before == row.after for row in comparison.groups)
    assert comparison.verdict.better is Better.EQUAL


def test_everyone_for_whom_something_changes_has_a_row(first: Side) -> None:
    people = {row.participant_id: row for row in compare(first, without_sud_north(first)).people}
    turns = {person: row.turn for person, row in people.items()}
    assert turns == {
        "p01": Turn.MOVED,
        "p05": Turn.MOVED,
        "p06": Turn.NEWLY_UNPLACED,
        "p07": Turn.GONE,
        "p14": Turn.NEWLY_PLACED,
    }
    assert people["p01"].moved == ("therapist",)
    assert people["p05"].moved == ("cohort", "site")
    assert (people["p05"].site_before, people["p05"].site_after) == ("north", "oak-park")
    assert (people["p06"].cohort_before, people["p06"].cohort_after) == (SUD_NORTH, None)


def test_a_comparison_the_other_way_round_opens_what_it_closed(first: Side) -> None:
    second = without_sud_north(first)
    [closed], [opened] = compare(first, second).cohorts, compare(second, first).cohorts
    assert (closed.cohort_id, closed.opened, closed.members) == (SUD_NORTH, False, 3)
    assert opened == replace(closed, opened=True)


def test_a_cohort_that_keeps_its_id_at_another_site_closed_and_opened(first: Side) -> None:
    cohorts = {**first.plan.cohorts, SUD_NORTH: replace(first.plan.cohorts[SUD_NORTH], site="oak-park")}
    rows = compare(first, with_plan(first, cohorts=cohorts)).cohorts
    assert [(row.site_id, row.opened) for row in rows] == [("north", False), ("oak-park", True)]


def test_the_figures_are_counted_by_program_site_and_block(first: Side) -> None:
    comparison = compare(first, without_sud_north(first))
    total = row(comparison, "all", "")
    assert (total.before.placed, total.after.placed) == (13, 12)
    assert (total.before.unplaced, total.after.unplaced) == (2, 2)
    assert (total.newly_placed, total.newly_unplaced, total.gone, total.moved) == (1, 1, 1, 2)
    assert total.after.placed == total.before.placed + 1 - 1 - 1
    assert "They plan different people (1 only in " in comparison.verdict.sentence
    assert (total.moved_cohort, total.moved_block, total.moved_site, total.moved_therapist) == (1, 0, 1, 1)
    assert (total.opened, total.closed) == (0, 1)
    assert row(comparison, "program", "amh").newly_placed == 1
    assert row(comparison, "program", "sud").after.unplaced == 2
    assert row(comparison, "site", "oak-park").moved_site == 1
    assert row(comparison, "site", "north").closed == 1
    assert row(comparison, "site", "north").after.unplaced is None
    assert row(comparison, "block", "evening").newly_unplaced == 1
    assert row(comparison, "block", "evening").before.fill == pytest.approx(6 / 18)


def test_cost_is_the_hours_of_those_who_have_a_rate(first: Side) -> None:
    assert first.scenario is not None
    assert row(compare(first, first), "all", "").before.cost is None
    therapists = {**first.scenario.therapists, "t02": replace(first.scenario.therapists["t02"], cost_per_hour=40.0)}
    paid = replace(first, scenario=replace(first.scenario, therapists=therapists))
    minutes = sum(session.span.minutes for session in first.plan.sessions.values() if "t02" in session.therapists)
    assert row(compare(paid, paid), "all", "").before.cost == pytest.approx(round(minutes / 60 * 40, 2))


def test_the_parts_of_a_grouping_add_up_to_the_whole(first: Side) -> None:
    comparison = compare(first, without_sud_north(first))
    total = row(comparison, "all", "").after
    for by in ("program", "site", "block"):
        parts = [row.after for row in comparison.groups if row.by == by]
        for figure in ("placed", "cohorts", "capacity", "direct_hours", "room_hours", "travel_minutes"):
            assert sum(getattr(part, figure) for part in parts) == pytest.approx(getattr(total, figure))


def test_use_shows_the_idle_too_where_the_scenario_is_known(first: Side) -> None:
    use = {(row.kind, row.resource_id): row for row in compare(first, without_sud_north(first)).use}
    assert use["room", "n-4"].hours_before == 0
    assert use["therapist", "t02"].max_after == 20
    before, after = use["therapist", "t02"].hours_before, use["therapist", "t02"].hours_after
    assert before is not None
    assert after is not None
    assert before > after


def test_without_scenarios_all_but_cost_and_limits_is_known(first: Side) -> None:
    bare = replace(first, scenario=None)
    comparison = compare(bare, replace(without_sud_north(first), scenario=None))
    assert row(comparison, "all", "").moved == 2
    assert {row.max_before for row in comparison.use} == {None}


def test_ranges_that_do_not_overlap_decide(first: Side) -> None:
    low, high = with_summary(first, "low", 100, 120, "1"), with_summary(first, "high", 150, 180, "2")
    assert compare(low, high).verdict.better is Better.SECOND
    assert compare(high, low).verdict.better is Better.FIRST
    assert compare(low, high).verdict.sentence == "high is better, proven: no plan of low could be as good"


def test_ranges_that_overlap_leave_it_undecided_in_words(first: Side) -> None:
    low, high = with_summary(first, "low", 100, 160, "1"), with_summary(first, "high", 150, None, "2")
    verdict = compare(low, high).verdict
    assert verdict.undecided
    assert verdict.points == 50
    assert verdict.sentence == (
        "Which is better is undecided: no plan of low, nor of high is proven to be the best. A longer search may tell"
    )


def test_a_bound_that_another_score_only_reaches_leaves_it_undecided(first: Side) -> None:
    low, high = with_summary(first, "low", 100, 150, "1"), with_summary(first, "high", 150, 150, "2")
    assert compare(low, high).verdict.undecided


def test_two_proven_plans_of_the_same_score_are_equal(first: Side) -> None:
    one, other = with_summary(first, "one", 100, 100, "1"), with_summary(first, "other", 100, 100, "2")
    assert compare(one, other).verdict.better is Better.EQUAL


def test_two_plans_of_one_scenario_compare_by_their_scores(first: Side) -> None:
    one, other = with_summary(first, "one", 100, 200), with_summary(first, "other", 90, 200)
    assert compare(one, other).verdict.better is Better.FIRST
    assert "one is the better plan of it" in compare(one, other).verdict.sentence


def test_scores_of_other_weights_are_not_compared(first: Side) -> None:
    assert first.scenario is not None
    constants = first.scenario.constants
    weights = replace(constants.weights, wait_day=9)
    heavy = replace(first.scenario, constants=replace(constants, weights=weights))
    one, other = with_summary(first, "one", 100, 100, "1"), with_summary(first, "other", 900, 900, "2")
    verdict = compare(one, replace(other, scenario=heavy)).verdict
    assert verdict.undecided
    assert "the two count differently that those who have waited longer come first" in verdict.sentence


def test_other_weights_show_in_the_terms_where_the_scenarios_are_not_known(first: Side) -> None:
    bare = replace(first, scenario=None)
    terms = {**first.summary.terms, Term.WAIT_DAY: Tally(10, 90)}
    other = replace(bare, summary=replace(first.summary, terms=terms, input_sha256="2" * 64))
    assert (
        "the two count differently that those who have waited longer come first"
        in compare(bare, other).verdict.sentence
    )


def test_more_plans_are_each_compared_with_the_first(first: Side) -> None:
    others = [with_summary(first, name, 100, 100, name) for name in ("2", "3")]
    assert [(one.first, one.second) for one in compare_all([first, *others])] == [("today", "2"), ("today", "3")]
