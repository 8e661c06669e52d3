"""What the fields of a change may hold: the same as the tables' cells, in their canonical text."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from functools import cache
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from planner.domain.week import DAYS, clock
from planner.files.cells import Cell, Wrong, quoted, reader
from planner.files.contract import TABLES
from planner.files.schema import MOST, Column, Kind

MOST_DEMAND = 1000
"""A demand factor beyond this is a slip of the pen, and its copies would fill the memory."""

_FIGURES = {Kind.WHOLE, Kind.NUMBER}
_ONE = {Kind.ID: "an id"} | {kind: f"a {kind.value}" for kind in (*_FIGURES, Kind.TEXT, Kind.TIME, Kind.DAY, Kind.ZONE)}


class Misfit(Exception):
    """A change does not fit: everything that is wrong with it."""

    def __init__(self, *wrongs: Wrong) -> None:
        super().__init__("; ".join(wrong.wrong for wrong in wrongs))
        self.wrongs = wrongs


def all_fit(*asked: Callable[[], object]) -> None:
    """Raises Misfit with everything that is wrong with any of them."""
    wrongs: list[Wrong] = []
    for ask in asked:
        try:
            ask()
        except Misfit as misfit:
            wrongs.extend(misfit.wrongs)
    if wrongs:
        raise Misfit(*wrongs)


@cache
def _reader(column: Column) -> Callable[[str], Cell]:
    return reader(column)


def cell(column: Column, value: object) -> str:
    """A value of TOML or JSON as the column's canonical text. Raises Wrong."""
    return _reader(column)(_as_text(column, value)).text


def _as_text(column: Column, value: object) -> str:
    if isinstance(value, list | tuple):
        return _list_text(column, value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool) and column.kind is Kind.YES_NO:
        return "yes" if value else "no"
    if isinstance(value, int | float) and not isinstance(value, bool) and column.kind in _FIGURES:
        return repr(value)
    if isinstance(value, time) and column.kind is Kind.TIME:
        if value.second or value.microsecond:
            raise Wrong(f"{quoted(str(value))} is not a time of the day in minutes", "write it without seconds")
        return clock(value.hour * 60 + value.minute)
    right = "write one such as 12, without quotes" if column.kind in _FIGURES else "write it in double quotes"
    raise Wrong(f"{quoted(str(value))} is not {_ONE.get(column.kind, column.kind.value)}", right)


def _list_text(column: Column, entries: Sequence[object]) -> str:
    if not column.many and column.kind is not Kind.PATTERN:
        raise Wrong(f"{quoted(str(entries))} is a list", "write one value")
    if not all(isinstance(entry, str) for entry in entries):
        raise Wrong(f"{quoted(str(entries))} is not a list of texts", "write each entry in double quotes")
    return (";" if column.many else " ").join(map(str, entries))


def _validated(read: Callable[[object], object]) -> BeforeValidator:
    def validate(value: object) -> object:
        try:
            return read(value)
        except Wrong as wrong:
            raise PydanticCustomError("wrong", "{wrong}", {"wrong": wrong.wrong, "right": wrong.right}) from None

    return BeforeValidator(validate)


def like(table: str, column: str) -> BeforeValidator:
    """Reads a field as the cells of that column are read."""
    of = TABLES[table].column(column)
    return _validated(lambda value: cell(of, value))


def _days(value: object) -> tuple[str, ...]:
    words = [word for entry in value for word in str(entry).split()] if isinstance(value, list | tuple) else None
    if words is None:
        words = str(value).replace(";", " ").split() if isinstance(value, str) else []
    unknown = [word for word in words if word.capitalize() not in DAYS]
    if unknown or not words:
        raise Wrong(f"{quoted(str(value))} does not name days", f"write some of {', '.join(DAYS)}")
    return tuple(day for day in DAYS if day in {word.capitalize() for word in words})


def _table_name(value: object) -> str:
    if isinstance(value, str) and value in TABLES:
        return value
    raise Wrong(f"{quoted(str(value))} is no table", f"use one of {', '.join(TABLES)}")


def _columns(value: object) -> Mapping[str, object]:
    if isinstance(value, Mapping) and value and all(isinstance(name, str) for name in value):
        return dict(value)
    raise Wrong(f"{quoted(str(value))} is not a table of columns", 'write it like { room_id = "r1" }')


def _filled(value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise Wrong(f"{quoted(str(value))} is not a name", "write it in double quotes")


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise Wrong(f"{quoted(str(value))} is neither true nor false", "write true or false, without quotes")


def _number(most: int) -> Callable[[object], float]:
    def read(value: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
            return float(value)
        raise Wrong(f"{quoted(str(value))} is not a number from 0 to {most}", "write one such as 0.5, without quotes")

    return read


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
        return value
    raise Wrong(f"{quoted(str(value))} is not a whole number from 0 to {MOST}", "write one such as 12, without quotes")


TherapistId: TypeAlias = Annotated[str, like("therapists", "therapist_id")]
RoomId: TypeAlias = Annotated[str, like("rooms", "room_id")]
SiteId: TypeAlias = Annotated[str, like("sites", "site_id")]
BlockId: TypeAlias = Annotated[str, like("blocks", "block_id")]
ProgramId: TypeAlias = Annotated[str, like("programs", "program_id")]
CohortId: TypeAlias = Annotated[str, like("cohorts", "cohort_id")]
SiteIds: TypeAlias = Annotated[str, like("therapists", "sites")]
RoomKind: TypeAlias = Annotated[str, like("rooms", "kind")]
Seats: TypeAlias = Annotated[str, like("rooms", "seats")]
Members: TypeAlias = Annotated[str, like("programs", "group_min")]
Day: TypeAlias = Annotated[str, like("therapist_hours", "day")]
Time: TypeAlias = Annotated[str, like("therapist_hours", "start")]
Days: TypeAlias = Annotated[tuple[str, ...], _validated(_days)]
TableName: TypeAlias = Annotated[str, _validated(_table_name)]
Columns: TypeAlias = Annotated[dict[str, Any], _validated(_columns)]
Name: TypeAlias = Annotated[str, _validated(_filled)]
YesNo: TypeAlias = Annotated[bool, _validated(_yes_no)]
Factor: TypeAlias = Annotated[float, _validated(_number(MOST_DEMAND))]
Share: TypeAlias = Annotated[float, _validated(_number(1))]
Whole: TypeAlias = Annotated[int, _validated(_whole)]
