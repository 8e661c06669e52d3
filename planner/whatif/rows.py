"""Rows added, set and removed by table and key."""

from collections.abc import Mapping

from planner.domain.tables import Row, Tables
from planner.files.cells import Wrong, quoted
from planner.files.contract import TABLES
from planner.files.schema import Column, Table
from planner.whatif.cascade import removed
from planner.whatif.changes import Add, Remove, Set
from planner.whatif.edits import edited, replaced, rows
from planner.whatif.fields import Misfit, all_fit, cell


def add(tables: Tables, change: Add) -> Tables:
    """A new row at the end of its table."""
    table = TABLES[change.table]
    missing = {column.name: "" for column in table.columns}
    row = cells(table, {**missing, **change.row})
    key = table.key or tuple(row)
    if any(all(other.get(column, "") == row[column] for column in key) for other in rows(tables, table.name)):
        what = ", ".join(row[column] for column in key if row[column])
        raise Misfit(Wrong(f"{what} is in {table.name} already", "use set to change it, or give another id"))
    return replaced(tables, table.name, [*rows(tables, table.name), row])


def set_cells(tables: Tables, change: Set) -> Tables:
    """Cells of one row; its key stays, since others refer to it."""
    table = TABLES[change.table]
    all_fit(
        lambda: _refuse_keys(table, change.values),
        lambda: _row(tables, table, change.key),
        lambda: cells(table, change.values),
    )
    row = _row(tables, table, change.key)
    return edited(tables, table.name, lambda other: other == row, cells(table, change.values))


def _refuse_keys(table: Table, values: Mapping[str, object]) -> None:
    keys = [column for column in values if column in table.key]
    if keys:
        right = "remove the row and add another"
        raise Misfit(*(Wrong(f"{column} is the key of {table.name} and cannot be set", right) for column in keys))


def remove(tables: Tables, change: Remove) -> Tables:
    """One row, and what refers to it."""
    table = TABLES[change.table]
    row = _row(tables, table, change.key)
    return removed(tables, table.name, lambda other: other == row)


def cells(table: Table, written: Mapping[str, object]) -> dict[str, str]:
    """Columns as canonical text. Raises Misfit with every column or value that is wrong."""
    by_name = {column.name: column for column in table.columns}
    texts: dict[str, str] = {}
    wrongs: list[Wrong] = []
    for name, value in written.items():
        try:
            texts[name] = _cell(table, by_name, name, value)
        except Wrong as wrong:
            wrongs.append(wrong)
    if wrongs:
        raise Misfit(*wrongs)
    return texts


def _cell(table: Table, by_name: Mapping[str, Column], name: str, value: object) -> str:
    if name not in by_name:
        raise Wrong(f"{quoted(name)} is no column of {table.name}", f"use some of {', '.join(by_name)}")
    try:
        return cell(by_name[name], value)
    except Wrong as wrong:
        raise Wrong(f"{name} {wrong.wrong}", wrong.right) from None


def _row(tables: Tables, table: Table, key: Mapping[str, object]) -> Row:
    """The one row with that key; where a table has none, all columns together are it, and enough of them suffice."""
    optional = {name for name in table.key if not table.column(name).required}
    if table.key and not set(table.key) - optional <= key.keys() <= set(table.key):
        raise Misfit(Wrong(f"key does not name the key of {table.name}", f"give {' and '.join(table.key)}"))
    wanted = {**dict.fromkeys(optional, ""), **cells(table, key)}
    found = [row for row in rows(tables, table.name) if all(row.get(column, "") == wanted[column] for column in wanted)]
    what = ", ".join(text for text in wanted.values() if text)
    if not found:
        raise Misfit(Wrong(f"{table.name} has no row {quoted(what)}", "use the key of a row that is there"))
    if any(row != found[0] for row in found):
        raise Misfit(
            Wrong(f"{len(found)} rows of {table.name} match {quoted(what)}", "name more of its columns in key")
        )
    return found[0]
