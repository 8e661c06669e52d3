"""A smaller model of the columns that are still open, once others have been given their values."""

from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.solver.highs import Bounded, Found, Messages
from planner.solver.linear import HALF, Floats, Linear, holds, rows_of, with_rows

ROUNDS = 20
"""Bounds are tightened at most so often; what is missed costs time, never truth."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """A model of the open columns: `columns` are their numbers in the whole one, `values` everyone else's values."""

    linear: Linear
    columns: npt.NDArray[np.intp]
    values: Floats

    def points(self, model: Linear) -> float:
        """What the columns bring that are not open."""
        closed = self.values.copy()
        closed[self.columns] = 0
        return float(model.points @ closed)

    def told(self, model: Linear, messages: Messages) -> Messages:
        """What is said of the open columns, said of all of them."""
        points = self.points(model)
        with closing(messages):
            for message in messages:
                if isinstance(message, Found):
                    values = self.values.copy()
                    values[self.columns] = message.values
                    yield Found(values, message.points + points, message.bound + points, message.checks)
                elif isinstance(message, Bounded):
                    yield replace(message, bound=message.bound + points)
                else:
                    yield message

    def whole_values(self, own: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Values of all columns from those of the open ones."""
        found = np.rint(self.values).astype(np.int64)
        found[self.columns] = own
        return found


def unreduced(model: Linear) -> Reduced:
    """The model as it is, every column open."""
    return Reduced(model, np.arange(len(model.points)), model.lower)


def reduced(model: Linear, lower: Floats, upper: Floats) -> Reduced | None:
    """The model within tighter bounds, without the columns that these decide; None where they contradict a row."""
    model, decided = _parted(model, upper > lower)
    rows = rows_of(model)
    bounds = tightened(model, rows, lower.copy(), upper.copy()) if holds(decided, lower) else None
    if bounds is None:
        return None
    lower, upper = bounds
    is_open = upper > lower
    kept = is_open[model.column]
    settled = np.bincount(rows[~kept], model.factor[~kept] * lower[model.column[~kept]], minlength=len(model.below))
    used = np.bincount(rows[kept], minlength=len(model.below)) > 0
    columns = np.flatnonzero(is_open)
    number = np.cumsum(is_open) - 1
    sizes = np.bincount(rows[kept], minlength=len(model.below))[used]
    linear = Linear(
        lower=lower[columns],
        upper=upper[columns],
        points=model.points[columns],
        whole=model.whole[columns],
        counts=model.counts[columns],
        below=(model.below - settled)[used],
        above=(model.above - settled)[used],
        start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        column=number[model.column[kept]].astype(np.int32),
        factor=model.factor[kept],
    )
    return Reduced(linear, columns, lower)


def _parted(model: Linear, is_open: npt.NDArray[np.bool_]) -> tuple[Linear, Linear]:
    """The rows with a column that is open, and the others: a few sites of many have few rows to look at."""
    rows = rows_of(model)
    touched = np.zeros(len(model.below), dtype=np.bool_)
    touched[rows[is_open[model.column]]] = True
    return with_rows(model, rows, touched), with_rows(model, rows, ~touched)


def only(model: Linear, is_open: npt.NDArray[np.bool_], values: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    """Bounds that leave these columns open, and keep the values of all others."""
    return np.where(is_open, model.lower, values), np.where(is_open, model.upper, values)


def tightened(model: Linear, rows: npt.NDArray[np.intp], lower: Floats, upper: Floats) -> tuple[Floats, Floats] | None:
    """Bounds that follow from the rows, all columns being whole; None where a row cannot hold."""
    factor, column, size = model.factor, model.column, len(model.below)
    plus = factor > 0
    for _ in range(ROUNDS):
        least = factor * np.where(plus, lower[column], upper[column])
        most = factor * np.where(plus, upper[column], lower[column])
        row_least = np.bincount(rows, least, minlength=size)
        row_most = np.bincount(rows, most, minlength=size)
        if (row_least > model.above + HALF).any() or (row_most < model.below - HALF).any():
            return None
        up = (model.above[rows] - row_least[rows] + least) / factor
        down = (model.below[rows] - row_most[rows] + most) / factor
        new_upper, new_lower = upper.copy(), lower.copy()
        np.minimum.at(new_upper, column, np.floor(np.where(plus, up, down) + 1e-6))
        np.maximum.at(new_lower, column, np.ceil(np.where(plus, down, up) - 1e-6))
        if (new_lower > new_upper).any():
            return None
        if (new_lower == lower).all() and (new_upper == upper).all():
            break
        lower, upper = new_lower, new_upper
    return lower, upper
