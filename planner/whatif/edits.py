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
    known(tables, (name, key))
    return next(filter(with_id(name, key), rows(tables, name)))


def known(tables: Tables, *named: tuple[str, str]) -> None:
    """Raises Misfit for every table and id of it that is not there; empty ids are passed over."""
    wrongs = [_unknown(name, key, there) for name, key in named if key and key not in (there := _ids(tables, name))]
    if wrongs:
        raise Misfit(*wrongs)


def _ids(tables: Tables, name: str) -> set[str]:
    return {row[TABLES[name].key[0]] for row in rows(tables, name)}


def _unknown(name: str, key: str, there: set[str]) -> Wrong:
    what = TABLES[name].key[0].removesuffix("_id")
    return Wrong(f"{what} {quoted(key)} is not in {name}", one_of(key, there))


def fresh(tables: Tables, name: str, key: str, right: str) -> None:
    """Raises Misfit where a table has the id already; `right` says what to do then."""
    if key in _ids(tables, name):
        what = TABLES[name].key[0].removesuffix("_id")
        raise Misfit(Wrong(f"{what} {quoted(key)} is in {name} already", right))


def one_of(meant: str, there: Iterable[str]) -> str:
    """What would be right instead of an unknown id: those most like it first."""
    ids = sorted(set(there))
    near = get_close_matches(meant, ids, n=3)
    listed = [*near, *(key for key in ids if key not in near)]
    more = ", …" if len(listed) > SHOWN else ""
    return f"use one of {', '.join(listed[:SHOWN])}{more}" if ids else "there is none yet"
