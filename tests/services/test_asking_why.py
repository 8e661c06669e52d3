"""Why somebody has no place is told of every plan that is shown, and asked again where it could not be told."""

import time
from unittest.mock import Mock

from small_clinic import people, small_tables

from planner.domain.outcome import Earlier
from planner.domain.progress import StopAfter, Unwatched
from planner.explain.asking import Answer, solve
from planner.files import read_plan
from planner.services.explaining import NOT_KNOWN, explain
from planner.services.opening import open_scenario
from planner.services.planning import plan_scenario
from planner.services.scenarios import demo_folder
from planner.services.shipped import PLAN
from planner.services.stored import opened_of
from planner.services.telling import NOT_ASKED, with_none_empty, with_reasons
from planner.solver.highs import Highs
from planner.solver.model import model_of

CROWDED = small_tables(None, participants=people("p1", "p2", "p3", "p4", "p5"))


def test_what_a_stopped_search_left_undecided_is_asked_again() -> None:
    opened = opened_of(CROWDED)
    unasked = plan_scenario(opened, most_asked=0).plan
    stopped = with_reasons(opened.scenario, unasked, StopAfter(Unwatched(), 0))
    assert {x.reason for x in stopped.unplaced.values()} == {"undecided"}
    for before in (unasked, stopped):
        assert {row.reason for row in explain(opened, Earlier(before))} == {"group_full"}


def test_of_whom_nobody_asked_is_undecided_and_all_others_keep_their_reason() -> None:
    unasked = plan_scenario(opened_of(CROWDED), most_asked=0).plan
    assert {(x.reason, x.explanation) for x in with_none_empty(unasked).unplaced.values()} == {("undecided", NOT_ASKED)}
    asked = plan_scenario(opened_of(CROWDED)).plan
    assert with_none_empty(asked) == asked


def test_a_search_for_what_would_place_them_ends_at_once_when_it_is_stopped() -> None:
    opened, (plan, summary) = open_scenario(demo_folder()), read_plan(PLAN)
    began, watch = time.monotonic(), StopAfter(Unwatched(), 1)
    rows = explain(opened, Earlier(plan, summary.parts), watch=watch)
    assert time.monotonic() - began < 1 + 2
    assert {row.participant_id for row in rows} == plan.unplaced.keys()
    assert any(NOT_KNOWN in row.explanation for row in rows)


def test_no_engine_is_begun_for_a_question_that_nobody_waits_for() -> None:
    linear = model_of(opened_of(CROWDED).scenario).linear
    engine = Mock(Highs)
    assert solve(linear, engine, lambda: True).answer is Answer.UNDECIDED
    assert not engine.mock_calls
