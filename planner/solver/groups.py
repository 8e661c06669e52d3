"""Numbers -> cohorts: what runs, under which id, led by whom, and who is in it.

Of like cohorts the model only counts members and leaders. They are told apart here, always in the same way, so that
equal values give equal plans; where there was a plan before, each keeps its id, and who was there stays.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.domain.plan import Cohort, Plan
from planner.domain.week import DAYS, Pattern
from planner.solver.cases import Values
from planner.solver.problem import Mode, Problem
from planner.solver.variables import Variables


@dataclass(frozen=True, slots=True)
class _Running:
    """A cohort that runs: the number of its unit, and in which mode."""

    unit: int
    mode: Mode


def groups(v: Variables, values: Values, before: Plan) -> tuple[list[Cohort], dict[int, Cohort]]:
    """All cohorts, and each person's, by the person's number."""
    running = [
        _Running(number, mode)
        for number, unit in enumerate(v.problem.units)
        for mode, run in zip(unit.modes, v.runs[number], strict=True)
        for _ in range(values[run])
    ]
    names = _names(v.problem, running, before)
    leaders = _leaders(v, values, running, [before.cohorts.get(name) for name in names])
    members = _members(v, values, running, names, before)
    cohorts = [_cohort(v.problem, *one) for one in zip(running, names, leaders, map(len, members), strict=True)]
    return cohorts, {person: cohort for cohort, here in zip(cohorts, members, strict=True) for person in here}


def _cohort(problem: Problem, one: _Running, name: str, leaders: Iterable[str], members: int) -> Cohort:
    o = problem.units[one.unit].offering
    room = None if one.mode.room is None else problem.rooms[one.mode.room]
    return Cohort(
        id=name,
        program=o.program.id,
        site=o.site.id,
        block=o.block.id,
        pattern=o.pattern,
        room=room.id if room else None,
        facilitators=tuple(sorted(leaders)),
        members=members,
        capacity=o.program.group_max if room is None else min(o.program.group_max, room.seats),
    )


def _names(problem: Problem, running: Sequence[_Running], before: Plan) -> list[str]:
    """Ids; of new cohorts that of the earlier plan's in the same room, or else of any like it, or else a new one."""
    cohorts = [problem.units[one.unit].running for one in running]
    names = ["" if cohort is None else cohort.id for cohort in cohorts]
    ids = _Ids(problem, before)
    for same_room in (True, False):
        for n, one in enumerate(running):
            names[n] = names[n] or ids.earlier(one, same_room=same_room) or ""
    return [name or ids.new(one) for name, one in zip(names, running, strict=True)]


class _Ids:
    """Ids of new cohorts: never those of running ones."""

    def __init__(self, problem: Problem, before: Plan) -> None:
        self._problem, self._taken = problem, set(problem.scenario.cohorts)
        self._before: dict[str, list[Cohort]] = defaultdict(list)
        for c in before.cohorts.values():
            stem = _stem(c.program, c.site, c.block, c.pattern)
            if c.id == stem or c.id.startswith(f"{stem}."):
                self._before[stem].append(c)

    def earlier(self, one: _Running, *, same_room: bool) -> str | None:
        """The id of a like cohort of the earlier plan, if one is left."""
        room = None if one.mode.room is None else self._problem.rooms[one.mode.room].id
        for other in self._before[self._stem(one)]:
            if other.id not in self._taken and (other.room == room or not same_room):
                self._taken.add(other.id)
                return other.id
        return None

    def new(self, one: _Running) -> str:
        """The next free one: `dbt.north.evening.MonWedFri`, `….2` and so on."""
        name = stem = self._stem(one)
        copy = 1
        while name in self._taken:
            copy += 1
            name = f"{stem}.{copy}"
        self._taken.add(name)
        return name

    def _stem(self, one: _Running) -> str:
        o = self._problem.units[one.unit].offering
        return _stem(o.program.id, o.site.id, o.block.id, o.pattern)


