"""Figures of a whole process with all its children: seconds from its start to its end, and the peak of its memory."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

HERE = Path(__file__).resolve().parent

LOOK_EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that has ended well."""

    seconds: float
    peak_mib: float


def run(arguments: Sequence[str]) -> Ran:
    """Runs Python with these arguments to its end. Raises CalledProcessError where it fails.

    The memory is the sum of the resident memory of the process and its descendants: what they share counts for each.
    What it prints is not shown.
    """
    command, began = [sys.executable, *arguments], time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(LOOK_EVERY)
    seconds = time.monotonic() - began
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Ran(seconds, peak / 2**20)


def answered(script: str, scenario: Path, limit: float = 0.0) -> tuple[Ran, dict[str, Any]]:
    """Runs a script of this folder that answers (see `answering`) about a scenario's folder."""
    with TemporaryDirectory() as place:
        result = Path(place) / "result.json"
        since = str(time.monotonic())
        ran = run([str(HERE / script), str(scenario), str(result), "--limit", str(limit), "--since", since])
        return ran, json.loads(result.read_text(encoding="utf-8"))


def _memory(pid: int) -> int:
    try:
        process = psutil.Process(pid)
        return sum(_resident(x) for x in (process, *process.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
