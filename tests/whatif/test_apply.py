from typing import Any

import pytest
from small_base import difference, edits, said, small_base

from planner.errors import BadInput
from planner.whatif.apply import VERBS, apply
from planner.whatif.changes import SHAPES, TherapistLeaves

Change = dict[str, Any]


def wrong(*changes: Change) -> list[str]:
    with pytest.raises(BadInput) as caught:
        apply(small_base(), changes)
    return [str(finding) for finding in caught.value.findings]


def test_every_verb_has_a_shape_and_a_function() -> None:
    verbs = "add set remove therapist_leaves therapist_away therapist_joins duty move_therapist room_closes room_opens"
    verbs += " site_closes site_opens block_closes block_opens group_size demand preference lock unlock weight"
    assert list(SHAPES) == verbs.split()
    assert set(VERBS) == set(SHAPES.values())


def test_no_change_leaves_everything_as_it_is() -> None:
    assert edits() == []
    assert said() == []


def test_the_base_is_never_altered() -> None:
    base = small_base()
    apply(base, [{"do": "therapist_leaves", "therapist": "dana"}, {"do": "demand", "factor": 3}])
    apply(base, [{"do": "weight", "name": "wait_day", "value": 9}])
    assert base == small_base()


def test_a_shape_may_be_given_instead_of_a_table() -> None:
    change = TherapistLeaves(therapist="ben")
    assert apply(small_base(), [change]).tables == apply(small_base(), [change.model_dump()]).tables


