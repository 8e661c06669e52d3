"""Looking up and replacing rows of tables; what is given is never altered."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from planner.domain.tables import Row, Tables
from planner.files.cells import Wrong, quoted
from planner.files.contract import TABLES
from planner.whatif.fields import Misfit

SHOWN = 8
"""So many ids a message lists before it breaks off."""


def rows(tables: Tables, name: str) -> tuple[Row, ...]:
    """A table's rows; none where the scenario has no such table."""
    return tables.rows.get(name, ())


def replaced(tables: Tables, name: str, new: Iterable[Row]) -> Tables:
    """With other rows in one table."""
    return Tables(tables.settings, {**tables.rows, name: tuple(new)})


def added(tables: Tables, name: str, new: Iterable[Mapping[str, str]]) -> Tables:
    """With rows at the end of a table; columns that they lack are empty."""
    empty = dict.fromkeys((column.name for column in TABLES[name].columns), "")
    return replaced(tables, name, [*rows(tables, name), *({**empty, **row} for row in new)])


def edited(tables: Tables, name: str, where: Callable[[Row], bool], cells: Mapping[str, str]) -> Tables:
    """With some cells of the rows that match written anew."""
    return replaced(tables, name, ({**row, **cells} if where(row) else row for row in rows(tables, name)))


def entries(text: str) -> list[str]:
    """A list cell's entries."""
    return [entry for entry in text.split(";") if entry]


def with_id(name: str, key: str) -> Callable[[Row], bool]:
    """Whether a row has that id."""
    column = TABLES[name].key[0]
    return lambda row: row[column] == key


def find(tables: Tables, name: str, key: str) -> Row:
    """The first row with that id. Raises Misfit where there is none."""
    known(tables, name, key)
    return next(filter(with_id(name, key), rows(tables, name)))


def known(tables: Tables, name: str, *keys: str) -> None:
    """Raises Misfit for every id that its table does not have; empty ids are passed over."""
    column = TABLES[name].key[0]
    there = {row[column] for row in rows(tables, name)}
    wrongs = [
        Wrong(f"{column.removesuffix('_id')} {quoted(key)} is not in {name}", one_of(key, there))
        for key in keys
        if key and key not in there
    ]
    if wrongs:
        raise Misfit(*wrongs)


def one_of(meant: str, there: Iterable[str]) -> str:
    """What would be right instead of an unknown id: those most like it first."""
    ids = sorted(set(there))
    near = get_close_matches(meant, ids, n=3)
    listed = [*near, *(key for key in ids if key not in near)]
    more = ", …" if len(listed) > SHOWN else ""
    return f"use one of {', '.join(listed[:SHOWN])}{more}" if ids else "there is none yet"
