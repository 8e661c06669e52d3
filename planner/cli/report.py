"""A plan as a short report on the terminal, and as one JSON object for machines."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table as Grid

from planner.cli.grids import table_console
from planner.errors import Finding
from planner.views.columns import FIGURES, Unit, as_text
from planner.views.proof import proof_lines
from planner.views.tables import TABLE, Planned

LONGEST = 40
"""Rows of a table that are shown; whoever wants all of them opens the plan's files."""

SHOWN = {
    name: tuple(columns.split())
    for name, columns in {
        "programs": "program_id placed_enrolled placed_waiting unplaced_enrolled unplaced_waiting cohorts open_seats",
        "sites": "site_id placed_enrolled placed_waiting unplaced_enrolled unplaced_waiting cohorts open_seats",
        "cohorts": "cohort_id site_id block_id pattern room_id facilitators members capacity",
        "therapists": "therapist_id group_hours individual_hours direct_hours max_direct_hours evenings people",
        "unplaced": "participant_id program_id reason explanation",
        "score": "term weight count points",
    }.items()
}
"""The tables of the report, and those of their columns that fit a terminal."""


def print_report(planned: Planned) -> None:
    """People by program and site, cohorts, therapists, who has no place, and the score with its proof."""
    console = table_console()
    console.print(f"\n[bold]{planned.summary.scenario}[/bold]")
    for name in SHOWN:
        rows = TABLE[name].rows(planned)
        if rows:
            console.print(_grid(name, rows))
    for line in proof_lines(planned):
        console.print(line)


def _grid(name: str, rows: Sequence[Any]) -> Grid:
    table = TABLE[name]
    columns = [column for column in table.columns if column.name in SHOWN[name]]
    grid = Grid(title=table.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        grid.add_column(column.title, justify="right" if column.unit in FIGURES else "left")
    for row in rows[:LONGEST]:
        grid.add_row(*(_cell(getattr(row, column.name), column.unit) for column in columns))
    if len(rows) > LONGEST:
        grid.caption, grid.caption_justify = f"and {len(rows) - LONGEST:,} more in the plan's files", "left"
    return grid


def _cell(value: Any, unit: Unit) -> str:  # noqa: ANN401 - whatever a view holds
    if value is not None and unit in {Unit.COUNT, Unit.POINTS, Unit.MINUTES}:
        return f"{value:,}"
    if value is not None and unit is Unit.HOURS:
        return f"{value:.1f}"
    text = as_text(value, unit)
    listed = text if isinstance(value, str) else text.replace(";", ", ")
    return listed.replace("[", r"\[")


def as_json(
    planned: Planned, warnings: Iterable[Finding], out: Path | None, run: int | None = None, start: int | None = None
) -> str:
    """What a machine wants to know of a plan; the plan itself is in its folder.

    `run` is the plan's in the store, `start` the one whose plan it began from.
    """
    s = planned.summary
    content = {
        "scenario": s.scenario,
        "status": s.status.value,
        "score": s.score,
        "bound": s.bound,
        "gap": s.gap,
        "terms": {term.label: {"count": tally.count, "points": tally.points} for term, tally in s.terms.items()},
        "counts": dict(s.counts),
        "seconds": s.seconds,
        "seed": s.seed,
        "warnings": [str(warning) for warning in warnings],
        "out": None if out is None else str(out),
        "run": run,
        "begun_from": start,
    }
    return json.dumps(content, indent=2, ensure_ascii=False)
