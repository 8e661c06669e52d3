"""Tidy tables as Parquet: typed, with each column's meaning in its metadata."""

import io
from collections.abc import Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from planner.exports.options import Files, Options
from planner.exports.tidy import DICTIONARY, TIDY, TidyTable, dictionary
from planner.exports.tidy_csv import DICTIONARY_FILE, csv_bytes, has_headings
from planner.views.columns import Column, Unit, as_text
from planner.views.tables import Planned

TYPES = {
    Unit.LIST: pa.list_(pa.string()),
    Unit.YES_NO: pa.bool_(),
    Unit.COUNT: pa.int64(),
    Unit.MINUTES: pa.int64(),
    Unit.POINTS: pa.int64(),
    Unit.HOURS: pa.float64(),
    Unit.SHARE: pa.float64(),
}
"""Types of the units that are not text; a time is text with its minutes beside it, for 24:00 fits no type of time."""


def export(planned: Planned, _: Options) -> Files:
    """Sessions, capacity and use, and what their columns mean."""
    files = {f"{table.name}.parquet": _parquet(table, list(table.rows(planned))) for table in TIDY}
    return files | {DICTIONARY_FILE: csv_bytes(DICTIONARY, dictionary())}


def wrote(name: str, file: BinaryIO) -> bool:
    """Whether a file has the columns of the table that it is named after."""
    if name == DICTIONARY_FILE:
        return has_headings(file, DICTIONARY)
    try:
        columns = tuple(pq.read_schema(file).names)
    except pa.ArrowInvalid:
        return False
    return any(columns == table.names for table in TIDY if name == f"{table.name}.parquet")


def _parquet(table: TidyTable, rows: list[Sequence[object]]) -> bytes:
    fields = [_field(x.column) for x in table.columns]
    arrays = [_array(x.column, [row[place] for row in rows]) for place, x in enumerate(table.columns)]
    schema = pa.schema(fields, metadata={"description": table.view.about})
    file = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), file, compression="zstd")
    return file.getvalue()


def _type(column: Column) -> pa.DataType:
    return TYPES.get(column.unit, pa.string())


def _field(column: Column) -> pa.Field:
    meaning = {"title": column.title, "unit": column.unit.value, "description": column.description}
    return pa.field(column.name, _type(column), metadata=meaning)


def _array(column: Column, values: Sequence[object]) -> pa.Array:
    if column.unit not in TYPES:
        values = [None if value is None else as_text(value, column.unit) for value in values]
    return pa.array(values, _type(column))
