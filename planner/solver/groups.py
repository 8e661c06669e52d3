"""Numbers -> cohorts: what runs, under which id, and who is in it.

Of like cohorts the model only counts the members. They are told apart here, always in the same order, so that equal
values give equal plans; where there was a plan before, everyone stays in the cohort they had, and it keeps its id.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from planner.domain.plan import Cohort, Plan
from planner.domain.week import DAYS
from planner.eligibility import Offering
from planner.solver.cases import Values
from planner.solver.problem import Mode, Problem
from planner.solver.variables import Variables


def groups(v: Variables, values: Values, before: Plan) -> tuple[list[Cohort], dict[int, Cohort]]:
    """All cohorts, and each person's, by the person's number."""
    problem = v.problem
    units: list[int] = []
    cohorts: list[Cohort] = []
    for number, unit in enumerate(problem.units):
        modes = [m for m, run in zip(unit.modes, v.runs[number], strict=True) for _ in range(values[run])]
        leaders = [problem.therapists[t].id for t, column in v.leads[number].items() if values[column]]
        sizes = _shares([m.least for m in modes], [m.most for m in modes], int(values[v.members(number)].sum()))
        for mode, size in zip(modes, sizes, strict=True):
            leading, leaders = leaders[: mode.leaders], leaders[mode.leaders :]
            cohort = _cohort(problem, unit.offering, mode, tuple(sorted(leading)))
            cohorts.append(replace(cohort, id=unit.running.id if unit.running else "", members=size))
            units.append(number)
    named = _named(cohorts, problem.scenario.cohorts.keys(), before)
    return named, _members(v, values, list(zip(units, named, strict=True)), before)


def _cohort(problem: Problem, o: Offering, mode: Mode, leaders: tuple[str, ...]) -> Cohort:
    room = None if mode.room is None else problem.rooms[mode.room]
    most = o.program.group_max if room is None else min(o.program.group_max, room.seats)
    return Cohort(
        id="",
        program=o.program.id,
        site=o.site.id,
        block=o.block.id,
        pattern=o.pattern,
        room=room.id if room else None,
        facilitators=leaders,
        members=0,
        capacity=most,
    )


def _shares(least: Sequence[int], most: Sequence[int], people: int) -> list[int]:
    """How many people each cohort has: its least, then the rest from the first on."""
    sizes = list(least)
    rest = people - sum(sizes)
    for n, limit in enumerate(most):
        more = min(rest, limit - sizes[n])
        sizes[n] += more
        rest -= more
    return sizes


def _named(cohorts: Iterable[Cohort], running: Iterable[str], before: Plan) -> list[Cohort]:
    """New cohorts get ids: that of the earlier plan's in the same room, or else of any like it, or else a new one."""
    found = list(cohorts)
    ids = _Ids(running, before)
    for same_room in (True, False):
        for n, cohort in enumerate(found):
            if not cohort.id and (name := ids.earlier(cohort, same_room=same_room)):
                found[n] = replace(cohort, id=name)
    return [cohort if cohort.id else replace(cohort, id=ids.new(cohort)) for cohort in found]


class _Ids:
    """Ids of new cohorts: never those of running ones."""

    def __init__(self, running: Iterable[str], before: Plan) -> None:
        self._taken = set(running)
        self._before: dict[str, list[Cohort]] = defaultdict(list)
        for cohort in before.cohorts.values():
            self._before[_stem(cohort)].append(cohort)

    def earlier(self, cohort: Cohort, *, same_room: bool) -> str | None:
        """The id of a like cohort of the earlier plan, if one is left."""
        stem = _stem(cohort)
        for other in self._before[stem]:
            ours = other.id == stem or other.id.startswith(f"{stem}.")
            if ours and other.id not in self._taken and (other.room == cohort.room or not same_room):
                self._taken.add(other.id)
                return other.id
        return None

    def new(self, cohort: Cohort) -> str:
        """The next free one: `dbt.north.evening.MonWedFri`, `….2` and so on."""
        stem = _stem(cohort)
        name, copy = stem, 1
        while name in self._taken:
            copy += 1
            name = f"{stem}.{copy}"
        self._taken.add(name)
        return name


def _stem(c: Cohort) -> str:
    return f"{c.program}.{c.site}.{c.block}.{''.join(DAYS[day] for day in c.pattern)}"


class _Waiting:
    """People who could be in any of some cohorts."""

    def __init__(self, people: Iterable[int], was: Mapping[int, str], ids: Collection[str]) -> None:
        self._people, self._was, self._ids = list(people), was, ids

    def take(self, cohort: Cohort, most: int) -> list[int]:
        """So many for this cohort: who was there, then who was in none of the others, then any."""

        def order(person: int) -> tuple[bool, bool]:
            was = self._was.get(person)
            return was != cohort.id, was in self._ids

        taken = sorted(self._people, key=order)[:most]
        self._people = [x for x in self._people if x not in set(taken)]
        return taken


def _members(v: Variables, values: Values, cohorts: Sequence[tuple[int, Cohort]], before: Plan) -> dict[int, Cohort]:
    """In which cohort each person is, of cohorts with their units; first those who could be in this unit alone."""
    problem = v.problem
    was = {n: before.placements[p.id].cohort for n, p in enumerate(problem.people) if p.id in before.placements}
    ids = {cohort.id for _, cohort in cohorts}

    def waiting(seats: Iterable[int]) -> _Waiting:
        sitting = (problem.seats[seat].person for seat in seats if values[v.sits[seat]])
        return _Waiting(sitting, was, ids)

    own = [waiting(seats) for seats in problem.members_of]
    pools = {pool: waiting(pool.seats) for pool in problem.pools}
    found: dict[int, Cohort] = {}
    for unit, cohort in cohorts:
        here = own[unit].take(cohort, cohort.members)
        if unit in problem.pool_of:
            here += pools[problem.pool_of[unit]].take(cohort, cohort.members - len(here))
        found.update(dict.fromkeys(here, cohort))
    return found
