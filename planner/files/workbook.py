"""A scenario in one workbook: a sheet for each table, headings as in the files, and a sheet of settings."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from string import ascii_uppercase
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetMetadata, SheetVisibleEnum

from planner.domain.tables import Tables
from planner.domain.week import clock
from planner.errors import BadInput, Finding
from planner.files.contract import TABLES
from planner.files.hostile import harmless
from planner.files.meaning import meaning
from planner.files.records import Found
from planner.files.scenario_folder import Folder
from planner.files.schema import heading
from planner.files.settings import FILE, TEXTS, settings_of, typed
from planner.files.text import NumberedRow, Sheet, sheet_of
from planner.files.understanding import understood, written_rows
from planner.files.valueless import Valueless, valueless

SETTINGS = "settings"
READ_ME = "read_me"
MOST_TITLES, FEWEST_HEADINGS = 20, 2
"""Headings are sought in so many rows, and known by so many columns."""

MIDNIGHTS = {date(1899, 12, 31), date(1900, 1, 1)}
"""Midnight at the end of the day, where it is formatted as a time: one whole day, which programs count from either."""

DECIMAL_COMMA = re.compile(r"^\s*(-?[0-9]+),([0-9]+)\s*$")

Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta
Places: TypeAlias = Mapping[tuple[str, str], tuple[int | None, str]]


def read_workbook(path: Path) -> Folder:
    """Reads a scenario from an .xlsx workbook as `read_folder` does from a folder.

    Raises BadInput with everything that is wrong, by sheet and cell, and where the workbook is not safe to open.
    """
    found = Found()
    sheets, lost = sheets_of(path, found)
    found.errors.extend(_finding(name, f"cell {one.cell} holds {one.what}", one.right) for name, one in lost)
    places = _places(sheets)
    written = settings_written(sheets.pop(SETTINGS, None))
    try:
        settings = settings_of(written, found)
        read = understood(sheets, settings, found)
    except BadInput as error:
        raise BadInput([_in_workbook(finding, places) for finding in error.findings]) from None
    warnings = tuple(_in_workbook(warning, places) for warning in found.warnings)
    return Folder(Tables(settings.written, written_rows(read)), meaning(read, settings), None, (), warnings)


def sheets_of(path: Path, found: Found) -> tuple[dict[str, Sheet], list[tuple[str, Valueless]]]:
    """The sheets that hold a table or the settings, as the file of the same name would give them. Raises BadInput.

    With them, by sheet, the cells that are empty here and not what people see.
    """
    data = harmless(path)
    sheets: dict[str, Sheet] = {}
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for sheet in workbook.sheets_metadata:
                _add(sheets, workbook, sheet, found)
    except CalamineError as error:
        wrong = f"cannot be read ({str(error)[:100]})"
        raise BadInput([Finding(path.name, None, "", "", wrong, "save it again as .xlsx")]) from None
    return sheets, [(name, one) for one in valueless(data) if (name := heading(one.sheet)) in sheets]


def _add(sheets: dict[str, Sheet], workbook: CalamineWorkbook, metadata: SheetMetadata, found: Found) -> None:
    name = heading(metadata.name)
    if name in sheets:
        found.errors.append(_finding(name, "is there twice", "keep one of the two sheets"))
    elif name in TABLES or name == SETTINGS:
        sheets[name] = _sheet(workbook, metadata, found)
    elif name != READ_ME:
        label = f"sheet {metadata.name}"
        found.warnings.append(Finding(label, None, "", "", "is not read", "only sheets named like a table are"))


def _finding(name: str, wrong: str, right: str) -> Finding:
    return Finding(f"{name}.csv", None, "", "", wrong, right)


def _sheet(workbook: CalamineWorkbook, metadata: SheetMetadata, found: Found) -> Sheet:
    name = heading(metadata.name)
    sheet = workbook.get_sheet_by_name(metadata.name)
    if metadata.visible is not SheetVisibleEnum.Visible:
        found.warnings.append(_finding(name, "is hidden and was read all the same", "show it, or remove it"))
    rows = _below_titles(name, _rows(sheet))
    found.errors.extend(_merged(name, sheet, (rows[0][0] or 1) if rows else 1))
    try:
        return sheet_of(f"{name}.csv", rows, decimal_comma=True)
    except BadInput as error:
        found.errors.extend(error.findings)
        return Sheet(f"{name}.csv", (), ())


def _below_titles(name: str, rows: Iterable[NumberedRow]) -> list[NumberedRow]:
    """The rows from the headings on, for people put titles above tables; all where nothing looks like headings."""
    known = {column.name for column in TABLES[name].columns} if name in TABLES else {"setting", "value"}
    every = list(rows)
    looks = (len(known & {heading(cell) for cell in cells}) >= FEWEST_HEADINGS for _, cells in every[:MOST_TITLES])
    return every[next((place for place, found in enumerate(looks) if found), 0) :]


def _merged(name: str, sheet: CalamineSheet, first: int) -> Iterator[Finding]:
    """Merged cells from the first row on: nobody can tell which rows the value is meant for."""
    for (row, column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        if last_row + 1 < first:
            continue
        cells = f"{letters(column)}{row + 1}:{letters(last_column)}{last_row + 1}"
        yield Finding(f"{name}.csv", row + 1, "", "", f"{cells} are merged", "unmerge them and fill in each cell")


def _rows(sheet: CalamineSheet) -> Iterator[NumberedRow]:
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        yield number, tuple(map(text_of, row))


def text_of(cell: Cell) -> str:
    """A cell as its table's file would write it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, timedelta):
        return _clock(cell.total_seconds())
    if isinstance(cell, time):
        return _clock(cell.hour * 3600 + cell.minute * 60 + cell.second)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return "24:00" if cell in MIDNIGHTS else str(cell)


