"""Rows of text to rows of values, by the schema, noting everything that is wrong on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from planner.domain.tables import Row
from planner.errors import BadInput, Finding
from planner.files.cells import Cell, Value, Wrong, quoted, reader
from planner.files.schema import Column, Kind, Table, heading
from planner.files.text import Sheet


@dataclass(slots=True)
class Found:
    """What was found on the way: errors, which refuse the input, and warnings."""

    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def stop_if_wrong(self) -> None:
        """Raises BadInput with all errors, file by file and row by row."""
        if self.errors:
            files = {label: rank for rank, label in enumerate(dict.fromkeys(error.file for error in self.errors))}
            raise BadInput(sorted(self.errors, key=lambda error: (files[error.file], error.row or 0)))


@dataclass(frozen=True, slots=True)
class Record:
    """A row that was read: its number in the file, its canonical text and its values by column.

    The number is None where the rows come from no file. A cell that was wrong, or whose column is missing though
    required, is in neither.
    """

    number: int | None
    cells: Row
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Records:
    """A table's rows, and the table they are of; `label` is where findings say they stand."""

    table: Table
    label: str
    rows: tuple[Record, ...]

    def finding(self, record: Record, column: str, wrong: str, right: str) -> Finding:
        """A finding about one cell of a row."""
        where = _which(self.table, record)
        return Finding(self.label, record.number, column, record.cells.get(column, ""), wrong + where, right)


_Readers: TypeAlias = list[tuple[str, int | None, Callable[[str], Cell]]]


def records(table: Table, sheet: Sheet, found: Found) -> Records:
    """The rows of a sheet, with what is wrong with its headings and cells noted."""
    found.warnings.extend(sheet.warnings)
    places = _places(table, sheet, found)
    readers = _readers(table, sheet, places)
    reading = _Reading(table, sheet.label, readers, found)
    rows = []
    for number, cells in sheet.rows:
        if (ragged := _ragged(sheet, number, cells)) is None:
            rows.append(reading.record(number, cells))
        else:
            found.errors.append(ragged)
            rows.append(reading.named(number, cells))
    return Records(table, sheet.label, tuple(rows))


def _places(table: Table, sheet: Sheet, found: Found) -> Mapping[str, int]:
    """Where each column of the table stands."""
    places: dict[str, int] = {}
    known = {column.name for column in table.columns}
    for place, text in enumerate(sheet.headings):
        name = heading(text)
        if "".join(filter(str.isalnum, name)) in table.refused:
            right = "remove the column: people are known here by an opaque id only"
            found.errors.append(_heading(sheet, text.strip(), "would say who a participant is", right))
        elif name in places:
            found.errors.append(_heading(sheet, name, "appears twice", "keep one of the two columns"))
        elif name in known:
            places[name] = place
        elif name:
            found.warnings.append(_heading(sheet, text.strip(), "is no column of this table", "it is not read"))
    for column in table.columns:
        if column.required and column.name not in places:
            found.errors.append(_heading(sheet, column.name, "is missing", "add the column"))
    return places


def _heading(sheet: Sheet, column: str, wrong: str, right: str) -> Finding:
    return Finding(sheet.label, sheet.heading_row, column, "", wrong, right)


def _readers(table: Table, sheet: Sheet, places: Mapping[str, int]) -> _Readers:
    return [
        (column.name, places.get(column.name), _reader(column, sheet))
        for column in table.columns
        if column.name in places or not column.required
    ]


def _reader(column: Column, sheet: Sheet) -> Callable[[str], Cell]:
    read = reader(column)
    if sheet.decimal_comma and column.kind is Kind.NUMBER:
        return lambda text: read(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    return read


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads the rows of one table; `readers` know each column's place and kind."""

    table: Table
    label: str
    readers: _Readers
    found: Found

    def record(self, number: int | None, cells: tuple[str, ...]) -> Record:
        """A row, with its wrong cells noted."""
        texts: dict[str, str] = {}
        values: dict[str, Value] = {}
        wrongs: list[tuple[str, str, Wrong]] = []
        for name, place, read in self.readers:
            text = cells[place] if place is not None and place < len(cells) else ""
            try:
                cell = read(text)
            except Wrong as what:
                wrongs.append((name, text, what))
            else:
                texts[name], values[name] = cell.text, cell.value
        record = Record(number, texts, values)
        self.found.errors.extend(self._finding(record, *wrong) for wrong in wrongs)
        return record

    def named(self, number: int | None, cells: tuple[str, ...]) -> Record:
        """A row of which only the id is taken, so that others who name it do not miss it; nothing is noted."""
        own = {name for name in self.table.key[:1] if not self.table.column(name).refers}
        only = replace(self, readers=[reader for reader in self.readers if reader[0] in own], found=Found())
        return only.record(number, cells)

    def _finding(self, record: Record, column: str, text: str, what: Wrong) -> Finding:
        return Finding(self.label, record.number, column, text, what.wrong + _which(self.table, record), what.right)


def _which(table: Table, record: Record) -> str:
    """Which row is meant, where no number says it."""
    columns = table.key or tuple(column.name for column in table.columns)
    cells = ", ".join(record.cells[name] for name in columns if record.cells.get(name))
    return f" (in the row {cells})" if record.number is None and cells else ""


def _ragged(sheet: Sheet, number: int | None, cells: tuple[str, ...]) -> Finding | None:
    """Cells beyond the headings, most often for a delimiter that was not quoted; or too few of them."""
    if len(cells) == len(sheet.headings):
        return None
    surplus = [cell for cell in cells[len(sheet.headings) :] if cell.strip()]
    if surplus:
        wrong = f"has {quoted(surplus[0])} beyond the last heading"
        right = "put cells that hold the delimiter in double quotes"
        return Finding(sheet.label, number, "", surplus[0], wrong, right)
    if len(cells) < len(sheet.headings):
        wrong = f"has {len(cells)} cells under {len(sheet.headings)} headings"
        return Finding(sheet.label, number, "", "", wrong, "write every cell, empty ones too")
    return None
