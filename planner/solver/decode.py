"""Numbers -> Plan: what the columns' values mean, in the contract's words.

Where the model only counts (members of like cohorts, people of one need, sessions in like offices), the people are
told apart, always in the same order, so that equal values give equal plans; and as in an earlier plan, if there is one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from planner.domain.plan import Cohort, Placement, Plan, Session, SessionKind, Unplaced
from planner.domain.scenario import Participant, Scenario
from planner.domain.week import Span
from planner.eligibility import minutes_to
from planner.solver.cases import Case, Values, cases, cases_before
from planner.solver.groups import groups
from planner.solver.problem import Problem
from planner.solver.swaps import swapped
from planner.solver.variables import Variables


def decode(v: Variables, values: Values, before: Plan | None = None) -> Plan:
    """The plan that whole-numbered values of the columns stand for; everyone left over is unplaced.

    Where it makes no difference who is where, all stay where they were `before`, if there was a plan.
    """
    problem = v.problem
    before = before or nobody(problem.scenario)
    cohorts, cohort_of = groups(v, values, before)
    seats = {seat.person: seat for seat, sits in zip(problem.seats, v.sits, strict=True) if values[sits]}
    had = cases_before(problem, before)
    people_cases = swapped(problem, seats, cases(v, values, had), had)
    people = problem.people
    placements = {}
    for number, cohort in cohort_of.items():
        p, case = people[number], people_cases.get(number)
        minutes = minutes_to(problem.scenario, p, problem.scenario.sites[cohort.site])
        primary = problem.therapists[case.therapist].id if case else None
        placements[p.id] = Placement(p.id, cohort.id, primary, minutes)
    individual = _individual_sessions(v, values, cohort_of, people_cases, before)
    sessions = [*_group_sessions(problem, cohorts), *individual]
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


def _group_sessions(problem: Problem, cohorts: Iterable[Cohort]) -> Iterator[Session]:
    for c in cohorts:
        span = problem.scenario.blocks[c.site, c.block].span
        for n, day in enumerate(c.pattern, start=1):
            yield Session(f"{c.id}.g{n}", SessionKind.GROUP, day, span, c.site, c.room, c.facilitators, c.id, None)


def _individual_sessions(
    v: Variables, values: Values, cohort_of: Mapping[int, Cohort], seen: Mapping[int, Case], before: Plan
) -> Iterator[Session]:
    problem, grid = v.problem, v.problem.grid
    rooms = _Rooms(v, values)
    room_of = {(x.participant, x.day, x.span.start): x.room for x in before.sessions.values()}
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
            rooms.next(cohort.site, start, grid.length(minutes), room_of.get((p.id, grid.day(start), span.start))),
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

    def next(self, site: str, start: int, length: int, wish: str | None) -> str | None:
        """The room of the next session, as wished where that is free; None at a virtual site."""
        if self._problem.scenario.sites[site].virtual:
            return None
        if lent := self._lent.get((site, start, length)):
            lent.sort(key=lambda room: room != wish)
            return lent.pop(0)
        offices = self._free_from[site]
        free = (name for name, since in offices.items() if since <= start)
        first = min(free, key=lambda room: room != wish)
        offices[first] = start + length
        return first
