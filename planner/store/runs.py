"""The runs: added, claimed by the process that carries them, watched, ended, and found again."""

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, insert, select, update

from planner.domain.progress import Progress
from planner.domain.settings import Settings
from planner.domain.tables import Tables
from planner.errors import NotAllowed, StoreError
from planner.store.engine import reading
from planner.store.packing import packed_files, packed_tables, unpacked_files, unpacked_tables
from planner.store.run import Ended, Kind, Queued, Run, State, state_of
from planner.store.tables import INPUTS, PLANS, RUNS

UNFINISHED = RUNS.c.state.in_([State.QUEUED, State.WORKING])

_HAS_PLAN = RUNS.c.id.in_(select(PLANS.c.run)) & (RUNS.c.kind != Kind.EXPLANATION)
"""What an explanation leaves is an answer, and no plan to begin from."""


class Runs:
    """Every run of a store. All methods raise StoreError where the database fails them.

    Without `may_write` they are there to be looked at: what would change something raises NotAllowed.
    """

    def __init__(self, engine: Engine, *, may_write: bool = True) -> None:
        self._engine = engine
        self._may_write = may_write
        self._reading = reading(engine)

    def add(self, queued: Queued) -> int:
        """A new run's id; it waits for a process to claim it."""
        now = datetime.now(UTC)
        row = _as_row(queued) | {"state": State.QUEUED, "queued": now, "heartbeat": now}
        with self._writing() as connection:
            run: int = connection.execute(insert(RUNS).values(row).returning(RUNS.c.id)).scalar_one()
            connection.execute(insert(INPUTS).values(run=run, tables=packed_tables(queued.tables)))
        return run

    def claim(self, run: int) -> Run:
        """The run, now carried by this process. Raises StoreError where it does not wait for one."""
        now = datetime.now(UTC)
        mine = {"state": State.WORKING, "started": now, "heartbeat": now, "host": socket.gethostname()}
        waiting = (RUNS.c.id == run) & (RUNS.c.state == State.QUEUED)
        with self._writing() as connection:
            claimed = connection.execute(update(RUNS).where(waiting).values(**mine, pid=os.getpid())).rowcount
        found = self.find(run)
        if not claimed:
            raise StoreError(f"run {run} is {found.state} and not waiting; run it again instead")
        return found

    def beat(self, runs: Sequence[int], progress: Progress | None = None) -> frozenset[int]:
        """Tells that they are alive and how far they are; returns those that shall stop, or are gone."""
        values: dict[str, object] = {"heartbeat": datetime.now(UTC)}
        if progress is not None:
            values["progress"] = asdict(progress)
        going_on = RUNS.c.id.in_(runs) & UNFINISHED
        with self._writing() as connection:
            connection.execute(update(RUNS).where(going_on).values(values))
            wanted = connection.execute(select(RUNS.c.id).where(going_on, ~RUNS.c.cancelled)).scalars()
            return frozenset(runs) - frozenset(wanted)

    def cancel(self, run: int) -> None:
        """Asks for a stop with the best plan so far; a run that no process carries yet is stopped at once."""
        self.find(run)
        here = RUNS.c.id == run
        ended = {"state": State.STOPPED, "ended": datetime.now(UTC), "cancelled": True}
        with self._writing() as connection:
            connection.execute(update(RUNS).where(here, RUNS.c.state == State.WORKING).values(cancelled=True))
            connection.execute(update(RUNS).where(here, RUNS.c.state == State.QUEUED).values(ended))

    def finish(self, run: int, ended: Ended) -> None:
        """Keeps what came of it. A run that was purged meanwhile stays forgotten."""
        values = {
            "state": State.STOPPED if ended.stopped else State.DONE,
            "score": ended.score,
            "bound": ended.bound,
            "gap": ended.gap,
            "counts": dict(ended.counts),
        }
        self._end(run, values, ended.files)

    def fail(self, run: int, error: str) -> None:
        """Keeps why nothing came of it; `error` must hold no participant's data."""
        self._end(run, {"state": State.FAILED, "error": error}, None)

    def find(self, run: int) -> Run:
        """One run. Raises StoreError where there is none of this number."""
        found = self._select(RUNS.c.id == run)
        if not found:
            raise StoreError(f"the store has no run {run}; `planner runs` lists those it has")
        return found[0]

    def list(self, most: int | None = None, kind: Kind | None = None) -> tuple[Run, ...]:
        """The newest first."""
        return self._select(*([RUNS.c.kind == kind] if kind else []), most=most)

    def of_path(self, path: str, kind: Kind) -> tuple[Run, ...]:
        """The runs of the scenario in this folder, whatever its tables were then, the newest first."""
        return self._select(RUNS.c.path == path, RUNS.c.kind == kind)

    def of_sweep(self, sweep: str) -> tuple[Run, ...]:
        """All runs of a sweep, the newest first."""
        return self._select(RUNS.c.sweep == sweep)

    def plans(self, fingerprint: str, most: int | None = None) -> tuple[Run, ...]:
        """The runs with a plan of the scenario with this fingerprint, cut off or not, the newest first."""
        return self._select(RUNS.c.fingerprint == fingerprint, _HAS_PLAN, most=most)

    def last_plan(self, fingerprint: str) -> Run | None:
        """The newest of `plans`."""
        return next(iter(self.plans(fingerprint, most=1)), None)

    def best_plan(self, fingerprint: str, seed: int | None = None) -> Run | None:
        """The one of `plans` that scores most, the oldest among equals; `seed`: of those searched with it alone."""
        known = [run for run in self.plans(fingerprint) if run.score is not None and seed in (None, run.settings.seed)]
        return max(known, key=lambda run: (run.score or 0, -run.id), default=None)

    def asked(self, run: int) -> tuple[Run, ...]:
        """The explanations that were asked of a run's plan, the newest first."""
        return self._select(RUNS.c.start == run, RUNS.c.kind == Kind.EXPLANATION)

    def publish(self, run: int, by: str) -> None:
        """Marks its plan as the one in force. Raises StoreError where it has none."""
        self._mark(run, {"published": datetime.now(UTC), "published_by": by})

    def withdraw(self, run: int) -> None:
        """Takes the mark away again."""
        self._mark(run, {"published": None, "published_by": None})

    def tables(self, run: int) -> Tables:
        """The scenario that the run is made from."""
        return unpacked_tables(self._content(select(INPUTS.c.tables).where(INPUTS.c.run == run), run, "scenario"))

    def plan_files(self, run: int) -> Mapping[str, str]:
        """The files of its plan by name. Raises StoreError where it has none."""
        return unpacked_files(self._content(select(PLANS.c.files).where(PLANS.c.run == run), run, "plan"))

    def start_files(self, run: int) -> Mapping[str, str] | None:
        """The files of the plan that the run begins from; None without one, also when it was purged."""
        start = self.find(run).start
        with self._reading.connect() as connection:
            files = connection.execute(select(PLANS.c.files).where(PLANS.c.run == start)).scalar()
        return None if files is None else unpacked_files(files)

    def over_before(self, before: datetime) -> tuple[Run, ...]:
        """The runs queued before then that are over, but for published ones, the newest first."""
        return tuple(run for run in self._select(RUNS.c.queued < before, RUNS.c.published.is_(None)) if run.over)

    def purge(self, before: datetime) -> int:
        """Forgets those of `over_before`; how many there were."""
        over = self.over_before(before)
        with self._writing() as connection:
            for run in over:
                connection.execute(delete(RUNS).where(RUNS.c.id == run.id))
        return len(over)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that may change something: done whole or not at all."""
        if not self._may_write:
            raise NotAllowed
        with self._engine.begin() as connection:
            yield connection

    def _mark(self, run: int, values: Mapping[str, object]) -> None:
        self.plan_files(run)
        with self._writing() as connection:
            connection.execute(update(RUNS).where(RUNS.c.id == run).values(values))

    def _end(self, run: int, values: Mapping[str, object], files: Mapping[str, str] | None) -> None:
        ended = update(RUNS).where(RUNS.c.id == run, UNFINISHED).values(**values, ended=datetime.now(UTC))
        with self._writing() as connection:
            if connection.execute(ended).rowcount and files is not None:
                connection.execute(insert(PLANS).values(run=run, files=packed_files(files)))

    def _select(self, *where: ColumnElement[bool], most: int | None = None) -> tuple[Run, ...]:
        wanted = select(RUNS).where(*where).order_by(RUNS.c.id.desc()).limit(most)
        with self._reading.connect() as connection:
            return tuple(_as_run(row) for row in connection.execute(wanted))

    def _content(self, wanted: Any, run: int, what: str) -> bytes:  # noqa: ANN401 - a selection of one column
        with self._reading.connect() as connection:
            content: bytes | None = connection.execute(wanted).scalar()
        if content is None:
            raise StoreError(f"run {run} has no {what}")
        return content


def _as_row(queued: Queued) -> dict[str, object]:
    return {
        "kind": queued.kind,
        "scenario": queued.scenario,
        "fingerprint": queued.fingerprint,
        "path": queued.path,
        "changes": [dict(change) for change in queued.changes],
        "settings": asdict(queued.settings),
        "versions": dict(queued.versions),
        "by": queued.by,
        "start": queued.start,
        "sweep": queued.sweep,
        "cell": dict(queued.cell),
        "cancelled": False,
        "counts": {},
    }


def _as_run(row: Row[Any]) -> Run:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    heartbeat, host, pid = values.pop("heartbeat"), values.pop("host"), values.pop("pid")
    progress = values["progress"]
    return Run(
        **values
        | {
            "kind": Kind(row.kind),
            "state": state_of(row.state, heartbeat, host, pid),
            "changes": tuple(row.changes),
            "settings": Settings(**row.settings),
            "progress": None if progress is None else Progress(**progress),
        }
    )
