"""A model solved by an engine of its own: in fractions for its prices, or for its best whole values."""

import numpy as np

from planner.solver.fill import Values
from planner.solver.highs import Found, Highs, Relaxation, Relaxed, Task
from planner.solver.model import Model
from planner.solver.prices import Prices, priced


def prices_of(model: Model, accuracy: float | None = None) -> Prices:
    """The relaxation's, exact or to an accuracy."""
    with Highs() as engine:
        (told,) = (m for m in engine.solve(Relaxation(model.linear, accuracy)) if isinstance(m, Relaxed))
    return priced(model.linear, told.values, told.rows)


def best_values(model: Model) -> Values:
    """The best of all."""
    with Highs() as engine:
        found = [m for m in engine.solve(Task(model.linear, whole=True)) if isinstance(m, Found)]
    return np.rint(found[-1].values).astype(np.int64)
