"""What seats, rooms and hours are worth by the relaxation: a bound, and where a plan falls short of it.

Whatever the prices y of the rows are, no plan x has more points than y has for the limits of the rows, and each column
for what it adds beyond its price, points - yA, within its own limits (weak duality). The nearer the prices are to the
relaxation's own, the tighter that bound; that they are rough never makes it wrong.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.solver.linear import Floats, Linear, rows_of, sums_of

MADE = 1e-3
"""The relaxation makes a decision or a seat if its value is above this."""


@dataclass(frozen=True, slots=True)
class Prices:
    """The relaxation's `values` of the columns, and prices of the `rows`.

    `columns`: the points that one more of each column adds beyond what it takes; `bound`: no plan has more points.
    """

    values: Floats
    rows: Floats
    columns: Floats
    bound: float

    def losses(self, model: Linear, values: Floats) -> tuple[Floats, Floats]:
        """What a plan misses of the bound, by column and by row; together the bound less the plan's points."""
        by_column = np.where(
            self.columns > 0, self.columns * (model.upper - values), self.columns * (model.lower - values)
        )
        used = sums_of(model, values)
        unused = np.where(self.rows > 0, model.above, np.where(self.rows < 0, model.below, used)) - used
        return by_column, self.rows * unused

    @property
    def made(self) -> npt.NDArray[np.bool_]:
        """The columns that the relaxation makes at least in part."""
        return self.values > MADE

    def worth(self, loss: float) -> npt.NDArray[np.bool_]:
        """Those, and the columns that lose less than so many points."""
        return (self.columns > -loss) | self.made

    def limits(self, model: Linear, points: float) -> tuple[Floats, Floats]:
        """Lower and upper bounds of the columns that every plan keeps that has as many points."""
        spare = self.bound - points + 1
        stays, rises = self.columns < -spare, self.columns > spare
        return np.where(rises, model.upper, model.lower), np.where(stays, model.lower, model.upper)


def priced(model: Linear, values: Floats, rows: Floats) -> Prices:
    """Prices from a relaxation's values and the duals of its rows, of whatever sign the method gives them."""
    return min((priced_so(model, values, rows), priced_so(model, values, -rows)), key=lambda prices: prices.bound)


def priced_so(model: Linear, values: Floats, rows: Floats) -> Prices:
    """Prices of the sign that they have here: what one more unit of a row's limit is worth.

    A row without a limit on the side that its price would pay for has no price.
    """
    unlimited = ((rows > 0) & np.isinf(model.above)) | ((rows < 0) & np.isinf(model.below))
    rows = np.where(unlimited, 0, rows)
    taken = np.bincount(model.column, model.factor * rows[rows_of(model)], minlength=len(model.points))
    columns = model.points - taken
    limits = np.where(rows > 0, model.above, np.where(rows < 0, model.below, 0))
    most = np.where(columns > 0, columns * model.upper, columns * model.lower)
    return Prices(values, rows, columns, float((rows * limits).sum() + most.sum()))
