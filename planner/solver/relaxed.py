"""Good decisions soon: those that the relaxation makes at least in part, and no others.

The relaxation knows where groups are worth their staff and rooms. Of its decisions, many in halves and thirds, the best
whole ones are a small problem, and nearly as good as the best of all.
"""

import math
from collections.abc import Generator, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from planner.solver.bound import within
from planner.solver.highs import Found, Highs, Relaxation, Relaxed, Task
from planner.solver.linear import Floats, Linear, uncounted
from planner.solver.model import Model
from planner.solver.prices import MADE, Prices, priced
from planner.solver.reduce import reduced

LARGE = 60_000
"""Models of more columns are relaxed by a method that is quicker for them and less exact."""

HUGE = 200_000
"""Of larger models not even the relaxation's decisions are decided in minutes; neighbourhoods are."""

ACCURACY, ACCURACY_OF_HUGE = 3e-5, 1e-4
"""Relative, of the values and prices of large models; what the prices prove holds whatever they are."""

HARDLY, NEARLY = 0.1, 0.9
"""Of a large model, decisions below the one are not made, and those above the other are."""

WORTH = 10.0
"""Points that a decision may lose by the prices and be tried still, where those that are made do not suffice."""

NEAR, NEAR_OF_SIMPLE = 1e-3, 6e-3
"""Relative; decisions that promise less than the bound by more do not suffice."""

SIMPLE = 16_000
"""In models of at most so many columns a search over all goes on as quickly from what is not that good."""

GAP, LATER_GAP = 2e-4, 1e-3
"""Relative; the search over all decisions finds the rest."""

NODES = 20
"""So many are enough for a beginning; a count and not a time, so that the same input gives the same decisions."""


def deciding(task: Task) -> Task:
    """The same for its decisions alone, and without counts: for a beginning they take longer than they bring."""
    return replace(task, nodes=NODES, model=uncounted(task.model))


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
    values = prices.values
    if len(linear.points) > LARGE:
        values = yield from _corner(model, values, engine, every)
    best: Found | None = None
    for lower, upper in limits(model, prices, values):
        rest = reduced(linear, lower, upper)
        if rest is None:
            continue
        start = None if best is None else best.values[rest.columns]
        task = deciding(Task(rest.linear, start=start, gap=GAP, later_gap=LATER_GAP, seed=seed))
        for message in rest.told(linear, engine.solve(task, every)):
            if isinstance(message, Found):
                best = replace(message, bound=prices.bound)
                yield best
            else:
                yield None
        near = NEAR_OF_SIMPLE if len(linear.points) <= SIMPLE else NEAR
        if best is not None and within(math.floor(best.points), math.ceil(prices.bound), near):
            break


def _corner(model: Model, values: Floats, engine: Highs, every: float) -> Generator[None, None, Floats]:
    """The relaxation of what a quick method makes, solved exactly.

    The quick method spreads a decision over all that are as good; at a corner most decisions are made or not.
    """
    linear = model.linear
    rest = reduced(linear, linear.lower, np.where(_closed(model) & (values <= MADE), 0, linear.upper))
    if rest is not None:
        for message in engine.solve(Relaxation(rest.linear), every):
            if isinstance(message, Relaxed):
                values = rest.values.copy()
                values[rest.columns] = message.values
            yield None
    return values


def _closed(model: Model) -> npt.NDArray[np.bool_]:
    """The columns that may be left out: decisions, of a large model also seats."""
    linear = model.linear
    closed: npt.NDArray[np.bool_] = linear.whole & (linear.lower == 0)
    if len(linear.points) > LARGE:
        closed[model.v.sits] = linear.lower[model.v.sits] == 0
    return closed


def limits(model: Model, prices: Prices, values: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Bounds of the columns that leave what is tried, one after the other."""
    linear, closed = model.linear, _closed(model)
    columns = len(linear.points)
    made = values > MADE
    if columns > LARGE:
        decided = linear.whole & (linear.upper == 1)
        lower = np.where(decided & (values > NEARLY), 1, linear.lower)
        yield lower, np.where(closed & ~np.where(linear.whole, values > HARDLY, made), 0, linear.upper)
    yield linear.lower, np.where(closed & ~made, 0, linear.upper)
    if columns <= LARGE:
        yield linear.lower, np.where(closed & ~made & (prices.columns < -WORTH), 0, linear.upper)
