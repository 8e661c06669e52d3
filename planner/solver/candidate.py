"""A plan of a component as the search keeps it: made of the columns' values only when somebody asks for it.

With thousands of people that takes half a second, and a search finds a better plan several times in that time.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Self

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.solver.decode import decode
from planner.solver.fill import Values
from planner.solver.model import Model
from planner.solver.points import score_of


class Candidate:
    """A plan of a scenario, its `score` and how many people it has `placed`.

    `values` of the columns are None where it was made without a model.
    """

    def __init__(
        self, scenario: Scenario, make: Callable[[], Plan], score: int, placed: int, values: Values | None = None
    ) -> None:
        self.score, self.placed, self.values = score, placed, values
        self._scenario, self._make = scenario, make

    @classmethod
    def known(cls, scenario: Scenario, plan: Plan) -> Self:
        """One that is there already."""
        return cls(scenario, lambda: plan, score_of(scenario, plan), len(plan.placements))

    @classmethod
    def found(cls, scenario: Scenario, model: Model, values: Values) -> Self:
        """One of whole values of a model's columns."""
        placed = int(values[model.v.sits].sum())
        return cls(scenario, lambda: decode(model.v, values), model.points(values), placed, values)

    @cached_property
    def plan(self) -> Plan:
        """The plan itself; from then on the score is its own to the point."""
        plan = self._make()
        self.score = score_of(self._scenario, plan)
        return plan
