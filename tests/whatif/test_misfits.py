"""Changes that do not fit are bad input: all at once, each named by its number and verb."""

from datetime import time
from typing import Any

import pytest
from small_base import small_base

from planner.errors import BadInput
from planner.whatif.apply import apply

Change = dict[str, Any]


def wrong(*changes: Change) -> list[str]:
    with pytest.raises(BadInput) as caught:
        apply(small_base(), changes)
    return [str(finding) for finding in caught.value.findings]


MISFITS: list[tuple[Change, str]] = [
    ({}, "change 1: do is missing; use one of add, set"),
    ({"do": 7}, "change 1: do '7' is no change"),
    ({"do": "fire"}, "change 1 (fire): do 'fire' is no change; use one of add, set"),
    ({"do": "therapist_leaves"}, "therapist is missing; write therapist = …"),
    ({"do": "therapist_leaves", "therapist": "dana", "when": "Mon"}, "'when' is no field of it; use therapist"),
    ({"do": "therapist_leaves", "therapist": 7}, "therapist '7' is not an id; write it in double quotes"),
    ({"do": "therapist_leaves", "therapist": ""}, "therapist is empty"),
    ({"do": "therapist_leaves", "therapist": "dan"}, "therapist 'dan' is not in therapists; use one of dana"),
    ({"do": "therapist_away", "therapist": "dana", "days": []}, "days '[]' does not name days"),
    ({"do": "therapist_away", "therapist": "dana", "days": ["Someday"]}, "does not name days; write some of Mon"),
    ({"do": "therapist_away", "therapist": "nobody", "days": "Mon"}, "therapist 'nobody' is not in therapists"),
    ({"do": "therapist_joins", "id": "ben", "like": "dana"}, "therapist 'ben' is in therapists already"),
    ({"do": "therapist_joins", "id": "fay", "like": "nobody"}, "therapist 'nobody' is not in therapists"),
    ({"do": "therapist_joins", "id": "fay", "like": "dana", "shoes": 3}, "'shoes' is no column of therapists"),
    ({"do": "therapist_joins", "id": "fay", "like": "dana", "therapist_id": "x"}, "write it as id"),
    ({"do": "therapist_joins", "id": "fay", "like": "dana", "max_evenings": "few"}, "'few' is not a whole number"),
    ({"do": "therapist_joins", "id": "fay", "like": "dana", "sites": ["mars"]}, "mars is not in sites"),
    ({"do": "duty", "therapist": "dana", "day": "Mon", "start": "12:00", "end": "09:00"}, "is not after the start"),
    ({"do": "duty", "therapist": "dana", "day": "Mo", "start": "12:00", "end": "13:00"}, "day 'Mo' is not a day"),
    ({"do": "duty", "therapist": "dana", "day": "Mon", "start": "noon", "end": "13:00"}, "'noon' is not a time"),
    (
        {"do": "duty", "therapist": "dana", "day": "Mon", "start": "12:00", "end": "13:00", "site": "online"},
        "dana does not work at 'online'; use one of north, east",
    ),
    (
        {"do": "duty", "therapist": "dana", "day": "Mon", "start": "12:00", "end": "13:00", "remove": "yes"},
        "remove 'yes' is neither true nor false",
    ),
    ({"do": "move_therapist", "therapist": "dana", "sites": []}, "sites is empty"),
    ({"do": "move_therapist", "therapist": "dana", "sites": ["north", "mars"]}, "site 'mars' is not in sites"),
    ({"do": "room_closes", "room": "r"}, "room 'r' is not in rooms"),
    ({"do": "room_opens"}, "give room, or id, site, kind and seats"),
    ({"do": "room_opens", "room": "n3", "seats": 4}, "give room, or id, site, kind and seats"),
    ({"do": "room_opens", "id": "r", "site": "east", "kind": "group"}, "give room, or id, site, kind and seats"),
    ({"do": "room_opens", "id": "n1", "site": "east", "kind": "group", "seats": 4}, "'n1' is in rooms already"),
    ({"do": "room_opens", "id": "r", "site": "mars", "kind": "group", "seats": 4}, "site 'mars' is not in sites"),
    ({"do": "room_opens", "id": "r", "site": "east", "kind": "hall", "seats": 4}, "write group or office or flex"),
    ({"do": "room_opens", "id": "r", "site": "east", "kind": "group", "seats": 0}, "0 is less than 1"),
    ({"do": "site_closes", "site": "mars"}, "site 'mars' is not in sites"),
    ({"do": "site_opens", "site": "mars"}, "site 'mars' is not in sites"),
    ({"do": "block_closes", "block": "dawn"}, "block 'dawn' is not in blocks"),
    ({"do": "block_closes", "block": "morning", "site": "mars"}, "site 'mars' is not in sites"),
    ({"do": "block_opens", "block": "dawn"}, "block 'dawn' is not in blocks"),
    ({"do": "block_opens", "block": "dawn", "start": "05:00"}, "give both for a new block"),
    ({"do": "block_opens", "block": "dawn", "start": "08:00", "end": "05:00"}, "is not after the start"),
    ({"do": "block_opens", "block": "dawn", "start": "05:10", "end": "08:00"}, "not on the grid"),
    ({"do": "block_opens", "block": "late", "start": "18:00", "end": "21:00"}, "'late' is there already, 18:00 to"),
    ({"do": "group_size", "program": "amh"}, "has neither min nor max"),
    ({"do": "group_size", "program": "amh", "min": 11}, "programs.csv, group_max"),
    ({"do": "group_size", "program": "amh", "max": 0}, "0 is less than 1"),
    ({"do": "group_size", "program": "art", "max": 5}, "program 'art' is not in programs"),
    ({"do": "demand", "factor": -1}, "factor '-1' is not a number from 0 to 1000"),
    ({"do": "demand", "factor": "2"}, "factor '2' is not a number"),
    ({"do": "demand", "factor": True}, "factor 'True' is not a number"),
    ({"do": "demand", "factor": float("nan")}, "factor 'nan' is not a number"),
    ({"do": "demand", "factor": 2, "program": "art"}, "program 'art' is not in programs"),
    ({"do": "demand", "factor": 2, "site": "mars"}, "site 'mars' is not in sites"),
    ({"do": "demand", "factor": 2, "block": "dawn"}, "block 'dawn' is not in blocks"),
    ({"do": "demand", "factor": 2, "seed": 1.5}, "seed '1.5' is not a whole number"),
    ({"do": "preference", "block": "evening", "share": 1.1}, "share '1.1' is not a number from 0 to 1"),
    ({"do": "preference", "block": "dawn", "share": 0.5}, "block 'dawn' is not in blocks"),
    ({"do": "demand", "factor": 2, "seed": 10**30}, "is not a whole number from 0 to 1000000"),
    ({"do": "group_size", "program": "amh", "min": True}, "min 'True' is not a whole number; write one such as 12"),
    (
        {"do": "set", "table": "blocks", "key": {"block_id": "morning"}, "values": {"end": time(12, 0, 45)}},
        "'12:00:45' is not a time of the day in minutes; write it without seconds",
    ),
    ({"do": "set", "table": "sites", "key": {"site_id": "east"}, "values": {"name": "E\x1b[31m"}}, "that is no text"),
    ({"do": "lock", "cohort": "c9"}, "cohort 'c9' is not in cohorts"),
    ({"do": "unlock", "cohort": "c9"}, "cohort 'c9' is not in cohorts"),
    ({"do": "weight", "name": "waitday", "value": 2}, "name 'waitday' is no weight; use one of wait_day"),
    ({"do": "weight", "name": "wait_day", "value": -2}, "value '-2' is not a whole number"),
    ({"do": "weight", "name": "wait_day", "value": 1.0}, "value '1.0' is not a whole number"),
    ({"do": "add", "table": "chairs", "row": {"a": 1}}, "table 'chairs' is no table; use one of sites, rooms"),
    ({"do": "add", "table": "rooms", "row": {}}, "row '{}' is not a table of columns"),
    ({"do": "add", "table": "rooms", "row": {"room_id": "r", "site_id": "east", "kind": "flex"}}, "seats is empty"),
    (
        {"do": "add", "table": "participants", "row": {"participant_id": "x", "program_id": "amh", "name": "A"}},
        "'name' is no",
    ),
    ({"do": "add", "table": "sites", "row": {"site_id": "north"}}, "north is in sites already"),
    (
        {"do": "add", "table": "rooms", "row": {"room_id": "r", "site_id": "mars", "kind": "flex", "seats": 3}},
        "rooms.csv, site_id: mars is not in sites",
    ),
    (
        {"do": "add", "table": "pairs", "row": {"kind": "apart", "participant_id": "p01", "other_id": "p02"}},
        "apart, p01, p02 is in pairs already",
    ),
    ({"do": "set", "table": "sites", "key": {"site_id": "east"}, "values": {"site_id": "west"}}, "cannot be set"),
    ({"do": "set", "table": "sites", "key": {"site_id": "mars"}, "values": {"open": "no"}}, "sites has no row 'mars'"),
    ({"do": "set", "table": "sites", "key": {"name": "East"}, "values": {"open": "no"}}, "give site_id"),
    ({"do": "set", "table": "sites", "key": {"site_id": "east"}, "values": {"open": 1}}, "'1' is not yes or no"),
    ({"do": "set", "table": "sites", "key": {"site_id": "east"}, "values": {"name": "=1+1"}}, "begins like a formula"),
    ({"do": "set", "table": "rooms", "key": {"room_id": "n1"}, "values": {"seats": ["4"]}}, "is a list"),
    (
        {"do": "set", "table": "therapist_hours", "key": {"therapist_id": "ben"}, "values": {"end": "19:00"}},
        "3 rows of therapist_hours match 'ben'; name more of its columns in key",
    ),
    ({"do": "remove", "table": "pairs", "key": {"participant_id": "p08"}}, "pairs has no row 'p08'"),
]


