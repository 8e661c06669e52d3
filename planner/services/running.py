"""Runs in the background, alike for the command line and the screens: submit, launch, follow, again, export."""

import getpass
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from planner.domain.settings import Settings
from planner.files import write_plan
from planner.services.opening import Opened, open_scenario
from planner.services.planning import versions
from planner.services.stored import plan_of
from planner.store import Kind, Queued, Run, Runs, Store

LOOK_EVERY = 0.25
"""Seconds between two looks at a run that is followed."""


def open_store(address: str | None = None) -> Store:
    """The store at an address; None: the user's own. Raises StoreError."""
    return Store(address)


def submit(runs: Runs, opened: Opened, settings: Settings) -> int:
    """A queued run of a scenario, which begins from the plan of `start_of`."""
    start = start_of(runs, opened, settings)
    return runs.add(queued(opened, settings, None if start is None else start.id))


def start_of(runs: Runs, opened: Opened, settings: Settings) -> Run | None:
    """The run whose plan to begin from: the scenario's own best of the same seed, else the nearest base's best."""
    found = runs.best_plan(opened.fingerprint, settings.seed)
    while found is None and opened.base is not None:
        opened = open_scenario(opened.base)
        found = runs.best_plan(opened.fingerprint)
    return found


def queued(opened: Opened, settings: Settings, start: int | None = None) -> Queued:
    """A run to be, of a scenario; `start` is the run whose plan to begin from."""
    return Queued(
        kind=Kind.PLAN,
        scenario=opened.scenario.name,
        fingerprint=opened.fingerprint,
        tables=opened.tables,
        settings=settings,
        versions=versions(),
        by=user(),
        path=str(opened.path.resolve()),
        changes=tuple(change.model_dump(mode="json", exclude_none=True) for change in opened.changes),
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
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
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


def again(runs: Runs, run: int) -> int:
    """The same run queued once more, from the scenario as the store keeps it."""
    old = runs.find(run)
    same = {field.name: getattr(old, field.name) for field in fields(Queued) if field.name != "tables"}
    return runs.add(Queued(**same | {"tables": runs.tables(run), "versions": versions(), "by": user()}))


def export(runs: Runs, run: int, folder: Path) -> None:
    """Writes the run's plan as a plan folder. Raises StoreError where it has none."""
    plan, summary = plan_of(runs.plan_files(run))
    write_plan(plan, summary, folder)


def user() -> str:
    """Who is at work, as the machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have no name
        return "unknown"
