"""A sheet to type and paste into. Every cell is text: nothing is converted, clamped or dropped, whatever is typed.

The grid is given the same frame as long as it has the same key, and reports all that was typed since; so what it says
is compared with the draft and kept there, and the frame is only made anew where row numbers have changed, or where the
sheet was changed in another window meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from planner.domain.tables import Row
from planner.services.editing import SETTINGS, ColumnAbout, about_columns, about_setting
from planner.services.merging import merged

FIRST_ROW = 2
ROWS = 400
"""Rows a page: more than that makes the grid slow, and nobody reads them at once."""

HEIGHT = 460
SETTING, MEANING = "setting", "what it means"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is shown: its rows, and what tells this grid from others in the same session."""

    name: str
    rows: tuple[Row, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The rows as they are typed now; `anew`: the grid shows others, or numbers them wrong, until it is drawn again."""

    rows: tuple[Row, ...]
    anew: bool = False


@dataclass(slots=True)
class _Begun:
    """What a grid began with: its frame, the rows that it shows, and as how many rows they stand in the sheet now.

    `left` is the whole sheet as this window left it: where the draft says something else, another window has written.
    """

    key: str
    frame: pd.DataFrame
    shown: list[int]
    span: int
    left: tuple[Row, ...]


def edited(sheet: Sheet, *, locked: bool) -> Edited:
    """Shows the sheet, to look at only where it is `locked`."""
    columns = about_columns(sheet.name)
    find = _find(sheet)
    shown = _shown(sheet, find)
    if locked:
        frame = _frame(sheet, shown, columns)
        st.dataframe(frame, height=_height(shown), column_config=_config(columns), alt=f"The sheet {sheet.name}")
        return Edited(sheet.rows)
    begun = _begun(sheet, f"{sheet.key}/{shown[0] if shown else 0}/{find}", shown, columns)
    typed = st.data_editor(
        begun.frame,
        key=begun.key,
        num_rows="fixed" if find or sheet.name == SETTINGS else "dynamic",
        hide_index=False,
        height=_height(begun.shown),
        column_config=_config(columns),
        disabled=[SETTING, MEANING] if sheet.name == SETTINGS else False,
        placeholder="",
        alt=f"The sheet {sheet.name}, to type and paste into",
    )
    before = begun.left
    mine = _joined(begun, [_row(one, columns) for one in typed.to_dict("records")], whole=not find)
    begun.left = mine if before == sheet.rows else merged(before, mine, sheet.rows)
    return Edited(begun.left, anew=before != sheet.rows or _must_renumber(before, mine))


def _begun(sheet: Sheet, name: str, shown: list[int], columns: Sequence[ColumnAbout]) -> _Begun:
    """What the grid began with, as long as it has been on the screen; one that comes back to it begins anew."""
    before = st.session_state.get(f"{name}/begun")
    if isinstance(before, _Begun) and before.key in st.session_state:
        return before
    number = st.session_state.get(f"{name}/number", 0) + 1
    begun = _Begun(f"{name}/{number}", _frame(sheet, shown, columns), shown, len(shown), sheet.rows)
    st.session_state.update({f"{name}/number": number, f"{name}/begun": begun})
    return begun


def _must_renumber(before: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether rows came or went so that the grid must be drawn anew to number them right."""
    return len(rows) < len(before) or (len(rows) != len(before) and len(before) > ROWS)


def _find(sheet: Sheet) -> str:
    if len(sheet.rows) <= ROWS:
        return ""
    find = st.text_input("Find rows", key=f"{sheet.key}/find", placeholder="any text of a row", type="search")
    return (find or "").strip().casefold()


def _shown(sheet: Sheet, find: str) -> list[int]:
    """The numbers of the rows on this page."""
    if find:
        found = [n for n, row in enumerate(sheet.rows) if find in " ".join(row.values()).casefold()]
        if len(found) > ROWS:
            st.caption(f"{len(found):,} rows match; the first {ROWS} are shown.")
        elif not found:
            st.caption("No row matches.")
        return found[:ROWS]
    pages = max(1, -(-len(sheet.rows) // ROWS))
    page = st.pagination(pages, key=f"{sheet.key}/page") if pages > 1 else 1
    return list(range((page - 1) * ROWS, min(page * ROWS, len(sheet.rows))))


def _height(shown: Sequence[int]) -> int:
    return min(HEIGHT, 35 * (len(shown) + 3))


def _frame(sheet: Sheet, shown: Sequence[int], columns: Sequence[ColumnAbout]) -> pd.DataFrame:
    cells: list[dict[str, str]] = [{c.name: sheet.rows[n].get(c.name, "") for c in columns} for n in shown]
    names = [c.name for c in columns]
    if sheet.name == SETTINGS:
        cells = [{**row, MEANING: about_setting(row[SETTING])} for row in cells]
        names.append(MEANING)
    frame = pd.DataFrame(cells, columns=names, dtype="object")
    frame.index = _index(shown)
    return frame


def _index(shown: Sequence[int]) -> "pd.Index[Any]":
    """Row numbers as a spreadsheet has them."""
    first = (shown[0] if shown else 0) + FIRST_ROW
    if list(shown) == list(range(first - FIRST_ROW, first - FIRST_ROW + len(shown))):
        return pd.RangeIndex(first, first + len(shown), name="row")
    return pd.Index([n + FIRST_ROW for n in shown], name="row")


def _config(columns: Sequence[ColumnAbout]) -> Any:  # noqa: ANN401 - Streamlit's own
    config = {c.name: st.column_config.TextColumn(_title(c), help=_help(c)) for c in columns}
    return config | {MEANING: st.column_config.TextColumn(MEANING, width="large")}


def _title(column: ColumnAbout) -> str:
    return f"{column.name} *" if column.required else column.name


def _help(column: ColumnAbout) -> str:
    choices = f" One of: {', '.join(column.choices)}." if column.choices else ""
    default = f" {column.default} where empty." if column.default else ""
    return f"{column.about}{choices}{default}{' Must be filled in.' if column.required else ''}"


def _row(cells: dict[Any, Any], columns: Sequence[ColumnAbout]) -> Row:
    """A cell that nobody has filled in yet is empty text."""
    return {c.name: "" if pd.isna(cells.get(c.name)) else str(cells[c.name]) for c in columns}


def _joined(begun: _Begun, rows: Sequence[Row], *, whole: bool) -> tuple[Row, ...]:
    """The whole sheet as this window left it, with these rows of it as they are typed."""
    if not whole:
        changed = dict(zip(begun.shown, rows, strict=True))
        return tuple(changed.get(n, row) for n, row in enumerate(begun.left))
    first = begun.shown[0] if begun.shown else 0
    after = begun.left[first + begun.span :]
    begun.span = len(rows)
    return (*begun.left[:first], *rows, *after)
