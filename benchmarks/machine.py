"""Where figures were measured: the machine and the versions."""

import os
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

import psutil

from planner import __version__


@cache
def machine() -> str:
    """Cores, memory, processor and system."""
    gib = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores, {gib:.0f} GiB, {_processor()}, {platform.system()} {platform.release().split('-')[0]}"
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or platform.machine())


@cache
def versions() -> str:
    """The planner's, Python's and both engines'."""
    return (
        f"planner {__version__}, Python {platform.python_version()}, "
        f"HiGHS {version('highspy')}, OR-Tools {version('ortools')}"
    )
