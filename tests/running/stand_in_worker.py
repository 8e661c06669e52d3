"""`python stand_in_worker.py RUN STORE`: a worker whose run takes no planning, and does what its scenario is called."""

import sys
import time

from planner.domain.progress import Progress, Watch
from planner.errors import Stopped
from planner.services.carrying import carry
from planner.store import Ended, Run, Store

BEST = Ended({"cohorts.csv": "the best so far"}, 5, 9, 0.8, {"placed": 4})


def work(run: Run, watch: Watch) -> Ended:
    began = time.monotonic()
    while run.scenario.startswith("long") and not watch.stopped():
        watch.progress(Progress(time.monotonic() - began, "planning", score=5, placed=4, bound=9))
        time.sleep(0.01)
    if run.scenario == "fails":
        raise ValueError("participant p-007 is nobody's business")
    if run.scenario == "long without a plan":
        raise Stopped
    return BEST


if __name__ == "__main__":
    with Store(sys.argv[2]) as store:
        carry(int(sys.argv[1]), store.runs, work)
