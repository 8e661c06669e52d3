"""Each rule, from both sides."""

import pytest
from broken_plans import BREACHES, Breach, correct

from planner.check import check
from planner.check.rules import CHECKS
from planner.domain.plan import Plan
from planner.domain.rules import Rule


def test_a_correct_plan_breaks_no_rule() -> None:
    assert check(*correct()).violations == ()


def test_every_rule_has_its_check_in_the_contracts_order() -> None:
    assert list(CHECKS) == list(Rule)


def test_every_rule_is_broken_by_some_example() -> None:
    assert {rule for rule, _, _ in BREACHES} == set(Rule)


@pytest.mark.parametrize(("rule", "breach"), [pytest.param(r, b, id=f"{r.number} {name}") for r, name, b in BREACHES])
def test_a_breach_is_caught_by_its_rule_alone(rule: Rule, breach: Breach) -> None:
    assert {v.rule for v in check(*breach(*correct())).violations} == {rule}


def test_a_plan_without_any_row_is_a_violation_for_everybody() -> None:
    s, _ = correct()
    silent = {v.subject for v in check(s, Plan({}, {}, {}, {})).violations if v.rule is Rule.RECORD}
    assert silent == set(s.participants)
