"""A plan's tables as sheets to filter, and what their columns mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.exports.options import Options
from planner.exports.xlsx_book import LINE_HEIGHT, PADDING, Book, Sheet, height, text_of, width, write_text, write_value
from planner.views.columns import FIGURES, Column, Unit
from planner.views.tables import TABLES, Planned, Table

LEFT_OUT = frozenset({"use"})
"""For business intelligence alone: it says again, by resource, what the sessions say."""

WIDE = 60
"""From this width on, text is wrapped."""

REMEDY = Column("remedy", "What it would take", Unit.TEXT, "Ways to find the person a place, the smallest first.")
NOT_ASKED = "Not looked for yet: press Find what would place them on the page Plan, or ask with planner explain."
RIGHT = FIGURES | {Unit.TIME}

COLUMNS_TITLE = "What columns mean"
COLUMNS_HEADING = ("Sheet", "Column", "Name in files", "Holds", "Meaning")
COLUMNS_WIDTHS = (20, 24, 24, 12, 90)


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet's columns and values."""

    table: Table
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


def listings(planned: Planned, options: Options) -> Iterator[Listing]:
    """Every table of the workbook, in order."""
    for table in SHOWN:
        rows = [[getattr(row, column.name) for column in table.columns] for row in table.rows(planned)]
        if table.name == "unplaced":
            yield Listing(table, (*table.columns, REMEDY), [[*row, _remedy(options.remedies, row[0])] for row in rows])
        else:
            yield Listing(table, table.columns, rows)


SHOWN = tuple(table for table in TABLES if table.name not in LEFT_OUT)


def _remedy(remedies: Mapping[str, Sequence[str]], person: str) -> str:
    return "\nor: ".join(remedies[person]) if person in remedies else NOT_ASKED


def write_listing(book: Book, name: str, listing: Listing) -> None:
    """The table as a sheet: heading on top of every page and always in sight, a filter on each column."""
    sheet = book.sheet(name)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(1, len(listing.rows)), len(listing.columns) - 1)
    wide = [_set_width(sheet, place, column, listing.rows) for place, column in enumerate(listing.columns)]
    sheet.set_row(0, 2 * LINE_HEIGHT + PADDING)
    for place, column in enumerate(listing.columns):
        write_text(sheet, 0, place, column.title, book.heading(**_aligned(place, column)))
    for number, row in enumerate(listing.rows, 1):
        _write_row(book, sheet, number, list(zip(listing.columns, row, wide, strict=True)))
    if any(column.name == "meets_profile" for column in listing.columns):
        _stress_no(book, sheet, len(listing.rows), listing.columns)


def _set_width(sheet: Sheet, place: int, column: Column, rows: Sequence[Sequence[Any]]) -> int:
    wide = width(column.title, [text_of(row[place], column.unit) for row in rows], most=WIDE)
    sheet.set_column(place, place, wide)
    return wide


def _write_row(book: Book, sheet: Sheet, number: int, cells: Sequence[tuple[Column, Any, int]]) -> None:
    """Text is wrapped in the widest columns alone, and the row as high as that takes."""
    texts = [(text_of(value, column.unit), wide) for column, value, wide in cells if wide == WIDE]
    if texts:
        sheet.set_row(number, height(texts))
    for place, (column, value, wide) in enumerate(cells):
        look = {"text_wrap": wide == WIDE, **_aligned(place, column)}
        write_value(book, sheet, (number, place), value, column.unit, **look)


def _aligned(place: int, column: Column) -> Mapping[str, object]:
    """Figures stand at the right, and text keeps off the figures beside it."""
    if column.unit in RIGHT:
        return {"align": "right"}
    return {"align": "left", "indent": min(place, 1)}


def _stress_no(book: Book, sheet: Sheet, rows: int, columns: Sequence[Column]) -> None:
    place = next(place for place, column in enumerate(columns) if column.name == "meets_profile")
    look = book.look(bold=True, bg_color="#F9D7D3")
    rule = {"type": "cell", "criteria": "==", "value": '"no"', "format": look}
    sheet.conditional_format(1, place, max(1, rows), place, rule)


def write_meanings(book: Book, name: str) -> None:
    """What each column of each sheet means."""
    sheet = book.sheet(name)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    lines = [(table.title, x.title, x.name, x.unit.value, x.description) for table in SHOWN for x in _columns(table)]
    sheet.autofilter(0, 0, len(lines), len(COLUMNS_HEADING) - 1)
    for place, (title, wide) in enumerate(zip(COLUMNS_HEADING, COLUMNS_WIDTHS, strict=True)):
        sheet.set_column(place, place, wide)
        write_text(sheet, 0, place, title, book.heading())
    for number, line in enumerate(lines, 1):
        sheet.set_row(number, height(zip(line, COLUMNS_WIDTHS, strict=True)))
        for place, text in enumerate(line):
            write_text(sheet, number, place, text, book.look(text_wrap=True))


def _columns(table: Table) -> Sequence[Column]:
    return (*table.columns, REMEDY) if table.name == "unplaced" else table.columns
