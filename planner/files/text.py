"""Bytes to rows of text, numbered as a spreadsheet numbers them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from planner.errors import BadInput, Finding

NumberedRow: TypeAlias = tuple[int | None, tuple[str, ...]]
"""A row's cells, and its number; None where the rows come from no file."""


FOREIGN = {"\t": "tabs", "|": "vertical bars (|)"}
"""What other programs separate cells by, and no table here may."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table's text. `label` is where findings say it stands; rows that are wholly blank are left out, but counted.

    `decimal_comma`: broken numbers may be written as `37,5`, as where `;` separates the cells.
    """

    label: str
    headings: tuple[str, ...]
    rows: tuple[NumberedRow, ...]
    heading_row: int | None = 1
    decimal_comma: bool = False
    warnings: tuple[Finding, ...] = ()


def read_text(label: str, data: bytes) -> Sheet:
    """The sheet that a CSV file holds.

    Raises BadInput where it is no text, something else than `,` or `;` separates its cells, or its quotes do not match.
    """
    text, warnings = _decoded(label, data)
    delimiter = _delimiter(text)
    if delimiter in FOREIGN:
        wrong = f"its cells are separated by {FOREIGN[delimiter]}"
        raise BadInput([Finding(label, None, "", "", wrong, "save it as 'CSV UTF-8', separated by commas")])
    return sheet_of(label, _records(label, text, delimiter), decimal_comma=delimiter == ";", warnings=warnings)


def sheet_of(
    label: str, rows: Iterable[NumberedRow], *, decimal_comma: bool = False, warnings: tuple[Finding, ...] = ()
) -> Sheet:
    """A sheet whose first row that is not blank holds the headings. Raises BadInput where there is none."""
    filled = [(number, cells) for number, cells in rows if any(map(str.strip, cells))]
    if not filled:
        raise BadInput([Finding(label, None, "", "", "is empty", "write a row of headings, even where no rows follow")])
    (heading_row, headings), *rest = filled
    return Sheet(label, headings, tuple(rest), heading_row, decimal_comma, warnings)


def _decoded(label: str, data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """The text, and a warning where it had to be taken for Excel's older Western encoding."""
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput([_no_text(label)])
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise BadInput([_no_text(label)]) from None
    wrong = "is not UTF-8 and was read as Windows-1252"
    return text, (Finding(label, None, "", "", wrong, "save it as 'CSV UTF-8' to be sure of its accents"),)


def _no_text(label: str) -> Finding:
    return Finding(label, None, "", "", "is not a text file in UTF-8", "save it as 'CSV UTF-8'")


def _delimiter(text: str) -> str:
    """What is most often in the first line that is not blank: a delimiter, also one that tables must not have."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", *FOREIGN), key=first.count)


def _records(label: str, text: str, delimiter: str) -> Iterator[NumberedRow]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(lines, None)
        except csv.Error:
            right = "put a cell that holds a delimiter or a quote in double quotes, and double the quotes inside"
            raise BadInput([Finding(label, number, "", "", "has quotes that do not match", right)]) from None
        if cells is None:
            return
        yield number, tuple(cells)


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The CSV file of some rows of text, in UTF-8."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(headings)
    lines.writerows(rows)
    return text.getvalue().encode()
