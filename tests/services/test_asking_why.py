"""Why somebody has no place is told of every plan that is shown, and asked again where it could not be told."""

from small_clinic import people, small_tables

from planner.domain.outcome import Earlier
from planner.domain.progress import StopAfter, Unwatched
from planner.services.explaining import explain
from planner.services.planning import plan_scenario
from planner.services.stored import opened_of
from planner.services.telling import NOT_ASKED, with_none_empty, with_reasons

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
