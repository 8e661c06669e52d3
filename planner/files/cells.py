"""What a cell says: text to a value, or what is wrong with it; and a value to text in its one canonical form."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from planner.domain.week import DAY_MINUTES, DAYS, clock, days_text
from planner.files.schema import MOST, Column, Kind

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
WHOLE = re.compile(r"(-?[0-9]{1,100})(\.0*)?")

NUMBER = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,4})?")
CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])(:00)?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What moves a terminal's cursor or breaks a file, other than tabs and line ends."""

ID_RIGHT = "use letters, digits, _ . - only, at most 64, and begin with a letter or a digit"
FORMULA_RIGHT = "begin it with a letter or a digit, so that no spreadsheet takes it for a formula"

Value: TypeAlias = Any
"""What a cell means: text, a number, yes or no, minutes after midnight, a day, a pattern, or a tuple of these."""


class Wrong(Exception):
    """What is wrong with a text, and what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.right = right


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that was understood: its canonical text and its value, None where it is empty and has no default."""

    text: str
    value: Value


def quoted(text: str, most: int = 60) -> str:
    """A value as messages show it, cut where it is long."""
    return repr(text if len(text) <= most else text[:most] + "…")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula: also after spaces."""
    return text.lstrip()[:1] in {"=", "+", "-", "@"} or text.lstrip(" \u00a0")[:1] in {"\t", "\r"}


def identity(text: str) -> str:
    """An id."""
    if not ID.fullmatch(text):
        raise Wrong(f"{quoted(text)} is not an id", ID_RIGHT)
    return text


def free_text(text: str) -> str:
    """A name or other free text; lines end as they do everywhere here."""
    if is_formula(text):
        raise Wrong(f"{quoted(text)} begins like a formula", FORMULA_RIGHT)
    if CONTROL.search(text):
        raise Wrong(f"{quoted(text)} holds a character that is no text", "type it again")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def whole(text: str) -> int:
    """A whole number; `12.0`, as some programs write it, is 12."""
    match = WHOLE.fullmatch(text)
    if match is None:
        raise Wrong(f"{quoted(text)} is not a whole number", "write a number such as 12")
    return int(match[1])


def number(text: str) -> float:
    """A finite number."""
    if not NUMBER.fullmatch(text) or abs(value := float(text)) == float("inf"):
        raise Wrong(f"{quoted(text)} is not a number", "write a number such as 12 or 37.5")
    return value or 0.0


def yes_no(text: str) -> bool:
    """Whether it says yes."""
    if text.lower() not in {"yes", "no"}:
        raise Wrong(f"{quoted(text)} is neither yes nor no", "write yes or no")
    return text.lower() == "yes"


def minutes(text: str) -> int:
    """Minutes after midnight; `9:30` is `09:30`, and `24:00` the end of the day."""
    match = CLOCK.fullmatch(text)
    if match and (total := int(match[1]) * 60 + int(match[2])) <= DAY_MINUTES:
        return total
    raise Wrong(f"{quoted(text)} is not a time of the day", "write it as HH:MM, such as 09:30")


def day(text: str) -> int:
    """A day of the week, Monday = 0."""
    try:
        return DAYS.index(text.capitalize())
    except ValueError:
        raise Wrong(f"{quoted(text)} is not a day", f"write one of {', '.join(DAYS)}") from None


def pattern(text: str) -> tuple[int, ...]:
    """Distinct days in the order of the week."""
    days = tuple(day(word) for word in text.split())
    ordered = tuple(sorted(set(days)))
    if days != ordered:
        wrong = f"{quoted(text)} does not name distinct days in the order of the week"
        raise Wrong(wrong, f"write {quoted(days_text(ordered))}")
    return days


def zone(text: str) -> str:
    """An IANA time zone's name."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Wrong(f"{quoted(text)} is not a time zone", "write an IANA name such as America/New_York") from None
    return text


def _number_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < MOST else repr(value)


