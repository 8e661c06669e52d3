"""Asks the exact model: who can have a place besides all who have one, and with how few changes.

An answer "yes" comes with a plan; an answer "no" is proven; a question that was stopped has neither.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

import numpy as np

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.explain.gates import Gates, wide
from planner.explain.loosening import Loosening
from planner.solver.beginning import kept_open
from planner.solver.components import split
from planner.solver.decode import decode
from planner.solver.fill import fill
from planner.solver.highs import Ended, Found, Highs, Task
from planner.solver.linear import Floats, Linear, as_whole, uncounted, with_row
from planner.solver.model import Model, model_of
from planner.solver.parts import PARTS
from planner.solver.reduce import Reduced, reduced
from planner.solver.variables import Variables

Stopped: TypeAlias = Callable[[], bool]

MOST_COST = 1000
"""A change more weighs more than all that cheaper changes could save."""


CLOSE = 0.5
"""Costs are whole, so less than this apart they are the same."""


class Answer(Enum):
    """Yes with values, a proven no, or none in time."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Told:
    """What an engine says: values only with a yes."""

    answer: Answer
    values: Floats | None = None


def solve(linear: Linear, engine: Highs, stopped: Stopped, *, gap: float = 0.0, counted: bool = False) -> Told:
    """The best values of a model, or some within a relative gap of them; `counted`: by a search that uses counts.

    Few decisions are open near a plan: to branch on what only counts them takes longer than it saves.
    """
    return _told(Task(linear if counted else uncounted(linear), gap=gap, jump=False), engine, stopped)


def _told(task: Task, engine: Highs, stopped: Stopped) -> Told:
    """What comes of a task. Once it is stopped, no engine is begun for a question that nobody waits for."""
    if stopped():
        return Told(Answer.UNDECIDED)
    found: Floats | None = None
    for message in engine.solve(task):
        if isinstance(message, Found):
            found = message.values
        elif isinstance(message, Ended):
            if found is not None:
                return Told(Answer.YES, found)
            return Told(Answer.NO if message.impossible else Answer.UNDECIDED)
        if stopped():
            break
    return Told(Answer.UNDECIDED)


def solve_whole(linear: Linear, engine: Highs, stopped: Stopped, *, counted: bool = False) -> Told:
    """The best whole values: mostly those of the decisions alone, which are whole already or filled, and so faster."""
    told = solve(linear, engine, stopped, counted=counted)
    if told.values is None:
        return told
    whole = as_whole(linear, told.values)
    if whole is not None:
        return Told(Answer.YES, whole)
    filled = fill(linear, told.values, engine, stopped)
    if filled is not None and linear.points @ filled >= linear.points @ told.values - CLOSE:
        return Told(Answer.YES, filled.astype(np.float64))
    return _told(Task(linear, whole=True, jump=False), engine, stopped)


def component(s: Scenario, person: str) -> Scenario | None:
    """The independent part of a scenario in which a person is; None where no site could take them."""
    return next((part for part in split(s) if person in part.participants), None)


def placing(people: Iterable[str]) -> Callable[[Variables], None]:
    """One more part of a model: all of these have a place."""
    wanted = frozenset(people)

    def part(v: Variables) -> None:
        for number, p in enumerate(v.problem.people):
            if p.id in wanted:
                v.lines.equal(1, [v.sits[seat] for seat in v.problem.seats_of[number]])

    return part


def near(
    model: Model, linear: Linear, kept: Floats, units: Iterable[int] = (), without: Sequence[int] = ()
) -> Reduced | None:
    """The model with a plan's cohorts, save for some units, as they are: small, mostly enough for a yes.

    `kept` are the upper bounds that leave only the plan's cohorts. Columns of `without` stay 0.
    """
    upper = np.minimum(kept, linear.upper)
    upper[list(without)] = 0
    for number in units:
        own = [*model.v.runs[number], *model.v.leads[number].values()]
        upper[own] = linear.upper[own]
    return reduced(linear, linear.lower, upper)


def units_of(model: Model, program: str) -> list[int]:
    """The units that could run groups of a program."""
    return [number for number, unit in enumerate(model.v.problem.units) if unit.offering.program.id == program]


