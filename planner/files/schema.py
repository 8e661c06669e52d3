"""What a table is made of: columns with their types, defaults, ranges and meaning; and how a heading is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST = 1_000_000_000
"""No whole number in a table is larger: sums of them stay exact in every engine."""


class Kind(StrEnum):
    """What a cell, or each entry of a list cell, holds; the value is what people read in the template and the docs."""

    ID = "id"
    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "one word of a list"
    TIME = "time HH:MM"
    DAY = "day"
    PATTERN = "days of the week"
    ZONE = "time zone"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `default` is what an empty cell means, as text; empty where nothing, or everything, is meant.

    `least` and `most` bound a number; `refers` names the table in which an id must exist; `many` marks a list cell.
    """

    name: str
    kind: Kind
    about: str
    required: bool = False
    many: bool = False
    default: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` are the columns that tell its rows apart; empty where rows may repeat.

    `refused` are headings, letters and digits alone, that it must not have: they would say who a person is.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    refused: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The name of its file in a folder."""
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def heading(text: str) -> str:
    """A heading as the contract spells it: `Site ID` and `site-id` are `site_id`."""
    return "_".join(text.strip().lower().replace("_", " ").replace("-", " ").split())


def by_name(*tables: Table) -> Mapping[str, Table]:
    """The tables by their names, in the order given."""
    return {table.name: table for table in tables}


def identifier(name: str, about: str, refers: str = "", *, required: bool = False) -> Column:
    """A column that holds one id."""
    return Column(name, Kind.ID, about, required=required, refers=refers)


def identifiers(name: str, about: str, refers: str, *, required: bool = False) -> Column:
    """A column that holds a list of ids."""
    return Column(name, Kind.ID, about, required=required, many=True, refers=refers)


def text(name: str, about: str, *, required: bool = False, many: bool = False) -> Column:
    """A column of free text."""
    return Column(name, Kind.TEXT, about, required=required, many=many)


def count(
    name: str, about: str, default: str = "", *, required: bool = False, within: tuple[int, int] = (0, MOST)
) -> Column:
    """A column of whole numbers."""
    least, most = within
    return Column(name, Kind.WHOLE, about, required=required, default=default, least=least, most=most)


def number(name: str, about: str, least: float, most: float | None = None, *, required: bool = False) -> Column:
    """A column of numbers that may be broken."""
    return Column(name, Kind.NUMBER, about, required=required, least=least, most=most)


def yes_no(name: str, about: str, default: str) -> Column:
    """A column of yes and no."""
    return Column(name, Kind.YES_NO, about, default=default, choices=("yes", "no"))


def choice(name: str, about: str, *choices: str, default: str = "") -> Column:
    """A column that holds one of a few words; required where there is no default."""
    return Column(name, Kind.CHOICE, about, required=not default, default=default, choices=choices)


def required(name: str, kind: Kind, about: str, *, many: bool = False) -> Column:
    """A column that must be filled in."""
    return Column(name, kind, about, required=True, many=many)
