"""A row goes, and what refers to it: the schema says which columns refer to which table."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from planner.domain.tables import Row, Tables
from planner.files.cells import Wrong
from planner.files.contract import TABLES
from planner.files.schema import Column, Table
from planner.whatif.edits import SHOWN, edited, entries, replaced, rows
from planner.whatif.fields import Misfit

Ids: TypeAlias = set[str]


def removed(tables: Tables, name: str, where: Callable[[Row], bool]) -> Tables:
    """Without the rows that match and what refers to them. Raises Misfit where a list would come to mean everything."""
    kept = [row for row in rows(tables, name) if not where(row)]
    gone = [row for row in rows(tables, name) if where(row)]
    after = replaced(tables, name, kept)
    if not TABLES[name].key:
        return after
    column = TABLES[name].key[0]
    ids = {row[column] for row in gone} - {row[column] for row in kept}
    return _unpaired(_without(after, name, ids), name, ids) if ids else after


def _without(tables: Tables, name: str, ids: Ids) -> Tables:
    for table, column in _references(name):
        if column.many:
            tables = _shortened(tables, table, column, ids)
        elif _goes_along(table, column):
            tables = removed(tables, table.name, _among(column, ids))
        else:
            tables = _emptied(tables, table, column, ids)
    return tables


def _references(name: str) -> Iterator[tuple[Table, Column]]:
    return ((table, column) for table in TABLES.values() for column in table.columns if column.refers == name)


def _among(column: Column, ids: Ids) -> Callable[[Row], bool]:
    return lambda row: row.get(column.name) in ids


def _goes_along(table: Table, column: Column) -> bool:
    """Rows that are nothing without what they refer to: hours tied to a site that is gone are no hours elsewhere."""
    return column.required or column.name in table.key or table.name == "therapist_hours"


def _emptied(tables: Tables, table: Table, column: Column, ids: Ids) -> Tables:
    return edited(tables, table.name, _among(column, ids), {column.name: ""})


def _shortened(tables: Tables, table: Table, column: Column, ids: Ids) -> Tables:
    old = rows(tables, table.name)
    new = [_shorter(row, column.name, ids) for row in old]
    bare = [row[table.key[0]] for row, was in zip(new, old, strict=True) if row is not was and not row[column.name]]
    if bare and table.name != "cohorts":
        raise Misfit(_bare(table, column, bare, ids))
    return replaced(tables, table.name, new)


def _shorter(row: Row, column: str, ids: Ids) -> Row:
    before = entries(row.get(column, ""))
    after = [entry for entry in before if entry not in ids]
    return row if len(after) == len(before) else {**row, column: ";".join(after)}


def _bare(table: Table, column: Column, whose: list[str], ids: Ids) -> Wrong:
    names = ", ".join(sorted(whose)[:SHOWN]) + (f" and {len(whose) - SHOWN} more" if len(whose) > SHOWN else "")
    meaning = "which must not be empty" if column.required else "and so mean all"
    without = f"the list would become empty, {meaning}, without {', '.join(sorted(ids))}"
    return Wrong(f"{table.file}, {column.name} of {names}: {without}", f"change the {column.name} of these first")


def _unpaired(tables: Tables, name: str, ids: Ids) -> Tables:
    """Without the pairs whose other half is gone: a therapist where the kind is `not_with`, else a participant."""

    def broken(row: Row) -> bool:
        other = "therapists" if row["kind"] == "not_with" else "participants"
        return other == name and row["other_id"] in ids

    return replaced(tables, "pairs", (row for row in rows(tables, "pairs") if not broken(row)))
