"""Of plans that are as good, the nearest to an earlier plan: who keeps their group, and which hours stay."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from planner.domain.plan import Plan
from planner.solver.beginning import cohorts_of_units, kept_open, still_holds
from planner.solver.cases import cases_before
from planner.solver.fill import Values, best_whole
from planner.solver.highs import Highs, Relaxation, Relaxed
from planner.solver.linear import Floats, Linear, as_whole, with_count, with_row
from planner.solver.model import Model
from planner.solver.reduce import Reduced, reduced
from planner.solver.variables import Variables

SMALL = 5_000
"""In models of at most so many columns more may change at once: to search for what is nearest takes no time there."""

NODES = 100
"""A search that takes more brings hardly more."""

GROUP, THERAPIST, HOUR, ROOM = 100, 30, 10, 1
"""What it weighs that somebody keeps their group or leads theirs, sees their therapist, a session its hour or a group
its room, and a session its room.
"""


def nearest(model: Model, values: Values, before: Plan, engine: Highs, until: Callable[[], bool]) -> Values:
    """Values that bring as many points and leave as much as can be as it was `before`.

    Its cohorts alone, where they bring as many points, or else those of the values. The same values where none are
    nearer, or where the search for them was stopped.
    """
    asked, own = _asked(model, model.points(values), before), len(model.linear.points)
    ways = (_with_its_cohorts(model, before), _is_small(model)), (_with_the_same(model, values), True)
    for (lower, upper), search in ways:
        rest = reduced(asked, np.append(lower, asked.lower[own:]), np.append(upper, asked.upper[own:]))
        found = None if rest is None else _best(rest, engine, until, search=search)
        if found is not None and model.points(found[:own]) >= model.points(values):
            return found[:own]
        if until():
            break
    return values


def _is_small(model: Model) -> bool:
    return len(model.linear.points) <= SMALL


def _asked(model: Model, points: float, before: Plan) -> Linear:
    """The model of all that brings as many points, with what it weighs to be as before as points; and some counts."""
    linear = model.linear
    valued = np.flatnonzero(linear.points)
    stays = dict(_seats_before(model.v, before))
    alike = replace(linear, points=_likeness(model, before, stays))
    asked = with_row(alike, math.inf, valued.tolist(), linear.points[valued], below=points)
    if _is_small(model):
        for many, columns in _same_therapists(model.v, before, stays):
            asked = with_count(asked, many, columns, THERAPIST)
    return asked


def _with_its_cohorts(model: Model, before: Plan) -> tuple[Floats, Floats]:
    """Bounds of all columns that leave the earlier plan's cohorts."""
    return model.linear.lower, kept_open(model, before)


def _with_the_same(model: Model, values: Values) -> tuple[Floats, Floats]:
    """Bounds that leave the cohorts of the values, and of a large model all their decisions."""
    linear = model.linear
    kept = _leaders(model) if _is_small(model) else linear.whole
    lower, upper = linear.lower.copy(), linear.upper.copy()
    lower[kept] = upper[kept] = values[kept]
    return lower, upper


def _best(rest: Reduced, engine: Highs, until: Callable[[], bool], *, search: bool) -> Values | None:
    """The best whole values: mostly what the relaxation makes, and that takes a fifth of the time.

    Where that is in fractions they are searched for, or (`search` false) there are none.
    """
    relaxed = None
    for told in engine.solve(Relaxation(rest.linear)):
        relaxed = told.values if isinstance(told, Relaxed) else relaxed
        if until():
            return None
    whole = None if relaxed is None else as_whole(rest.linear, relaxed)
    if whole is not None:
        return rest.whole_values(whole.astype(np.int64))
    return best_whole(rest, engine, until, NODES) if search else None


def _leaders(model: Model) -> list[int]:
    """The columns that say who leads what."""
    return [column for leads in model.v.leads for column in leads.values()]


def _likeness(model: Model, before: Plan, stays: Mapping[int, int]) -> Floats:
    """What it weighs that each column is 1: seats, leaders, hours and rooms that were so before.

    `stays` has what the seats weigh.
    """
    v, problem = model.v, model.v.problem
    found = np.zeros_like(model.linear.points)
    for seat, weight in stays.items():
        found[v.sits[seat]] = weight
    there = {p.id for p in problem.people}
    alone = [x for x in before.sessions.values() if x.participant in there]
    for number, cohorts in cohorts_of_units(problem, before.cohorts.values()).items():
        led = {t for cohort in cohorts for t in cohort.facilitators}
        found[[column for t, column in v.leads[number].items() if problem.therapists[t].id in led]] = GROUP
        rooms = {cohort.room for cohort in cohorts}
        modes = zip(problem.units[number].modes, v.runs[number], strict=True)
        found[[run for m, run in modes if m.room is not None and problem.rooms[m.room].id in rooms]] = HOUR
    hours = {(x.therapists, x.site, problem.grid.cell(x.day, x.span.start), x.span.minutes) for x in alone}
    for stretch, start, column in v.sessions():
        therapist = problem.therapists[stretch.therapist].id
        if ((therapist,), stretch.site.id, start, stretch.minutes) in hours:
            found[column] = HOUR
    lent = {(x.room, problem.grid.cell(x.day, x.span.start)) for x in alone}
    for (room, start, _), column in v.borrows.items():
        found[column] = ROOM if (problem.rooms[room].id, start) in lent else -ROOM
    return found


def _same_therapists(v: Variables, before: Plan, stays: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """How many a therapist saw by a service, where people keep their group, and what adds up to those whom they see."""
    problem = v.problem
    had = cases_before(problem, before)
    seen: dict[tuple[int, int], int] = defaultdict(int)
    for number in stays:
        seat = problem.seats[number]
        if seat.need is not None and seat.person in had:
            seen[problem.needs[seat.need].service, had[seat.person].therapist] += 1
    cases: dict[tuple[int, int], list[int]] = defaultdict(list)
    for need, counted in zip(problem.needs, v.cases, strict=True):
        for t, column in counted.items():
            cases[need.service, t].append(column)
    for service, given in enumerate(v.given):
        if problem.services[service].sessions == 1:
            for (t, _), columns in given.items():
                cases[service, t].extend(columns)
    yield from ((many, cases[key]) for key, many in sorted(seen.items()) if cases[key])


def _seats_before(v: Variables, before: Plan) -> Iterator[tuple[int, int]]:
    """The seats in the groups that people had, and what each weighs: less where that group is no longer."""
    problem = v.problem
    weight: dict[tuple[str, int], int] = defaultdict(int)
    for number, cohorts in cohorts_of_units(problem, before.cohorts.values()).items():
        pool = problem.pool_of.get(number)
        for cohort in cohorts:
            here = GROUP if still_holds(problem, problem.units[number], cohort) else GROUP - HOUR
            for unit in (number,) if pool is None else pool.units:
                weight[cohort.id, unit] = max(weight[cohort.id, unit], here)
    for number, seat in enumerate(problem.seats):
        placed = before.placements.get(problem.people[seat.person].id)
        if placed is not None and (placed.cohort, seat.unit) in weight:
            yield number, weight[placed.cohort, seat.unit]
