"""Tidy tables as CSV and Parquet: what they hold, their ids, their types, and cells that begin no formula."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from planner.domain.week import Span
from planner.exports import EXPORTS, Files
from planner.exports.tidy import TIDY, dictionary
from planner.exports.tidy_csv import csv_table
from planner.views.columns import Column, Unit
from planner.views.tables import Planned

NAMES = ("sessions", "capacity", "use")
KEYS = {"sessions": "session_id", "capacity": "capacity_id", "use": "use_id"}


def rows(files: Files, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig"), newline="")))


def table(files: Files, name: str) -> pa.Table:
    return pq.read_table(io.BytesIO(files[f"{name}.parquet"]))


def test_there_is_one_row_for_each_session_and_each_hold(two_clinics: Planned) -> None:
    files = EXPORTS["csv"](two_clinics)
    sessions = rows(files, "sessions")
    assert [row["session_id"] for row in sessions] == sorted(two_clinics.plan.sessions)
    holds = sum(len(x.therapists) + (x.room is not None) for x in two_clinics.plan.sessions.values())
    assert len(rows(files, "use")) == holds
    first = next(row for row in sessions if row["session_id"] == "p01.i1")
    assert (first["day"], first["day_number"], first["start"], first["start_minute"], first["minutes"]) == (
        *("Tue", "2", "13:00"),
        *("780", "50"),
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_an_id_of_its_own(name: str, two_clinics: Planned) -> None:
    keys = [row[KEYS[name]] for row in rows(EXPORTS["csv"](two_clinics), name)]
    assert all(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", NAMES)
def test_ids_survive_a_change_of_time_and_room(name: str, two_clinics: Planned) -> None:
    moved = {
        key: replace(x, room="n-9", span=Span(x.span.start + 30, x.span.end + 30)) if x.room else x
        for key, x in two_clinics.plan.sessions.items()
    }
    after = replace(two_clinics, plan=replace(two_clinics.plan, sessions=moved))
    before_keys, after_keys = (
        [row[KEYS[name]] for row in rows(EXPORTS["csv"](planned), name)] for planned in (two_clinics, after)
    )
    assert before_keys == after_keys


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_data_dictionary_explains_every_column(form: str, two_clinics: Planned) -> None:
    files = EXPORTS[form](two_clinics)
    explained = rows(files, "data_dictionary")
    assert all(row["description"] and row["title"] and row["unit"] for row in explained)
    for name in NAMES:
        columns = table(files, name).column_names if form == "parquet" else list(rows(files, name)[0])
        assert [row["column"] for row in explained if row["table"] == name] == ["", *columns]


def test_parquet_says_the_same_as_csv_with_types(two_clinics: Planned) -> None:
    typed, plain = EXPORTS["parquet"](two_clinics), EXPORTS["csv"](two_clinics)
    sessions = table(typed, "sessions")
    kinds = {field.name: field.type for field in sessions.schema}
    assert kinds["members"] == kinds["start_minute"] == pa.int64()
    assert kinds["therapists"] == pa.list_(pa.string())
    assert kinds["session_id"] == pa.string()
    assert table(typed, "capacity").schema.field("use_share").type == pa.float64()
    assert sessions.column("session_id").to_pylist() == [row["session_id"] for row in rows(plain, "sessions")]
    assert [";".join(x) for x in sessions.column("therapists").to_pylist()] == [
        row["therapists"] for row in rows(plain, "sessions")
    ]
    assert sessions.schema.field("start").metadata[b"description"] == b"When it starts, in the site's local time."


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_plan_without_sessions_still_has_headings_and_types(form: str, two_clinics: Planned) -> None:
    empty = replace(two_clinics.plan, cohorts={}, placements={}, sessions={})
    files = EXPORTS[form](replace(two_clinics, plan=empty))
    if form == "parquet":
        assert table(files, "sessions").num_rows == 0
        assert table(files, "sessions").schema.field("members").type == pa.int64()
    else:
        assert files["sessions.csv"].decode("utf-8-sig").startswith("session_id,kind,")


@pytest.mark.parametrize("text", ["=1+1", " =1", "+1", "-1", "@a", "\t=1", "\r1", "\u00a0=1", "\uff1d1"])
def test_text_that_begins_a_formula_goes_behind_an_apostrophe(text: str) -> None:
    assert rows({"x.csv": csv_table([Column("name", "Name", Unit.TEXT, "")], [[text]])}, "x")[0]["name"] == f"'{text}"


def test_negative_numbers_stay_numbers() -> None:
    columns = [Column("points", "Points", Unit.POINTS, ""), Column("fill", "Fill", Unit.SHARE, "")]
    assert csv_table(columns, [[-200, -0.5]]).decode("utf-8-sig") == "points,fill\r\n-200,-0.5\r\n"


def test_the_tables_are_the_three_that_are_promised() -> None:
    assert tuple(x.name for x in TIDY) == NAMES


def test_the_page_on_exports_has_the_whole_data_dictionary() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    lines = [
        f"| {table} | {column and f'`{column}`'} | {unit} | {about} |" for table, column, _, unit, about in dictionary()
    ]
    assert [line for line in lines if line not in page] == []
