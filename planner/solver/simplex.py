"""A model's relaxation in HiGHS, solved again and again within other bounds. Only the engine's own process may load it.

What it promises is never taken from HiGHS but worked out from its prices (`prices`), so that it holds whether or not
HiGHS has come to an end: rough prices only promise a little more.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from planner.solver.cuts import Cutting, chosen, with_cuts
from planner.solver.highs_lp import as_lp
from planner.solver.linear import Floats, Linear, rows_of, with_rows
from planner.solver.prices import Prices, priced_so

Basis = Any
"""HiGHS's own, for which there are no types."""

EVERY_STEP = 2**31 - 1

BROKEN = 0.01
"""A column nearer than this to a whole number makes no cut."""

NOTHING = 1e-10
"""A row whose weight is smaller is not needed: it is what sums of fractions leave."""


class Simplex:
    """The relaxation of a model. `lower` and `upper` are the bounds that it has at the moment.

    `quick`: begins at once from any basis, for a few steps; otherwise it takes longer to begin and fewer steps to end.
    `steps` have been made so far, `runs` begun; `best` says whether the last was solved to the end.
    """

    def __init__(self, model: Linear, seed: int, *, quick: bool) -> None:
        import highspy  # noqa: PLC0415 - only this process may load it

        self.model, self.lower, self.upper = model, model.lower, model.upper
        self.steps = self.runs = 0
        self._own = len(model.below)
        self.best = False
        self._status = highspy.HighsModelStatus
        self._basic = highspy.HighsBasisStatus.kBasic
        self._basis_of, self._statuses = highspy.HighsBasis, list(highspy.HighsBasisStatus.__members__.values())
        self._highs: Any = highspy.Highs()
        self._highs.silent()
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("random_seed", seed)
        if quick:
            self._highs.setOptionValue("simplex_dual_edge_weight_strategy", 1)
        lp = as_lp(model, np.zeros_like(model.whole), highspy)
        lp.col_cost_, lp.sense_ = -model.points, highspy.ObjSense.kMinimize  # only so it ends at an objective's bound
        self._highs.passModel(lp)

    def solve(self, lower: Floats, upper: Floats, enough: float, steps: int = EVERY_STEP) -> Prices | None:
        """Its values and prices within bounds; None where nothing is.

        Ends sooner after so many `steps`, or once no more than `enough` points are possible.
        """
        self._set(lower, upper)
        self._highs.setOptionValue("objective_bound", -enough)
        self._highs.setOptionValue("simplex_iteration_limit", steps)
        prices = self._run()
        if prices is not None and not self.best and steps == EVERY_STEP and prices.bound > enough:
            # it has ended for what it took to be enough
            self._highs.setOptionValue("objective_bound", np.inf)
            prices = self._run()
        return prices

    def _set(self, lower: Floats, upper: Floats) -> None:
        changed = np.flatnonzero((lower != self.lower) | (upper != self.upper)).astype(np.int32)
        if len(changed):
            self._highs.changeColsBounds(len(changed), changed, lower[changed], upper[changed])
        self.lower, self.upper = lower, upper

    def _run(self) -> Prices | None:
        self._highs.run()
        self.runs += 1
        self.steps += self._highs.getInfo().simplex_iteration_count
        status = self._highs.getModelStatus()
        self.best = status == self._status.kOptimal
        if status in (self._status.kInfeasible, self._status.kUnboundedOrInfeasible):
            return None
        found = self._highs.getSolution()
        if not found.dual_valid:
            return priced_so(self._within, self.lower, np.zeros_like(self.model.below))
        return priced_so(self._within, np.array(found.col_value), -np.array(found.row_dual))

    @property
    def _within(self) -> Linear:
        """The model within the bounds that it has at the moment."""
        return replace(self.model, lower=self.lower, upper=self.upper)

    def cut(self, values: Floats, most: int) -> bool:
        """Adds rows that the values, which it has ended with, do not keep; whether there are any.

        So many fractions at most are looked at, here and there.
        """
        cutting = Cutting(self._within, values)
        basic = np.array(self._highs.getBasicVariables()[1])
        broken = np.flatnonzero((basic >= 0) & (np.abs(values - np.rint(values))[np.maximum(basic, 0)] > BROKEN))
        some = broken[np.linspace(0, len(broken) - 1, min(most, len(broken))).astype(int)]
        found = (cutting.cut(self._weights(place)) for place in some.tolist())
        cuts = chosen(cut for cut in found if cut is not None)
        for cut in cuts:
            self._highs.addRow(cut.least, np.inf, len(cut.columns), cut.columns, cut.factors)
        self.model = with_cuts(self.model, cuts)
        return bool(cuts)

    def _weights(self, place: int) -> Floats:
        """How much of each row makes the row of the tableau whose column has this place in the basis."""
        weights = np.array(self._highs.getBasisInverseRow(place)[1])[: len(self.model.below)]
        weights[np.abs(weights) < NOTHING] = 0
        return weights

    def drop(self) -> None:
        """Leaves out the cuts that do not matter where it has ended."""
        idle = np.array([status == self._basic for status in self._highs.getBasis().row_status])
        idle[: self._own] = False
        if idle.any():
            self._highs.deleteRows(int(idle.sum()), np.flatnonzero(idle).astype(np.int32))
            self.model = with_rows(self.model, rows_of(self.model), ~idle)

    @property
    def basis(self) -> Basis:
        """Where it has ended."""
        return self._highs.getBasis()

    def begin(self, basis: Basis) -> None:
        """Has it begin there the next time, and not where it has ended."""
        self._highs.setBasis(basis)

    def packed(self, basis: Basis) -> tuple[bytes, bytes]:
        """A basis for another process."""
        return bytes(map(int, basis.col_status)), bytes(map(int, basis.row_status))

    def unpacked(self, packed: tuple[bytes, bytes]) -> Basis:
        """A basis from another process."""
        basis = self._basis_of()
        basis.col_status, basis.row_status = ([self._statuses[status] for status in part] for part in packed)
        basis.valid = True
        return basis
