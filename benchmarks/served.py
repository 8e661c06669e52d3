"""The app served for a benchmark on loopback, what it uses of the processors, and plans put into its store."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from planner.domain.settings import Settings
from planner.services.opening import open_scenario
from planner.services.running import queued
from planner.services.stored import ended
from planner.store import Runs
from planner.views.tables import Planned

STARTING = 60.0
"""Seconds that the app may take to start."""

PATIENCE = 0.1


@dataclass(frozen=True, slots=True)
class Served:
    """The app at an address."""

    address: str
    process: psutil.Process

    def used(self) -> "Used":
        """What it and the browsers have used so far, without the workers that plan."""
        others = psutil.Process().children(recursive=True)
        return Used(_seconds(self.process), sum(_seconds(one, named="chrom") for one in others))


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds of a processor."""

    server: float
    browsers: float

    def since(self, before: "Used") -> "Used":
        """What was used since then."""
        return Used(self.server - before.server, self.browsers - before.browsers)


@contextmanager
def served(store: Path, scenarios: Sequence[Path]) -> Iterator[Served]:
    """The app over a store, as long as the block lasts, with further folders of scenarios to choose from."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = [part for folder in scenarios for part in ("--scenarios", str(folder))]
    command = [sys.executable, "-m", "planner", "app", "--port", str(port), "--store", str(store), *folders]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ) as started:
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health")
            (server,) = psutil.Process(started.pid).children()
            yield Served(f"http://127.0.0.1:{port}", server)
        finally:
            for process in psutil.Process(started.pid).children(recursive=True):
                process.terminate()
            started.terminate()


def put_in(runs: Runs, scenario: Path, planned: Planned) -> int:
    """Keeps a plan of a scenario's folder as a run that is over; its number."""
    run = runs.add(queued(open_scenario(scenario), Settings(seed=planned.summary.seed)))
    runs.claim(run)
    runs.finish(run, ended(planned))
    return run


def _seconds(process: psutil.Process, named: str = "") -> float:
    """What a process has used; nothing where it has ended, or has another name."""
    try:
        if named not in process.name():
            return 0.0
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _wait(address: str) -> None:
    end = time.monotonic() + STARTING
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=STARTING):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(PATIENCE)
    raise TimeoutError("the app did not start")
