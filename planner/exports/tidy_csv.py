"""Tidy tables as CSV: UTF-8 with a byte-order mark, commas, CRLF, figures bare and text that begins no formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from planner.exports.options import Files, Options
from planner.exports.safe_cells import safe_text
from planner.exports.tidy import DICTIONARY, TIDY, dictionary
from planner.views.columns import FIGURES, Column, as_text
from planner.views.tables import Planned


def export(planned: Planned, _: Options) -> Files:
    """Sessions, capacity and use, and what their columns mean."""
    files = {f"{x.name}.csv": csv_table([y.column for y in x.columns], x.rows(planned)) for x in TIDY}
    return files | {"data_dictionary.csv": csv_bytes(DICTIONARY, dictionary())}


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
