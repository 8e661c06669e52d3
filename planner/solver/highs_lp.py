"""A model as HiGHS takes it. Only the engine's own process may load it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from planner.solver.linear import Linear


def as_lp(model: Linear, whole: npt.NDArray[np.bool_], highspy: Any) -> Any:  # noqa: ANN401 - highspy has no types
    """The model, with these columns whole."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.points), len(model.below)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.points, model.lower, model.upper
    lp.row_lower_, lp.row_upper_ = model.below, model.above
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = model.start, model.column, model.factor
    lp.sense_ = highspy.ObjSense.kMaximize
    kind = highspy.HighsVarType
    lp.integrality_ = [kind.kInteger if one else kind.kContinuous for one in whole.tolist()]
    return lp