READ: Mapping[Kind, Callable[[str], Value]] = {
    Kind.ID: identity,
    Kind.TEXT: free_text,
    Kind.WHOLE: whole,
    Kind.NUMBER: number,
    Kind.YES_NO: yes_no,
    Kind.CHOICE: str.lower,
    Kind.TIME: minutes,
    Kind.DAY: day,
    Kind.PATTERN: pattern,
    Kind.ZONE: zone,
}

WRITE: Mapping[Kind, Callable[[Value], str]] = {
    Kind.ID: str,
    Kind.TEXT: str,
    Kind.WHOLE: str,
    Kind.NUMBER: _number_text,
    Kind.YES_NO: lambda value: "yes" if value else "no",
    Kind.CHOICE: str,
    Kind.TIME: clock,
    Kind.DAY: lambda value: DAYS[value],
    Kind.PATTERN: days_text,
    Kind.ZONE: str,
}


HUGE = 1e21
"""So large a broken number is shown with its exponent, as it will have been written."""


def in_range(column: Column, value: float) -> None:
    """Raises Wrong where a number lies outside its column's range."""
    least, most = column.least, column.most
    between = f"write {_shown(least)} to {_shown(most)}"
    if least is not None and value < least:
        right = f"write {_shown(least)} or more" if most in {None, MOST} else between
        raise Wrong(f"{_shown(value)} is less than {_shown(least)}", right)
    if most is not None and value > most:
        right = f"write at most {_shown(most)}" if most == MOST else between
        raise Wrong(f"{_shown(value)} is more than {_shown(most)}", right)


def _shown(value: float | None) -> str:
    """A number as messages show it: a whole one without a point."""
    exact = value or 0
    return str(int(exact)) if float(exact).is_integer() and abs(exact) < HUGE else repr(exact)


def _one(column: Column, text: str) -> Value:
    if column.kind in {Kind.WHOLE, Kind.NUMBER}:
        return _figure(column, text)
    value = READ[column.kind](text)
    if column.kind is Kind.CHOICE and value not in column.choices:
        raise Wrong(f"{quoted(text)} is none of the words for this column", f"write {' or '.join(column.choices)}")
    return value


def _figure(column: Column, text: str) -> Value:
    """A number of the column's kind and range, which is said also of what is none."""
    try:
        value = READ[column.kind](text)
    except Wrong as wrong:
        if column.most in {None, MOST}:
            raise
        right = f"write a {column.kind.value} from {_shown(column.least)} to {_shown(column.most)}"
        raise Wrong(wrong.wrong, right) from None
    in_range(column, value)
    return value


def _entries(column: Column, text: str) -> tuple[Value, ...]:
    """A list cell's values, each once; entries that are empty are none."""
    entries = (entry.strip(" ") for entry in text.split(";"))
    return tuple(dict.fromkeys(_one(column, entry) for entry in entries if entry))


def _read(column: Column, text: str) -> Cell:
    stripped = text.strip(" ")
    if column.many and (values := _entries(column, stripped)):
        return Cell(written(column, values), values)
    if stripped and not column.many:
        value = _one(column, stripped)
        return Cell(written(column, value), value)
    if column.required:
        raise Wrong("is empty", "fill it in")
    if column.many:
        return Cell("", ())
    return Cell("", _one(column, column.default) if column.default else None)


def written(column: Column, value: Value) -> str:
    """A value as canonical text; empty for None."""
    if value is None:
        return ""
    write = WRITE[column.kind]
    return ";".join(map(write, value)) if column.many else write(value)


class _Cells(dict[str, Cell]):
    """A column's cells by their texts; each different text is read once, when it is first asked for."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, text: str) -> Cell:
        cell = self[text] = _read(self._column, text)
        return cell


def reader(column: Column) -> Callable[[str], Cell]:
    """Reads a column's cells, each different text once. What it gives raises Wrong."""
    return _Cells(column).__getitem__
