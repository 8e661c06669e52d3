"""The tables that business intelligence tools draw on, and the dictionary that goes with them.

They are the views of the same names with three things added: an id for every row, the number of each day, so that days
sort as in the week, and each time as minutes, so that times can be reckoned with.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from planner.domain.week import DAYS
from planner.views.capacity import CapacityRow
from planner.views.columns import Column, Unit
from planner.views.tables import TABLE, Planned, Table
from planner.views.use import UseRow

DICTIONARY = ("table", "column", "title", "unit", "description")


@dataclass(frozen=True, slots=True)
class TidyColumn:
    """A column and how a view's row gives its value."""

    column: Column
    value: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class TidyTable:
    """A table for other programs: its name, what it holds, and its columns."""

    view: Table
    columns: tuple[TidyColumn, ...]

    @property
    def name(self) -> str:
        """Its name in files."""
        return self.view.name

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, as files have them for headings."""
        return tuple(x.column.name for x in self.columns)

    def rows(self, planned: Planned) -> Iterator[Sequence[Any]]:
        """The values of each row, in the order of the columns."""
        for row in self.view.rows(planned):
            yield [column.value(row) for column in self.columns]


def _capacity_id(row: CapacityRow) -> str:
    return f"{row.site_id}/{row.block_id}/{DAYS[row.day]}/{row.resource}"


def _use_id(row: UseRow) -> str:
    """A session has one room at most, so that the id stays when it moves to another."""
    return f"{row.session_id}/room" if row.resource == "room" else f"{row.session_id}/therapist/{row.resource_id}"


CAPACITY_ID = Column("capacity_id", "Key", Unit.TEXT, "Site, block, day and resource: the same from plan to plan.")
USE_ID = Column("use_id", "Key", Unit.TEXT, "Session and what it takes; it stays when the time or the room changes.")


def _day_number(column: str) -> Callable[[Any], int]:
    return lambda row: getattr(row, column) + 1


def _columns_of(table: Table) -> Iterator[TidyColumn]:
    for column in table.columns:
        yield TidyColumn(column, attrgetter(column.name))
        if column.unit is Unit.DAY:
            about = "Number of the day: 1 is Monday, 7 is Sunday."
            number = Column(f"{column.name}_number", f"{column.title} number", Unit.COUNT, about)
            yield TidyColumn(number, _day_number(column.name))
        if column.unit is Unit.TIME:
            about = f"{column.title} in minutes after midnight, to reckon with."
            minute = Column(f"{column.name}_minute", f"{column.title} minute", Unit.MINUTES, about)
            yield TidyColumn(minute, attrgetter(column.name))


def _tidy(name: str, key: TidyColumn | None = None) -> TidyTable:
    table = TABLE[name]
    return TidyTable(table, (*((key,) if key else ()), *_columns_of(table)))


TIDY = (
    _tidy("sessions"),
    _tidy("capacity", TidyColumn(CAPACITY_ID, _capacity_id)),
    _tidy("use", TidyColumn(USE_ID, _use_id)),
)


def dictionary() -> Iterator[tuple[str, str, str, str, str]]:
    """For each tidy table one row that says what it holds, without a column, and one for each column."""
    for table in TIDY:
        yield table.name, "", table.view.title, "table", table.view.about
        for x in table.columns:
            yield table.name, x.column.name, x.column.title, x.column.unit.value, x.column.description
