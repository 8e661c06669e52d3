"""A plan that begins from an earlier one: where that is still sound and as good as any, it stays."""

from dataclasses import replace
from pathlib import Path

from small_clinic import people, small_tables, therapist

from planner.check import check
from planner.domain.outcome import Earlier
from planner.domain.plan import Plan
from planner.domain.week import Span
from planner.files import write_tables
from planner.services.opening import Opened, open_scenario
from planner.services.planning import plan_scenario


def clinic(place: Path, cost: str) -> Opened:
    tables = small_tables(
        therapists=[therapist("ann", cost_per_hour=cost)], participants=people("p1", "p2", "p3", "p4", "p5")
    )
    write_tables(tables, place / cost)
    return open_scenario(place / cost)


def shifted(opened: Opened, before: Plan) -> Plan:
    """The same with one individual session at half past one on a Thursday, when no search would put it."""
    session = next(x for x in before.sessions.values() if x.participant is not None)
    moved = replace(session, day=3, span=Span(13 * 60 + 30, 13 * 60 + 30 + session.span.minutes))
    later = replace(before, sessions={**before.sessions, session.id: moved})
    assert check(opened.scenario, later).ok
    return later


def test_a_plan_edited_by_hand_that_is_as_good_as_any_stays_as_it_is(tmp_path: Path) -> None:
    opened = clinic(tmp_path, "50")
    best = plan_scenario(opened).plan
    edited = shifted(opened, best)
    assert edited != best
    again = plan_scenario(clinic(tmp_path, "60"), start=Earlier(edited))
    assert again.plan == edited
    assert {x.reason for x in again.plan.unplaced.values()} == {"group_full"}


def test_one_that_is_not_as_good_does_not(tmp_path: Path) -> None:
    opened = clinic(tmp_path, "50")
    best = plan_scenario(opened)
    (out,) = best.plan.unplaced.values()
    empty = Plan({}, {}, {}, {i: replace(out, participant=i) for i in opened.scenario.participants})
    assert check(opened.scenario, empty).ok
    again = plan_scenario(clinic(tmp_path, "60"), start=Earlier(empty))
    assert again.summary.score == best.summary.score