EXPECTED: list[tuple[Change, list[str]]] = [
    (
        {"do": "add", "table": "rooms", "row": {"room_id": "e9", "site_id": "east", "kind": "flex", "seats": 7}},
        ["+ rooms: e9,east,flex,7"],
    ),
    (
        {"do": "add", "table": "pairs", "row": {"kind": "apart", "participant_id": "p05", "other_id": "p06"}},
        ["+ pairs: apart,p05,p06"],
    ),
    (
        {"do": "set", "table": "rooms", "key": {"room_id": "n2"}, "values": {"seats": 6, "open": False}},
        ["- rooms: n2,north,flex,10,yes", "+ rooms: n2,north,flex,6,no"],
    ),
    (
        {"do": "set", "table": "blocks", "key": {"block_id": "evening", "site_id": "east"}, "values": {"end": "21:00"}},
        ["- blocks: evening,east,17:30,20:30,yes", "+ blocks: evening,east,17:30,21:00,yes"],
    ),
    (
        {"do": "set", "table": "sites", "key": {"site_id": "east"}, "values": {"programs": ["amh"], "region": "E"}},
        [
            "- sites: east,East Clinic,yes,in_person,amh;sud,41.3,-74.0",
            "+ sites: east,East Clinic,E,yes,in_person,amh,41.3,-74.0",
        ],
    ),
    (
        {"do": "remove", "table": "travel", "key": {"participant_id": "p01", "site_id": "east"}},
        ["- travel: p01,east,30"],
    ),
    (
        {"do": "remove", "table": "therapist_hours", "key": {"therapist_id": "dana", "day": "Thu"}},
        ["- therapist_hours: dana,Thu,12:00,20:00,east"],
    ),
    (
        {"do": "therapist_away", "therapist": "dana", "days": ["Thu"]},
        ["- therapist_hours: dana,Thu,12:00,20:00,east"],
    ),
    (
        {"do": "therapist_joins", "id": "fay", "like": "eve", "name": "Fay", "max_evenings": 1, "sites": ["north"]},
        [
            "+ therapists: fay,Fay,sud,north,20,1",
            "+ therapist_hours: fay,Mon,09:00,21:00",
            "+ therapist_hours: fay,Wed,09:00,21:00",
            "+ therapist_hours: fay,Fri,09:00,21:00",
        ],
    ),
    (
        {"do": "duty", "therapist": "ben", "day": "Sat", "start": "9:00", "end": "13:00", "site": "north"},
        ["+ therapist_hours: ben,Sat,09:00,13:00,north"],
    ),
    (
        {"do": "duty", "therapist": "eve", "day": "Tue", "start": "09:00", "end": "24:00"},
        ["+ therapist_hours: eve,Tue,09:00,24:00"],
    ),
    (
        {"do": "duty", "therapist": "eve", "day": "Mon", "start": "12:00", "end": "13:00", "remove": True},
        [
            "- therapist_hours: eve,Mon,09:00,21:00",
            "+ therapist_hours: eve,Mon,09:00,12:00",
            "+ therapist_hours: eve,Mon,13:00,21:00",
        ],
    ),
    (
        {
            "do": "duty",
            "therapist": "dana",
            "day": "Wed",
            "start": "14:00",
            "end": "18:00",
            "site": "north",
            "remove": True,
        },
        [
            "- therapist_hours: dana,Wed,08:00,16:00",
            "+ therapist_hours: dana,Wed,08:00,14:00",
            "+ therapist_hours: dana,Wed,14:00,16:00,east",
        ],
    ),
    (
        {"do": "move_therapist", "therapist": "dana", "sites": "north;online"},
        [
            "- therapists: dana,Dana Ortiz,amh;sud,north;east,25,2,60",
            "- therapist_hours: dana,Thu,12:00,20:00,east",
            "+ therapists: dana,Dana Ortiz,amh;sud,north;online,25,2,60",
            "+ therapist_hours: dana,Thu,12:00,20:00",
        ],
    ),
    ({"do": "room_closes", "room": "e2"}, ["- rooms: e2,east,office,2,yes", "+ rooms: e2,east,office,2,no"]),
    ({"do": "room_opens", "room": "n3"}, ["- rooms: n3,north,office,2,no", "+ rooms: n3,north,office,2,yes"]),
    (
        {"do": "room_opens", "id": "e3", "site": "east", "kind": "group", "seats": 9},
        ["+ rooms: e3,east,group,9,yes"],
    ),
    (
        {"do": "site_closes", "site": "online"},
        ["- sites: online,yes,virtual,amh", "+ sites: online,no,virtual,amh"],
    ),
    (
        {"do": "block_closes", "block": "evening", "site": "east"},
        ["- blocks: evening,east,17:30,20:30,yes", "+ blocks: evening,east,17:30,20:30,no"],
    ),
    ({"do": "block_closes", "block": "morning", "site": "east"}, ["+ blocks: morning,east,09:00,12:00,no"]),
    ({"do": "block_opens", "block": "late"}, ["- blocks: late,18:00,21:00,no", "+ blocks: late,18:00,21:00,yes"]),
    ({"do": "block_opens", "block": "late", "site": "east"}, ["+ blocks: late,east,18:00,21:00,yes"]),
    (
        {"do": "block_opens", "block": "noon", "site": "east", "start": "12:00", "end": "15:00"},
        ["+ blocks: noon,east,12:00,15:00,yes"],
    ),
    (
        {"do": "group_size", "program": "sud", "min": 3},
        [
            "- programs: sud,Substance use,sud,Mon Wed Fri,morning;evening,4,8",
            "+ programs: sud,Substance use,sud,Mon Wed Fri,morning;evening,3,8",
        ],
    ),
    (
        {"do": "group_size", "program": "sud", "min": 5, "max": 12},
        [
            "- programs: sud,Substance use,sud,Mon Wed Fri,morning;evening,4,8",
            "+ programs: sud,Substance use,sud,Mon Wed Fri,morning;evening,5,12",
        ],
    ),
    (
        {"do": "lock", "cohort": "c2"},
        [
            "- cohorts: c2,sud,east,evening,Mon Wed Fri,e1,eve,no",
            "+ cohorts: c2,sud,east,evening,Mon Wed Fri,e1,eve,yes",
        ],
    ),
    (
        {"do": "unlock", "cohort": "c1"},
        [
            "- cohorts: c1,amh,north,morning,Mon Wed Fri,n1,dana,yes",
            "+ cohorts: c1,amh,north,morning,Mon Wed Fri,n1,dana,no",
        ],
    ),
]


