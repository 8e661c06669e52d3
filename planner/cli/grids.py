"""Rows as tables on the terminal."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

Heading = tuple[str, bool]
"""A column's title, and whether it holds figures."""

WIDEST = 1_000_000
"""Columns of an output that has no end at the right."""


def table_console() -> "Console":
    """Where tables are printed: as wide as a terminal or as COLUMNS says, in a file or a pipe as wide as they need."""
    from rich.console import Console

    limited = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Console(highlight=False, width=None if limited else WIDEST)


def print_grid(
    console: "Console", title: str, headings: Sequence[Heading], rows: Sequence[Sequence[str]], most: int = 40
) -> None:
    """A table under its title; nothing where there are no rows, and a line that says so where some are left out."""
    from rich import box
    from rich.table import Table

    if not rows:
        return
    grid = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for name, figures in headings:
        grid.add_column(name, justify="right" if figures else "left", overflow="fold", no_wrap=figures)
    for row in rows[:most]:
        grid.add_row(*(cell.replace("[", r"\[") for cell in row))
    if len(rows) > most:
        grid.caption, grid.caption_justify = f"and {len(rows) - most:,} more", "left"
    console.print(grid)


def number(value: float | None, unit: str = "") -> str:
    """A figure as people read it: whole ones with commas, others to a tenth; nothing for None."""
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return text + unit


def share(value: float | None) -> str:
    """A share in percent; nothing for None."""
    return "" if value is None else f"{value:.0%}"


def gap_text(value: float | None) -> str:
    """A gap in percent; nothing for None."""
    if value is None:
        return ""
    return f"{value:.3%}" if value else "0"
