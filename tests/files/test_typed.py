from pathlib import Path

import pytest

from planner.domain.tables import Tables
from planner.errors import BadInput
from planner.files import read_folder, write_tables
from planner.files.example import EXAMPLE
from planner.files.scenario_folder import rewrite_tables
from planner.files.typed import Typed, columns_of, meant_by, read_typed, typed_of
from planner.files.workbook_out import write_workbook

DEMO = Path(__file__).parents[2] / "scenarios" / "demo"


def with_cell(typed: Typed, sheet: str, row: int, column: str, text: str) -> Typed:
    """The sheets with one cell typed over; rows are numbered as on the screen."""
    rows = list(typed[sheet])
    rows[row - 2] = {**rows[row - 2], column: text}
    return {**typed, sheet: tuple(rows)}


def test_what_was_saved_means_the_same_when_it_is_typed_again() -> None:
    tables = read_folder(DEMO).tables
    again, warnings = meant_by(typed_of(tables))
    assert again == tables
    assert warnings == ()


def test_every_wrong_cell_is_found_by_sheet_row_and_column() -> None:
    typed = with_cell(typed_of(EXAMPLE), "rooms", 3, "seats", "twelve")
    typed = with_cell(typed, "sites", 2, "timezone", "Mars/Base")
    with pytest.raises(BadInput) as refused:
        meant_by(typed)
    places = {(f.file, f.row, f.column, f.value) for f in refused.value.findings}
    assert places == {("rooms", 3, "seats", "twelve"), ("sites", 2, "timezone", "Mars/Base")}


def test_a_wrong_setting_is_found_in_its_row() -> None:
    typed = typed_of(EXAMPLE)
    row = next(n for n, cells in enumerate(typed["settings"], 2) if cells["setting"] == "grid_minutes")
    with pytest.raises(BadInput) as refused:
        meant_by(with_cell(typed, "settings", row, "value", "7"))
    assert [(f.file, f.row) for f in refused.value.findings] == [("settings", row)]


def test_blank_rows_count_and_mean_nothing() -> None:
    typed = typed_of(EXAMPLE)
    blank = dict.fromkeys(columns_of("rooms"), "")
    rooms = (typed["rooms"][0], blank, {**typed["rooms"][1], "seats": "-1"})
    with pytest.raises(BadInput) as refused:
        meant_by({**typed, "rooms": rooms})
    assert [(f.file, f.row) for f in refused.value.findings] == [("rooms", 4)]


def test_a_workbook_is_taken_in_with_its_wrong_cells_as_they_stand(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    write_workbook(EXAMPLE, tmp_path / "clinic.xlsx")
    book = openpyxl.load_workbook(tmp_path / "clinic.xlsx")
    book["rooms"]["D2"] = "a dozen"
    book["sites"].cell(1, 30, "Phone")
    book.save(tmp_path / "clinic.xlsx")
    typed, notes = read_typed(tmp_path / "clinic.xlsx")
    assert typed["rooms"][0]["seats"] == "a dozen"
    assert any(note.column == "Phone" and "left out" in note.wrong for note in notes)


def test_a_cell_without_a_value_is_taken_in_and_says_so_beside_all_else_that_is_wrong(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    write_workbook(EXAMPLE, tmp_path / "clinic.xlsx")
    book = openpyxl.load_workbook(tmp_path / "clinic.xlsx")
    book["rooms"]["D2"], book["rooms"]["D3"], book["sites"]["D2"] = "=6*2", "#REF!", "Mars"
    book["therapists"]["A2"], book["therapists"]["A2"].number_format = 7, "000"
    book.save(tmp_path / "clinic.xlsx")
    typed, notes = read_typed(tmp_path / "clinic.xlsx")
    assert {note.wrong.partition(" holds ")[0] for note in notes} >= {"cell D2", "cell D3", "cell A2"}
    with pytest.raises(BadInput) as refused:
        meant_by(typed)
    places = {(f.file, f.row, f.column) for f in refused.value.findings}
    wrong = {("rooms", 2, "seats"), ("rooms", 3, "seats"), ("sites", 2, "timezone"), ("therapists", 2, "therapist_id")}
    assert places >= wrong


def test_leading_zeros_and_loose_times_stay_as_they_were_written(tmp_path: Path) -> None:
    folder = tmp_path / "loose"
    write_tables(EXAMPLE, folder)
    (folder / "rooms.csv").write_text("Room ID;site id;Kind;seats\n007;north;group;12\n", encoding="cp1252")
    (folder / "blocks.csv").write_text("block_id,start,end\nevening,9:30,12:00\n", encoding="utf-8")
    typed, _ = read_typed(folder)
    assert typed["rooms"][0]["room_id"] == "007"
    assert typed["blocks"][0]["start"] == "9:30"


def test_a_what_if_is_not_taken_for_a_scenario(tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text('name = "if"\nbase = "../demo"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="what-if"):
        read_typed(tmp_path)


def test_tables_are_replaced_and_other_files_stay(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    write_tables(EXAMPLE, folder)
    (folder / "notes.txt").write_text("call the landlord")
    rewrite_tables(Tables({**EXAMPLE.settings, "name": "Renamed"}, EXAMPLE.rows), folder)
    assert read_folder(folder).tables.settings["name"] == "Renamed"
    assert (folder / "notes.txt").read_text() == "call the landlord"


def test_tables_with_an_error_replace_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    write_tables(EXAMPLE, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(BadInput):
        rewrite_tables(Tables({"name": ""}, EXAMPLE.rows), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_that_is_no_scenario_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Dana")
    with pytest.raises(BadInput):
        rewrite_tables(EXAMPLE, tmp_path)
    assert (tmp_path / "letter.txt").exists()
