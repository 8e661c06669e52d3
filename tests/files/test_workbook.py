"""One workbook holds a scenario, whatever program wrote it; what cannot be understood is named by sheet and cell."""

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from folder_text import write_folder
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.domain.tables import Tables
from planner.errors import BadInput
from planner.files import read_folder, scenario_of, write_tables
from planner.files.contract import TABLES
from planner.files.example import EXAMPLE
from planner.files.workbook import Cell, letters, read_workbook, text_of
from planner.files.workbook_out import workbook_bytes, write_workbook
from planner.generate import Options, generate


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    write_workbook(read_folder(write_folder(tmp_path / "in")).tables, tmp_path / "clinics.xlsx")
    return tmp_path / "clinics.xlsx"


def change(path: Path, edit: Callable[[Workbook], None]) -> Path:
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def put(path: Path, sheet: str, cell: str, value: object) -> Path:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = value

    return change(path, edit)


def findings(path: Path) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_workbook(path)
    return [str(finding) for finding in refused.value.findings]


def test_a_folder_through_a_workbook_is_the_same_folder(workbook: Path, tmp_path: Path) -> None:
    assert read_workbook(workbook) == read_folder(tmp_path / "in")
    write_tables(read_folder(tmp_path / "in").tables, tmp_path / "straight")
    write_tables(read_workbook(workbook).tables, tmp_path / "through")
    straight, through = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("straight", "through")
    )
    assert straight == through


def test_a_synthetic_scenario_survives_a_workbook(tmp_path: Path) -> None:
    tables = generate(Options(3, 90, 7))
    write_workbook(tables, tmp_path / "drawn.xlsx")
    assert scenario_of(read_workbook(tmp_path / "drawn.xlsx").tables)[0] == scenario_of(tables)[0]


@settings(max_examples=50)
@given(text=st.text())
@example(text=" _x0041_ ")
@example(text="a\r\nb")
def test_any_text_survives_a_workbook_or_is_refused(text: str) -> None:
    sites = ({**EXAMPLE.rows["sites"][0], "name": text},)
    tables = Tables({"name": "any", "description": text, "travel_detour": 2}, {**EXAMPLE.rows, "sites": sites})
    with tempfile.TemporaryDirectory() as home:
        try:
            write_workbook(tables, Path(home, "any.xlsx"))
        except BadInput:
            return
        write_tables(tables, Path(home, "any"))
        assert read_workbook(Path(home, "any.xlsx")) == read_folder(Path(home, "any"))


def test_saved_by_another_program_it_is_the_same(workbook: Path, tmp_path: Path) -> None:
    assert read_workbook(change(workbook, lambda _: None)) == read_folder(tmp_path / "in")


def saved_by_libreoffice(workbook: Path, folder: Path) -> Path:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--convert-to", "xlsx", "--outdir", str(folder / "saved"), str(workbook)]
    subprocess.run([program, home, *options], check=True, capture_output=True, timeout=120)
    return folder / "saved" / workbook.name


@pytest.mark.libreoffice
def test_libreoffice_opens_it_and_saves_the_same(workbook: Path, tmp_path: Path) -> None:
    assert read_workbook(saved_by_libreoffice(workbook, tmp_path)) == read_folder(tmp_path / "in")


@pytest.mark.libreoffice
def test_real_times_dates_and_formulas_are_read_as_libreoffice_shows_them(workbook: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book["blocks"]["C2"] = "=TIME(8,30,0)*2"
        book["blocks"]["C2"].number_format = "h:mm AM/PM"
        book["blocks"]["D2"] = time(20, 0)
        book["rooms"]["D2"] = "=6*2"
        book["sites"]["B2"] = '="North"&" Clinic"'
        book["profiles"]["A2"], book["profiles"]["I2"] = "iop", date(2027, 1, 31)

    read = read_workbook(saved_by_libreoffice(change(workbook, edit), tmp_path)).tables.rows
    assert (read["blocks"][0]["start"], read["blocks"][0]["end"]) == ("17:00", "20:00")
    assert read["rooms"][0]["seats"] == "12"
    assert read["sites"][0]["name"] == "North Clinic"
    assert read["profiles"][0]["effective"] == "2027-01-31"


def test_the_same_tables_give_the_same_bytes() -> None:
    assert workbook_bytes(EXAMPLE) == workbook_bytes(EXAMPLE)


def test_the_template_is_a_scenario_that_can_be_read(tmp_path: Path) -> None:
    write_workbook(EXAMPLE, tmp_path / "template.xlsx")
    assert scenario_of(read_workbook(tmp_path / "template.xlsx").tables)[0] == scenario_of(EXAMPLE)[0]


def test_a_workbook_helps_to_fill_it_in(workbook: Path) -> None:
    book = load_workbook(workbook)
    assert book.sheetnames == ["Read me", "settings", *TABLES]
    rooms: Worksheet = book["rooms"]
    assert "seats" in str(rooms["D1"].comment.text)
    assert rooms.freeze_panes == "B2"
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in rooms.data_validations.dataValidation}
    assert lists == {"B2": "sites!$A$2:$A$100000", "C2": '"group,office,flex"', "E2": '"yes,no"'}
    assert book["therapists"]["A2"].value == "007"
    assert (
        book["therapists"]["A9"].number_format == "@" or book["therapists"].column_dimensions["A"].number_format == "@"
    )
    assert book["rooms"]["D2"].value == 12