@pytest.mark.parametrize(("change", "expected"), EXPECTED, ids=[str(change["do"]) for change, _ in EXPECTED])
def test_a_change_does_what_one_would_edit_by_hand(change: Change, expected: list[str]) -> None:
    assert edits(change) == expected
    assert said(change) == []


def test_a_site_that_closes_opens_again() -> None:
    closed: Change = {"do": "site_closes", "site": "east"}
    assert edits(closed, {"do": "site_opens", "site": "east"}) == []


def test_a_block_closes_and_opens_at_every_site_at_once() -> None:
    closes: Change = {"do": "block_closes", "block": "evening"}
    assert [line for line in edits(closes) if line.startswith("+ blocks")] == [
        "+ blocks: evening,17:00,20:00,no",
        "+ blocks: evening,east,17:30,20:30,no",
    ]
    after = edits(closes, {"do": "block_opens", "block": "evening"})
    assert [line for line in after if "blocks" in line] == []


def test_a_weight_is_a_setting() -> None:
    assert (
        apply(small_base(), [{"do": "weight", "name": "wait_day", "value": 3}]).scenario.constants.weights.wait_day == 3
    )


def test_changes_are_applied_in_order() -> None:
    joins: Change = {"do": "therapist_joins", "id": "fay", "like": "eve"}
    leaves: Change = {"do": "therapist_leaves", "therapist": "fay"}
    assert edits(joins, leaves) == []
    [finding] = wrong(leaves, joins)
    assert finding.startswith(
        "scenario.toml, change 1 (therapist_leaves): therapist 'fay' is not in therapists; use one of "
    )


def test_a_therapist_takes_everything_that_is_theirs_along() -> None:
    assert edits({"do": "therapist_leaves", "therapist": "eve"}) == [
        "- therapists: eve,sud,east,20",
        "- therapist_hours: eve,Mon,09:00,21:00",
        "- therapist_hours: eve,Wed,09:00,21:00",
        "- therapist_hours: eve,Fri,09:00,21:00",
        "- participants: e02,sud,enrolled,morning,east,41.3,-74.0,c2,eve",
        "- cohorts: c2,sud,east,evening,Mon Wed Fri,e1,eve,no",
        "+ participants: e02,sud,enrolled,morning,east,41.3,-74.0,c2",
        "+ cohorts: c2,sud,east,evening,Mon Wed Fri,e1,no",
    ]


def test_a_participant_takes_hours_travel_and_pairs_along() -> None:
    assert edits({"do": "remove", "table": "participants", "key": {"participant_id": "p01"}}) == [
        "- participants: p01,amh,waiting,41.0,-74.0",
        "- participant_hours: p01,Mon,08:00,13:00",
        "- participant_hours: p01,Wed,08:00,13:00",
        "- participant_hours: p01,Fri,08:00,13:00",
        "- travel: p01,east,30",
        "- pairs: apart,p01,p02",
    ]


def test_a_pair_goes_with_its_other_half() -> None:
    assert "- pairs: together,p03,p04" in edits(
        {"do": "remove", "table": "participants", "key": {"participant_id": "p04"}}
    )
    assert "- pairs: not_with,p07,dana" in edits({"do": "therapist_leaves", "therapist": "dana"})


def test_a_cohort_leaves_its_people_enrolled() -> None:
    lines = edits({"do": "remove", "table": "cohorts", "key": {"cohort_id": "c1"}})
    assert "+ participants: e01,amh,enrolled,41.0,-74.0,dana" in lines


def test_a_program_takes_its_people_and_cohorts_along_and_leaves_no_list_with_its_id() -> None:
    lines = edits({"do": "remove", "table": "programs", "key": {"program_id": "sud"}})
    assert {
        "- participants: p06,sud,waiting,evening,41.3,-74.0",
        "- cohorts: c2,sud,east,evening,Mon Wed Fri,e1,eve,no",
    } <= set(lines)
    assert "+ sites: east,East Clinic,yes,in_person,amh,41.3,-74.0" in lines


