"""Where a search begins from an earlier plan: its cohorts may run and no others, led as before where that still holds.

What is left is a small problem: who sits where, and which cohorts can no longer run.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from planner.domain.plan import Cohort, Plan
from planner.solver.linear import Floats
from planner.solver.model import Model
from planner.solver.problem import Problem, Unit


def kept_open(model: Model, plan: Plan) -> Floats:
    """Upper bounds of all columns that leave only the plan's cohorts; one that lost a leader or its room may change."""
    upper = model.linear.upper.copy()
    v = model.v
    theirs = cohorts_of_units(v.problem, plan.cohorts.values())
    for number, unit in enumerate(v.problem.units):
        cohorts = theirs.get(number, [])
        if not cohorts and not unit.locked:
            upper[[*v.runs[number], *v.leads[number].values()]] = 0
        elif not unit.locked and all(still_holds(v.problem, unit, cohort) for cohort in cohorts):
            upper[list(_others(model, number, cohorts))] = 0
    return upper


def _others(model: Model, number: int, cohorts: list[Cohort]) -> Iterator[int]:
    """A unit's columns of rooms and leaders that its cohorts do not have."""
    problem = model.v.problem
    rooms = {cohort.room for cohort in cohorts}
    leaders = {t for cohort in cohorts for t in cohort.facilitators}
    for mode, run in zip(problem.units[number].modes, model.v.runs[number], strict=True):
        if (None if mode.room is None else problem.rooms[mode.room].id) not in rooms:
            yield run
    for t, lead in model.v.leads[number].items():
        if problem.therapists[t].id not in leaders:
            yield lead


def still_holds(problem: Problem, unit: Unit, cohort: Cohort) -> bool:
    """Whether the unit could run the cohort in the room and with the leaders that it had."""
    leaders = {problem.therapists[t].id for t in unit.leaders}
    rooms = {None if mode.room is None else problem.rooms[mode.room].id for mode in unit.modes}
    return cohort.room in rooms and leaders.issuperset(cohort.facilitators)


def cohorts_of_units(problem: Problem, cohorts: Iterable[Cohort]) -> dict[int, list[Cohort]]:
    """The plan's cohorts by the units that can run them: by id, or by what they offer and where."""
    running = {unit.running.id: n for n, unit in enumerate(problem.units) if unit.running is not None}
    new: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, unit in enumerate(problem.units):
        if unit.running is None:
            o = unit.offering
            new[o.program.id, o.site.id, o.block.id, o.pattern].append(n)
    found: dict[int, list[Cohort]] = defaultdict(list)
    for cohort in cohorts:
        units = new.get((cohort.program, cohort.site, cohort.block, cohort.pattern), [])
        at = [n for n in units if still_holds(problem, problem.units[n], cohort)] or units[:1]
        for number in [running[cohort.id]] if cohort.id in running else at:
            found[number].append(cohort)
    return found
