"""Good decisions soon: those that the relaxation makes at least in part, and no others.

The relaxation knows where groups are worth their staff and rooms. Of its decisions, many in halves and thirds, the best
whole ones are a small problem, and nearly as good as the best of all.
"""

from collections.abc import Generator

import numpy as np

from planner.solver.highs import Ended, Found, Highs, Relaxation, Relaxed, Task
from planner.solver.linear import Linear
from planner.solver.prices import Prices, priced
from planner.solver.reduce import reduced

LARGE = 60_000
"""Models of more columns are relaxed by a method that is quicker for them and less exact: `ACCURACY`."""

ACCURACY = 3e-5
"""Relative, of the values and prices; what the prices prove holds whatever they are."""

NONE = 1e-6
"""A decision below this is one that the relaxation does not make."""

GAP = 5e-4
"""Relative; the search over all decisions finds the rest."""

NODES = 20
"""A count and not a time, so that the same input gives the same decisions."""


def relaxed(model: Linear, engine: Highs, every: float) -> Generator[Prices | None, None, None]:
    """The relaxation's values and prices at last; None at least every so many seconds."""
    for message in engine.solve(Relaxation(model, ACCURACY if len(model.points) > LARGE else None), every):
        yield priced(model, message.values, message.rows) if isinstance(message, Relaxed) else None


def relaxed_decisions(
    model: Linear, prices: Prices, engine: Highs, seed: int, every: float
) -> Generator[Found | None, None, None]:
    """Decisions as they get better, their flows in fractions still; None at least every so many seconds."""
    upper = np.where(model.whole & (prices.values < NONE) & (model.lower == 0), 0, model.upper)
    rest = reduced(model, model.lower, upper)
    if rest is None:
        return
    for message in engine.solve(Task(rest.linear, gap=GAP, seed=seed, nodes=NODES), every):
        if isinstance(message, Found):
            decided = rest.values.copy()
            decided[rest.columns] = message.values
            yield Found(decided, float(model.points @ decided), prices.bound)
        elif not isinstance(message, Ended):
            yield None
