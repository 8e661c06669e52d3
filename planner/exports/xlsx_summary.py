"""The workbook's first sheet: who has a place, how good that is and how it was proven, and the way to the rest."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.exports.colours import MUTED
from planner.exports.safe_cells import safe_text
from planner.exports.xlsx_book import LINE_HEIGHT, PADDING, Book, Sheet, write_text, write_value
from planner.exports.xlsx_tables import RIGHT, SHOWN
from planner.views.columns import Column, Unit
from planner.views.proof import proof_lines
from planner.views.tables import TABLE, Planned

PEOPLE = ("placed_enrolled", "placed_waiting", "unplaced_enrolled", "unplaced_waiting")
SEATS = ("cohorts", "capacity", "open_seats")
PROFILES = (
    *("profile_id", "name", "cohorts", "members", "meeting"),
    *("weekly_hours_least", "weekly_hours_most", "weekly_hours_min", "weekly_hours_max"),
)
FIRST, SECOND, REST = 26, 22, 12
POINTS, GAP = "#,##0", "0.0000%"
LAST = 9
"""Columns that are printed; longer text goes on beside the page."""

STRONG = {"bold": True, "top": 1}


class Summary:
    """Sections one below the other; `row` is where the next one begins."""

    def __init__(
        self, book: Book, name: str, planned: Planned, sites: Mapping[str, str], tables: Mapping[str, str]
    ) -> None:
        """`sites` and `tables` are the names of the other sheets, by site and by table."""
        self._book, self._planned, self._sites, self._tables = book, planned, sites, tables
        self._sheet: Sheet = book.sheet(name)
        self._row = 0

    def write(self) -> None:
        """The whole sheet."""
        self._sheet.hide_gridlines(2)
        self._sheet.set_column(0, 0, FIRST)
        self._sheet.set_column(1, 1, SECOND)
        self._sheet.set_column(2, LAST, REST)
        self._head()
        self._section("Programs", "programs", ("program_id", "name", *PEOPLE, *SEATS), total=True)
        self._section("Score, term by term", "score", ("term", "count", "weight", "points", "meaning"), total=False)
        self._section("Rule profiles", "profiles", PROFILES, total=False)
        self._section("Sites", "sites", ("site_id", "name", *PEOPLE, *SEATS), total=True)
        self._contents()
        self._sheet.print_area(0, 0, self._row, LAST)

    def _head(self) -> None:
        s = self._planned.summary
        write_text(self._sheet, 0, 0, s.scenario, self._book.look(bold=True, font_size=18))
        self._sheet.set_row(0, 26)
        for line in proof_lines(self._planned):
            self._row += 1
            write_text(self._sheet, self._row, 0, line, self._book.look(font_size=11))
        self._row += 1
        bound = "not known" if s.bound is None else s.bound
        gap = "not known" if s.gap is None else s.gap
        facts = (("Score", s.score, POINTS), ("No plan can score more than", bound, POINTS), ("Gap", gap, GAP))
        for title, value, shown in facts:
            self._row += 1
            write_text(self._sheet, self._row, 0, title, self._book.look(bold=True))
            self._figure(value, shown)
        self._row += 2

    def _figure(self, value: float | str, shown: str) -> None:
        if isinstance(value, str):
            write_text(self._sheet, self._row, 1, value, self._book.look(align="right"))
        else:
            self._sheet.write_number(self._row, 1, value, self._book.look(num_format=shown, bold=True))

    def _section(self, title: str, table: str, names: Sequence[str], *, total: bool) -> None:
        """Some columns of a table."""
        rows = TABLE[table].rows(self._planned)
        columns = [column for column in TABLE[table].columns if column.name in names]
        columns.sort(key=lambda column: names.index(column.name))
        self._title(title, _first_sentence(TABLE[table].about))
        self._sheet.set_row(self._row, 2 * LINE_HEIGHT + PADDING)
        for place, column in enumerate(columns):
            look = self._book.heading(
                **{"align": "right" if column.unit in RIGHT else "left", **_beside(place, column)}
            )
            write_text(self._sheet, self._row, place, column.title, look)
        for row in rows:
            self._row += 1
            for place, column in enumerate(columns):
                self._cell(place, column, getattr(row, column.name))
        if total and len(rows) > 1:
            self._row += 1
            self._total(rows, columns)
        self._row += 2

    def _title(self, title: str, about: str) -> None:
        write_text(self._sheet, self._row, 0, title, self._book.look(bold=True, font_size=13))
        write_text(self._sheet, self._row + 1, 0, about, self._book.look(font_color=MUTED, italic=True))
        self._row += 2

    def _cell(self, place: int, column: Column, value: Any) -> None:  # noqa: ANN401 - whatever a view holds
        if column.name == "site_id" and value in self._sites:
            self._link(place, self._sites[value], value)
        else:
            write_value(self._book, self._sheet, (self._row, place), value, column.unit, **_beside(place, column))

    def _total(self, rows: Sequence[Any], columns: Sequence[Column]) -> None:
        write_text(self._sheet, self._row, 0, "All", self._book.look(**STRONG))
        for place, column in enumerate(columns[1:], 1):
            if column.unit is Unit.COUNT:
                value = sum(getattr(row, column.name) for row in rows)
                write_value(self._book, self._sheet, (self._row, place), value, column.unit, **STRONG)
            else:
                self._sheet.write_blank(self._row, place, None, self._book.look(**STRONG))

    def _contents(self) -> None:
        self._title("In this workbook", "A sheet for each site's week, linked above, and these to sort and to filter:")
        for table in SHOWN:
            self._link(0, self._tables[table.name], table.title)
            write_text(self._sheet, self._row, 1, _first_sentence(table.about), self._book.look())
            self._row += 1

    def _link(self, place: int, sheet: str, text: str) -> None:
        target = sheet.replace("'", "''")
        look = self._book.look(font_color="#1F5FA8", underline=1)
        self._sheet.write_url(self._row, place, f"internal:'{target}'!A1", look, safe_text(text))


def _first_sentence(text: str) -> str:
    return f"{text.split('. ', maxsplit=1)[0].rstrip('.')}."


def _beside(place: int, column: Column) -> Mapping[str, object]:
    """Text to the right of figures keeps off them."""
    return {"align": "left", "indent": 1} if place > 1 and column.unit not in RIGHT else {}
