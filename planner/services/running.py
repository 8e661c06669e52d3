"""Runs in the background, alike for the command line and the screens: submit, launch, follow, again, export."""

import getpass
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from planner.domain.plan import Plan
from planner.domain.settings import Settings
from planner.domain.summary import Summary
from planner.errors import StoreError
from planner.files import refuse_target, write_plan, write_tables
from planner.files.whole import refuse_unless, whole_folder
from planner.services.opening import Opened, open_scenario
from planner.services.planning import versions
from planner.services.stored import opened_of, plan_of
from planner.services.telling import with_reasons
from planner.store import Kind, Queued, Run, Runs, Store
from planner.whatif.changes import read_change, written
from planner.whatif.phrases import phrase

__all__ = [
    "Run",
    "Runs",
    "Store",
    "again",
    "export",
    "export_scenario",
    "follow",
    "launch",
    "open_store",
    "phrases",
    "queued",
    "start_of",
    "submit",
    "user",
]
"""With them what the store knows of a run, for those who show it."""

LOOK_EVERY = 0.25
"""Seconds between two looks at a run that is followed."""

_WINDOWS = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""There a worker begins in a group of its own, and gives way to whoever waits before a screen."""


def open_store(address: str | None = None, *, new: bool = True) -> Store:
    """The store at an address; None: the user's own. Raises StoreError, also where `new` is False and none is there."""
    return Store(address, new=new)


def submit(runs: Runs, opened: Opened, settings: Settings, by: str | None = None) -> int:
    """A queued run of a scenario, which begins from the plan of `start_of`; `by`: whose it is, else this user's."""
    start = start_of(runs, opened, settings)
    return runs.add(queued(opened, settings, None if start is None else start.id, by))


def start_of(runs: Runs, opened: Opened, settings: Settings) -> Run | None:
    """The run whose plan to begin from: the scenario's own best of the same seed, else the nearest base's best."""
    found = runs.best_plan(opened.fingerprint, settings.seed)
    while found is None and opened.base is not None:
        opened = open_scenario(opened.base)
        found = runs.best_plan(opened.fingerprint)
    return found


def queued(opened: Opened, settings: Settings, start: int | None = None, by: str | None = None) -> Queued:
    """A run to be, of a scenario; `start` is the run whose plan to begin from, `by` whose it is, else this user's."""
    return Queued(
        kind=Kind.PLAN,
        scenario=opened.scenario.name,
        fingerprint=opened.fingerprint,
        tables=opened.tables,
        settings=settings,
        versions=versions(),
        by=by or user(),
        path=str(opened.path.resolve()),
        changes=tuple(map(written, opened.changes)),
        start=start,
    )


def launch(store: Store, run: int) -> None:
    """Starts the process that carries the run; it goes on when this one ends."""
    command = [sys.executable, "-m", "planner.worker", str(run), "--store", store.address]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=_WINDOWS,
    )
    # A child that nobody waits for lingers when it has died, and looks alive.
    threading.Thread(target=process.wait, daemon=True).start()


def follow(runs: Runs, run: int) -> Iterator[Run]:
    """The run now, and again whenever something about it is new, until it is over."""
    last: Run | None = None
    while last is None or not last.over:
        now = runs.find(run)
        if now != last:
            yield now
        else:
            time.sleep(LOOK_EVERY)
        last = now


def again(runs: Runs, run: int, by: str | None = None) -> int:
    """The same run queued once more, from the scenario as the store keeps it.

    Raises StoreError where it asked about a plan that the store does not have.
    """
    old = runs.find(run)
    if old.kind is Kind.EXPLANATION and runs.start_files(run) is None:
        raise StoreError(f"run {run} asked about a plan that the store does not have; ask again from its folder")
    same = {field.name: getattr(old, field.name) for field in fields(Queued) if field.name != "tables"}
    return runs.add(Queued(**same | {"tables": runs.tables(run), "versions": versions(), "by": by or user()}))


def export(runs: Runs, run: int, folder: Path) -> None:
    """Writes the run's plan as a plan folder, or its answer as a file of one. Raises StoreError where it has none."""
    kind = runs.find(run).kind
    files = runs.plan_files(run)
    if kind is not Kind.EXPLANATION:
        refuse_target(folder)  # reasons may take a minute
        plan, summary = plan_of(files)
        write_plan(_told(runs, run, plan, summary), summary, folder)
        return
    refuse_unless(folder, lambda there: {one.name for one in there.iterdir()} <= set(files), "an answer's folder")
    with whole_folder(folder) as new:
        for name, text in files.items():
            Path(new, name).write_text(text, encoding="utf-8")


def _told(runs: Runs, run: int, plan: Plan, summary: Summary) -> Plan:
    """The plan with a reason for everyone who has no place, which a sweep leaves open."""
    if all(someone.reason for someone in plan.unplaced.values()):
        return plan
    scenario = opened_of(runs.tables(run)).scenario
    return with_reasons(scenario, plan, best=summary.bound == summary.score)


def export_scenario(runs: Runs, run: int, folder: Path) -> None:
    """Writes the scenario that a run was made from, with all its changes made, as a plain one."""
    write_tables(runs.tables(run), folder)


def phrases(runs: Runs, run: Run) -> tuple[str, ...]:
    """A run's changes in plain words; whom they took away they call by id."""
    tables = runs.tables(run.id)
    return tuple(phrase(read_change(change), tables) for change in run.changes)


def user() -> str:
    """Who is at work, as the machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have no name
        return "unknown"
