"""A workbook on its way: looks made once, text that begins no formula, figures and times as Excel's own."""

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeAlias

from xlsxwriter import Workbook

from planner.domain.week import DAY_MINUTES
from planner.exports.colours import INK, LINE
from planner.exports.safe_cells import safe_text
from planner.views.columns import Unit, as_text

Look: TypeAlias = Any
Sheet: TypeAlias = Any

LONGEST_TEXT = 32_767
"""Characters that a cell holds."""

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Rows go to a temporary file as they are written: they have to come in order, and cost no memory."""

US_LETTER = 1
FONT = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top"}
FORMATS: Mapping[Unit, str] = {
    Unit.TIME: "hh:mm",
    Unit.COUNT: "#,##0",
    Unit.MINUTES: "#,##0",
    Unit.POINTS: "#,##0",
    Unit.HOURS: "#,##0.0",
    Unit.SHARE: "0%",
}
LINE_HEIGHT, PADDING = 13.0, 5.0
"""Points of a row's height for each line of text, and around them; only Excel would fit heights by itself."""

LETTER = 0.85
"""What a letter takes of a column's unit, the width of a digit; what wrapping at words wastes is counted in."""

TALLEST = 400.0
"""No row may be higher, in points."""

MIDNIGHT = "[hh]:mm"
"""Shows the end of the day as 24:00, where the usual format would show 00:00."""


class Book:
    """A workbook in memory; `looks` are its formats, each made once. `content` is whole when the block has ended."""

    def __init__(self, title: str, made: datetime) -> None:
        self._file = io.BytesIO()
        self._workbook: Any = Workbook(self._file, OPTIONS)
        self._looks: dict[tuple[tuple[str, object], ...], Look] = {}
        self._title = title
        self._workbook.set_properties({"title": title, "created": made.astimezone(UTC).replace(tzinfo=None)})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workbook.close()

    @property
    def content(self) -> bytes:
        """The finished file."""
        return self._file.getvalue()

    def sheet(self, name: str) -> Sheet:
        """A new sheet that prints landscape, one page wide, with its name and page at the foot."""
        sheet = self._workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(US_LETTER)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{_footer(self._title)}&C&8{_footer(name)}&R&8Page &P of &N")
        return sheet

    def look(self, **properties: object) -> Look:
        """The format with these properties beside the usual font."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self._workbook.add_format({**FONT, **properties})
        return self._looks[key]

    def heading(self, **more: object) -> Look:
        """How the titles of columns look."""
        base = {"bold": True, "bg_color": "#E8EEF4", "bottom": 2, "bottom_color": LINE, "text_wrap": True}
        return self.look(**{**base, **more})


def _footer(text: str) -> str:
    """Text for a page's foot, where & begins a code and all of it has 255 characters at most."""
    return text[:80].replace("&", "&&")


def text_of(value: object, unit: Unit) -> str:
    """What a cell shows, nearly; lists are separated by commas."""
    if value is None:
        return ""
    if unit is Unit.HOURS:
        return f"{value:.1f}"
    if unit is Unit.SHARE:
        return f"{value:.0%}"
    if unit in FORMATS and unit is not Unit.TIME:
        return f"{value:,}"
    text = as_text(value, unit)
    return text.replace(";", ", ") if unit is Unit.LIST else text


def write_text(sheet: Sheet, row: int, column: int, text: str, look: Look) -> None:
    """Text that stays text and begins no formula."""
    sheet.write_string(row, column, safe_text(text)[:LONGEST_TEXT], look)


def write_value(book: Book, sheet: Sheet, place: tuple[int, int], value: Any, unit: Unit, **look: object) -> None:  # noqa: ANN401 - whatever a view holds
    """A view's value: figures and times as numbers, anything else as text; nothing for None."""
    if value is None:
        return
    if unit is Unit.TIME:
        shown = MIDNIGHT if value >= DAY_MINUTES else FORMATS[unit]
        sheet.write_number(*place, value / DAY_MINUTES, book.look(num_format=shown, **look))
    elif unit in FORMATS:
        sheet.write_number(*place, value, book.look(num_format=FORMATS[unit], **look))
    else:
        write_text(sheet, *place, text_of(value, unit), book.look(**look))


def width(title: str, texts: Sequence[str], least: int = 7, most: int = 70) -> int:
    """A column's width in characters, in which its title finds room beside the filter's arrow, on two lines maybe."""
    word = max(map(len, title.split()), default=0)
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    return min(most, max(least, word + 4, -(-len(title) // 2) + 4, longest + 2))


def height(cells: Iterable[tuple[str, float]], line: float = LINE_HEIGHT) -> float:
    """A row's height in points, in which each text finds room in a column of its width."""
    return min(TALLEST, max((_lines(text, wide) for text, wide in cells), default=1) * line + PADDING)


def _lines(text: str, wide: float) -> int:
    return sum(max(1, math.ceil(len(line) * LETTER / wide)) for line in text.split("\n"))
