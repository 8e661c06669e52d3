"""CP-SAT: exact whole-number answers to a linear model, small or with most of it decided."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from planner.solver.linear import Linear

WORKERS = 8
"""Fewer lack the searches that follow the relaxation, whatever the cores: docs/solver.md has the figures."""

STOP_EVERY = 0.05
"""Seconds between two questions whether to stop; a stop before the search has begun is lost, so it is repeated."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Values of all columns, None where there are none; `proven`: nothing better exists.

    `bound` on the points, exactly, for CP-SAT counts in whole numbers; None where nothing is bounded.
    """

    values: npt.NDArray[np.int64] | None
    points: int
    bound: int | None
    proven: bool


def solve(
    model: Linear,
    *,
    seed: int,
    effort: float,
    hint: npt.NDArray[np.int64] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Answer:
    """The best values, all of them whole. `effort` is deterministic time: the same input gives the same answer."""
    problem, columns = _model(model)
    if hint is not None:
        for column, value in zip(columns, hint.tolist(), strict=True):
            problem.add_hint(column, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.interleave_search = True
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    with _Stopper(solver, stopped):
        status = solver.solve(problem)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(None, 0, None, status == cp_model.INFEASIBLE)
    values = np.array([solver.value(column) for column in columns], dtype=np.int64)
    points, bound = round(solver.objective_value), round(solver.best_objective_bound)
    return Answer(values, points, bound, points >= bound)


def _model(model: Linear) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    problem = cp_model.CpModel()
    bounds = zip(model.lower.astype(int).tolist(), model.upper.astype(int).tolist(), strict=True)
    columns = [problem.new_int_var(low, high, "") for low, high in bounds]
    starts, numbers, factors = model.start.tolist(), model.column.tolist(), model.factor.astype(int).tolist()
    limits = zip(model.below.tolist(), model.above.tolist(), strict=True)
    for (first, after), (below, above) in zip(pairwise(starts), limits, strict=True):
        total = cp_model.LinearExpr.weighted_sum([columns[c] for c in numbers[first:after]], factors[first:after])
        problem.add_linear_constraint(total, _limit(below, cp_model.INT_MIN), _limit(above, cp_model.INT_MAX))
    problem.maximize(cp_model.LinearExpr.weighted_sum(columns, model.points.astype(int).tolist()))
    return problem, columns


def _limit(value: float, otherwise: int) -> int:
    return int(value) if np.isfinite(value) else otherwise


class _Stopper:
    """Asks beside the search whether to stop it."""

    def __init__(self, solver: cp_model.CpSolver, stopped: Callable[[], bool]) -> None:
        self._solver, self._stopped = solver, stopped
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def _ask(self) -> None:
        while not self._ended.wait(STOP_EVERY):
            if self._stopped():
                self._solver.stop_search()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
