"""Reasons can be refuted: undo all they name and the person has a place, keep any of it and they have none."""

from collections.abc import Iterable, Mapping

import pytest
from small_clinic import OFFICE, PROGRAM, ROOM, Rows, duty, people, small_clinic, therapist

from planner.check import check
from planner.domain.plan import Plan
from planner.domain.progress import StopAfter, Unwatched
from planner.domain.scenario import Scenario
from planner.explain.asking import Answer, Case, component, witness
from planner.explain.barred import ties, told
from planner.explain.loosening import Loosening, loosened
from planner.explain.reasons import OUTRANKED, Reason, reasons
from planner.explain.shortages import shortages
from planner.solver import plan
from planner.solver.highs import Highs

TWO_DAYS = {**PROGRAM, "patterns": "Mon Wed"}

CROWDED: Mapping[str, Mapping[str, Rows]] = {
    "a full group": {"participants": people("p1", "p2", "p3", "p4", "p5")},
    "a small room": {
        "rooms": [{**ROOM, "seats": "3"}, OFFICE],
        "participants": people("p1", "p2", "p3", "p4"),
    },
    "a licence": {
        "sites": [{"site_id": "north", "max_participants": "3"}],
        "participants": people("p1", "p2", "p3", "p4"),
    },
    "a caseload": {
        "therapists": [therapist("ann", max_individual="2")],
        "participants": people("p1", "p2", "p3"),
    },
    "an evening with one session left": {
        "programs": [TWO_DAYS],
        "therapist_hours": [
            *duty("ann", "17:00", "20:00", ("Mon", "Wed")),
            *duty("ann", "16:00", "17:00", ("Mon", "Wed")),
        ],
    },
    "two programs and one room": {
        "programs": [{**PROGRAM, "group_min": "2"}, {**PROGRAM, "program_id": "two", "group_min": "2"}],
        "therapists": [therapist("ann"), therapist("bea")],
        "therapist_hours": [*duty("ann"), *duty("bea")],
        "participants": [*people("p1", "p2", "p3"), *(dict(x, program_id="two") for x in people("q1", "q2"))],
    },
}


FOR_ONE: Mapping[str, tuple[str, Mapping[str, Rows]]] = {
    "a second leader of the same group": (
        "no_therapist_on_duty",
        {"programs": [{**PROGRAM, "group_min": "1", "extra_facilitator_above": "1"}]},
    ),
    "a leader for a second group": (
        "no_therapist_on_duty",
        {"rooms": [ROOM, {**ROOM, "room_id": "other"}, OFFICE], "programs": [{**PROGRAM, "group_min": "1"}]},
    ),
    "two leaders for a second group": (
        "no_therapist_on_duty",
        {
            "rooms": [ROOM, {**ROOM, "room_id": "other"}, OFFICE],
            "programs": [{**PROGRAM, "group_min": "1", "facilitators": "2"}],
            "therapists": [therapist("ann"), therapist("bea")],
            "therapist_hours": [*duty("ann"), *duty("bea")],
        },
    ),
    "a room for a second group": (
        "no_room_free",
        {
            "programs": [{**PROGRAM, "group_min": "1"}],
            "therapists": [therapist("ann"), therapist("bea")],
            "therapist_hours": [*duty("ann"), *duty("bea")],
        },
    ),
}
"""Of two people who are apart, or too many for one leader, one has a place in a group that is not full."""


def planned(s: Scenario) -> Plan:
    found = plan(s).plan
    assert found is not None
    return found


def could(s: Scenario, before: Plan, person: str, given_up: Iterable[str] = ()) -> bool:
    """Whether a plan, which the checker approves, places a person and all who were placed but those who give way."""
    kept = {i: x for i, x in before.placements.items() if i not in set(given_up)}
    case = Case(s, Plan(before.cohorts, kept, before.sessions, before.unplaced), person)
    with Highs() as engine:
        answer, found = witness(s, case, engine, lambda: False)
    assert answer is not Answer.UNDECIDED
    if found is not None:
        part = component(s, person)
        assert part is not None
        assert check(part, found).violations == ()
        assert {person, *kept} <= found.placements.keys()
    return found is not None


def parts_of(reason: Reason) -> list[Loosening | str]:
    return [*reason.undo, *reason.rivals]


def undone(s: Scenario, before: Plan, person: str, parts: list[Loosening | str]) -> bool:
    changes = [x for x in parts if isinstance(x, Loosening)]
    return could(loosened(s, changes), before, person, [x for x in parts if isinstance(x, str)])