def test_hours_at_a_site_go_with_it_and_do_not_become_hours_elsewhere() -> None:
    changes: list[Change] = [
        {"do": "move_therapist", "therapist": "eve", "sites": ["north"]},
        {"do": "set", "table": "participants", "key": {"participant_id": "e02"}, "values": {"sites": ""}},
        {"do": "remove", "table": "sites", "key": {"site_id": "east"}},
    ]
    lines = edits(*changes)
    assert "- therapist_hours: dana,Thu,12:00,20:00,east" in lines
    assert "+ therapist_hours: dana,Thu,12:00,20:00" not in lines
    assert {"- rooms: e1,east,group,8,yes", "- blocks: evening,east,17:30,20:30,yes", "- travel: p01,east,30"} <= set(
        lines
    )


def test_a_block_goes_only_with_its_last_row() -> None:
    general: Change = {"do": "remove", "table": "blocks", "key": {"block_id": "late"}}
    assert edits(general) == ["- blocks: late,18:00,21:00,no"]
    own: Change = {"do": "remove", "table": "blocks", "key": {"block_id": "evening", "site_id": "east"}}
    assert edits(own) == ["- blocks: evening,east,17:30,20:30,yes"]


def test_a_list_that_would_come_to_mean_all_is_named() -> None:
    site, block = {"site_id": "east"}, {"block_id": "morning"}
    start, middle = "scenario.toml, change 1 (remove): ", ": the list would become empty, "
    [finding] = wrong({"do": "remove", "table": "sites", "key": site})
    ending = "which must not be empty, without east; change the sites of these first"
    assert finding == f"{start}therapists.csv, sites of eve{middle}{ending}"
    [finding] = wrong({"do": "remove", "table": "blocks", "key": block})
    ending = "and so mean all, without morning; change the blocks of these first"
    assert finding == f"{start}participants.csv, blocks of e02, p02, p08{middle}{ending}"


def test_a_profile_that_goes_leaves_a_warning_for_its_programs() -> None:
    removes: Change = {"do": "remove", "table": "profiles", "key": {"profile_id": "iop"}}
    assert said(removes) == [
        "scenario.toml, change 1 (remove): program amh loses its profile and answers to none; give it another"
    ]


UNLOCKING: list[tuple[Change, str, str]] = [
    ({"do": "room_closes", "room": "n1"}, "c1", "its room n1"),
    ({"do": "remove", "table": "rooms", "key": {"room_id": "n1"}}, "c1", "its room n1"),
    ({"do": "set", "table": "rooms", "key": {"room_id": "n1"}, "values": {"kind": "office"}}, "c1", "its room n1"),
    ({"do": "site_closes", "site": "north"}, "c1", "its site north"),
    ({"do": "block_closes", "block": "morning"}, "c1", "its block morning"),
    ({"do": "block_closes", "block": "morning", "site": "north"}, "c1", "its block morning"),
    (
        {"do": "set", "table": "programs", "key": {"program_id": "amh"}, "values": {"patterns": ["Mon Tue Thu"]}},
        "c1",
        "its pattern Mon Wed Fri",
    ),
    ({"do": "therapist_leaves", "therapist": "dana"}, "c1", "its facilitator dana"),
    ({"do": "therapist_away", "therapist": "dana", "days": "Wed"}, "c1", "its facilitator dana"),
    ({"do": "move_therapist", "therapist": "dana", "sites": ["east"]}, "c1", "its facilitator dana"),
    (
        {"do": "duty", "therapist": "dana", "day": "Fri", "start": "11:30", "end": "16:00", "remove": True},
        "c1",
        "its facilitator dana",
    ),
    ({"do": "therapist_away", "therapist": "ben", "days": "Tue"}, "c3", "its facilitator ben"),
]


