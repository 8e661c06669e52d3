"""Cohorts of which at most one can run in a room, or be led by a therapist: sets of them, as large as they come.

Two groups that meet on one common day are kept apart by that day's row. Three, of which any two have a day in common,
are not: half of each would satisfy every day. Rows over whole sets rule that out, and keep the relaxation close to what
plans can do. They follow from the other parts; without them everything would be as true, and take longer.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar

from planner.domain.scenario import Therapist
from planner.domain.week import Day
from planner.eligibility import is_evening
from planner.solver.problem import Unit
from planner.solver.variables import Variables

MOST_SETS = 100
"""Rows for one room or therapist at most; more are found only where schedules are odd, and add little."""

Kind = TypeVar("Kind", bound=Hashable)


def in_a_room(v: Variables) -> None:
    """R4 again: of cohorts that share cells with one another, a room holds one."""
    found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for unit, runs in zip(v.problem.units, v.runs, strict=True):
        for mode, run in zip(unit.modes, runs, strict=True):
            if mode.room is not None:
                found[mode.room][unit.cells].append(run)
    for columns in found.values():
        _one_of_each_set(v, columns, lambda one, other: bool(one & other))


def under_a_leader(v: Variables) -> None:
    """R7, R8, R9 again: of cohorts that no therapist could lead beside one another, each leads one."""
    found: dict[int, dict[_Shift, list[int]]] = defaultdict(lambda: defaultdict(list))
    for unit, leads in zip(v.problem.units, v.leads, strict=True):
        shift = _shift(v, unit)
        for t, column in leads.items():
            if _within(v.problem.therapists[t], shift.evenings, shift.minutes):
                found[t][shift].append(column)
            else:
                v.lines.fix(column, 0)
    for t, columns in found.items():
        _one_of_each_set(v, columns, partial(_clash, v.problem.therapists[t]))


@dataclass(frozen=True, slots=True)
class _Shift:
    """What leading a cohort takes of a therapist's week; no site where it is a virtual one."""

    cells: int
    days: frozenset[Day]
    evenings: frozenset[Day]
    minutes: int
    site: str | None


def _clash(t: Therapist, one: _Shift, other: _Shift) -> bool:
    """Whether a therapist may not do both."""
    elsewhere = None not in (one.site, other.site) and one.site != other.site
    if one.cells & other.cells or (elsewhere and one.days & other.days):
        return True
    return not _within(t, one.evenings | other.evenings, one.minutes + other.minutes)


def _within(t: Therapist, evenings: frozenset[Day], minutes: int) -> bool:
    return minutes <= t.max_direct_minutes and (t.max_evenings is None or len(evenings) <= t.max_evenings)


def _shift(v: Variables, unit: Unit) -> _Shift:
    o = unit.offering
    days = frozenset(o.pattern)
    late = days if is_evening(v.problem.scenario, o.block.span) else frozenset[Day]()
    return _Shift(unit.cells, days, late, o.group_minutes, None if o.site.virtual else o.site.id)


def _one_of_each_set(v: Variables, columns: Mapping[Kind, list[int]], clash: Callable[[Kind, Kind], bool]) -> None:
    """At most one of the columns in each largest set of kinds that clash; columns of one kind always do."""
    clashing = {one: {other for other in columns if other != one and clash(one, other)} for one in columns}
    for kinds in islice(largest_sets(clashing), MOST_SETS):
        crowd = [column for kind in kinds for column in columns[kind]]
        if len(crowd) > 1:
            v.lines.at_most(1, crowd)


def largest_sets(clashing: Mapping[Kind, set[Kind]]) -> Iterator[list[Kind]]:
    """Every set of things that all clash with one another, to which nothing can be added.

    Bron and Kerbosch's algorithm with a pivot (Communications of the ACM 16, 1973), in the order of the mapping.
    """
    order = {thing: n for n, thing in enumerate(clashing)}

    def grow(chosen: list[Kind], possible: set[Kind], tried: set[Kind]) -> Iterator[list[Kind]]:
        if not possible:
            if not tried:
                yield sorted(chosen, key=order.__getitem__)
            return
        pivot = max(possible | tried, key=lambda thing: (len(clashing[thing] & possible), -order[thing]))
        for thing in sorted(possible - clashing[pivot], key=order.__getitem__):
            yield from grow([*chosen, thing], possible & clashing[thing], tried & clashing[thing])
            possible = possible - {thing}
            tried = tried | {thing}

    yield from grow([], set(clashing), set())
