"""What it would take is proven: every smaller or cheaper set of changes is tried one by one, and none would do."""

from itertools import combinations

import pytest
from small_clinic import OFFICE, PROGRAM, ROOM, Rows, duty, people, small_clinic, small_tables, therapist
from test_reasons import could, planned

from planner.domain.progress import StopAfter, Unwatched
from planner.errors import BadInput
from planner.explain import remedies as looking
from planner.explain.loosening import Loosening
from planner.explain.menu import menu
from planner.explain.remedies import Remedies, remedies
from planner.whatif.apply import apply

CLINICS: dict[str, dict[str, Rows]] = {
    "a group one too small": {"participants": people("p1", "p2", "p3", "p4", "p5")},
    "a room one too small": {"rooms": [{**ROOM, "seats": "3"}, OFFICE], "participants": people("p1", "p2", "p3", "p4")},
    "nobody on duty on Friday": {"therapist_hours": duty("ann", days=("Mon", "Tue", "Wed", "Thu"))},
    "nobody on duty on two days": {"therapist_hours": duty("ann", days=("Mon", "Tue", "Thu"))},
    "nobody with the skill": {"therapists": [{**therapist("ann"), "skills": "listen"}]},
    "one person alone": {"participants": people("p1")},
    "no group at all": {"programs": [{**PROGRAM, "group_min": "4"}], "participants": people("p1")},
}


def found(clinic: dict[str, Rows]) -> tuple[Remedies, list[tuple[int, int]]]:
    """The remedies of one unplaced person, and size and cost of everything that would do, the best first."""
    tables, s = small_tables(None, **clinic), small_clinic(None, **clinic)
    before = planned(s)
    person = min(before.unplaced)
    [answer] = remedies(s, before, [person], Unwatched(), lambda changes: apply(tables, changes).scenario)
    all_of_it = menu(s, person)

    def would_do(changes: tuple[Loosening, ...]) -> bool:
        if len({x.key for x in changes}) < len(changes):
            return False
        try:
            return could(apply(tables, [x.change for x in changes]).scenario, before, person)
        except BadInput:
            return False

    for size in (1, 2):
        sets = sorted(combinations(all_of_it, size), key=lambda changes: sum(x.cost for x in changes))
        cheapest = next((changes for changes in sets if would_do(changes)), None)
        if cheapest is not None:
            return answer, [(size, sum(x.cost for x in cheapest))]
    return answer, []


@pytest.mark.slow
@pytest.mark.parametrize("clinic", ["a group one too small", "a room one too small", "nobody on duty on Friday"])
def test_the_first_remedy_is_the_smallest_and_cheapest_there_is(clinic: str) -> None:
    answer, best = found(CLINICS[clinic])
    assert answer.complete
    assert [(len(x.changes), x.cost) for x in answer.found[:1]] == best


@pytest.mark.parametrize("clinic", CLINICS, ids=str)
def test_every_remedy_is_planned_again_from_changed_tables(clinic: str) -> None:
    tables, s = small_tables(None, **CLINICS[clinic]), small_clinic(None, **CLINICS[clinic])
    before = planned(s)
    for answer in remedies(s, before, sorted(before.unplaced), Unwatched(), lambda x: apply(tables, x).scenario):
        assert answer.complete
        for way in answer.found:
            assert could(apply(tables, way.written).scenario, before, answer.participant)


def test_once_it_is_stopped_nobody_further_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    s = small_clinic(None, **CLINICS["nobody on duty on Friday"])
    before = planned(s)
    monkeypatch.setattr(looking, "menu", None)  # it would fail if anybody asked
    answers = remedies(s, before, sorted(before.unplaced), StopAfter(Unwatched(), 0))
    assert [(answer.found, answer.complete) for answer in answers] == [((), False)] * len(before.unplaced)


def test_two_changes_are_found_where_one_is_not_enough() -> None:
    clinic = CLINICS["nobody on duty on two days"]
    s = small_clinic(None, **clinic)
    [answer] = remedies(s, planned(s), ["p1"], Unwatched())
    assert [len(x.changes) for x in answer.found[:1]] == [2]


def test_nothing_within_two_changes_is_said_where_three_are_needed() -> None:
    s = small_clinic(programs=[{**PROGRAM, "group_min": "4"}], participants=people("p1"))
    [answer] = remedies(s, planned(s), ["p1"], Unwatched())
    assert answer.found == ()
    assert answer.complete


@pytest.mark.parametrize("minutes", ["50", "20"])
def test_somebody_out_of_reach_of_all_of_many_sites_is_asked_for_too(
    minutes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "WHOLE", 0)
    travel = [{"participant_id": "far", "site_id": site, "minutes": "60"} for site in ("north", "south")]
    clinic: dict[str, Rows] = {
        "sites": [{"site_id": "north"}, {"site_id": "south"}],
        "participants": [*people("p1", "p2"), *people("far", max_travel_minutes=minutes)],
        "travel": travel,
    }
    tables, s = small_tables(None, **clinic), small_clinic(None, **clinic)
    before = planned(s)
    assert [*before.unplaced] == ["far"]
    [answer] = remedies(s, before, ["far"], Unwatched(), lambda changes: apply(tables, changes).scenario)
    wanted = [{"max_travel_minutes": 60}] if minutes == "50" else []
    assert [x.change["values"] for way in answer.found[:1] for x in way.changes] == wanted
