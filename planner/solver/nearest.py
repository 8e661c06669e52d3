"""Of plans that are as good, the nearest to an earlier plan: who keeps their group, and which hours stay."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from planner.domain.plan import Plan
from planner.solver.beginning import cohorts_of_units, units_of_people
from planner.solver.cases import cases_before
from planner.solver.fill import Values, best_whole
from planner.solver.highs import Highs, Relaxation, Relaxed
from planner.solver.linear import WHOLE, Floats, holds, with_row
from planner.solver.model import Model
from planner.solver.reduce import Reduced, reduced
from planner.solver.variables import Variables

SMALL = 5_000
"""In models of at most so many columns rooms and therapists' days may change too: that takes no time there."""

GROUP, HOUR, ROOM = 100, 10, 1
"""What it weighs that somebody keeps their group, a session its hour or a group its room, and a session its room."""


def nearest(model: Model, values: Values, before: Plan, engine: Highs, until: Callable[[], bool]) -> Values:
    """Values with the same cohorts and points that leave as much as can be as it was `before`.

    The same values where none are nearer, or where the search for them was stopped.
    """
    linear, points = model.linear, model.points(values)
    valued = np.flatnonzero(linear.points)
    likeness = replace(linear, points=_likeness(model, before))
    as_good = with_row(likeness, math.inf, valued.tolist(), linear.points[valued], below=points)
    lower, upper = linear.lower.copy(), linear.upper.copy()
    kept = _leaders(model) if len(linear.points) <= SMALL else linear.whole
    lower[kept] = upper[kept] = values[kept]
    rest = reduced(as_good, lower, upper)
    found = None if rest is None else _best(rest, engine, until)
    return values if found is None or model.points(found) < points else found


def _best(rest: Reduced, engine: Highs, until: Callable[[], bool]) -> Values | None:
    """The best whole values: mostly what the relaxation makes, and that takes a fifth of the time."""
    relaxed = None
    for told in engine.solve(Relaxation(rest.linear)):
        relaxed = told.values if isinstance(told, Relaxed) else relaxed
        if until():
            return None
    if relaxed is not None and (np.abs(relaxed - np.rint(relaxed)) < WHOLE).all() and holds(rest.linear, relaxed):
        return rest.whole_values(np.rint(relaxed).astype(np.int64))
    return best_whole(rest, engine, until)


def _leaders(model: Model) -> list[int]:
    """The columns that say who leads what."""
    return [column for leads in model.v.leads for column in leads.values()]


def _likeness(model: Model, before: Plan) -> Floats:
    """What it weighs that each column is 1: seats, hours and rooms that were so before."""
    v, problem = model.v, model.v.problem
    found = np.zeros_like(model.linear.points)
    found[list(_seats(v, before))] = GROUP
    found[list(_rooms(v, before))] = HOUR
    hours = {(case.therapist, start) for case in cases_before(problem, before).values() for start in case.starts}
    found[[c for stretch, start, c in v.sessions() if (stretch.therapist, start) in hours]] = HOUR
    lent = {(x.room, problem.grid.cell(x.day, x.span.start)) for x in before.sessions.values() if x.participant}
    for (room, start, _), column in v.borrows.items():
        found[column] = ROOM if (problem.rooms[room].id, start) in lent else -ROOM
    return found


def _rooms(v: Variables, before: Plan) -> Iterator[int]:
    """The columns of cohorts in the rooms that they had."""
    for number, cohorts in cohorts_of_units(v.problem, before.cohorts.values()).items():
        rooms = {cohort.room for cohort in cohorts}
        for mode, run in zip(v.problem.units[number].modes, v.runs[number], strict=True):
            if mode.room is not None and v.problem.rooms[mode.room].id in rooms:
                yield run


def _seats(v: Variables, before: Plan) -> Iterator[int]:
    """The columns of seats in the groups that people had."""
    unit_of = units_of_people(v.problem, before)
    for seat, column in zip(v.problem.seats, v.sits, strict=True):
        pool = v.problem.pool_of.get(seat.unit)
        if unit_of.get(seat.person) in ((seat.unit,) if pool is None else pool.units):
            yield column
