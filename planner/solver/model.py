"""A problem as one linear model: its columns, its rows, and what whole values of the columns are worth."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.domain.scenario import Scenario
from planner.solver.candidates import compile_problem
from planner.solver.linear import Builder, Linear
from planner.solver.parts import PARTS, Part
from planner.solver.variables import Variables


@dataclass(frozen=True, slots=True)
class Model:
    """The columns by what they mean (`v`) and as arrays (`linear`)."""

    v: Variables
    linear: Linear

    def points(self, values: npt.NDArray[np.int64]) -> int:
        """What whole values of the columns score."""
        return int(np.rint(self.linear.points).astype(np.int64) @ values)


def model_of(scenario: Scenario, parts: tuple[Part, ...] = tuple(PARTS)) -> Model:
    """The model of a scenario; a test may leave a part out."""
    lines = Builder()
    v = Variables(compile_problem(scenario), lines)
    for part in parts:
        part(v)
    return Model(v, lines.linear())
