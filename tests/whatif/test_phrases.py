from typing import Any

import pytest
from small_base import small_base

from planner.domain.tables import Tables
from planner.whatif.apply import apply
from planner.whatif.changes import SHAPES, read_change
from planner.whatif.phrases import PHRASES, phrase

SAID: list[tuple[dict[str, Any], str]] = [
    (
        {"do": "add", "table": "rooms", "row": {"room_id": "e9", "seats": 7}},
        "A row is added to rooms: room_id e9 and seats 7",
    ),
    (
        {
            "do": "set",
            "table": "sites",
            "key": {"site_id": "east"},
            "values": {"open": "no", "programs": ["amh", "sud"]},
        },
        "In sites, East Clinic now has open no and programs amh;sud",
    ),
    (
        {"do": "set", "table": "therapists", "key": {"therapist_id": "dana"}, "values": {"skills": ["amh", "sud"]}},
        "Dana Ortiz has these skills: amh and sud",
    ),
    (
        {"do": "set", "table": "sites", "key": {"site_id": "east"}, "values": {"programs": ["amh", "sud"]}},
        "East Clinic offers these programs: Adult mental health and Substance use",
    ),
    (
        {
            "do": "set",
            "table": "participants",
            "key": {"participant_id": "p1"},
            "values": {"sites": ["east", "online"]},
        },
        "p1 may go to these sites: East Clinic and online",
    ),
    (
        {
            "do": "add",
            "table": "participant_hours",
            "row": {"participant_id": "p1", "day": "Mon", "start": "13:00", "end": "16:00"},
        },
        "p1 is also free on Mon from 13:00 to 16:00",
    ),
    ({"do": "remove", "table": "rooms", "key": {"room_id": "e1"}}, "In rooms, e1 goes, with all that refers to it"),
    ({"do": "therapist_leaves", "therapist": "dana"}, "Dana Ortiz leaves"),
    ({"do": "therapist_leaves", "therapist": "eve"}, "eve leaves"),
    ({"do": "therapist_away", "therapist": "dana", "days": "Thu Mon"}, "Dana Ortiz is away on Mon and Thu"),
    ({"do": "therapist_joins", "id": "fay", "like": "dana"}, "fay joins, like Dana Ortiz"),
    (
        {"do": "therapist_joins", "id": "fay", "like": "dana", "name": "Fay Roe", "sites": "east", "max_evenings": 3},
        "Fay Roe joins, like Dana Ortiz, but with sites east and max_evenings 3",
    ),
    (
        {"do": "duty", "therapist": "dana", "day": "Thu", "start": "9:00", "end": "12:00", "site": "north"},
        "Dana Ortiz is also on duty on Thu from 09:00 to 12:00 at North Clinic",
    ),
    (
        {"do": "duty", "therapist": "dana", "day": "Thu", "start": "09:00", "end": "12:00", "remove": True},
        "Dana Ortiz is no longer on duty on Thu from 09:00 to 12:00",
    ),
    (
        {"do": "move_therapist", "therapist": "dana", "sites": ["north", "online"]},
        "Dana Ortiz works at North Clinic and online",
    ),
    ({"do": "room_closes", "room": "e1"}, "Room e1 at East Clinic closes"),
    ({"do": "room_opens", "room": "n3"}, "Room n3 at North Clinic opens again"),
    (
        {"do": "room_opens", "id": "x", "site": "east", "kind": "flex", "seats": 9},
        "A new flex room x with 9 seats opens at East Clinic",
    ),
    ({"do": "site_closes", "site": "east"}, "East Clinic closes"),
    ({"do": "site_opens", "site": "east"}, "East Clinic opens"),
    ({"do": "block_closes", "block": "evening"}, "The evening block closes everywhere"),
    ({"do": "block_opens", "block": "late", "site": "east"}, "The late block opens at East Clinic"),
    (
        {"do": "block_opens", "block": "noon", "start": "12:00", "end": "15:00"},
        "The noon block opens everywhere, 12:00 to 15:00",
    ),
    ({"do": "group_size", "program": "amh", "min": 4}, "Groups of Adult mental health have at least 4 members"),
    (
        {"do": "group_size", "program": "amh", "min": 4, "max": 9},
        "Groups of Adult mental health have at least 4 and at most 9 members",
    ),
    ({"do": "demand", "factor": 1.2}, "20 % more people wait"),
    (
        {"do": "demand", "factor": 0.875, "program": "sud", "site": "east", "block": "evening"},
        "12.5 % fewer people wait for Substance use, nearest to East Clinic, accepting the evening block",
    ),
    ({"do": "demand", "factor": 1}, "As many people wait"),
    (
        {"do": "preference", "block": "evening", "share": 0.6, "program": "sud"},
        "60 % of the people who wait for Substance use accept and prefer the evening block",
    ),
    ({"do": "lock", "cohort": "c2"}, "Cohort c2 must go on as it is"),
    ({"do": "unlock", "cohort": "c1"}, "Cohort c1 need not go on as it is"),
    (
        {"do": "weight", "name": "wait_day", "value": 3},
        "That those who have waited longer come first counts 3 points instead of 1",
    ),
    (
        {"do": "weight", "name": "place_enrolled", "value": 0},
        "That those who are enrolled keep a place no longer counts",
    ),
    (
        {"do": "weight", "name": "free_travel_minutes", "value": 20},
        "The first 20 minutes of travel cost nothing, instead of the first 10",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), SAID, ids=[sentence for _, sentence in SAID])
def test_a_change_is_said_in_plain_words_with_names(change: dict[str, Any], sentence: str) -> None:
    assert phrase(read_change(change), small_base()) == sentence


def test_every_verb_has_its_words() -> None:
    assert set(PHRASES) == set(SHAPES.values())
    assert {change["do"] for change, _ in SAID} == set(SHAPES)


def test_somebody_who_joined_before_is_named_when_they_leave() -> None:
    joins = {"do": "therapist_joins", "id": "fay", "like": "dana", "name": "Fay Roe"}
    leaves = {"do": "therapist_leaves", "therapist": "fay"}
    assert apply(small_base(), [joins, leaves]).phrases[1] == "Fay Roe leaves"


def test_what_shares_its_name_is_said_with_its_id() -> None:
    base = small_base()
    alike = [{**row, "name": "Clinic"} if row["site_id"] in {"east", "north"} else row for row in base.rows["sites"]]
    closes = read_change({"do": "site_closes", "site": "east"})
    assert phrase(closes, Tables(base.settings, {**base.rows, "sites": tuple(alike)})) == "Clinic (east) closes"
