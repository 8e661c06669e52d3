"""A linear model as plain arrays, that any engine reads: columns with bounds and points, rows with bounds and terms."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

WHOLE = 1e-6
"""What is no farther from a whole number than this is whole."""

HALF = 0.5
"""Sums of whole numbers that miss a limit by less than this meet it."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Maximise points · x, where lower <= x <= upper, below <= A x <= above; A by rows (start, column, factor).

    `whole` marks the columns that are decisions: whole numbers in every stage. The others are whole in a plan, and
    nearly always come out whole by themselves once the decisions are made. `counts` marks those that only count others:
    whole wherever decisions are still to be made, because a search that branches on them ends sooner.
    """

    lower: Floats
    upper: Floats
    points: Floats
    whole: npt.NDArray[np.bool_]
    counts: npt.NDArray[np.bool_]
    below: Floats
    above: Floats
    start: Ints
    column: Ints
    factor: Floats


def uncounted(model: Linear) -> Linear:
    """The model without its counts: a short search takes longer with them than they bring."""
    return replace(model, counts=np.zeros_like(model.counts))


def rows_of(model: Linear) -> npt.NDArray[np.intp]:
    """The row of each term."""
    return np.repeat(np.arange(len(model.below)), np.diff(model.start))


def sums_of(model: Linear, values: Floats) -> Floats:
    """What the terms of each row add up to with these values of the columns."""
    sums = np.zeros(len(model.below))
    rows = np.flatnonzero(np.diff(model.start))  # others have nothing to add up, which `reduceat` takes for one term
    if len(rows):
        sums[rows] = np.add.reduceat(model.factor * values[model.column], model.start[rows])
    return sums


def with_rows(model: Linear, rows: npt.NDArray[np.intp], kept: npt.NDArray[np.bool_]) -> Linear:
    """The model with these rows alone; `rows` has the row of each term."""
    terms = kept[rows]
    start = np.concatenate([[0], np.cumsum(np.diff(model.start)[kept])]).astype(np.int32)
    return replace(
        model,
        below=model.below[kept],
        above=model.above[kept],
        start=start,
        column=model.column[terms],
        factor=model.factor[terms],
    )


def with_row(linear: Linear, above: float, columns: Sequence[int], factors: Floats, below: float = -np.inf) -> Linear:
    """A model with one row more: the weighted sum of some columns is at most `above`, and at least `below`."""
    used = np.flatnonzero(factors)
    return replace(
        linear,
        below=np.append(linear.below, below),
        above=np.append(linear.above, above),
        start=np.append(linear.start, linear.start[-1] + len(used)).astype(np.int32),
        column=np.append(linear.column, np.array(columns)[used]).astype(np.int32),
        factor=np.append(linear.factor, factors[used]),
    )


def with_count(model: Linear, most: int, columns: Sequence[int], points: float) -> Linear:
    """A model with one column more, the last: the sum of some columns, so many at most, each worth so many points."""
    wider = replace(
        model,
        lower=np.append(model.lower, 0),
        upper=np.append(model.upper, most),
        points=np.append(model.points, points),
        whole=np.append(model.whole, [False]),
        counts=np.append(model.counts, [False]),
    )
    number = len(model.points)
    return with_row(wider, np.inf, [*columns, number], np.append(np.ones(len(columns)), -1), below=0)


def holds(model: Linear, values: Floats) -> bool:
    """Whether every row holds with these values, which are whole numbers, and so are the sums of most rows."""
    return not _broken(model, values).any()


def as_whole(model: Linear, values: Floats) -> Floats | None:
    """The whole numbers that the values are but for what an engine tolerates; None where they are in fractions.

    None too where a row does not hold with them.
    """
    whole = np.rint(values)
    near = np.abs(whole - values).max(initial=0) < WHOLE
    return whole if near and holds(model, whole) else None


def contradicted(model: Linear, values: Floats) -> npt.NDArray[np.bool_]:
    """The columns of rows that do not hold with these values, and those beyond their bounds."""
    found = (values < model.lower) | (values > model.upper)
    found[model.column[_broken(model, values)[rows_of(model)]]] = True
    return found


def _broken(model: Linear, values: Floats) -> npt.NDArray[np.bool_]:
    sums = sums_of(model, values)
    return (sums > model.above + HALF) | (sums < model.below - HALF)


class Builder:
    """Collects columns and rows, and hands them over as arrays."""

    def __init__(self) -> None:
        self._lower, self._upper, self._points = array("d"), array("d"), array("d")
        self._whole, self._counts = array("b"), array("b")
        self._below, self._above = array("d"), array("d")
        self._start = array("i", [0])
        self._column, self._factor = array("i"), array("d")

    @property
    def columns(self) -> int:
        """How many there are so far."""
        return len(self._lower)

    def column(self, upper: float = 1, points: float = 0, *, whole: bool = False) -> int:
        """A new column from 0 to `upper`; its number."""
        self._lower.append(0)
        self._upper.append(upper)
        self._points.append(points)
        self._whole.append(whole)
        self._counts.append(0)
        return len(self._lower) - 1

    def most(self, column: int) -> float:
        """The upper bound of a column."""
        return self._upper[column]

    def count(self, columns: Sequence[int], most: float) -> int:
        """A new column that says how many of some columns there are: `most` at most; its number."""
        number = self.column(most)
        self._counts[number] = 1
        self.equal(0, columns, [number])
        return number

    def fix(self, column: int, value: float) -> None:
        """Gives a column its value."""
        self._lower[column] = self._upper[column] = value

    def at_most(self, limit: float, plus: Sequence[int], minus: Sequence[int] = ()) -> None:
        """The sum of some columns less the sum of others is at most `limit`."""
        self._row(-np.inf, limit, plus, [1.0] * len(plus))
        self._extend(minus, [-1.0] * len(minus))

    def equal(self, value: float, plus: Sequence[int], minus: Sequence[int] = ()) -> None:
        """The sum of some columns less the sum of others is `value`."""
        self._row(value, value, plus, [1.0] * len(plus))
        self._extend(minus, [-1.0] * len(minus))

    def weighted(self, below: float, above: float, terms: Iterable[tuple[int, float]]) -> None:
        """A weighted sum of columns lies between two limits."""
        pairs = list(terms)
        self._row(below, above, [c for c, _ in pairs], [f for _, f in pairs])

    def _row(self, below: float, above: float, columns: Sequence[int], factors: Sequence[float]) -> None:
        self._below.append(below)
        self._above.append(above)
        self._start.append(self._start[-1])
        self._extend(columns, factors)

    def _extend(self, columns: Sequence[int], factors: Sequence[float]) -> None:
        self._column.extend(columns)
        self._factor.extend(factors)
        self._start[-1] += len(columns)

    def linear(self) -> Linear:
        """The model so far."""
        return Linear(
            lower=np.array(self._lower),
            upper=np.array(self._upper),
            points=np.array(self._points),
            whole=np.array(self._whole, dtype=np.bool_),
            counts=np.array(self._counts, dtype=np.bool_),
            below=np.array(self._below),
            above=np.array(self._above),
            start=np.array(self._start, dtype=np.int32),
            column=np.array(self._column, dtype=np.int32),
            factor=np.array(self._factor),
        )
