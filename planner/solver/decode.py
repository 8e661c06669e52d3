"""Numbers -> Plan: what the columns' values mean, in the contract's words.

Where the model only counts (members of like cohorts, people of one need, sessions in like offices), the people are
told apart here, always in the same order, so that equal values give equal plans.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from planner.domain.plan import Cohort, Placement, Plan, Session, SessionKind, Unplaced
from planner.domain.scenario import Participant, Scenario
from planner.domain.week import DAYS, Span
from planner.eligibility import Offering, minutes_to
from planner.solver.cases import Case, Values, cases
from planner.solver.problem import Mode, Problem
from planner.solver.variables import Variables


def decode(v: Variables, values: Values) -> Plan:
    """The plan that whole-numbered values of the columns stand for; everyone left over is unplaced."""
    cohorts, cohort_of = _cohorts(v, values)
    people_cases = cases(v, values)
    problem = v.problem
    people = problem.people
    placements = {}
    for number, cohort in cohort_of.items():
        p, case = people[number], people_cases.get(number)
        minutes = minutes_to(problem.scenario, p, problem.scenario.sites[cohort.site])
        primary = problem.therapists[case.therapist].id if case else None
        placements[p.id] = Placement(p.id, cohort.id, primary, minutes)
    sessions = [*_group_sessions(problem, cohorts), *_individual_sessions(v, values, cohort_of, people_cases)]
    return Plan(
        cohorts={c.id: c for c in sorted(cohorts, key=lambda c: c.id)},
        placements=dict(sorted(placements.items())),
        sessions={x.id: x for x in sorted(sessions, key=lambda x: x.id)},
        unplaced=unplaced(people, placements),
    )


def unplaced(people: Iterable[Participant], placed: Collection[str]) -> dict[str, Unplaced]:
    """Everyone without a place; why is found out later."""
    rest = (p for p in people if p.id not in placed)
    return {p.id: Unplaced(p.id, p.program, p.enrolled, p.priority, "", "") for p in rest}


def nobody(s: Scenario) -> Plan:
    """The plan without a cohort."""
    return Plan({}, {}, {}, unplaced(s.participants.values(), ()))


def _cohorts(v: Variables, values: Values) -> tuple[list[Cohort], dict[int, Cohort]]:
    problem = v.problem
    cohorts: list[Cohort] = []
    cohort_of: dict[int, Cohort] = {}
    new_ids = _Ids(problem)
    joining = _joining(v, values)
    for number, unit in enumerate(problem.units):
        modes = [m for m, run in zip(unit.modes, v.runs[number], strict=True) for _ in range(values[run])]
        members = [*_sitting(v, values, problem.members_of[number]), *joining.get(number, ())]
        leaders = [t for t, column in v.leads[number].items() if values[column]]
        sizes = _shares([m.least for m in modes], [m.most for m in modes], len(members))
        for mode, size in zip(modes, sizes, strict=True):
            leading = tuple(sorted(problem.therapists[t].id for t in leaders[: mode.leaders]))
            cohort = _cohort(problem, unit.offering, mode, leading)
            cohort = replace(cohort, id=unit.running.id if unit.running else new_ids.next(unit.offering), members=size)
            cohorts.append(cohort)
            cohort_of.update(dict.fromkeys(members[:size], cohort))
            members, leaders = members[size:], leaders[mode.leaders :]
    return cohorts, cohort_of


def _sitting(v: Variables, values: Values, seats: Iterable[int]) -> Iterator[int]:
    """The people in some seats."""
    return (v.problem.seats[seat].person for seat in seats if values[v.sits[seat]])


def _joining(v: Variables, values: Values) -> dict[int, list[int]]:
    """The people who sit in units of pools, by unit."""
    found: dict[int, list[int]] = {}
    for pool in v.problem.pools:
        people = _sitting(v, values, pool.seats)
        found.update((unit, list(islice(people, int(values[v.joins[unit]])))) for unit in pool.units)
    return found


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


class _Ids:
    """Ids of new cohorts: the same for the same offering in every plan, and never those of running cohorts."""

    def __init__(self, problem: Problem) -> None:
        self._taken = set(problem.scenario.cohorts)

    def next(self, o: Offering) -> str:
        """The next free id of an offering: `dbt.north.evening.MonWedFri`, `….2` and so on."""
        stem = f"{o.program.id}.{o.site.id}.{o.block.id}.{''.join(DAYS[day] for day in o.pattern)}"
        name, copy = stem, 1
        while name in self._taken:
            copy += 1
            name = f"{stem}.{copy}"
        self._taken.add(name)
        return name


def _shares(least: Sequence[int], most: Sequence[int], people: int) -> list[int]:
    """How many people each cohort has: its least, then the rest from the first on."""
    sizes = list(least)
    rest = people - sum(sizes)
    for n, limit in enumerate(most):
        more = min(rest, limit - sizes[n])
        sizes[n] += more
        rest -= more
    return sizes


def _group_sessions(problem: Problem, cohorts: Iterable[Cohort]) -> Iterator[Session]:
    for c in cohorts:
        span = problem.scenario.blocks[c.site, c.block].span
        for n, day in enumerate(c.pattern, start=1):
            yield Session(f"{c.id}.g{n}", SessionKind.GROUP, day, span, c.site, c.room, c.facilitators, c.id, None)


def _individual_sessions(
    v: Variables, values: Values, cohort_of: Mapping[int, Cohort], seen: Mapping[int, Case]
) -> Iterator[Session]:
    problem, grid = v.problem, v.problem.grid
    rooms = _Rooms(v, values)
    order = sorted((start, person) for person, case in seen.items() for start in case.starts)
    number: dict[int, int] = defaultdict(int)
    for start, person in order:
        number[person] += 1
        p, cohort = problem.people[person], cohort_of[person]
        minutes = problem.scenario.programs[p.program].individual_minutes
        span = Span(grid.minute(start), grid.minute(start) + minutes)
        yield Session(
            f"{p.id}.i{number[person]}",
            SessionKind.INDIVIDUAL,
            grid.day(start),
            span,
            cohort.site,
            rooms.next(cohort.site, start, grid.length(minutes)),
            (problem.therapists[seen[person].therapist].id,),
            cohort.id,
            p.id,
        )


class _Rooms:
    """Hands out the rooms of individual sessions, asked in the order of time."""

    def __init__(self, v: Variables, values: Values) -> None:
        self._problem = v.problem
        self._lent: dict[tuple[str, int, int], list[str]] = defaultdict(list)
        self._free_from: dict[str, dict[str, int]] = defaultdict(dict)
        for (room, start, length), column in v.borrows.items():
            if values[column]:
                flex = v.problem.rooms[room]
                self._lent[flex.site, start, length].append(flex.id)
        for office in v.problem.rooms:
            if office.serves_as_office and not office.holds_groups:
                self._free_from[office.site][office.id] = 0

    def next(self, site: str, start: int, length: int) -> str | None:
        """The room of the next session; None at a virtual site."""
        if self._problem.scenario.sites[site].virtual:
            return None
        if lent := self._lent.get((site, start, length)):
            return lent.pop(0)
        offices = self._free_from[site]
        first = next(name for name, free in offices.items() if free <= start)
        offices[first] = start + length
        return first