@pytest.mark.parametrize(("change", "text"), MISFITS, ids=[str(change)[:70] for change, _ in MISFITS])
def test_a_change_that_does_not_fit_says_what_is_wrong_and_what_would_be_right(change: Change, text: str) -> None:
    findings = wrong(change)
    assert text in findings[0]
    assert findings[0].startswith("scenario.toml, change 1")


def test_all_that_is_wrong_is_said_at_once_and_each_change_is_named_by_number_and_verb() -> None:
    findings = wrong(
        {"do": "therapist_leaves", "therapist": "nobody", "why": "?"},
        {"do": "room_closes", "room": "e2"},
        {"do": "lock", "cohort": "c9"},
        {"do": "add", "table": "rooms", "row": {"room_id": "a b", "colour": "red"}},
    )
    starts = [finding.split(":")[0] for finding in findings]
    assert starts == [
        "scenario.toml, change 1 (therapist_leaves)",
        "scenario.toml, change 3 (lock)",
        *["scenario.toml, change 4 (add)"] * 5,
    ]


@pytest.mark.parametrize(
    ("change", "texts"),
    [
        (
            {"do": "demand", "factor": 2, "program": "x", "site": "y", "block": "z"},
            ("program 'x'", "site 'y'", "block 'z'"),
        ),
        ({"do": "preference", "share": 1, "program": "x", "block": "z"}, ("program 'x'", "block 'z'")),
        ({"do": "block_closes", "site": "y", "block": "z"}, ("block 'z'", "site 'y'")),
        ({"do": "block_opens", "site": "y", "block": "z"}, ("block 'z'", "site 'y'")),
        ({"do": "move_therapist", "therapist": "x", "sites": "y;north"}, ("therapist 'x'", "site 'y'")),
        ({"do": "room_opens", "id": "n1", "site": "y", "kind": "flex", "seats": 3}, ("site 'y'", "room 'n1'")),
        (
            {"do": "therapist_joins", "id": "dana", "like": "x", "shoes": 3},
            ("therapist 'x'", "therapist 'dana'", "'shoes'"),
        ),
        (
            {"do": "set", "table": "rooms", "key": {"room_id": "x"}, "values": {"seats": 0, "room_id": "r"}},
            ("room_id is the key", "rooms has no row 'x'", "seats 0"),
        ),
    ],
)
def test_everything_wrong_with_one_change_is_said(change: Change, texts: tuple[str, ...]) -> None:
    said = [finding.split(": ")[1] for finding in wrong(change)]
    assert [one[: len(text)] for one, text in zip(said, texts, strict=True)] == list(texts)


def test_a_finding_about_the_result_names_the_change_that_brought_it() -> None:
    findings = wrong(
        {"do": "room_closes", "room": "e2"},
        {"do": "set", "table": "therapists", "key": {"therapist_id": "dana"}, "values": {"sites": "north"}},
        {"do": "unlock", "cohort": "c1"},
    )
    assert len(findings) == 1
    assert findings[0].startswith("scenario.toml, change 2 (set): therapist_hours.csv, site_id: ")
