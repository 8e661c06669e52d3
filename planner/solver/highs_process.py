"""The process that runs HiGHS: `python -m planner.solver.highs_process`.

It reads a task from its standard input, writes what it finds to its standard output as it finds it, and waits for the
next task until there is no more input.
"""

import os
import pickle
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from planner.solver.branch import Grow, Look
from planner.solver.branching import Branching
from planner.solver.highs import Broken, Ended, Message, Relaxation, Relaxed
from planner.solver.highs_lp import as_lp
from planner.solver.highs_search import search

LOOK_EVERY = 1.0
"""Seconds between two looks whether the planner is still there."""


def serve(tasks: BinaryIO, answers: BinaryIO) -> None:
    """Solves one task after the other until there are no more."""
    import highspy  # noqa: F401, PLC0415 - loaded while the planner is still building its first model

    tell = partial(_tell, answers)
    branching: Branching | None = None
    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301 - from our own process
        except EOFError:
            return
        if isinstance(task, Relaxation):
            _relax(task, answers)
        elif isinstance(task, Look):
            branching = Branching(task)
            tell(branching.looked())
            tell(Ended())
        elif isinstance(task, Grow):
            if branching is not None:
                tell(branching.grown(task))
            tell(Ended())
        else:
            search(task, tell)


def _relax(task: Relaxation, answers: BinaryIO) -> None:
    import highspy  # noqa: PLC0415 - only this process may load it

    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    if task.accuracy is not None:
        highs.setOptionValue("solver", "pdlp")
        highs.setOptionValue("kkt_tolerance", task.accuracy)
        highs.setOptionValue("run_crossover", "off")
    highs.passModel(as_lp(task.model, np.zeros_like(task.model.whole), highspy))
    highs.run()
    ended, status, solution = highs.getModelStatus(), highspy.HighsModelStatus, highs.getSolution()
    if solution.dual_valid:
        _tell(answers, Relaxed(np.array(solution.col_value), np.array(solution.row_dual)))
    _tell(answers, Ended(impossible=ended in (status.kInfeasible, status.kUnboundedOrInfeasible)))


def _tell(answers: BinaryIO, message: Message | Broken) -> None:
    try:
        pickle.dump(message, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
    except BrokenPipeError:  # whoever asked was killed
        os._exit(1)


def _end_without(planner: int) -> None:
    """Ends this process once the planner's is gone: what it was doing is of use to nobody."""
    while os.getppid() == planner:
        time.sleep(LOOK_EVERY)
    os._exit(1)


def _answers() -> BinaryIO:
    """The standard output, for answers alone: what libraries print, as HiGHS does its name, goes nowhere."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return own


def main() -> None:
    """Serves the planner that began this process until one of them ends."""
    threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True).start()
    answers = _answers()
    try:
        serve(sys.stdin.buffer, answers)
    except Exception as error:  # noqa: BLE001 - whatever it is, the planner has to say so
        _tell(answers, Broken(f"{type(error).__name__}: {error}"))


if __name__ == "__main__":
    main()
