"""`python stand_in_sweep.py FILE STORE LOG`: a sweep whose cells are planned as slowly as is good for a test."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.domain.progress import Unwatched
from planner.domain.settings import Settings
from planner.services.sweep_job import open_sweep
from planner.services.sweeping import plan_cell, run_sweep
from planner.store import Store
from planner.sweep.executors import Flag, crew

SETTINGS = Settings(time_limit=4)
LOG = Path(sys.argv[-1])


def slowly(cell: Mapping[str, Any], flag: Flag) -> Mapping[str, Any]:
    with LOG.open("a") as log:
        log.write("begun\n")
    time.sleep(0.3)
    return plan_cell(cell, flag)


if __name__ == "__main__":
    with Store(sys.argv[2]) as store, crew(processes=2) as workers:
        run_sweep(open_sweep(Path(sys.argv[1]), SETTINGS), store.runs, workers, Unwatched(), slowly)