def _clock(seconds: float) -> str:
    """Spreadsheets hold times as broken days, so a second is lost or won here and there."""
    return clock(round(seconds / 60))


def letters(column: int) -> str:
    """A column's name, from 0 = A."""
    before, last = divmod(column, len(ascii_uppercase))
    return (letters(before - 1) if before else "") + ascii_uppercase[last]


def settings_written(sheet: Sheet | None) -> dict[str, object]:
    """The sheet's two columns, a setting and its value, as scenario.toml would say them; empty values are left out."""
    written: dict[str, object] = {}
    weights: dict[str, object] = {}
    for _, cells in sheet.rows if sheet else ():
        key, text = (*cells, "", "")[:2]
        if (key := key.strip()) and (text := _pointed(key, text)).strip():
            group, _, weight = key.partition(".")
            (weights if group == "weights" else written)[weight or key] = typed(key, text)
    return {**written, **({"weights": weights} if weights else {})}


def _pointed(key: str, text: str) -> str:
    """A setting's number with a point where it was typed with a decimal comma."""
    return text if key in TEXTS else DECIMAL_COMMA.sub(r"\1.\2", text)


def _places(sheets: Mapping[str, Sheet]) -> Places:
    """For each table's column the letter, for each setting the row."""
    places: dict[tuple[str, str], tuple[int | None, str]] = {}
    for name, sheet in sheets.items():
        if name == SETTINGS:
            places.update({(FILE, cells[0].strip()): (number, "B") for number, cells in sheet.rows})
        else:
            for place, text in enumerate(sheet.headings):
                places.setdefault((sheet.label, heading(text)), (None, letters(place)))
    return places


def _in_workbook(finding: Finding, places: Places) -> Finding:
    """The same finding by sheet and cell."""
    name = SETTINGS if finding.file == FILE else finding.file.removesuffix(".csv")
    number, letter = places.get(
        (finding.file, heading(finding.column) if name != SETTINGS else finding.column), (None, "")
    )
    row = finding.row or number
    cell = f" (cell {letter}{row})" if letter and row and finding.column else ""
    file = f"sheet {name}" if finding.file == FILE or finding.file.endswith(".csv") else finding.file
    return replace(finding, file=file, row=row, column=f"{finding.column}{cell}")
