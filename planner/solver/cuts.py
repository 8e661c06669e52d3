"""Rows that hold for whole numbers and not for what a relaxation has made of them: Gomory's mixed-integer cuts.

The rows of a model, each times a weight, add up to an equation of columns and of what is left in rows. Counted from the
limits where they are, all these are whole numbers from 0 on. Left and right the equation's fractions must then agree,
which says more than the rows did (Cornuéjols: Valid inequalities for mixed integer linear programs, 2008, section 5).
It is so whatever the weights are; those that the simplex method ends with make cuts that its values do not keep.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.solver.linear import Floats, Ints, Linear, rows_of, sums_of

SHARP = 0.01
"""A fraction nearer than this to a whole number makes a cut of large and small factors, which no engine is good at."""

DENSE = 400
"""Cuts of more columns cost the simplex method more than they bring."""

TINY = 1e-5
"""Of the largest factor; what is smaller is left out, at its worst."""

DEEP = 1e-3
"""How far at least a cut is from what it cuts off."""

SLACK = 1e-10
"""What sums of fractions may be wrong by."""

MOST = 50
"""Cuts that are added at once."""

ALIKE = 0.7
"""Two cuts whose directions have a larger cosine say nearly the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """The sum of factors · columns is at least `least`; the factors have length 1; so far the values were off it."""

    columns: Ints
    factors: Floats
    least: float
    depth: float


class Cutting:
    """What there is to cut off: values that a relaxation of a model has, all columns of which are to be whole."""

    def __init__(self, model: Linear, values: Floats) -> None:
        self._model, self._values, self._sizes = model, values, np.diff(model.start)
        self._from_above, self._at = _nearer(model.lower, model.upper, values)
        self._row_from_above, self._row_at = _nearer(model.below, model.above, sums_of(model, values))
        self._fixed, self._row_fixed = model.lower == model.upper, model.below == model.above
        self._whole = _whole_rows(model)

    def cut(self, weights: Floats) -> Cut | None:
        """The cut that follows from so much of each row; None where it would not be of use."""
        used = np.flatnonzero(weights)
        if not np.isfinite(self._row_at[used]).all():
            return None
        weights = weights[used]
        factors = self._sum(used, weights)
        columns = np.flatnonzero(factors)
        promised = float(weights @ self._row_at[used] - factors[columns] @ self._at[columns])
        fraction = promised - math.floor(promised)
        if not SHARP < fraction < 1 - SHARP:
            return None
        signs, row_signs = _signs(self._from_above[columns]), _signs(self._row_from_above[used])
        cut = signs * _whole_factors(signs * factors[columns], fraction)
        left = -row_signs * weights
        row_cut = row_signs * np.where(self._whole[used], _whole_factors(left, fraction), _factors(left, fraction))
        cut[self._fixed[columns]] = row_cut[self._row_fixed[used]] = 0  # there is never anything left in these
        least = 1 + float(cut @ self._at[columns] + row_cut @ self._row_at[used])
        total = self._sum(used, row_cut)
        total[columns] += cut
        return self._cleaned(total, least)

    def _sum(self, rows: npt.NDArray[np.intp], weights: Floats) -> Floats:
        """The sum of these rows, each times its weight."""
        model, sizes = self._model, self._sizes[rows]
        ends = np.cumsum(sizes)
        terms = np.arange(sizes.sum()) + np.repeat(model.start[rows] - ends + sizes, sizes)
        weighted = np.repeat(weights, sizes) * model.factor[terms]
        return np.bincount(model.column[terms], weighted, minlength=len(model.points)).astype(np.float64)

    def _cleaned(self, factors: Floats, least: float) -> Cut | None:
        """A cut without tiny factors, if it is deep and not too long."""
        model, largest = self._model, np.abs(factors).max()
        tiny = np.flatnonzero((factors != 0) & (np.abs(factors) < TINY * largest))
        least -= np.maximum(factors[tiny] * model.lower[tiny], factors[tiny] * model.upper[tiny]).sum()
        factors[tiny] = 0
        columns = np.flatnonzero(factors).astype(np.int32)
        if not 0 < len(columns) <= DENSE:
            return None
        length = float(np.linalg.norm(factors[columns]))
        direction, least = factors[columns] / length, least / length - SLACK
        depth = least - float(direction @ self._values[columns])
        return Cut(columns, direction, least, depth) if depth > DEEP else None


def chosen(cuts: Iterable[Cut]) -> list[Cut]:
    """The deepest cuts, of those that say nearly the same only one."""
    found: list[Cut] = []
    for cut in sorted(cuts, key=lambda one: -one.depth):
        if len(found) == MOST:
            break
        if all(_cosine(cut, other) <= ALIKE for other in found):
            found.append(cut)
    return found


def with_cuts(model: Linear, cuts: Sequence[Cut]) -> Linear:
    """The model with a row more for each cut."""
    sizes = [len(cut.columns) for cut in cuts]
    return replace(
        model,
        below=np.concatenate([model.below, [cut.least for cut in cuts]]),
        above=np.concatenate([model.above, np.full(len(cuts), np.inf)]),
        start=np.concatenate([model.start, model.start[-1] + np.cumsum(sizes, dtype=np.int64)]).astype(np.int32),
        column=np.concatenate([model.column, *(cut.columns for cut in cuts)]),
        factor=np.concatenate([model.factor, *(cut.factors for cut in cuts)]),
    )


def _nearer(lower: Floats, upper: Floats, values: Floats) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Whether the upper limit is the nearer one, and the limit that is."""
    from_above = upper - values < values - lower
    return from_above, np.where(from_above, upper, lower)


def _signs(from_above: npt.NDArray[np.bool_]) -> Floats:
    return np.where(from_above, -1.0, 1.0)


def _whole_factors(factors: Floats, fraction: float) -> Floats:
    """What a whole number's factor becomes: only its own fraction counts."""
    own = factors - np.floor(factors)
    return np.where(own <= fraction, own / fraction, (1 - own) / (1 - fraction))


def _factors(factors: Floats, fraction: float) -> Floats:
    """What the factor of any number becomes."""
    return np.where(factors > 0, factors / fraction, -factors / (1 - fraction))


def _whole_rows(model: Linear) -> npt.NDArray[np.bool_]:
    """The rows of whole factors and limits: what is left in them is a whole number, too."""
    broken = np.bincount(rows_of(model), model.factor != np.rint(model.factor), minlength=len(model.below)) > 0
    limits = np.stack([model.below, model.above])
    whole: npt.NDArray[np.bool_] = ~broken & (limits == np.rint(limits)).all(axis=0)
    return whole


def _cosine(one: Cut, other: Cut) -> float:
    both, mine, theirs = np.intersect1d(one.columns, other.columns, assume_unique=True, return_indices=True)
    return float(one.factors[mine] @ other.factors[theirs]) if len(both) else 0.0
