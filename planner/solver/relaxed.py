"""Good decisions soon: those that the relaxation makes at least in part, and no others.

The relaxation knows where groups are worth their staff and rooms. Of its decisions, many in halves and thirds, the best
whole ones are a small problem, and nearly as good as the best of all.
"""

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from planner.solver.highs import Ended, Found, Highs, Task
from planner.solver.linear import Linear
from planner.solver.reduce import reduced

NONE = 1e-6
"""A decision below this is one that the relaxation does not make."""

GAP = 5e-4
"""Relative; the search over all decisions finds the rest."""

NODES = 20
"""A count and not a time, so that the same input gives the same decisions."""


def relaxed_decisions(model: Linear, engine: Highs, seed: int, every: float) -> Generator[Found | None, None, None]:
    """Decisions as they get better, their flows in fractions still; None at least every so many seconds."""
    relaxed = None
    for message in engine.solve(Task(replace(model, whole=np.zeros_like(model.whole))), every):
        relaxed = message if isinstance(message, Found) else relaxed
        yield None
    if relaxed is None:
        return
    upper = np.where(model.whole & (relaxed.values < NONE) & (model.lower == 0), 0, model.upper)
    rest = reduced(model, model.lower, upper)
    if rest is None:
        return
    for message in engine.solve(Task(rest.linear, gap=GAP, seed=seed, nodes=NODES), every):
        if isinstance(message, Found):
            decided = rest.values.copy()
            decided[rest.columns] = message.values
            yield Found(decided, float(model.points @ decided), relaxed.bound)
        elif not isinstance(message, Ended):
            yield None
