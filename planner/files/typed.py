"""A scenario while somebody types it: every cell as it was typed or pasted, right or wrong, sheet by sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from planner.domain.tables import Row, Tables
from planner.errors import BadInput, Finding
from planner.files.contract import TABLES
from planner.files.records import Found
from planner.files.scenario_folder import sheets_of
from planner.files.schema import heading
from planner.files.settings import ABOUT, FILE, flat, read_toml, settings_of
from planner.files.text import Sheet
from planner.files.understanding import understood, written_rows
from planner.files.valueless import Valueless
from planner.files.workbook import SETTINGS, settings_written
from planner.files.workbook import sheets_of as sheets_of_workbook

FIRST_ROW = 2
"""Rows are numbered as a spreadsheet numbers them: the headings are row 1."""

SETTING, VALUE = "setting", "value"
SPREAD = 2
"""Rows keep their numbers where no more than every other one is blank; else the blank ones are left out."""

Typed: TypeAlias = Mapping[str, tuple[Row, ...]]
"""Rows by sheet, each with all columns of its sheet; the sheet of settings has a setting and its value in each row."""


def columns_of(sheet: str) -> tuple[str, ...]:
    """The columns of a sheet, in the contract's order."""
    return (SETTING, VALUE) if sheet == SETTINGS else tuple(column.name for column in TABLES[sheet].columns)


SHEETS = (SETTINGS, *TABLES)


def typed_of(tables: Tables) -> Typed:
    """Tables as one would type them: every sheet is there, also the empty ones."""
    values = flat(tables.settings)
    settings = tuple({SETTING: key, VALUE: str(values.get(key, ""))} for key in dict.fromkeys((*ABOUT, *values)))
    return {SETTINGS: settings} | {name: _whole(tables.rows.get(name, ()), columns_of(name)) for name in TABLES}


def _whole(rows: Iterable[Row], columns: Sequence[str]) -> tuple[Row, ...]:
    return tuple({column: row.get(column, "") for column in columns} for row in rows)


def meant_by(typed: Typed) -> tuple[Tables, tuple[Finding, ...]]:
    """The tables in canonical form, and warnings. Raises BadInput with all findings, by sheet and row."""
    found = Found()
    sheets = {name: _sheet(name, rows) for name, rows in typed.items()}
    try:
        settings = settings_of(settings_written(sheets.pop(SETTINGS, None)), found)
        tables = Tables(settings.written, written_rows(understood(sheets, settings, found)))
    except BadInput as error:
        raise BadInput([in_sheets(finding, typed) for finding in error.findings]) from None
    return tables, tuple(in_sheets(warning, typed) for warning in found.warnings)


def in_sheets(finding: Finding, typed: Typed) -> Finding:
    """The same finding by sheet instead of file, a setting by the row in which it stands."""
    if finding.file != FILE:
        return replace(finding, file=finding.file.removesuffix(".csv"))
    rows = (number for number, row in enumerate(typed.get(SETTINGS, ()), FIRST_ROW) if row[SETTING] == finding.column)
    return replace(finding, file=SETTINGS, row=next(rows, None))


def read_typed(path: Path) -> tuple[Typed, tuple[Finding, ...]]:
    """What stands in a folder or a workbook, whatever it means, and what was left out of it.

    Raises BadInput where something cannot be read at all, or where nobody could say which cells are meant.
    """
    found = Found()
    if path.suffix.lower() == ".xlsx":
        sheets, lost = sheets_of_workbook(path, found)
        if not sheets:
            right = f"name the sheets like the tables: {', '.join(TABLES)}"
            raise BadInput([Finding(path.name, None, "", "", "has no sheet that the planner knows", right)])
        for name, one in lost:
            sheets[name] = _marked(sheets[name], one)
            found.warnings.append(Finding(name, one.place[0], "", "", f"cell {one.cell} holds {one.what}", one.right))
        written: Mapping[str, object] = settings_written(sheets.pop(SETTINGS, None))
    else:
        written = _settings(path, found)
        sheets = dict(sheets_of(path, found))
    found.stop_if_wrong()
    notes = [note for name, sheet in sheets.items() for note in _left_out(name, sheet)]
    typed = typed_of(Tables(written, {name: _rows(name, sheet) for name, sheet in sheets.items()}))
    return typed, (*found.warnings, *notes)


def _marked(sheet: Sheet, one: Valueless) -> Sheet:
    """The sheet with the reason in the cell that has no value, in words that no value is; empty has a meaning."""
    row, place = one.place

    def cells_of(number: int | None, cells: tuple[str, ...]) -> tuple[str, ...]:
        return (*cells[:place], f"# {one.what}", *cells[place + 1 :]) if number == row else cells

    return replace(sheet, rows=tuple((number, cells_of(number, cells)) for number, cells in sheet.rows))


def _settings(path: Path, found: Found) -> Mapping[str, object]:
    """What scenario.toml says, right or wrong. Raises BadInput where it is no TOML, or a what-if's."""
    try:
        written = read_toml((path / FILE).read_bytes(), found)
    except OSError as error:
        raise BadInput([Finding(FILE, None, "", "", f"cannot be read ({error.strerror})", "add it")]) from error
    if written is not None and (base := written.get("base")) is not None:
        right = f"bring the scenario {base!r} that it changes, or make the changes on the page What if"
        found.errors.append(
            Finding(FILE, None, "base", str(base), "is a what-if, which has no tables of its own", right)
        )
    found.stop_if_wrong()
    return written or {}


def _sheet(name: str, rows: Sequence[Row]) -> Sheet:
    """The rows that are not blank, numbered as they stand."""
    columns = columns_of(name)
    numbered = ((number, tuple(row.get(c, "") for c in columns)) for number, row in enumerate(rows, FIRST_ROW))
    filled = tuple((number, cells) for number, cells in numbered if any(cell.strip() for cell in cells))
    return Sheet(f"{name}.csv", columns, filled, decimal_comma=True)


def _rows(name: str, sheet: Sheet) -> tuple[Row, ...]:
    """The sheet's cells in the contract's columns; a blank row stays where it is."""
    places = {heading(text): place for place, text in reversed(list(enumerate(sheet.headings)))}
    columns = [(column, places.get(column)) for column in columns_of(name)]
    rows = {
        number: {column: _cell(cells, place) for column, place in columns}
        for number, (_, cells) in zip(_numbers(sheet), sheet.rows, strict=True)
    }
    blank = dict.fromkeys(columns_of(name), "")
    return tuple(rows.get(number, blank) for number in range(FIRST_ROW, max(rows, default=1) + 1))


def _numbers(sheet: Sheet) -> list[int]:
    """Where each row goes: at its own number, unless that would leave most of the sheet blank."""
    shift = FIRST_ROW - 1 - (sheet.heading_row or 1)
    own = [(number or 0) + shift for number, _ in sheet.rows]
    kept = all(number >= FIRST_ROW for number in own) and max(own, default=0) <= FIRST_ROW + SPREAD * len(own)
    return own if kept else list(range(FIRST_ROW, FIRST_ROW + len(own)))


def _cell(cells: tuple[str, ...], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _left_out(name: str, sheet: Sheet) -> Iterator[Finding]:
    """Columns that no sheet has here, among them those that would say who somebody is."""
    known, refused = set(columns_of(name)), TABLES[name].refused
    for text in filter(None, map(str.strip, sheet.headings)):
        if heading(text) in known:
            continue
        personal = "".join(filter(str.isalnum, heading(text))) in refused
        right = "people are known here by an opaque id only" if personal else "it is no column of this sheet"
        yield Finding(name, sheet.heading_row, text, "", "this column was left out", right)
