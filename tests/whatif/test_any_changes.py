"""Whatever changes are made in whatever order: the result holds together, or all that is wrong is said."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_base import small_base

from planner.domain.tables import Tables
from planner.errors import BadInput
from planner.files.contract import TABLES
from planner.whatif.apply import Applied, apply

IDS = {
    "therapist": ["dana", "ben", "eve", "fay"],
    "room": ["n1", "n3", "e1", "x1"],
    "site": ["north", "east", "online", "mars"],
    "block": ["morning", "evening", "late", "noon"],
    "program": ["amh", "sud"],
    "cohort": ["c1", "c2", "c3"],
    "participant": ["e01", "p01", "p07"],
    "profile": ["iop"],
}
DAYS = st.lists(st.sampled_from(["Mon", "Tue", "Wed", "Thu", "Fri"]), min_size=1)
CLOCK = st.sampled_from(["08:00", "09:00", "12:00", "17:00", "20:30", "24:00"])


def change(do: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"do": st.just(do), **fields})


def one(kind: str) -> st.SearchStrategy[str]:
    return st.sampled_from(IDS[kind])


def removal(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    key = one(kind).map(lambda value: {f"{kind}_id": value})
    return change("remove", table=st.just(f"{kind}s"), key=key)


CHANGES = st.one_of(
    *(removal(kind) for kind in IDS),
    change("therapist_leaves", therapist=one("therapist")),
    change("therapist_away", therapist=one("therapist"), days=DAYS),
    change("therapist_joins", id=st.just("fay"), like=one("therapist"), sites=st.lists(one("site"), min_size=1)),
    change("duty", therapist=one("therapist"), day=st.just("Mon"), start=CLOCK, end=CLOCK, remove=st.booleans()),
    change("duty", therapist=one("therapist"), day=st.just("Wed"), start=CLOCK, end=CLOCK, site=one("site")),
    change("move_therapist", therapist=one("therapist"), sites=st.lists(one("site"))),
    change("room_closes", room=one("room")),
    change("room_opens", room=one("room")),
    change("room_opens", id=st.just("x1"), site=one("site"), kind=st.just("flex"), seats=st.integers(0, 9)),
    change("site_closes", site=one("site")),
    change("block_closes", block=one("block"), site=one("site")),
    change("block_opens", block=one("block"), start=CLOCK, end=CLOCK),
    change("group_size", program=one("program"), min=st.integers(1, 12)),
    change("demand", factor=st.floats(0, 3), site=one("site"), seed=st.integers(0, 9)),
    change("preference", block=one("block"), share=st.floats(0, 1)),
    change("lock", cohort=one("cohort")),
    change("unlock", cohort=one("cohort")),
)


def dangling(tables: Tables) -> list[str]:
    ids = {name: {row[table.key[0]] for row in tables.rows[name]} for name, table in TABLES.items() if table.key}
    loose = [
        f"{name} {column.name} {entry}"
        for name, table in TABLES.items()
        for column in table.columns
        if column.refers
        for row in tables.rows[name]
        for entry in row[column.name].split(";")
        if entry and entry not in ids[column.refers]
    ]
    other = {"apart": "participants", "together": "participants", "not_with": "therapists"}
    pairs = [row["other_id"] for row in tables.rows["pairs"] if row["other_id"] not in ids[other[row["kind"]]]]
    return loose + pairs


def outcome(tables: Tables, changes: list[dict[str, Any]]) -> Applied | BadInput:
    try:
        return apply(tables, changes)
    except BadInput as error:
        return error


@settings(max_examples=300)
@given(st.lists(CHANGES, max_size=6))
def test_changes_leave_no_loose_end_or_are_refused_by_number_and_verb(changes: list[dict[str, Any]]) -> None:
    base, written = small_base(), deepcopy(changes)
    result = outcome(base, changes)
    if isinstance(result, BadInput):
        labels = [f"change {number} ({one['do']})" for number, one in enumerate(changes, 1)]
        assert {finding.column for finding in result.findings} <= set(labels)
    else:
        assert dangling(result.tables) == []
        assert len(result.phrases) == len(changes)
    assert base == small_base()
    assert changes == written


@settings(max_examples=100)
@given(st.lists(CHANGES, max_size=4), st.lists(CHANGES, max_size=4))
def test_changes_in_two_steps_do_what_they_do_in_one(some: list[dict[str, Any]], more: list[dict[str, Any]]) -> None:
    halfway = outcome(small_base(), some)
    if isinstance(halfway, Applied) and isinstance(steps := outcome(halfway.tables, more), Applied):
        whole = outcome(small_base(), [*some, *more])
        assert isinstance(whole, Applied)
        assert whole.tables == steps.tables