def witness(s: Scenario, case: "Case", engine: Highs, stopped: Stopped) -> tuple[Answer, Plan | None]:
    """A plan of a scenario's component that gives a person and all who are placed a place, whatever it scores."""
    part = component(s, case.person)
    if part is None:
        return Answer.NO, None
    model = model_of(part, (*PARTS, placing({*case.plan.placements, case.person})))
    linear = replace(model.linear, points=np.zeros_like(model.linear.points))
    rest = near(model, linear, kept_open(model, case.plan), units_of(model, case.program))
    told = None if rest is None else solve_whole(rest.linear, engine, stopped)
    if rest is not None and told is not None and told.values is not None:
        return Answer.YES, decode(model.v, rest.whole_values(np.rint(told.values).astype(np.int64)))
    told = solve_whole(linear, engine, stopped)
    if told.values is None:
        return told.answer, None
    return Answer.YES, decode(model.v, np.rint(told.values).astype(np.int64))


def best_plan(s: Scenario, person: str, engine: Highs, stopped: Stopped) -> Plan | None:
    """The best plan of the component in which a person is; None where there is none, or where it was stopped."""
    part = component(s, person)
    if part is None:
        return None
    model = model_of(part)
    values = solve_whole(model.linear, engine, stopped, counted=True).values
    return None if values is None else decode(model.v, np.rint(values).astype(np.int64))


@dataclass(frozen=True, slots=True)
class Case:
    """A person who has no place in a plan of a scenario."""

    scenario: Scenario
    plan: Plan
    person: str

    @property
    def program(self) -> str:
        """The person's program."""
        return self.scenario.participants[self.person].program


class Question:
    """What would it take to place a person and keep everyone placed who is? Asked again, it gives the next best."""

    def __init__(self, case: Case, menu: Sequence[Loosening], most: int) -> None:
        self._case, self.menu, self._most = case, menu, most
        self._changes: list[int] = []
        self._model: Model | None = None
        part = component(wide(case.scenario, case.person, menu), case.person)
        if part is not None:
            gates = Gates(case.scenario, case.person, menu)
            self._model = model_of(part, (*PARTS, gates, placing(case.plan.placements)))
            self._changes = gates.changes
            self._kept = kept_open(self._model, case.plan)
            self._linear = with_row(self._costed(self._model.linear), most, self._changes, np.ones(len(menu)))

    def _costed(self, linear: Linear) -> Linear:
        points = np.zeros_like(linear.points)
        points[self._changes] = [-MOST_COST - x.cost for x in self.menu]
        return replace(linear, points=points)

    def least(self, engine: Highs, stopped: Stopped) -> tuple[Answer, tuple[Loosening, ...]]:
        """The fewest and then cheapest changes that may do; no where none of those left can."""
        if self._model is None:
            return Answer.NO, ()
        best = self._near(engine, stopped)
        linear = self._linear
        if best is not None:
            price = -self._linear.points[self._changes]
            linear = with_row(linear, float(price @ best) - 1, self._changes, price)
        told = solve(linear, engine, stopped)
        if told.values is not None:
            return Answer.YES, self._chosen(told.values[self._changes])
        if best is None or told.answer is Answer.UNDECIDED:
            return told.answer, ()
        return Answer.YES, self._chosen(best)

    def another(self, most: int, engine: Highs, stopped: Stopped) -> tuple[Loosening, ...]:
        """So many other changes that may do, with most of the plan as it is; nothing where none are at hand."""
        best = self._near_within(most, engine, stopped)
        return () if best is None else self._chosen(best)

    def _near(self, engine: Highs, stopped: Stopped) -> Floats | None:
        """Few changes that may do with most of the plan as it is; one rather than several."""
        for most in range(1, self._most + 1):
            best = self._near_within(most, engine, stopped)
            if best is not None:
                return best
        return None

    def _near_within(self, most: int, engine: Highs, stopped: Stopped) -> Floats | None:
        if self._model is None:
            return None
        linear = with_row(self._linear, most, self._changes, np.ones(len(self.menu)))
        rest = near(self._model, linear, self._kept, units_of(self._model, self._case.program))
        told = None if rest is None else solve(rest.linear, engine, stopped)
        if rest is None or told is None or told.values is None:
            return None
        return rest.whole_values(np.rint(told.values).astype(np.int64))[self._changes].astype(np.float64)

    def _chosen(self, values: Floats) -> tuple[Loosening, ...]:
        taken = np.rint(values).astype(bool).tolist()
        return tuple(x for x, one in zip(self.menu, taken, strict=True) if one)

    def leave_out(self, found: Sequence[Loosening], *, and_more: bool) -> None:
        """From now on without these changes together; `and_more`: nor with others beside them."""
        inside = np.array([x in found for x in self.menu])
        factors = np.where(inside, 1.0, 0.0 if and_more else -1.0)
        self._linear = with_row(self._linear, len(found) - 1, self._changes, factors)
