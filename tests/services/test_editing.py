from dataclasses import replace
from pathlib import Path

import pytest

from planner.domain.tables import Tables
from planner.errors import BadInput, Finding, NotAllowed
from planner.files import read_folder
from planner.files.example import EXAMPLE
from planner.files.understanding import canonical
from planner.services import editing
from planner.services.editing import Draft, Drafts, Typed, check_typed, differences, typed_of
from planner.services.library import keep_as
from planner.services.permission import Person
from planner.services.scenarios import FOLDER

DANA = Person("dana")
VIC = Person("vic", may_write=False)


def typed_over(typed: Typed, sheet: str, **cells: str) -> Typed:
    """The sheets with cells of the first row typed over."""
    first, *rest = typed[sheet]
    return {**typed, sheet: ({**first, **cells}, *rest)}


def tables_of(typed: Typed) -> Tables:
    tables = check_typed(typed).tables
    assert tables is not None
    return tables


def test_a_good_scenario_has_tables_and_no_errors() -> None:
    checked = check_typed(typed_of(read_folder(FOLDER / "demo").tables))
    assert checked.errors == ()
    assert checked.tables is not None


def test_what_is_allowed_but_doubtful_is_a_warning() -> None:
    without_hours = {**typed_of(EXAMPLE), "therapist_hours": ()}
    checked = check_typed(without_hours)
    assert checked.tables is not None
    assert checked.warnings


def test_a_doubt_about_somebody_says_in_which_row_they_stand() -> None:
    tables = read_folder(FOLDER / "demo").tables
    places = [number for number, row in enumerate(tables.rows["participants"], 2) if row["participant_id"] == "P-0156"]
    doubts = check_typed(typed_of(tables)).warnings
    assert [doubt.row for doubt in doubts if doubt.value == "P-0156"] == places


def test_a_difference_names_the_cell_with_both_values() -> None:
    before = canonical(EXAMPLE)
    found = differences(before, tables_of(typed_over(typed_of(EXAMPLE), "rooms", seats="14")))
    assert [(d.sheet, d.what, d.row, d.column, d.before, d.after) for d in found] == [
        ("rooms", "changed", "n1", "seats", "12", "14")
    ]


def test_rows_added_and_removed_are_told_whole() -> None:
    typed = typed_of(EXAMPLE)
    hours = typed["therapist_hours"]
    added = {**typed["rooms"][0], "room_id": "n3"}
    found = differences(
        canonical(EXAMPLE),
        tables_of({**typed, "therapist_hours": hours[1:], "rooms": (*typed["rooms"], added)}),
    )
    assert {(d.sheet, d.what, d.row) for d in found} == {
        ("rooms", "added", "n3"),
        ("therapist_hours", "removed", "t01"),
    }


def test_typing_the_same_value_otherwise_is_no_difference() -> None:
    loose = typed_over(typed_of(EXAMPLE), "blocks", start="17:00 ", open="YES")
    strict = typed_over(typed_of(EXAMPLE), "blocks", open="yes")
    assert differences(tables_of(strict), tables_of(loose)) == []


def draft_of(path: Path, typed: Typed) -> Draft:
    return Drafts(path.parent, DANA).keep(path, typed, "")


def test_a_draft_is_saved_whole(tmp_path: Path) -> None:
    home = tmp_path / "scenarios"
    path = keep_as(EXAMPLE, "Mine", home, DANA)
    typed = typed_over(typed_of(read_folder(path).tables), "rooms", seats="14")
    editing.save(draft_of(path, typed), home, DANA)
    assert read_folder(path).tables.rows["rooms"][0]["seats"] == "14"


def test_nothing_is_saved_with_an_error_in_it(tmp_path: Path) -> None:
    home = tmp_path / "scenarios"
    path = keep_as(EXAMPLE, "Mine", home, DANA)
    before = read_folder(path).tables
    typed = typed_over(typed_of(before), "rooms", seats="lots")
    with pytest.raises(BadInput, match="not a whole number"):
        editing.save(draft_of(path, typed), home, DANA)
    assert read_folder(path).tables == before


def test_what_comes_with_the_planner_stays_as_it_is(tmp_path: Path) -> None:
    path = FOLDER / "demo"
    typed = typed_of(read_folder(path).tables)
    draft = replace(draft_of(tmp_path / "scenarios" / "x", typed), path=path)
    with pytest.raises(BadInput, match="stays as it is"):
        editing.save(draft, tmp_path / "scenarios", DANA)


def test_a_draft_comes_back_cell_by_cell_and_another_user_has_none(tmp_path: Path) -> None:
    home, path = tmp_path / "scenarios", tmp_path / "scenarios" / "mine"
    typed = typed_over(typed_of(EXAMPLE), "rooms", room_id=" =1+1 ", seats="007")
    note = Finding("rooms", 1, "Phone", "", "this column was left out", "")
    Drafts(home, DANA).keep(path, typed, "abc", [note])
    found = Drafts(home, DANA).find(path)
    assert found is not None
    assert found.typed == typed
    assert (found.began, found.notes) == ("abc", (note,))
    assert Drafts(home, Person("ria")).find(path) is None
    assert [draft.path for draft in Drafts(home, DANA).all()] == [path]


def test_a_dropped_draft_is_gone(tmp_path: Path) -> None:
    home, path = tmp_path / "scenarios", tmp_path / "scenarios" / "mine"
    drafts = Drafts(home, DANA)
    drafts.keep(path, typed_of(EXAMPLE), "")
    drafts.drop(path)
    assert drafts.find(path) is None
    assert drafts.all() == []


def test_a_damaged_draft_counts_as_none(tmp_path: Path) -> None:
    home, path = tmp_path / "scenarios", tmp_path / "scenarios" / "mine"
    drafts = Drafts(home, DANA)
    drafts.keep(path, typed_of(EXAMPLE), "")
    next((tmp_path / "drafts").iterdir()).write_text("{", encoding="utf-8")
    assert drafts.find(path) is None
    assert drafts.all() == []


def test_who_may_only_look_saves_copies_and_drafts_nothing(tmp_path: Path) -> None:
    home = tmp_path / "scenarios"
    path = keep_as(EXAMPLE, "Mine", home, DANA)
    draft = draft_of(path, typed_over(typed_of(EXAMPLE), "rooms", seats="14"))
    before = read_folder(path).tables
    with pytest.raises(NotAllowed):
        editing.save(draft, home, VIC)
    with pytest.raises(NotAllowed):
        keep_as(EXAMPLE, "Theirs", home, VIC)
    with pytest.raises(NotAllowed):
        Drafts(home, VIC).keep(path, draft.typed, "")
    with pytest.raises(NotAllowed):
        Drafts(home, VIC).drop(path)
    assert [one.name for one in home.iterdir()] == [path.name]
    assert read_folder(path).tables == before
    assert Drafts(home, VIC).all() == []
