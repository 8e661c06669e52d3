"""A sweep's cells as one tidy table, and as a plot."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from planner.exports.safe_cells import safe_text

FIGURES = ("placed", "waiting", "cohorts", "score", "bound", "gap", "seconds")
COLUMNS = (*FIGURES, "state", "run", "error")


@dataclass(frozen=True, slots=True)
class Row:
    """A cell: the label of each axis, people `placed` and `waiting` for a place, the plan's figures, its state.

    Figures are None where there is no plan; `state` is a run's in a word, or `not begun`; `run` is its number in the
    store, and `error` says why there is no plan.
    """

    labels: tuple[str, ...]
    placed: int | None
    waiting: int | None
    score: int | None
    bound: int | None
    gap: float | None
    seconds: float | None
    state: str
    cohorts: int | None = None
    run: int | None = None
    error: str = ""


def table_csv(axes: Sequence[str], rows: Sequence[Row]) -> str:
    """One line a cell; an axis named like a figure is told apart by `axis_`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*(safe_text(f"axis_{axis}" if axis in COLUMNS else axis) for axis in axes), *COLUMNS])
    for row in rows:
        figures = (_figure(getattr(row, name)) for name in FIGURES)
        writer.writerow([*map(safe_text, row.labels), *figures, row.state, _figure(row.run), safe_text(row.error)])
    return text.getvalue()


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


LINE, BAR, LABELS, MARGIN = 24, 420, 360, 16
"""Heights and widths of the plot, in pixels."""

LOOKS = 'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="13"'
PLACED, WAITING = "#2b6cb0", "#e2e8f0"


def plot_svg(title: str, axes: Sequence[str], rows: Sequence[Row]) -> str:
    """A bar a cell: people placed, dark, and waiting, light. One file that any browser shows."""
    most = max([1, *((row.placed or 0) + (row.waiting or 0) for row in rows)])
    height = MARGIN * 2 + LINE * (len(rows) + 2)
    width = MARGIN * 2 + LABELS + BAR + 120
    parts = [
        f'<svg {LOOKS} width="{width}" height="{height}">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        _text(MARGIN, MARGIN + 14, title, bold=True),
        _text(MARGIN, MARGIN + 14 + LINE, f"{' / '.join(axes)}: people placed (dark) and waiting (light)"),
        *(_bar(row, MARGIN + LINE * (number + 2), BAR / most) for number, row in enumerate(rows)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _bar(row: Row, top: int, scale: float) -> str:
    label = _text(MARGIN, top + 15, " / ".join(row.labels))
    left = MARGIN + LABELS
    if row.placed is None or row.waiting is None:
        return label + _text(left, top + 15, row.state)
    placed, waiting = row.placed * scale, row.waiting * scale
    return (
        f"{label}{_box(left, top, placed, PLACED)}{_box(left + placed, top, waiting, WAITING)}"
        f"{_text(left + placed + waiting + 6, top + 15, f'{row.placed} of {row.placed + row.waiting}')}"
    )


def _box(left: float, top: int, width: float, colour: str) -> str:
    return f'<rect x="{left:.1f}" y="{top + 2}" width="{width:.1f}" height="{LINE - 6}" fill="{colour}"/>'


def _text(left: float, baseline: int, text: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{left:.1f}" y="{baseline}"{weight}>{escape(text)}</text>'