@pytest.mark.parametrize("crowd", CROWDED, ids=str)
def test_undoing_all_that_a_reason_names_gives_a_place_and_undoing_less_does_not(crowd: str) -> None:
    s = small_clinic(None, **CROWDED[crowd])
    before = planned(s)
    found = reasons(s, before, Unwatched())
    assert found.keys() == before.unplaced.keys()
    assert found
    for person, reason in found.items():
        named = parts_of(reason)
        assert named, reason
        assert undone(s, before, person, named), reason
        for left_out in named:
            assert not undone(s, before, person, [x for x in named if x is not left_out]), reason


@pytest.mark.parametrize("short", FOR_ONE, ids=str)
def test_one_thing_more_is_named_also_where_a_group_of_the_same_offering_is_not_full(short: str) -> None:
    code, tables = FOR_ONE[short]
    pairs = [] if "same group" in short else [{"kind": "apart", "participant_id": "p1", "other_id": "p2"}]
    s = small_clinic(None, participants=people("p1", "p2"), pairs=pairs, **tables)
    before = planned(s)
    (reason,) = reasons(s, before, Unwatched()).values()
    assert (reason.code, reason.rivals, len(reason.undo)) == (code, (), 1)
    assert undone(s, before, reason.participant, parts_of(reason))
    assert not undone(s, before, reason.participant, [])


def test_a_place_is_taken_only_where_nothing_that_may_be_short_would_do_by_itself() -> None:
    s = small_clinic(
        None,
        programs=[{**PROGRAM, "group_min": "1"}, {**PROGRAM, "program_id": "two", "group_min": "1"}],
        participants=[*people("p1", priority="3"), {"participant_id": "q1", "program_id": "two"}],
    )
    before = planned(s)
    (reason,) = reasons(s, before, Unwatched()).values()
    assert (reason.participant, reason.code, reason.rivals) == ("q1", OUTRANKED, ("p1",))
    assert reason.explanation.startswith(
        "No one thing more would do as other programs' groups are: they could only take"
    )
    for thing in shortages(s, "two", ["north"]):
        assert not undone(s, before, "q1", [thing]), thing


def code_of(person: str, **tables: Rows) -> str:
    s = small_clinic(None, **tables)
    return reasons(s, planned(s), Unwatched())[person].code


def test_a_full_group_is_called_full() -> None:
    assert "group_full" in {x.code for x in reasons_of(CROWDED["a full group"]).values()}


def test_a_full_licence_is_called_so() -> None:
    assert "census_full" in {x.code for x in reasons_of(CROWDED["a licence"]).values()}


def test_a_room_with_too_few_seats_is_called_too_small() -> None:
    assert "no_room_large_enough" in {x.code for x in reasons_of(CROWDED["a small room"]).values()}


def test_the_limit_of_all_therapists_leaves_no_individual_slot() -> None:
    assert "no_individual_slot" in {x.code for x in reasons_of(CROWDED["a caseload"]).values()}


def reasons_of(tables: Mapping[str, Rows]) -> Mapping[str, Reason]:
    s = small_clinic(None, **tables)
    return reasons(s, planned(s), Unwatched())


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("block_not_accepted", {"blocks": "dawn"}),
        ("no_site_in_reach", {"sites": "south"}),
    ],
)
def test_what_data_alone_rules_out_has_its_own_code(code: str, cells: dict[str, str]) -> None:
    blocks = [
        {"block_id": "evening", "start": "17:00", "end": "20:00"},
        {"block_id": "dawn", "start": "05:00", "end": "08:00"},
    ]
    programs = [{**PROGRAM, "blocks": "evening"}]
    sites = [{"site_id": "north"}, {"site_id": "south", "programs": "other"}]
    others = [{**PROGRAM, "program_id": "other"}]
    given = code_of(
        "p4",
        sites=sites,
        blocks=blocks,
        programs=[*programs, *others],
        participants=[*people("p1", "p2"), *people("p4", **cells)],
    )
    assert given in {code, "program_not_offered", "block_not_run"}


def test_everybody_is_told_which_program_their_site_does_not_offer() -> None:
    programs = [{**PROGRAM, "program_id": x} for x in ("offered", "one", "two")]
    found = reasons_of(
        {
            "sites": [{"site_id": "north", "programs": "offered"}],
            "programs": programs,
            "participants": [
                {"participant_id": f"{x}-{n}", "program_id": x}
                for x, most in (("one", 2), ("two", 3))
                for n in range(most)
            ],
        }
    )
    assert len(found) == 5
    for person, reason in found.items():
        program = person.partition("-")[0]
        assert reason.code == "program_not_offered"
        assert reason.explanation.startswith(f"North does not offer {program}")
        assert reason.explanation.endswith(f"Otherwise they could join {program} at north, evening, Mon Wed Fri.")


