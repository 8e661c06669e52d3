"""A sweep from its file to its table: every combination planned, each kept in the store as soon as it is known."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from planner.domain.progress import Progress, Watch
from planner.domain.settings import Settings
from planner.domain.tables import Tables
from planner.errors import Stopped
from planner.files.whole import refuse_unless, whole_folder
from planner.services.failures import without_data
from planner.services.planning import versions
from planner.services.running import user
from planner.services.stored import plan_tables
from planner.services.sweep_job import Cell, Job
from planner.store import NOTHING_YET, Kind, Queued, Run, Runs, State
from planner.sweep.executors import Cell as Plain
from planner.sweep.executors import Crew, Flag, Solve, crew
from planner.sweep.run import Carrier
from planner.sweep.table import Row, plot_svg, table_csv

__all__ = ["Row", "crew", "plan_cell", "refuse_sweep_target", "run_sweep", "write_sweep"]

LOOK_EVERY = 0.5
"""Seconds between two looks at whether a cell shall stop."""

NOT_BEGUN = "not begun"
"""How a cell stands that a stopped sweep did not come to."""

TABLE, PLOT = "table.csv", "plot.svg"


def plan_cell(cell: Plain, flag: Flag) -> Plain:
    """Plans a cell wherever it is called: its answer is an `error` without data, or the fields of `Ended`.

    Many plans are compared by their figures: why somebody has no place is told when one of them is exported.
    """
    watch = _Flagged(flag)
    tables = Tables(cell["tables"]["settings"], cell["tables"]["rows"])
    try:
        ended = plan_tables(tables, Settings(**cell["settings"]), watch, cell["start"], most_asked=0)
    except Stopped:
        return asdict(NOTHING_YET)
    except Exception as error:  # noqa: BLE001 - one cell's failure is its own
        return {"error": without_data(error)}
    return asdict(replace(ended, stopped=watch.stopped()))


def run_sweep(job: Job, runs: Runs, workers: Crew, watch: Watch, solve: Solve = plan_cell) -> tuple[Row, ...]:
    """Plans what the store does not know yet, the base first, and returns every cell's row.

    Stopped by the watch, it goes on another time where it was.
    """
    sweeping = _Sweeping(job, runs, workers, watch, solve)
    sweeping.carry()
    return tuple(sweeping.rows())


def refuse_sweep_target(folder: Path) -> None:
    """Raises BadInput where a sweep may not be written: something is there that is neither empty nor a sweep's."""
    refuse_unless(folder, lambda there: {one.name for one in there.iterdir()} == {TABLE, PLOT}, "a sweep's folder")


def write_sweep(job: Job, rows: Sequence[Row], folder: Path) -> None:
    """The tidy table and the plot, whole or not at all. Raises BadInput where they may not be written."""
    refuse_sweep_target(folder)
    axes = [axis.name for axis in job.sweep.axes]
    with whole_folder(folder) as new:
        Path(new, TABLE).write_text(table_csv(axes, rows), encoding="utf-8", newline="")
        Path(new, PLOT).write_text(plot_svg(job.sweep.name, axes, rows), encoding="utf-8")


