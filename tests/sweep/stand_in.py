"""Cells that take no planning: each does what its `do` says, and notes in a log that it was begun."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.sweep.executors import Flag

ANSWER = {"files": {"cohorts.csv": "x"}, "score": 5, "bound": 6, "gap": 0.2, "counts": {"placed": 4, "unplaced": 1}}


def solve(cell: Mapping[str, Any], flag: Flag) -> Mapping[str, Any]:
    log = Path(cell["log"])
    with log.open("a") as lines:
        lines.write(f"{cell['name']}\n")
    match cell["do"]:
        case "kill once" if log.read_text().split().count(cell["name"]) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "fail":
            return {"error": "no such luck"}
        case "wait":
            return ANSWER | {"stopped": _raised(flag)}
        case "long":
            time.sleep(1.5)
        case "pause":
            time.sleep(0.2)
    return ANSWER


def _raised(flag: Flag, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if flag.raised():
            return True
        time.sleep(0.05)
    return False
