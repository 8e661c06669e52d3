"""HiGHS in a process of its own, asked over pipes: it cannot share one with OR-Tools.

`python -m planner.solver.highs` reads a model from its standard input, writes what it finds to its standard output
as it finds it, and waits for the next. Stopping it is ending the process.
"""

import contextlib
import pickle
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from queue import Empty, Queue
from typing import BinaryIO

import numpy as np

from planner.solver.linear import Floats, Linear

NEVER_CHANGES = 0.99
"""Two scores differ by at least one, so a gap below that proves an optimum."""

TELL_EVERY = 0.2
"""Seconds between two bounds on their way."""


@dataclass(frozen=True, slots=True)
class Task:
    """A model to solve: `whole` says whether every column is to be whole or the decisions alone.

    `start`: values to start from. `gap` relative, at which to end.
    """

    model: Linear
    whole: bool = False
    start: Floats | None = None
    gap: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Better values of all columns, and the bound at that time."""

    values: Floats
    points: float
    bound: float


@dataclass(frozen=True, slots=True)
class Bounded:
    """No values give more points than this."""

    bound: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The search is over: proven to the gap asked for, or there are no values at all."""

    bound: float
    impossible: bool


Message = Found | Bounded | Ended


class Highs:
    """A HiGHS process; what it finds is read with `next`. Use as a context, so that the process always ends."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planner.solver.highs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._messages: Queue[Message] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, task: Task) -> None:
        """Begins to solve."""
        if self._process.stdin is not None:
            pickle.dump(task, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()

    def next(self, seconds: float) -> Message | None:
        """The next thing found, waiting at most so long; None: nothing yet."""
        try:
            return self._messages.get(timeout=seconds)
        except Empty:
            return None

    def _listen(self) -> None:
        with contextlib.suppress(EOFError, pickle.UnpicklingError, ValueError, OSError):
            while self._process.stdout is not None:
                self._messages.put(pickle.load(self._process.stdout))  # noqa: S301 - from our own process
        self._messages.put(Ended(np.inf, impossible=False))

    def __enter__(self) -> "Highs":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def serve(tasks: BinaryIO, answers: BinaryIO) -> None:
    """Solves one task after the other until there are no more."""
    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301 - from our own process
        except EOFError:
            return
        _Solving(task, answers).run()


class _Solving:
    """One task under way."""

    def __init__(self, task: Task, answers: BinaryIO) -> None:
        self._task, self._answers = task, answers
        self._told = 0.0

    def run(self) -> None:
        import highspy  # noqa: PLC0415 - only this process may load it

        highs = highspy.Highs()
        highs.silent()
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("random_seed", self._task.seed)
        highs.setOptionValue("mip_rel_gap", self._task.gap)
        highs.setOptionValue("mip_abs_gap", NEVER_CHANGES)
        highs.passModel(_lp(self._task, highspy))
        if self._task.start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = self._task.start.tolist()
            highs.setSolution(solution)
        highs.cbMipImprovingSolution += self._improved
        highs.cbMipInterrupt += self._asked
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            info = highs.getInfo()
            bound = info.mip_dual_bound if self._task.model.whole.any() else info.objective_function_value
            values = np.array(highs.getSolution().col_value)
            self._tell(Found(values, info.objective_function_value, bound))
            self._tell(Ended(bound, impossible=False))
        else:
            none = status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
            self._tell(Ended(-np.inf if none else np.inf, impossible=none))

    def _improved(self, event: "object") -> None:
        data = event.data_out  # type: ignore[attr-defined] # highspy has no types
        self._tell(Found(np.array(data.mip_solution), data.objective_function_value, data.mip_dual_bound))

    def _asked(self, event: "object") -> None:
        now = time.monotonic()
        if now - self._told > TELL_EVERY:
            self._told = now
            self._tell(Bounded(event.data_out.mip_dual_bound))  # type: ignore[attr-defined]

    def _tell(self, message: Message) -> None:
        pickle.dump(message, self._answers, protocol=pickle.HIGHEST_PROTOCOL)
        self._answers.flush()


def _lp(task: Task, highspy: "object") -> "object":
    model = task.model
    lp = highspy.HighsLp()  # type: ignore[attr-defined]
    lp.num_col_, lp.num_row_ = len(model.points), len(model.below)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.points, model.lower, model.upper
    lp.row_lower_, lp.row_upper_ = model.below, model.above
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise  # type: ignore[attr-defined]
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = model.start, model.column, model.factor
    lp.sense_ = highspy.ObjSense.kMaximize  # type: ignore[attr-defined]
    kind = highspy.HighsVarType  # type: ignore[attr-defined]
    whole = np.ones_like(model.whole) if task.whole else model.whole
    lp.integrality_ = [kind.kInteger if one else kind.kContinuous for one in whole.tolist()]
    return lp


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