@pytest.mark.parametrize(
    ("change", "cohort", "loss"), UNLOCKING, ids=[f"{change['do']}-{loss}" for change, _, loss in UNLOCKING]
)
def test_a_locked_cohort_that_loses_what_it_stands_on_is_unlocked_with_a_warning(
    change: Change, cohort: str, loss: str
) -> None:
    [warning] = [text for text in said(change) if f"cohort {cohort}" in text]
    assert f"change 1 ({change['do']}): cohort {cohort} loses {loss} and is unlocked" in warning
    assert not apply(small_base(), [change]).scenario.cohorts[cohort].locked


def test_a_locked_cohort_that_goes_with_its_program_is_missed() -> None:
    sites: Change = {"do": "set", "table": "sites", "key": {"site_id": "online"}, "values": {"programs": ""}}
    texts = said(sites, {"do": "remove", "table": "programs", "key": {"program_id": "amh"}})
    assert [text.split(": ")[1].split(";")[0] for text in texts] == [
        "cohort c1 was locked and goes along",
        "cohort c3 was locked and goes along",
    ]


def test_a_locked_cohort_that_is_removed_by_its_id_needs_no_warning() -> None:
    assert said({"do": "remove", "table": "cohorts", "key": {"cohort_id": "c1"}}) == []


STAYING: list[Change] = [
    {"do": "therapist_away", "therapist": "dana", "days": ["Thu"]},
    {"do": "duty", "therapist": "dana", "day": "Fri", "start": "12:00", "end": "16:00", "remove": True},
    {"do": "duty", "therapist": "dana", "day": "Mon", "start": "08:00", "end": "16:00", "site": "east", "remove": True},
    {"do": "room_closes", "room": "n2"},
    {"do": "block_closes", "block": "morning", "site": "east"},
    {"do": "set", "table": "cohorts", "key": {"cohort_id": "c1"}, "values": {"room_id": "n2"}},
    {"do": "set", "table": "cohorts", "key": {"cohort_id": "c1"}, "values": {"facilitators": ""}},
]


@pytest.mark.parametrize("change", STAYING, ids=str)
def test_a_locked_cohort_that_loses_nothing_stays_locked(change: Change) -> None:
    assert apply(small_base(), [change]).scenario.cohorts["c1"].locked


NOTHING: list[Change] = [
    {"do": "room_closes", "room": "n3"},
    {"do": "room_opens", "room": "n1"},
    {"do": "lock", "cohort": "c1"},
    {"do": "therapist_away", "therapist": "ben", "days": ["Sun"]},
    {"do": "duty", "therapist": "ben", "day": "Mon", "start": "20:00", "end": "22:00", "remove": True},
    {"do": "block_closes", "block": "late", "site": "north"},
    {"do": "demand", "factor": 2, "program": "sud", "site": "online"},
    {"do": "demand", "factor": 1.0},
]


@pytest.mark.parametrize("change", NOTHING, ids=str)
def test_a_change_that_changes_nothing_says_so(change: Change) -> None:
    assert edits(change) == []
    assert said(change) == [
        f"scenario.toml, change 1 ({change['do']}): changes nothing; check what it names, or leave it out"
    ]


@pytest.mark.parametrize(
    ("hours", "known"),
    [
        ({"day": "Mon", "start": "09:00", "end": "16:00"}, True),
        ({"day": "Mon", "start": "09:00", "end": "16:30"}, False),
        ({"day": "Mon", "start": "07:30", "end": "16:00"}, False),
        ({"day": "Thu", "start": "12:00", "end": "20:00", "site": "east"}, True),
        ({"day": "Thu", "start": "12:00", "end": "20:00"}, False),
    ],
    ids=str,
)
def test_hours_that_a_therapist_has_already_are_said_to_change_nothing(hours: Change, *, known: bool) -> None:
    change = {"do": "duty", "therapist": "dana", **hours}
    assert any("changes nothing" in text for text in said(change)) is known


def test_the_difference_of_tables_shows_both_sides() -> None:
    base = small_base()
    assert difference(base, base) == []
