"""A search by HiGHS in whole numbers. Only the engine's own process may load it."""

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from planner.solver.bound import NO_LESS, within
from planner.solver.highs import LATER, Bounded, Ended, Found, Message, Task
from planner.solver.highs_lp import as_lp
from planner.solver.linear import holds

TELL_EVERY = 0.1
"""Seconds between two bounds on their way."""

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


def search(task: Task, tell: Callable[[Message], None]) -> None:
    """Tells what is found, as it is found; the last is Ended."""
    _Search(task, tell).run()


class _Search:
    """One task under way."""

    def __init__(self, task: Task, tell: Callable[[Message], None]) -> None:
        self._task, self._tell = task, tell
        self._told = 0.0
        self._checks = 0

    def run(self) -> None:
        import highspy  # noqa: PLC0415 - only this process may load it

        highs = highspy.Highs()
        self._prepare(highs)
        model = self._task.model
        whole = np.ones_like(model.whole) if self._task.whole else model.whole | model.counts
        highs.passModel(as_lp(model, whole, highspy))
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
        empty = ended == status.kModelEmpty  # it has looked at no row then
        impossible = ended in (status.kInfeasible, status.kUnboundedOrInfeasible)
        impossible |= empty and not holds(self._task.model, self._task.model.lower)
        if ended == status.kOptimal or (empty and not impossible):
            info = highs.getInfo()
            searched = self._task.whole or self._task.model.whole.any()
            bound = info.mip_dual_bound if searched else info.objective_function_value
            self._tell(
                Found(np.array(highs.getSolution().col_value), info.objective_function_value, bound, self._checks)
            )
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
        return late and within(points, bound, gap)
