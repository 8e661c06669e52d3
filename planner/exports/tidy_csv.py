"""Tidy tables as CSV: UTF-8 with a byte-order mark, commas, CRLF, figures bare and text that begins no formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from planner.exports.options import Files, Options
from planner.exports.safe_cells import safe_text
from planner.exports.tidy import DICTIONARY, TIDY, dictionary
from planner.views.columns import FIGURES, Column, as_text
from planner.views.tables import Planned

DICTIONARY_FILE = "data_dictionary.csv"

HEADINGS = {f"{x.name}.csv": x.names for x in TIDY} | {DICTIONARY_FILE: DICTIONARY}


def export(planned: Planned, _: Options) -> Files:
    """Sessions, capacity and use, and what their columns mean."""
    files = {f"{x.name}.csv": csv_table([y.column for y in x.columns], x.rows(planned)) for x in TIDY}
    return files | {DICTIONARY_FILE: csv_bytes(DICTIONARY, dictionary())}


def wrote(name: str, file: BinaryIO) -> bool:
    """Whether a file has the headings of the table that it is named after."""
    return has_headings(file, HEADINGS[name])


def has_headings(file: BinaryIO, headings: Sequence[str]) -> bool:
    """Whether a file begins as `csv_bytes` does with these headings."""
    first = csv_bytes(headings, ())
    return file.read(len(first)) == first


def csv_table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    """Rows of values as a CSV file."""
    return csv_bytes([column.name for column in columns], (_cells(columns, row) for row in rows))


def csv_bytes(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of finished cells as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _cells(columns: Sequence[Column], values: Sequence[object]) -> list[str]:
    return [_cell(column, value) for column, value in zip(columns, values, strict=True)]


def _cell(column: Column, value: object) -> str:
    text = as_text(value, column.unit)
    return text if column.unit in FIGURES else safe_text(text)
