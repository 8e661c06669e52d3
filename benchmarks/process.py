"""Figures of a whole process with all its children: seconds from its start to its end, and the peak of its memory."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent

LOOK_EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that has ended well."""

    seconds: float
    peak_mib: float


def run(script: str, arguments: Sequence[str]) -> Ran:
    """Runs a script of this folder to its end. Raises CalledProcessError where it fails.

    The memory is the sum of the resident memory of the process and its descendants: what they share counts for each.
    """
    command = [sys.executable, str(HERE / script), *arguments, "--since", str(time.monotonic())]
    began = time.monotonic()
    with subprocess.Popen(command) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(LOOK_EVERY)
    seconds = time.monotonic() - began
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Ran(seconds, peak / 2**20)


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
