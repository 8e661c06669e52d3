"""A plan of a component as the search keeps it: made of the columns' values only when somebody asks for it.

With thousands of people that takes half a second, and a search finds a better plan several times in that time.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Self

from planner.domain.plan import Plan
from planner.solver.decode import decode
from planner.solver.fill import Values
from planner.solver.model import Model
from planner.solver.points import score_of


class Candidate:
    """A plan, its `score` and how many people it has `placed`; `values` are None where it was made without a model."""

    def __init__(
        self, make: Callable[[], tuple[Plan, int]], score: int, placed: int, values: Values | None = None
    ) -> None:
        self.score, self.placed, self.values = score, placed, values
        self._make = make

    @classmethod
    def known(cls, plan: Plan, score: int) -> Self:
        """One that is there already."""
        return cls(lambda: (plan, score), score, len(plan.placements))

    @classmethod
    def found(cls, model: Model, values: Values, before: Plan | None = None) -> Self:
        """One of whole values of a model's columns, told apart as in an earlier plan if there is one."""

        def make() -> tuple[Plan, int]:
            plan = decode(model.v, values, before)
            return plan, score_of(model.v.problem.scenario, plan)

        return cls(make, model.points(values), int(values[model.v.sits].sum()), values)

    @cached_property
    def plan(self) -> Plan:
        """The plan itself; from then on the score is its own to the point."""
        plan, self.score = self._make()
        return plan
