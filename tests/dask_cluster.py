"""A real Dask scheduler with workers, each a process of its own as on a cluster."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil


@contextmanager
def dask_cluster(workers: int, *, nanny: bool = True) -> Iterator[str]:
    """The scheduler's address; nannies bring a killed worker back."""
    with ExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory(prefix="planner-dask-"))
        found = Path(home, "scheduler.json")
        options = ["--scheduler-file", str(found), "--no-dashboard"]
        stack.enter_context(_program("scheduler", home, "--host", "127.0.0.1", "--port", "0", *options))
        address = _address(found)
        each = ["--nthreads", "1", "--memory-limit", "0", "--no-dashboard", "--local-directory", home]
        each += [] if nanny else ["--no-nanny"]
        for _ in range(workers):
            stack.enter_context(_program("worker", home, address, *each))
        yield address


@contextmanager
def _program(name: str, home: str, *arguments: str) -> Iterator[None]:
    command = [sys.executable, "-m", "distributed.cli.dask_" + name, *arguments]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with Path(home, f"{name}.log").open("a") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def kill_scheduler(address: str) -> None:
    """As `kill -9` does; it is found by the port that it listens at."""
    port = int(address.rpartition(":")[2])
    listening = (one for one in psutil.net_connections("tcp") if one.status == "LISTEN" and one.laddr.port == port)
    os.kill(next(one.pid for one in listening if one.pid), signal.SIGKILL)


def worker_processes(address: str) -> list[int]:
    """The ids of the processes that work for the scheduler now."""
    distributed: Any = import_module("distributed")  # an optional extra, typed in part only
    with distributed.Client(address, set_as_default=False) as client:
        return sorted(client.run(os.getpid).values())


def _address(found: Path) -> str:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if found.exists() and found.stat().st_size:
            return str(json.loads(found.read_text())["address"])
        time.sleep(0.05)
    raise TimeoutError
