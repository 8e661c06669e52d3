"""Good decisions soon: those that the relaxation makes at least in part, and no others.

The relaxation knows where groups are worth their staff and rooms. Of its decisions, many in halves and thirds, the best
whole ones are a small problem, and nearly as good as the best of all.
"""

import math
from collections.abc import Generator, Iterator
from dataclasses import replace

import numpy as np

from planner.solver.bound import within
from planner.solver.highs import Found, Highs, Relaxation, Relaxed, Task
from planner.solver.linear import Floats, Linear
from planner.solver.model import Model
from planner.solver.prices import Prices, priced
from planner.solver.reduce import reduced

LARGE = 60_000
"""Models of more columns are relaxed by a method that is quicker for them and less exact."""

HUGE = 200_000
"""Of larger models not even the relaxation's decisions are decided in minutes; neighbourhoods are."""

ACCURACY, ACCURACY_OF_HUGE = 3e-5, 1e-4
"""Relative, of the values and prices of large models; what the prices prove holds whatever they are."""

NONE = 1e-3
"""A decision below this is one that the relaxation does not make."""

WORTH = 10.0
"""Points that a decision may lose by the prices and be tried still, where those that are made do not suffice."""

NEAR = 1e-3
"""Relative; decisions that promise less than the bound by more do not suffice."""

SIMPLE = 16_000
"""Models of at most so many columns are searched as a whole as quickly."""

GAP = 5e-4
"""Relative; the search over all decisions finds the rest."""

NODES = 20
"""A count and not a time, so that the same input gives the same decisions."""


def relaxed(model: Linear, engine: Highs, every: float) -> Generator[Prices | None, None, None]:
    """The relaxation's values and prices at last; None at least every so many seconds."""
    for message in engine.solve(Relaxation(model, _accuracy(len(model.points))), every):
        yield priced(model, message.values, message.rows) if isinstance(message, Relaxed) else None


def _accuracy(columns: int) -> float | None:
    if columns <= LARGE:
        return None
    return ACCURACY if columns <= HUGE else ACCURACY_OF_HUGE


def relaxed_decisions(
    model: Model, prices: Prices, engine: Highs, seed: int, every: float
) -> Generator[Found | None, None, None]:
    """Decisions as they get better, their flows in fractions still; None at least every so many seconds.

    Where those that the relaxation makes are not good enough, those that its prices would hardly miss are tried too.
    """
    linear = model.linear
    best: Found | None = None
    for upper in _limits(model, prices):
        rest = reduced(linear, linear.lower, upper)
        if rest is None:
            return
        start = None if best is None else best.values[rest.columns]
        task = Task(_few_counts(rest.linear, len(linear.points)), start=start, gap=GAP, seed=seed, nodes=NODES)
        for message in rest.told(linear, engine.solve(task, every)):
            if isinstance(message, Found):
                best = replace(message, bound=prices.bound)
                yield best
            else:
                yield None
        if best is not None and within(math.floor(best.points), math.ceil(prices.bound), NEAR):
            break


def _few_counts(rest: Linear, columns: int) -> Linear:
    """Counts make a small search better, and a large one only slower."""
    return rest if columns <= SIMPLE else replace(rest, counts=np.zeros_like(rest.counts))


def _limits(model: Model, prices: Prices) -> Iterator[Floats]:
    """Upper bounds of the columns that leave what is tried, one after the other. Of a large model also few seats."""
    linear = model.linear
    closed, made = linear.whole & (linear.lower == 0), prices.values > NONE
    columns = len(linear.points)
    if columns > LARGE:
        closed[model.v.sits] = linear.lower[model.v.sits] == 0
    yield np.where(closed & ~made, 0, linear.upper)
    if SIMPLE < columns <= LARGE:
        yield np.where(closed & ~made & (prices.columns < -WORTH), 0, linear.upper)