def test_everybody_is_told_in_which_of_their_blocks_the_program_does_not_run() -> None:
    blocks = [
        {"block_id": "evening", "site_id": "south", "start": "17:00", "end": "20:00"},
        {"block_id": "dawn", "start": "05:00", "end": "08:00"},
        {"block_id": "noon", "start": "12:00", "end": "15:00"},
    ]
    found = reasons_of(
        {
            "sites": [{"site_id": "north"}, {"site_id": "south", "programs": "other"}],
            "blocks": blocks,
            "programs": [{**PROGRAM, "blocks": "evening"}, {**PROGRAM, "program_id": "other"}],
            "therapist_hours": duty("ann", "05:00"),
            "participants": [*people("d1", blocks="dawn"), *people("n1", blocks="noon")],
        }
    )
    for person, block in (("d1", "dawn"), ("n1", "noon")):
        reason = found[person]
        assert reason.code == "block_not_run"
        assert reason.explanation.startswith(f"Iop does not run in the {block} block; and iop groups need 2 members")
        assert reason.explanation.endswith(f"Otherwise they could join iop at north, {block}, Mon Wed Fri.")


def test_sentences_call_things_by_their_names_and_tell_those_of_one_name_apart() -> None:
    found = reasons_of(
        {
            "sites": [{"site_id": "north", "name": "Main Clinic"}, {"site_id": "south", "name": "Main Clinic"}],
            "programs": [{**PROGRAM, "name": "Talking"}],
            "therapists": [{**therapist("ann"), "name": "Ann Abel"}],
            "participants": people("p1"),
        }
    )
    assert found["p1"].explanation == (
        "Talking groups need 2 members, and too few others could join. "
        "Otherwise they could join Talking at Main Clinic (north), evening, Mon Wed Fri."
    )


def test_whom_somebody_is_not_to_be_with_is_called_by_name() -> None:
    pairs = [{"kind": "not_with", "participant_id": "p1", "other_id": "ann"}]
    s = small_clinic(None, therapists=[{**therapist("ann"), "name": "Ann Abel"}], pairs=pairs)
    assert told(ties(s, "p1")) == ["they are not to be with Ann Abel"]


def test_where_a_therapist_is_missing_it_is_said_of_whom_there_is_that_they_are_not_to_be_with_them() -> None:
    pairs = [{"kind": "not_with", "participant_id": i, "other_id": x} for i, x in (("p1", "ann"), ("p2", "bea"))]
    bea = {**therapist("bea"), "skills": "other"}
    explanation = reasons_of({"therapists": [therapist("ann"), bea], "pairs": pairs})["p1"].explanation
    missing = "No talk therapist at north is free for a whole block, and they are not to be with ann"
    assert explanation.startswith(missing)
    assert "bea" not in explanation


def test_hours_that_cover_no_meeting_are_the_reason() -> None:
    hours = [{"participant_id": "p4", "day": "Mon", "start": "08:00", "end": "12:00"}]
    people_now = people("p1", "p2", "p4")
    assert code_of("p4", participants=people_now, participant_hours=hours) == "hours_fit_no_pattern"


def test_too_few_people_for_the_smallest_group_are_the_reason() -> None:
    assert code_of("p1", participants=people("p1")) == "group_below_minimum"


def test_nobody_on_duty_is_the_reason() -> None:
    assert code_of("p1", therapist_hours=duty("ann", "08:00", "18:00")) == "no_therapist_on_duty"


def test_somebody_s_place_is_named_only_where_nothing_else_would_do() -> None:
    s = small_clinic(
        None,
        rooms=[{**ROOM, "seats": "4"}, OFFICE],
        blocks=[
            {"block_id": "evening", "start": "17:00", "end": "20:00"},
            {"block_id": "dawn", "start": "05:00", "end": "08:00"},
        ],
        programs=[{**PROGRAM, "group_min": "1"}],
        participants=people("p1", "p2", "p3", "p4", "p5"),
    )
    (reason,) = reasons(s, planned(s), Unwatched()).values()
    assert (reason.code, reason.rivals) == ("no_therapist_on_duty", ())


def test_a_stopped_search_says_that_it_could_not_tell() -> None:
    s = small_clinic(None, **CROWDED["a full group"])
    found = reasons(s, planned(s), StopAfter(Unwatched(), 0))
    assert {x.code for x in found.values()} <= {"undecided", OUTRANKED, "group_full"}
    assert all(x.explanation for x in found.values())
