"""A model's relaxation in HiGHS, solved again and again within other bounds. Only the engine's own process may load it.

What it promises is never taken from HiGHS but worked out from its prices (`prices`), so that it holds whether or not
HiGHS has come to an end: rough prices only promise a little more.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from planner.solver.highs_lp import as_lp
from planner.solver.linear import Floats, Linear
from planner.solver.prices import Prices, priced_so

Basis = Any
"""HiGHS's own, for which there are no types."""

EVERY_STEP = 2**31 - 1


class Simplex:
    """The relaxation of a model. `lower` and `upper` are the bounds that it has at the moment.

    `quick`: begins at once from any basis, for a few steps; otherwise it takes longer to begin and fewer steps to end.
    `steps` have been made so far, `runs` begun; `best` says whether the last was solved to the end.
    """

    def __init__(self, model: Linear, seed: int, *, quick: bool) -> None:
        import highspy  # noqa: PLC0415 - only this process may load it

        self.model, self.lower, self.upper = model, model.lower, model.upper
        self.steps = self.runs = 0
        self.best = False
        self._status = highspy.HighsModelStatus
        self._basis_of, self._statuses = highspy.HighsBasis, list(highspy.HighsBasisStatus.__members__.values())
        self._highs = highspy.Highs()
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
        within = replace(self.model, lower=self.lower, upper=self.upper)
        if not found.dual_valid:
            return priced_so(within, self.lower, np.zeros_like(self.model.below))
        return priced_so(within, np.array(found.col_value), -np.array(found.row_dual))

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
