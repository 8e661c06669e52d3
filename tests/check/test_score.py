"""The score of a plan worked out by hand, term by term."""

import pytest
from broken_plans import EVENING, NORTH, change, correct

from planner.check import check
from planner.check.score import TERMS
from planner.domain.score import Tally, Term

BY_HAND = {
    Term.PLACE_ENROLLED: Tally(6, 120000),
    Term.PLACE_WAITING: Tally(14, 14000),
    Term.WAIT_DAY: Tally(243, 243),
    Term.MOVE_COHORT: Tally(0, 0),
    Term.CHANGE_THERAPIST: Tally(0, 0),
    Term.CHANGE_FACILITATOR: Tally(0, 0),
    Term.OPEN_COHORT: Tally(4, -400),
    Term.TRAVEL_MINUTE: Tally(42, -42),
    Term.OTHER_BLOCK: Tally(3, -60),
}


def test_the_score_is_as_worked_out_by_hand() -> None:
    report = check(*correct())
    assert report.terms == BY_HAND
    assert report.score == 133741


def test_every_term_has_its_count_in_the_contracts_order() -> None:
    assert list(TERMS) == list(Term)


@pytest.mark.parametrize(
    ("table", "key", "values", "term", "count"),
    [
        ("participants", "p01", {"priority": 5}, Term.PLACE_ENROLLED, 9),
        ("participants", "p05", {"priority": 5}, Term.PLACE_WAITING, 17),
        ("participants", "p05", {"days_waiting": 500}, Term.WAIT_DAY, 243 - 15 + 180),
        ("participants", "p01", {"cohort": "another"}, Term.MOVE_COHORT, 1),
        ("participants", "p05", {"cohort": "another"}, Term.MOVE_COHORT, 0),
        ("participants", "p04", {"therapist": "t01"}, Term.CHANGE_THERAPIST, 1),
        ("programs", "amh", {"individual_per_week": 0}, Term.CHANGE_THERAPIST, 0),
        ("cohorts", NORTH, {"facilitators": ("t01", "t02")}, Term.CHANGE_FACILITATOR, 1),
        ("cohorts", NORTH, {"facilitators": ("t02",), "pattern": (0, 1, 3)}, Term.CHANGE_FACILITATOR, 0),
        ("participants", "p08", {"travel": {"oak-park": 11}}, Term.TRAVEL_MINUTE, 43),
        ("participants", "p08", {"preferred_block": "morning"}, Term.OTHER_BLOCK, 4),
    ],
)
def test_a_term_counts_what_it_says(table: str, key: str, values: dict[str, object], term: Term, count: int) -> None:
    s, plan = correct()
    assert check(change(s, table, key, **values), plan).terms[term].count == count


def test_a_cohort_costs_its_points_even_with_nobody_in_it() -> None:
    s, plan = correct()
    fewer = {key: c for key, c in plan.cohorts.items() if key != EVENING}
    assert check(s, type(plan)(fewer, {}, {}, {})).terms[Term.OPEN_COHORT] == Tally(3, -300)
