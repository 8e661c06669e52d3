from dataclasses import replace
from pathlib import Path

from small_clinic import people, small_tables

from planner.domain.settings import Settings
from planner.services.carrying import carry
from planner.services.comparing_runs import compare_runs
from planner.services.planning import versions
from planner.services.stored import plan_run
from planner.store import Kind, Queued, Store
from planner.views.cohorts import in_words
from planner.views.tables import Planned


def planned(store: Store, first: str) -> int:
    """A plan for four of five, of whom one has this priority and the others are of the second."""
    everyone = [*people("p1", priority=first), *people("p2", "p3", "p4", "p5", priority="2")]
    tables = small_tables(participants=everyone)
    run = store.runs.add(Queued(Kind.PLAN, "small", first, tables, Settings(workers=1), versions(), "dana"))
    carry(run, store.runs, lambda found, watch: plan_run(store.runs, found, watch))
    return run


def test_who_loses_comes_before_who_gains_each_with_group_and_therapist(tmp_path: Path) -> None:
    with Store(tmp_path / "planner.db") as store:
        loses, gains = compare_runs(store.runs, planned(store, "1"), planned(store, "3")).people
    group = "iop at north, evening, Mon Wed Fri"
    assert (loses.turn, loses.group_before, loses.therapist_before) == ("- loses the place", group, "ann")
    assert (loses.group_after, loses.therapist_after) == ("", "")
    assert (gains.participant_id, gains.turn) == ("p1", "+ gains a place")
    assert (gains.group_before, gains.group_after, gains.therapist_after) == ("", group, "ann")


def test_two_groups_of_one_name_are_told_apart_by_their_rooms(two_clinics: Planned) -> None:
    s, plan = two_clinics.scenario, two_clinics.plan
    first, second, *_ = plan.cohorts.values()
    alike = replace(first, id=second.id, room="n-2")
    names = in_words(s, replace(plan, cohorts={**plan.cohorts, second.id: alike}))
    assert names[first.id] == "Adult mental health at North Clinic, morning, Mon Wed Fri, n-1"
    assert names[second.id] == "Adult mental health at North Clinic, morning, Mon Wed Fri, n-2"