class _Sweeping:
    """A job under way: its cells as runs of the store."""

    def __init__(self, job: Job, runs: Runs, workers: Crew, watch: Watch, solve: Solve) -> None:
        self._job, self._runs, self._watch = job, runs, watch
        self._settings = replace(job.settings, workers=workers.cores)
        self._carrier = Carrier(runs, workers, solve, self._plain, watch)
        self._key = job.key

    def carry(self) -> None:
        """The base, then the cells."""
        known = self._known()
        missing = [cell for cell in self._job.cells if not self._done(known, cell)]
        if not missing:
            return
        start = self._base()
        if self._watch.stopped():
            return
        waiting = [self._waiting(known, cell) or self._queued(cell, start) for cell in missing]
        self._carrier.carry(waiting, len(self._job.cells) - len(missing))

    def rows(self) -> Iterator[Row]:
        """Every cell as it stands."""
        known = self._known()
        for cell in self._job.cells:
            run = known.get((cell.labels, cell.fingerprint))
            yield _row(cell, run)

    def _known(self) -> dict[tuple[tuple[str, ...], str], Run]:
        """The newest run of each cell; of a cell that was finished once, that one."""
        axes = [axis.name for axis in self._job.sweep.axes]
        found: dict[tuple[tuple[str, ...], str], Run] = {}
        for run in reversed(self._runs.of_sweep(self._key)):
            cell = tuple(run.cell.get(axis, "") for axis in axes), run.fingerprint
            if cell not in found or found[cell].state is not State.DONE:
                found[cell] = run
        return found

    def _done(self, known: Mapping[tuple[tuple[str, ...], str], Run], cell: Cell) -> bool:
        run = known.get((cell.labels, cell.fingerprint))
        return run is not None and run.state is State.DONE

    def _waiting(self, known: Mapping[tuple[tuple[str, ...], str], Run], cell: Cell) -> int | None:
        """The cell's run if it still waits, also where those who queued it are gone."""
        run = known.get((cell.labels, cell.fingerprint))
        return run.id if run is not None and run.started is None and not run.cancelled else None

    def _base(self) -> int | None:
        """The run with the base's plan, planned now where the store has none; None where none exists."""
        base = self._job.base
        known = self._runs.last_plan(base.fingerprint)
        if known is not None and known.versions == versions() and known.state is State.DONE:
            return known.id
        queued = self._as_queued(Kind.PLAN, base.scenario.name, base.tables, base.fingerprint)
        run = self._runs.add(replace(queued, path=str(base.path.resolve())))
        self._watch.progress(Progress(0.0, "planning the base", parts=len(self._job.cells)))
        self._carrier.carry([run])
        return run if self._runs.find(run).score is not None else None

    def _queued(self, cell: Cell, start: int | None) -> int:
        name = f"{self._job.sweep.name}: {' / '.join(cell.labels)}"
        queued = self._as_queued(Kind.CELL, name, cell.tables, cell.fingerprint)
        same = self._runs.last_plan(cell.fingerprint)
        begin, named = same.id if same else start, self._job.named(cell)
        return self._runs.add(replace(queued, changes=cell.changes, start=begin, sweep=self._key, cell=named))

    def _as_queued(self, kind: Kind, name: str, tables: Tables, content: str) -> Queued:
        return Queued(kind, name, content, tables, self._job.settings, versions(), user())

    def _plain(self, run: int) -> Plain:
        tables, start = self._runs.tables(run), self._runs.start_files(run)
        return {
            "tables": {"settings": dict(tables.settings), "rows": dict(tables.rows)},
            "settings": asdict(self._settings),
            "start": None if start is None else dict(start),
        }


class _Flagged:
    """A watch that stops when a flag is raised; looks at it now and then only, as it may be far away."""

    def __init__(self, flag: Flag) -> None:
        self._flag = flag
        self._look_at = 0.0
        self._raised = False

    def progress(self, now: Progress) -> None:
        """Nobody is told: a cell shows when it is over."""
        _ = now

    def stopped(self) -> bool:
        """Whether the flag was raised half a second ago."""
        now = time.monotonic()
        if not self._raised and now >= self._look_at:
            self._look_at = now + LOOK_EVERY
            self._raised = self._flag.raised()
        return self._raised


def _row(cell: Cell, run: Run | None) -> Row:
    if run is None:
        return Row(cell.labels, None, None, None, None, None, None, NOT_BEGUN)
    counts = run.counts
    return Row(
        labels=cell.labels,
        placed=counts.get("placed"),
        waiting=counts.get("unplaced"),
        score=run.score,
        bound=run.bound,
        gap=run.gap,
        seconds=run.seconds,
        state=NOT_BEGUN if run.started is None else run.state,
        cohorts=counts.get("cohorts"),
        run=run.id,
        error=run.error or "",
    )