def test_an_existing_file_is_not_overwritten(workbook: Path) -> None:
    before = workbook.read_bytes()
    with pytest.raises(BadInput, match="is there already; name a new file"):
        write_workbook(EXAMPLE, workbook)
    assert workbook.read_bytes() == before


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("007", "007"),
        (7.0, "7"),
        (0.1, "0.1"),
        (True, "yes"),
        (False, "no"),
        (time(9, 30), "09:30"),
        (time(23, 59, 59, 999000), "24:00"),
        (timedelta(days=1), "24:00"),
        (date(1900, 1, 1), "24:00"),
        (date(2024, 1, 2), "2024-01-02"),
        (datetime.fromisoformat("2024-01-02 09:30"), "2024-01-02 09:30:00"),
    ],
)
def test_cells_say_what_a_file_would_say(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [letters(column) for column in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@pytest.mark.parametrize("value", [time(17, 0), "17:00", " 17:00 ", "17:00:00"])
def test_times_may_be_times_or_text(value: object, workbook: Path, tmp_path: Path) -> None:
    assert read_workbook(put(workbook, "blocks", "C2", value)).tables == read_folder(tmp_path / "in").tables


def test_numbers_may_be_text_with_a_decimal_comma_and_tables_need_not_begin_in_a1(
    workbook: Path, tmp_path: Path
) -> None:
    def edit(book: Workbook) -> None:
        book["rooms"]["A1"] = "Room ID"
        book["therapist_hours"].title = "Therapist Hours"
        sheet = book["therapists"]
        assert sheet["A3"].value == "dana"
        sheet["E3"] = "25,5"
        sheet.insert_rows(1)
        sheet.insert_rows(3, 2)
        sheet.move_range(f"A1:H{sheet.max_row}", cols=2)

    assert read_workbook(change(workbook, edit)).tables == read_folder(tmp_path / "in").tables


WRONG: list[tuple[str, str, object, str]] = [
    ("rooms", "D3", "twelve", "row 3, seats (cell D3): 'twelve' is not a whole number;"),
    ("rooms", "B2", "south", "row 2, site_id (cell B2): south is not in sites;"),
    ("blocks", "C2", 0.7, "row 2, start (cell C2): '0.7' is not a time of the day;"),
    ("settings", "B4", 25, "row 4, grid_minutes (cell B4): '25' is not a grid;"),
    ("settings", "B9", "x", "row 9, weights.place_enrolled (cell B9): 'x' is not a whole number;"),
    ("participants", "F1", "Date of birth", "row 1, Date of birth (cell F1): would say who a participant is;"),
]


@pytest.mark.parametrize(("sheet", "cell", "value", "said"), WRONG, ids=[f"{row[0]}!{row[1]}" for row in WRONG])
def test_what_is_wrong_is_named_by_sheet_and_cell(
    sheet: str, cell: str, value: object, said: str, workbook: Path
) -> None:
    assert any(finding.startswith(f"sheet {sheet}, {said}") for finding in findings(put(workbook, sheet, cell, value)))


@pytest.mark.parametrize(("value", "what"), [("=6*2", "a formula without its value"), ("#DIV/0!", "an error")])
def test_cells_that_hold_no_value_are_not_taken_for_empty_ones(value: str, what: str, workbook: Path) -> None:
    right = "type the value, or let a spreadsheet program compute and save it"
    assert f"sheet rooms: cell D2 holds {what}; {right}" in findings(put(workbook, "rooms", "D2", value))


def test_a_text_that_begins_like_a_formula_is_refused(workbook: Path) -> None:
    def edit(book: Workbook) -> None:
        book["sites"]["B2"] = "=1+1"
        book["sites"]["B2"].data_type = "s"

    assert "sheet sites, row 2, name (cell B2): '=1+1' begins like a formula" in findings(change(workbook, edit))[0]


def test_merged_cells_and_sheets_that_are_missing_are_named(workbook: Path) -> None:
    def edit(book: Workbook) -> None:
        book["rooms"].merge_cells("B2:B3")
        del book["blocks"]

    said = findings(change(workbook, edit))
    assert "sheet rooms, row 2: B2:B3 are merged; unmerge them and fill in each cell" in said
    assert any(finding.startswith("sheet blocks: is missing; add it. ") for finding in said)


def test_a_title_above_a_table_is_passed_over(workbook: Path) -> None:
    def edit(book: Workbook) -> None:
        rooms = book["rooms"]
        rooms.insert_rows(1, 2)
        rooms["A1"] = "Our rooms, spring"
        rooms.merge_cells("A1:D1")
        rooms["D4"] = "a dozen"

    assert findings(change(workbook, edit)) == [
        "sheet rooms, row 4, seats (cell D4): 'a dozen' is not a whole number; write a number such as 12"
    ]


def test_hidden_and_unknown_sheets_are_warned_of(workbook: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book["rooms"].sheet_state = "hidden"
        book.create_sheet("Notes to self")

    folder = read_workbook(change(workbook, edit))
    assert folder.tables == read_folder(tmp_path / "in").tables
    assert [str(warning) for warning in folder.warnings] == [
        "sheet rooms: is hidden and was read all the same; show it, or remove it",
        "sheet Notes to self: is not read; only sheets named like a table are",
    ]


def test_a_number_that_is_shown_with_leading_zeros_is_not_taken_for_another_id(workbook: Path) -> None:
    def edit(book: Workbook) -> None:
        book["therapists"]["A2"] = 7
        book["therapists"]["A2"].number_format = "000"

    right = "format the cell as text and type the zeros"
    said = f"sheet therapists: cell A2 holds a number that is shown with leading zeros; {right}"
    assert said in findings(change(workbook, edit))


def test_formulas_without_values_are_seen_under_any_prefix(workbook: Path) -> None:
    put(workbook, "rooms", "D2", "=6*2")
    with zipfile.ZipFile(workbook) as book:
        kept = {name: book.read(name) for name in book.namelist()}
    for name, content in kept.items():
        if name.startswith("xl/worksheets/sheet"):
            prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content)
            kept[name] = prefixed.replace(b"xmlns=", b"xmlns:x=")
    with zipfile.ZipFile(workbook, "w") as book:
        for name, content in kept.items():
            book.writestr(name, content)
    assert any("cell D2 holds a formula without its value" in finding for finding in findings(workbook))


def test_numbers_survive_to_their_last_digit(tmp_path: Path) -> None:
    site = {**EXAMPLE.rows["sites"][0], "latitude": "0.30000000000000004", "longitude": "-77.12345678901234"}
    tables = Tables({"name": "exact", "travel_detour": 1.2000000000000002}, {**EXAMPLE.rows, "sites": (site,)})
    write_workbook(tables, tmp_path / "exact.xlsx")
    write_tables(tables, tmp_path / "exact")
    assert read_workbook(tmp_path / "exact.xlsx") == read_folder(tmp_path / "exact")


def test_a_text_too_long_for_a_cell_is_refused_rather_than_cut(tmp_path: Path) -> None:
    tables = Tables({**EXAMPLE.settings, "description": "a" * 40_000}, EXAMPLE.rows)
    with pytest.raises(BadInput, match="cell B3: has 40,000 characters; a workbook's cell holds 32,767"):
        write_workbook(tables, tmp_path / "long.xlsx")
    assert not (tmp_path / "long.xlsx").exists()


def test_settings_may_have_a_decimal_comma(workbook: Path) -> None:
    def edit(book: Workbook) -> None:
        for setting, value in book["settings"].iter_rows(max_col=2):
            if setting.value == "travel_speed_kmh":
                value.value = "40,5"
            if setting.value == "description":
                value.value = "1,2"

    written = read_workbook(change(workbook, edit)).tables.settings
    assert (written["travel_speed_kmh"], written["description"]) == (40.5, "1,2")


def test_wrong_tables_make_no_workbook(tmp_path: Path) -> None:
    broken = Tables(EXAMPLE.settings, {**EXAMPLE.rows, "rooms": ({"room_id": "=n1"},)})
    with pytest.raises(BadInput):
        write_workbook(broken, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()
