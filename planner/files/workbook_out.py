"""A scenario as one workbook to fill in: drop-downs, notes at the headings, and cells that keep what is typed."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from xlsxwriter import Workbook

from planner.domain.tables import Row, Tables
from planner.domain.week import DAYS
from planner.errors import BadInput, Finding
from planner.files.contract import TABLES
from planner.files.schema import Column, Kind, Table
from planner.files.settings import ABOUT, flat
from planner.files.understanding import canonical
from planner.files.whole import whole_file
from planner.files.workbook import SETTINGS, letters

Style: TypeAlias = Any
Worksheet: TypeAlias = Any

MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Workbooks of the same scenario are the same bytes, so they say nothing of when they were made."""

ENDING = ".xlsx"

LAST_ROW = 100_000
"""Drop-downs reach so far down."""

LONGEST_TEXT = 32_767
"""No cell of a workbook holds more."""

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

READ_ME = (
    "This workbook holds one scenario for the cohort planner.",
    "Fill in one sheet for each table. Keep the headings; the order of columns and of rows does not matter.",
    "Bold headings must be filled in. Rest the pointer on a heading to read what its column means.",
    "An empty cell means the default. Several entries in one cell are separated by a semicolon.",
    "Ids and times are kept as they are typed: 007 stays 007. Times are written as 09:30.",
    "People are known by an opaque id only. Add no names, dates of birth or other identities.",
    "",
)


def write_workbook(tables: Tables, path: Path) -> None:
    """Writes a scenario as a new .xlsx workbook.

    Raises BadInput where the tables are wrong, something is there already, or the name is none of such a workbook.
    """
    if path.suffix.lower() != ENDING:
        wrong = f"would be a workbook, and its name does not end in {ENDING}"
        raise BadInput([Finding(str(path), None, "", "", wrong, f"name it {path.stem}{ENDING}")])
    if path.exists():
        right = "name a new file, so that nothing of yours is lost"
        raise BadInput([Finding(str(path), None, "", "", "is there already", right)])
    whole_file(path, workbook_bytes(tables))


def workbook_bytes(tables: Tables) -> bytes:
    """The workbook of a scenario. Raises BadInput where the tables are wrong."""
    tables = canonical(tables)
    content = io.BytesIO()
    with Workbook(content, OPTIONS) as workbook:
        workbook.set_properties({"title": str(tables.settings["name"]), "created": MADE})
        styles = _styles(workbook)
        _read_me(workbook.add_worksheet("Read me"), styles)
        _settings(workbook.add_worksheet(SETTINGS), styles, tables.settings)
        for table in TABLES.values():
            _table(workbook.add_worksheet(table.name), styles, table, tables.rows.get(table.name, ()))
    return content.getvalue()


def _styles(workbook: Workbook) -> Mapping[str, Style]:
    heading = {"bg_color": "#E8EEF4", "bottom": 1, "num_format": "@"}
    return {
        "optional": workbook.add_format(heading),
        "required": workbook.add_format({**heading, "bold": True}),
        "text": workbook.add_format({"num_format": "@"}),
        "number": workbook.add_format({"num_format": "General"}),
        "wrap": workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
    }


def _read_me(sheet: Worksheet, styles: Mapping[str, Style]) -> None:
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 18)
    sheet.set_column(3, 3, 90)
    for row, line in enumerate(READ_ME):
        sheet.write_string(row, 0, line)
    lines = [(table, column) for table in TABLES.values() for column in table.columns]
    for place, title in enumerate(("sheet", "column", "holds", "what it means")):
        sheet.write_string(len(READ_ME), place, title, styles["required"])
    for row, (table, column) in enumerate(lines, len(READ_ME) + 1):
        for place, text in enumerate((table.name, column.name, _holds(column), _about(column))):
            sheet.write_string(row, place, text)


def _holds(column: Column) -> str:
    return f"list: {column.kind}" if column.many else str(column.kind)


def _about(column: Column) -> str:
    must = " Must be filled in." if column.required else ""
    choices = f" One of: {', '.join(column.choices)}." if column.choices else ""
    default = f" {column.default} where empty." if column.default else ""
    return f"{column.about}{choices}{must}{default}"


def _settings(sheet: Worksheet, styles: Mapping[str, Style], settings: Mapping[str, object]) -> None:
    """Every setting there is; those that are not written have no value, which means the default."""
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 30, styles["text"])
    sheet.set_column(1, 1, 60, styles["wrap"])
    sheet.set_column(2, 2, 80)
    for place, title in enumerate(("setting", "value", "what it means")):
        sheet.write_string(0, place, title, styles["required"])
    values = flat(settings)
    for row, (key, about) in enumerate(ABOUT.items(), 1):
        sheet.write_string(row, 0, key, styles["text"])
        sheet.write_string(row, 2, about)
        value = values.get(key, "")
        if isinstance(value, int | float) and _is_kept(str(value)):
            sheet.write_number(row, 1, value, styles["number"])
        else:
            _write_text(sheet, row, 1, str(value), styles["wrap"])


def _table(sheet: Worksheet, styles: Mapping[str, Style], table: Table, rows: tuple[Row, ...]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        is_number = column.kind in {Kind.WHOLE, Kind.NUMBER}
        style = styles["number" if is_number else "text"]
        sheet.set_column(place, place, max(12, len(column.name) + 4), style)
        sheet.write_string(0, place, column.name, styles["required" if column.required else "optional"])
        sheet.write_comment(0, place, _about(column), {"x_scale": 2})
        _drop_down(sheet, place, column)
        for number, row in enumerate(rows, 1):
            text = row[column.name]
            if is_number and _is_kept(text):
                sheet.write_number(number, place, float(text), style)
            elif text:
                _write_text(sheet, number, place, text, style)


def _is_kept(text: str) -> bool:
    """Whether a cell keeps a number to its last digit: a workbook's numbers have 16 of them; text has all."""
    return text != "" and float(f"{float(text):.16G}") == float(text)


def _write_text(sheet: Worksheet, row: int, place: int, text: str, style: Style) -> None:
    if len(text) > LONGEST_TEXT:
        wrong = f"has {len(text):,} characters; a workbook's cell holds {LONGEST_TEXT:,}"
        cell = f"cell {letters(place)}{row + 1}"
        raise BadInput([Finding(f"sheet {sheet.name}", row + 1, cell, text[:60], wrong, "shorten it")])
    sheet.write_string(row, place, text, style)


def _drop_down(sheet: Worksheet, place: int, column: Column) -> None:
    """What may be chosen from; anything else may be typed too, since the planner says what is wrong with it."""
    source: object = list(DAYS) if column.kind is Kind.DAY else list(column.choices)
    if column.refers:
        source = f"={column.refers}!$A$2:$A${LAST_ROW}"
    if source and not column.many:
        rule = {"validate": "list", "source": source, "error_type": "information"}
        sheet.data_validation(1, place, LAST_ROW, place, rule)
