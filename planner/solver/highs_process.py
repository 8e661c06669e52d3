"""The process that runs HiGHS: `python -m planner.solver.highs_process`.

It reads a task from its standard input, writes what it finds to its standard output as it finds it, and waits for the
next task until there is no more input.
"""

import math
import os
import pickle
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from planner.solver.bound import NO_LESS
from planner.solver.highs import LATER, Bounded, Broken, Ended, Found, Message, Relaxation, Relaxed, Task
from planner.solver.linear import Linear

LOOK_EVERY = 1.0
"""Seconds between two looks whether the planner is still there."""

TELL_EVERY = 0.1
"""Seconds between two bounds on their way."""


def serve(tasks: BinaryIO, answers: BinaryIO) -> None:
    """Solves one task after the other until there are no more."""
    import highspy  # noqa: F401, PLC0415 - loaded while the planner is still building its first model

    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301 - from our own process
        except EOFError:
            return
        if isinstance(task, Relaxation):
            _relax(task, answers)
        else:
            _Solving(task, answers).run()


def _relax(task: Relaxation, answers: BinaryIO) -> None:
    import highspy  # noqa: PLC0415 - only this process may load it

    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    if task.accuracy is not None:
        highs.setOptionValue("solver", "pdlp")
        highs.setOptionValue("kkt_tolerance", task.accuracy)
        highs.setOptionValue("run_crossover", "off")
    highs.passModel(_lp(task.model, np.zeros_like(task.model.whole), highspy))
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


ONLY_PROOF = {
    "mip_allow_restart": False,
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_pscost_minreliable": 0,
}
"""What HiGHS does without where a good plan is known: docs/solver.md has the figures."""


class _Solving:
    """One task under way."""

    def __init__(self, task: Task, answers: BinaryIO) -> None:
        self._task, self._answers = task, answers
        self._told = 0.0
        self._checks = 0

    def run(self) -> None:
        import highspy  # noqa: PLC0415 - only this process may load it

        highs = highspy.Highs()
        self._prepare(highs)
        model = self._task.model
        whole = np.ones_like(model.whole) if self._task.whole else model.whole | model.counts
        highs.passModel(_lp(model, whole, highspy))
        if self._task.start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = self._task.start.tolist()
            highs.setSolution(solution)
        highs.cbMipImprovingSolution += self._improved
        highs.cbMipInterrupt += self._asked
        highs.run()
        self._finish(highs, highspy.HighsModelStatus)

    def _prepare(self, highs: Any) -> None:  # noqa: ANN401 - highspy has no types
        highs.silent()
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("random_seed", self._task.seed)
        highs.setOptionValue("mip_rel_gap", self._task.gap)
        highs.setOptionValue("mip_abs_gap", NO_LESS)
        highs.setOptionValue("mip_heuristic_run_feasibility_jump", self._task.jump)
        for name, value in ONLY_PROOF.items() if self._task.prove else ():
            highs.setOptionValue(name, value)
        if self._task.nodes is not None:
            highs.setOptionValue("mip_max_nodes", self._task.nodes)
        if self._task.seconds is not None:
            highs.setOptionValue("time_limit", self._task.seconds)

    def _finish(self, highs: Any, status: Any) -> None:  # noqa: ANN401 - highspy has no types
        ended = highs.getModelStatus()
        if ended in (status.kOptimal, status.kModelEmpty):
            info = highs.getInfo()
            searched = self._task.whole or self._task.model.whole.any()
            bound = info.mip_dual_bound if searched else info.objective_function_value
            self._tell(
                Found(np.array(highs.getSolution().col_value), info.objective_function_value, bound, self._checks)
            )
        impossible = ended in (status.kInfeasible, status.kUnboundedOrInfeasible)
        self._tell(Ended(impossible=impossible, checks=self._checks))

    def _improved(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        data = event.data_out
        values = np.array(data.mip_solution)
        self._tell(Found(values, data.objective_function_value, data.mip_dual_bound, self._checks))

    def _asked(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        self._checks += 1
        data = event.data_out
        if self._is_enough(data.mip_primal_bound, data.mip_dual_bound):
            event.interrupt()
        now = time.monotonic()
        if now - self._told > TELL_EVERY:
            self._told = now
            self._tell(Bounded(data.mip_dual_bound, self._checks))

    def _is_enough(self, points: float, bound: float) -> bool:
        """Whether the later gap is reached, where there is one; without any values the points are infinite."""
        gap = self._task.later_gap
        late = gap > 0 and self._checks >= LATER and math.isfinite(points)
        return late and bound - points <= gap * abs(points)

    def _tell(self, message: Message) -> None:
        _tell(self._answers, message)


def _lp(model: Linear, whole: npt.NDArray[np.bool_], highspy: Any) -> Any:  # noqa: ANN401 - highspy has no types
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.points), len(model.below)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.points, model.lower, model.upper
    lp.row_lower_, lp.row_upper_ = model.below, model.above
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = model.start, model.column, model.factor
    lp.sense_ = highspy.ObjSense.kMaximize
    kind = highspy.HighsVarType
    lp.integrality_ = [kind.kInteger if one else kind.kContinuous for one in whole.tolist()]
    return lp


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
