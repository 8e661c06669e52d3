"""`planner sweep`."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.grids import gap_text, number, print_grid, table_console
from planner.cli.planning import Gap, Json, Seed, StoreAddress, TimeLimit, Workers
from planner.domain.progress import Progress
from planner.domain.settings import Settings
from planner.errors import BadInput

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from planner.cli.watching import TerminalWatch
    from planner.services.sweep_job import Job
    from planner.services.sweeping import Row

FIGURES: Mapping[str, "Callable[[Row], str]"] = {
    "Placed": lambda row: number(row.placed),
    "Waiting": lambda row: number(row.waiting),
    "Score": lambda row: number(row.score),
    "Gap": lambda row: gap_text(row.gap) if row.gap else "",
    "State": lambda row: "" if row.state == "done" else row.state,
}
"""What a cell's line shows; columns that say nothing are left out."""

NEAR = 0.0005
"""As near to the best as cells need to be to compare them: on the demo less than one person's place."""

LONGEST = 100
"""Cells that are shown on the terminal; the table in the folder has all of them."""

DONE, NOT_ALL = 0, 1


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("sweep")(sweep)


def sweep(
    file: Annotated[Path, typer.Argument(help="A sweep's file (TOML).", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(help="The folder for the table and the plot: new, or a sweep's.", show_default=False)
    ] = None,
    workers: Workers = 0,
    time_limit: TimeLimit = 60.0,
    gap: Gap = NEAR,
    seed: Seed = 0,
    cluster: Annotated[
        str | None, typer.Option(help="Plan on the Dask cluster at this address instead.", show_default=False)
    ] = None,
    store: StoreAddress = None,
    as_json: Json = False,
) -> None:
    """Plan every combination of a sweep's changes; stopped or killed, it goes on where it was."""
    from planner.services.running import open_store
    from planner.services.sweep_job import open_sweep
    from planner.services.sweeping import crew, refuse_sweep_target, run_sweep, write_sweep

    if out is not None:
        refuse_sweep_target(out)
    job = open_sweep(file, Settings(time_limit, gap, seed))
    if not as_json:
        _print_warnings(job)
    with open_store(store) as opened, crew(cluster, workers or None) as many, _watch() as watch:
        rows = run_sweep(job, opened.runs, many, watch)
    if out is not None:
        with _kept_all_the_same():
            write_sweep(job, rows, out)
    _tell(job, rows, out, as_json=as_json)
    over = all(row.state == "done" for row in rows)
    if watch.stopped() and not over:
        done = sum(row.state == "done" for row in rows)
        typer.echo(
            f"Stopped: {done} of {len(rows)} cells are planned. The same command goes on with the rest.", err=True
        )
    raise typer.Exit(DONE if over else NOT_ALL)


@contextmanager
def _kept_all_the_same() -> Iterator[None]:
    """Where the table cannot be written, says that nothing has to be planned again; raises what it did."""
    try:
        yield
    except BadInput:
        typer.echo("Nothing is lost: the same command with another --out writes what was planned.", err=True)
        raise


def _print_warnings(job: "Job") -> None:
    from planner.cli.findings import print_findings

    print_findings("Warnings", job.warnings)


def _watch() -> "AbstractContextManager[TerminalWatch]":
    """A bar on a terminal, which Ctrl-C stops."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    from planner.cli.watching import TerminalWatch, stopped_by_signals

    class Bar(TerminalWatch):
        """Cells planned, and how long the rest may take."""

        def __init__(self) -> None:
            super().__init__()
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(), TextColumn("(Ctrl-C stops)"))
            self._bars = Bars(*columns, *times, console=Console(stderr=True), disable=not sys.stderr.isatty())
            self._task = self._bars.add_task("starting", total=None)
            self._bars.start()

        def progress(self, now: Progress) -> None:
            """Moves the bar."""
            self._bars.update(self._task, description=now.phase, completed=now.done, total=now.parts)

        def clear(self) -> None:
            """Leaves the bar where it is."""
            self._bars.stop()

    return stopped_by_signals(Bar())


def _tell(job: "Job", rows: "Sequence[Row]", out: Path | None, *, as_json: bool) -> None:
    axes = [axis.name for axis in job.sweep.axes]
    if as_json:
        cells = [asdict(row) | {"labels": dict(zip(axes, row.labels, strict=True))} for row in rows]
        content = {"sweep": job.sweep.name, "cells": cells, "out": None if out is None else str(out)}
        typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
        return
    _print_rows(job.sweep.name, axes, rows)
    if out is not None:
        typer.echo(f"Written to {out}.")


def _print_rows(title: str, axes: Sequence[str], rows: "Sequence[Row]") -> None:
    cells = [[*row.labels, *(show(row) for show in FIGURES.values())] for row in rows]
    kept = [n for n in range(len(axes) + len(FIGURES)) if any(cell[n] for cell in cells)]
    headings = [*((axis, False) for axis in axes), *((name, True) for name in FIGURES)]
    console = table_console()
    print_grid(console, title, [headings[n] for n in kept], [[cell[n] for n in kept] for cell in cells], LONGEST)
    for row in rows:
        if row.error:
            console.print(f"{' / '.join(row.labels)}: {row.error}", markup=False)
