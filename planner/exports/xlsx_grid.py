"""A site's week as a sheet to print and hang up: rooms down the side, days across, a colour for each program."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeAlias

from planner.domain.week import DAYS
from planner.exports.colours import BAND, LINE, MUTED
from planner.exports.marks import Mark, times
from planner.exports.xlsx_book import Book, Look, Sheet, height, write_text
from planner.views.week_grid import GridRow, GridSession, SiteWeek

Line: TypeAlias = tuple[GridSession | None, ...]

ONE_PAGE = 42
"""So many lines of the grid are still easy to read on one page; more go on the next one."""

ROOM_WIDTH, WEEK_WIDTH = 17, 120
"""In characters; a page across holds about so many at full size."""

SMALL_LINE = 11.0


def write_grid(book: Book, name: str, week: SiteWeek, marks: Mapping[str, Mark]) -> None:
    """The sheet; title, legend and days stand on every page and stay in sight."""
    sheet = book.sheet(name)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, ROOM_WIDTH)
    sheet.set_column(1, len(week.days), WEEK_WIDTH / len(week.days))
    top = _head(book, sheet, week, marks)
    sheet.freeze_panes(top, 1)
    sheet.repeat_rows(0, top - 1)
    row = top
    for room in week.rows:
        row = _room(book, sheet, row, room, marks)
    for place in range(len(week.days) + 1):
        sheet.write_blank(row, place, None, book.look(top=2, top_color=LINE))
    if row - top <= ONE_PAGE:
        sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row, len(week.days))


def _head(book: Book, sheet: Sheet, week: SiteWeek, marks: Mapping[str, Mark]) -> int:
    """Title, legend and names of the days; returns the row below."""
    write_text(sheet, 0, 0, week.name or week.site_id, book.look(bold=True, font_size=18, valign="vcenter"))
    sheet.set_row(0, 26)
    write_text(sheet, 1, 0, about(week), book.look(font_color=MUTED))
    write_text(sheet, 2, 0, "Programs" if week.programs else "", book.look(font_color=MUTED))
    row = 2
    for names in _chunks(week.programs, len(week.days)):
        for place, program in enumerate(names, 1):
            mark = marks[program]
            write_text(sheet, row, place, f"{mark.letter}  {mark.name}", _fill(book, mark, bold=True))
        row += 1
    band = {"bold": True, "font_color": "#FFFFFF", "bg_color": BAND, "align": "center", "valign": "vcenter"}
    sheet.set_row(row + 1, 20)
    write_text(sheet, row + 1, 0, "Room", book.look(**{**band, "align": "left"}))
    for place, day in enumerate(week.days, 1):
        write_text(sheet, row + 1, place, DAYS[day], book.look(**band))
    return row + 2


def about(week: SiteWeek) -> str:
    """What the page is about, in a line."""
    region = f"{week.region}  ·  " if week.region else ""
    groups = f"{week.cohorts} group{'s' if week.cohorts != 1 else ''}, {week.members} people in them"
    return f"{region}The typical week in local time ({week.timezone})  ·  {groups}"


def _chunks(names: Sequence[str], size: int) -> Iterator[list[str]]:
    rest = iter(names)
    while chunk := list(islice(rest, size)):
        yield chunk


def _titles(row: GridRow, held: Sequence[Line]) -> Sequence[str]:
    """The room and what it is: on two lines of the grid where those are there and low, else on one."""
    if row.room is None:
        return ("Online",)
    closed = ", closed" if not row.room.open else ""
    note = f"{row.room.kind.value}, {row.room.seats} seats{closed}"
    low = len(held) > 1 and not any(one.group for one in held[0] if one)
    return (row.room.id, note) if low else (f"{row.room.id}\n{note}",)


def _room(book: Book, sheet: Sheet, row: int, room: GridRow, marks: Mapping[str, Mark]) -> int:
    """The room's lines; returns the row below."""
    held = list(lines(room))
    titles = _titles(room, held)
    for number, line in enumerate(held):
        sheet.set_row(row, _height(titles[number : number + 1], line, marks))
        edge = {"top": 2 if number == 0 else 0, "top_color": LINE}
        look = book.look(bold=number == 0, text_wrap=True, right=1, right_color=LINE, **edge)
        write_text(sheet, row, 0, titles[number] if number < len(titles) else "", look)
        for place, session in enumerate(line, 1):
            if session is None:
                sheet.write_blank(row, place, None, book.look(right=1, right_color=LINE, **edge))
            else:
                _session(book, sheet, (row, place), session, marks[session.program_id])
        row += 1
    return row


def _height(titles: Sequence[str], line: Line, marks: Mapping[str, Mark]) -> float:
    wide = WEEK_WIDTH / len(line)
    held = [(one, marks[one.program_id]) for one in line if one]
    groups = [("\n".join(_group_text(one, mark)), wide) for one, mark in held if one.group]
    alone = [(_alone_text(one, mark), wide * 1.1) for one, mark in held if not one.group]
    return max(height([*groups, *((title, ROOM_WIDTH) for title in titles)]), height(alone, SMALL_LINE))


def lines(room: GridRow) -> Iterator[Line]:
    """The groups that start together on one line, below them the individual sessions of each day, one by one."""
    groups = [{one.span.start: one for one in cell if one.group} for cell in room.cells]
    alone = [[one for one in cell if not one.group] for cell in room.cells]
    starts = sorted({start for cell in groups for start in cell})
    depth = max(map(len, alone), default=0)
    for start in starts:
        yield tuple(cell.get(start) for cell in groups)
    for place in range(depth):
        yield tuple(cell[place] if place < len(cell) else None for cell in alone)
    if not starts and not depth:
        yield tuple(None for _ in room.cells)


def _group_text(session: GridSession, mark: Mark) -> tuple[str, str, str]:
    places = f"{session.members} of {session.capacity} places"
    return f"{mark.letter}  {mark.name}", f"{times(session.span)} · {places}", ", ".join(session.therapists)


def _alone_text(session: GridSession, mark: Mark) -> str:
    return f"{times(session.span)}  {mark.letter}  {', '.join(session.therapists)}"


def _session(book: Book, sheet: Sheet, place: tuple[int, int], session: GridSession, mark: Mark) -> None:
    if not session.group:
        write_text(sheet, *place, _alone_text(session, mark), _edged(book, mark, font_size=9))
        return
    title, *rest = _group_text(session, mark)
    strong, plain = book.look(bold=True), book.look()
    sheet.write_rich_string(*place, strong, title, plain, "\n" + "\n".join(rest), _fill(book, mark))


def _fill(book: Book, mark: Mark, **more: object) -> Look:
    return _edged(book, mark, bg_color=mark.colour.fill, **more)


def _edged(book: Book, mark: Mark, **more: object) -> Look:
    around = {"border": 1, "border_color": LINE, "left": 5, "left_color": mark.colour.edge}
    return book.look(text_wrap=True, align="left", indent=1, **around, **more)
