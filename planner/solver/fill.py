"""Fill: with the decisions made, who sits where, sees whom and when, all in whole numbers."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from planner.solver.highs import Ended, Found, Highs, Task
from planner.solver.linear import Floats, Linear
from planner.solver.reduce import Reduced, reduced

Values = npt.NDArray[np.int64]


def fill(model: Linear, decided: Floats, engine: Highs, until: Callable[[], bool]) -> Values | None:
    """The best whole values whose decisions are those of `decided`; None where there are none, or it was stopped."""
    rest = reduced(model, *fixed(model, decided))
    if rest is None:
        return None
    return best_whole(rest, engine, until)


def whole_task(model: Linear) -> Task:
    """The search for the best whole values; where all are as good, for the first.

    Then as few columns as may be are asked to be above 0: in fractions a model that asks for nothing is mostly met by
    halves, which take a while to get rid of.
    """
    if model.points.any():
        return Task(model, whole=True)
    return Task(replace(model, points=-np.ones_like(model.points)), whole=True, gap=math.inf)


def fixed(model: Linear, decided: Floats) -> tuple[Floats, Floats]:
    """Bounds of all columns that leave those decisions and no others."""
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[model.whole] = upper[model.whole] = np.rint(decided[model.whole])
    return lower, upper


def best_whole(rest: Reduced, engine: Highs, until: Callable[[], bool], nodes: int | None = None) -> Values | None:
    """The best whole values of a reduced model, as values of all columns; None where there are none, or stopped.

    After so many `nodes` of the search the best so far.
    """
    if not len(rest.columns):
        return rest.whole_values(np.zeros(0, dtype=np.int64))
    found = None
    for message in engine.solve(replace(whole_task(rest.linear), nodes=nodes)):
        if isinstance(message, Found):
            found = rest.whole_values(message.whole)
        elif isinstance(message, Ended):
            return found
        if until():
            break
    return None
