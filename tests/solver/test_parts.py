"""Every part of the model is needed, enforces what it says, and is documented."""

from collections.abc import Callable
from pathlib import Path

import pytest
from binding import BINDS

from planner.check import check
from planner.domain.rules import Rule
from planner.domain.scenario import Scenario
from planner.solver.decode import decode
from planner.solver.fill import best_whole
from planner.solver.highs import Highs
from planner.solver.model import model_of
from planner.solver.parts import PARTS, Part, kept_therapists
from planner.solver.points import score_of
from planner.solver.reduce import reduced

DOCS = Path(__file__).parents[2] / "docs" / "solver.md"
AGAIN = [part for part in PARTS if not PARTS[part] and part is not kept_therapists]
"""What only says again, for the relaxation's sake, what follows from the others."""
NEEDED = [part for part in PARTS if part not in AGAIN]


def _named(part: Callable[..., object]) -> str:
    return part.__name__


def _promised(s: Scenario, parts: tuple[Part, ...]) -> int:
    """The best score of a model of some parts."""
    model = model_of(s, parts)
    rest = reduced(model.linear, model.linear.lower, model.linear.upper)
    assert rest is not None
    with Highs() as engine:
        values = best_whole(rest, engine, lambda: False)
    assert values is not None
    return model.points(values)


@pytest.mark.parametrize("part", NEEDED, ids=_named)
def test_without_its_part_the_model_promises_more_than_any_plan_scores(part: Part) -> None:
    s = BINDS[part]
    rest = tuple(other for other in NEEDED if other is not part)
    assert _promised(s, rest) > _promised(s, tuple(NEEDED))


@pytest.mark.parametrize("part", NEEDED, ids=_named)
def test_with_all_parts_the_plan_keeps_every_rule_and_scores_what_was_promised(part: Part) -> None:
    model = model_of(BINDS[part])
    rest = reduced(model.linear, model.linear.lower, model.linear.upper)
    assert rest is not None
    with Highs() as engine:
        values = best_whole(rest, engine, lambda: False)
    assert values is not None
    plan = decode(model.v, values)
    report = check(BINDS[part], plan)
    assert report.violations == ()
    assert report.score == score_of(BINDS[part], plan) == model.points(values)


@pytest.mark.parametrize("part", NEEDED, ids=_named)
def test_what_is_said_twice_changes_no_optimum(part: Part) -> None:
    assert _promised(BINDS[part], tuple(NEEDED)) == _promised(BINDS[part], tuple(PARTS))


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule not in {Rule.RECORD, Rule.PROFILE}], ids=str)
def test_every_rule_that_is_not_decided_by_data_alone_has_a_part(rule: Rule) -> None:
    assert any(rule in rules for rules in PARTS.values())


@pytest.mark.parametrize("part", PARTS, ids=_named)
def test_every_part_is_explained(part: Part) -> None:
    assert f"`{part.__name__}`" in DOCS.read_text(encoding="utf-8")