def _stem(program: str, site: str, block: str, pattern: Pattern) -> str:
    """What the ids of all like cohorts begin with."""
    return f"{program}.{site}.{block}.{''.join(DAYS[day] for day in pattern)}"


def _leaders(
    v: Variables, values: Values, running: Sequence[_Running], before: Sequence[Cohort | None]
) -> list[list[str]]:
    """Who leads each, as many as its mode asks for: first whoever of its unit's leaders led it before."""
    therapists = v.problem.therapists
    left = [[therapists[t].id for t, column in leads.items() if values[column]] for leads in v.leads]
    found: list[list[str]] = []
    for one, was in zip(running, before, strict=True):
        here = [t for t in left[one.unit] if was is not None and t in was.facilitators][: one.mode.leaders]
        found.append(here)
        left[one.unit] = [t for t in left[one.unit] if t not in here]
    for n, one in enumerate(running):
        more = one.mode.leaders - len(found[n])
        found[n] += left[one.unit][:more]
        left[one.unit] = left[one.unit][more:]
    return found


def _members(
    v: Variables, values: Values, running: Sequence[_Running], names: Sequence[str], before: Plan
) -> list[list[int]]:
    """Who is in each: whoever could be in one unit alone, and those who could be in any of some."""
    problem = v.problem
    was = {n: before.placements[p.id].cohort for n, p in enumerate(problem.people) if p.id in before.placements}
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for n, one in enumerate(running):
        alike[problem.pool_of.get(one.unit, one.unit)].append(n)
    found: list[list[int]] = [[] for _ in running]
    for numbers in alike.values():
        unit = running[numbers[0]].unit
        pool = problem.pool_of.get(unit)
        seats = problem.members_of[unit] if pool is None else pool.seats
        for n in () if pool is None else numbers:
            found[n] += _sitting(v, values, problem.members_of[running[n].unit])
        like = [_Group(names[n], running[n].mode, found[n]) for n in numbers]
        _deal(like, list(_sitting(v, values, seats)), was)
    return found


@dataclass(frozen=True, slots=True)
class _Group:
    """One of some like cohorts on its way; `members` are those who could be in no other."""

    name: str
    mode: Mode
    members: list[int]


def _deal(alike: Sequence[_Group], people: list[int], was: Mapping[int, str]) -> None:
    """Gives each of like cohorts its members: first those whom it had, then those whom none had, then any."""
    names = {one.name for one in alike}
    had = {name: sum(was.get(person) == name for person in people) for name in names}
    total = len(people) + sum(len(one.members) for one in alike)
    for one, size in zip(alike, _sizes(alike, had, total), strict=True):
        people.sort(key=lambda person: (was.get(person) != one.name, was.get(person) in names, person))
        more = size - len(one.members)
        one.members.extend(people[:more])
        del people[:more]


def _sizes(alike: Sequence[_Group], had: Mapping[str, int], people: int) -> list[int]:
    """How many each is to have: as many as it had, or a fair share of all if none had any, as far as sizes allow."""
    even = 0 if any(had.values()) else people // len(alike)
    least = [max(one.mode.least, len(one.members)) for one in alike]
    most = [one.mode.most for one in alike]
    sizes = [
        min(max(len(one.members) + had[one.name], even, low), high)
        for one, low, high in zip(alike, least, most, strict=True)
    ]
    while (left := people - sum(sizes)) != 0:
        step = 1 if left > 0 else -1
        free = [n for n in range(len(sizes)) if (sizes[n] < most[n] if left > 0 else sizes[n] > least[n])]
        sizes[min(free, key=lambda n: step * sizes[n])] += step
    return sizes


def _sitting(v: Variables, values: Values, seats: Iterable[int]) -> Iterator[int]:
    """The people in some seats."""
    return (v.problem.seats[seat].person for seat in seats if values[v.sits[seat]])
