"""The rules as rows of the model: one function a rule or a share of one. `PARTS` says which rule each one enforces.

What data alone decides (R1 reach, blocks and hours, R2 profiles, R5 skills and duty) is not here: such candidates
are never made, see `candidates`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from planner.domain.rules import Rule
from planner.domain.week import Day
from planner.solver.conflicts import in_a_room, under_a_leader
from planner.solver.variables import Busy, Variables, crowds

TIGHT = 60_000
"""Columns; what tightens a smaller model's relaxation most makes the search of a larger one slower: docs/solver.md."""


def one_place(v: Variables) -> None:
    """R1: a participant is in at most one cohort."""
    for seats in v.problem.seats_of:
        if len(seats) > 1:
            v.lines.at_most(1, [v.sits[seat] for seat in seats])


def sizes(v: Variables) -> None:
    """R3: as many members as the cohorts that run allow, and nobody in a cohort that does not run."""
    for number, unit in enumerate(v.problem.units):
        members = [(column, 1.0) for column in v.members(number)]
        runs = list(zip(unit.modes, v.runs[number], strict=True))
        v.lines.weighted(-float("inf"), 0, [*members, *((run, -m.most) for m, run in runs)])
        v.lines.weighted(0, float("inf"), [*members, *((run, -m.least) for m, run in runs)])
        for seat in v.problem.members_of[number]:
            v.lines.at_most(0, [v.sits[seat]], v.runs[number])
    for pool in v.problem.pools:
        sits = [v.sits[seat] for seat in pool.seats]
        v.lines.equal(0, sits, [v.joins[unit] for unit in pool.units])
        for column in sits:
            v.lines.at_most(0, [column], [run for unit in pool.units for run in v.runs[unit]])


def enough_people(v: Variables) -> None:
    """R3 again: of some people no more cohorts can be made than their number holds the smallest size.

    True of whole cohorts anyway; said so, it keeps the relaxation from running halves of cohorts. Where patterns do not
    matter the cohorts are counted: between 8 and 9 of them there is nothing, and a search that knows so ends sooner.
    """
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, unit in enumerate(v.problem.units):
        o = unit.offering
        for site in (o.site.id, None):
            for block in (o.block.id, None):
                for pattern in (o.pattern, None):
                    alike[o.program.id, site, block, pattern].append(number)
    for (program, _, _, days), units in alike.items():
        people = {v.problem.seats[seat].person for number in units for seat in v.problem.sitters(number)}
        most = len(people) // v.problem.scenario.programs[str(program)].group_min
        runs = [run for number in units for run in v.runs[number]]
        if days is None and len(runs) > 1:
            v.lines.count(runs, most)
        else:
            v.lines.at_most(most, runs)


def rooms(v: Variables) -> None:
    """R4: one cohort has one room, and a room holds one thing at a time."""
    for number, unit in enumerate(v.problem.units):
        if unit.single and len(v.runs[number]) > 1:
            v.lines.at_most(1, v.runs[number])
    for use in _uses_of_rooms(v).values():
        for crowd in crowds(use):
            v.lines.at_most(1, crowd)


def _uses_of_rooms(v: Variables) -> Mapping[tuple[int, Day], list[Busy]]:
    found: dict[tuple[int, Day], list[Busy]] = defaultdict(list)
    for number, unit in enumerate(v.problem.units):
        for mode, run in zip(unit.modes, v.runs[number], strict=True):
            if mode.room is not None:
                for day, first, after in v.meetings(number):
                    found[mode.room, day].append(Busy(run, first, after))
    for (room, start, length), column in v.borrows.items():
        found[room, v.problem.grid.day(start)].append(Busy(column, start, start + length))
    return found


def facilitators(v: Variables) -> None:
    """R5: exactly as many lead as the cohorts that run need, all of them different."""
    for number, unit in enumerate(v.problem.units):
        leads = list(v.leads[number].values())
        needed = [(run, -m.leaders) for m, run in zip(unit.modes, v.runs[number], strict=True)]
        v.lines.weighted(0, 0, [*((lead, 1.0) for lead in leads), *needed])
        for lead in leads:
            v.lines.at_most(0, [lead], v.runs[number])


def individual(v: Variables) -> None:
    """R6: everyone who needs individual sessions has them, all with one therapist and on different days."""
    for number, seats in v.seats_with_need().items():
        if v.uses[number]:
            v.lines.equal(0, seats, list(v.uses[number].values()))
        else:
            v.lines.equal(0, seats, list(v.cases[number].values()))
            _several_a_week(v, number)


def _several_a_week(v: Variables, number: int) -> None:
    service = v.problem.services[v.problem.needs[number].service]
    by_therapist: dict[int, list[int]] = defaultdict(list)
    by_day: dict[tuple[int, Day], list[int]] = defaultdict(list)
    for (t, w), column in v.sees[number].items():
        by_therapist[t].append(column)
        by_day[t, v.problem.grid.day(service.windows[w][0])].append(column)
    for t, sees in by_therapist.items():
        v.lines.weighted(0, 0, [*((column, 1.0) for column in sees), (v.cases[number][t], -service.sessions)])
    for (t, _), columns in by_day.items():
        v.lines.at_most(0, columns, [v.cases[number][t]])


def stretches(v: Variables) -> None:
    """R6: each session that a therapist begins is one service's."""
    for stretch, begins, gives in zip(v.problem.stretches, v.begins, v.gives, strict=True):
        if stretch.shared:
            v.lines.equal(0, list(begins.values()), list(chain.from_iterable(gives.values())))


def windows(v: Variables) -> None:
    """R6: in each window of a service, therapists give the sessions that people have there."""
    had, had_of = _sessions_had(v)
    for number, service in enumerate(v.problem.services):
        for w in range(len(service.windows)):
            theirs = {t: columns for (t, at), columns in v.given[number].items() if at == w}
            if service.sessions == 1:
                v.lines.equal(0, [c for columns in theirs.values() for c in columns], had[number, w])
            for t, columns in theirs.items():
                theirs_had = had_of[number, t, w]
                if service.sessions > 1 and columns != theirs_had:  # else the same columns say both
                    v.lines.equal(0, columns, theirs_had)
                elif service.sessions == 1 and theirs_had:
                    v.lines.at_most(0, theirs_had, columns)


def _sessions_had(
    v: Variables,
) -> tuple[Mapping[tuple[int, int], list[int]], Mapping[tuple[int, int, int], list[int]]]:
    """The sessions that people could have: by service and window; and by therapist too where it matters whose."""
    had: dict[tuple[int, int], list[int]] = defaultdict(list)
    had_of = v.had_of_one()
    for number, need in enumerate(v.problem.needs):
        for w, column in v.uses[number].items():
            had[need.service, w].append(column)
    for (number, t), stays in v.stays.items():
        for w, column in stays.items():
            if w in v.uses[number]:
                had_of[v.problem.needs[number].service, t, w].append(column)
    return had, had_of


def therapists(v: Variables) -> None:
    """R7: no therapist is in two sessions at once."""
    for busy in v.busy().values():
        for crowd in crowds(busy):
            if len(crowd) > 1:
                v.lines.at_most(1, crowd)


def one_site_a_day(v: Variables) -> None:
    """R9: a therapist's in-person sessions of a day are all at one site."""
    presence: dict[tuple[int, Day], list[int]] = defaultdict(list)
    roaming = {n for n, t in enumerate(v.problem.therapists) if len(t.sites) > 1}
    clinics = [site.id for site in v.problem.scenario.sites.values() if not site.virtual]
    there = {site: {k: busy for k, busy in v.busy(site).items() if k[0] in roaming} for site in clinics}
    sites_of: dict[tuple[int, Day], int] = defaultdict(int)
    for at in there.values():
        for key in at:
            sites_of[key] += 1
    for at in there.values():
        for key, busy in at.items():
            if sites_of[key] > 1:
                here = v.lines.column(whole=True)
                presence[key].append(here)
                for crowd in crowds(busy):
                    v.lines.at_most(0, crowd, [here])
    for days in presence.values():
        v.lines.at_most(1, days)


def offices(v: Variables) -> None:
    """R7: each in-person individual session has an office, or borrows a flex room that no cohort is in."""
    sites = v.problem.scenario.sites
    count: dict[str, int] = defaultdict(int)
    for room in v.problem.rooms:
        count[room.site] += room.serves_as_office and not room.holds_groups
    for (site, _), use in _uses_of_offices(v).items():
        if not sites[site].virtual:
            for crowd in crowds(use):
                v.lines.at_most(count[site], crowd)


def _uses_of_offices(v: Variables) -> Mapping[tuple[str, Day], list[Busy]]:
    """Sessions in an office by site and day: those that take place less those in flex rooms."""
    grid = v.problem.grid
    sessions: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    borrowed: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for one, start, column in v.sessions():
        sessions[one.site.id, start, one.length].append(column)
    for (room, start, length), column in v.borrows.items():
        borrowed[v.problem.rooms[room].site, start, length].append(column)
    found: dict[tuple[str, Day], list[Busy]] = defaultdict(list)
    for (site, start, length), columns in sessions.items():
        use = columns
        if (lent := borrowed.get((site, start, length))) is not None:
            use = [v.lines.column(len(columns))]
            v.lines.equal(0, columns, [*use, *lent])
        found[site, grid.day(start)].extend(Busy(column, start, start + length) for column in use)
    return found


def workload(v: Variables) -> None:
    """R8: a therapist's minutes with people stay within their direct hours.

    Individual sessions of one length are counted, and people who have several of them: of 50 minutes, half a one would
    always just fit in.
    """
    for t, terms in _minutes(v).items():
        v.lines.weighted(-float("inf"), int(v.problem.therapists[t].max_direct_minutes), terms)


def _minutes(v: Variables) -> Mapping[int, list[tuple[int, float]]]:
    """What takes a therapist's time with people, each with its minutes a week."""
    minutes: dict[int, list[tuple[int, float]]] = defaultdict(list)
    sessions: dict[tuple[int, int], list[int]] = defaultdict(list)
    for unit, leads in zip(v.problem.units, v.leads, strict=True):
        for t, column in leads.items():
            minutes[t].append((column, unit.offering.group_minutes))
    for service, t, columns in v.single_sessions():
        sessions[t, service.minutes].extend(columns)
    for (t, length), columns in sessions.items():
        most = min(v.problem.therapists[t].max_direct_minutes // length, sum(map(v.lines.most, columns)))
        minutes[t].append((v.lines.count(columns, int(most)), length))
    for (number, t), column in v.seen.items():
        service = v.problem.services[number]
        minutes[t].append((column, service.sessions * service.minutes))
    return minutes


def evenings(v: Variables) -> None:
    """R8: a therapist works at most so many evenings."""
    late = _late(v)
    nights: dict[int, list[int]] = defaultdict(list)
    days: dict[int, int] = defaultdict(int)
    for t, _ in late:
        days[t] += 1
    for (t, _), busy in late.items():
        most = v.problem.therapists[t].max_evenings
        if most is not None and days[t] > most:
            night = v.lines.column(whole=True)
            nights[t].append(night)
            for crowd in crowds(busy):
                v.lines.at_most(0, crowd, [night])
    for t, columns in nights.items():
        v.lines.at_most(v.problem.therapists[t].max_evenings or 0, columns)


def _late(v: Variables) -> Mapping[tuple[int, Day], list[Busy]]:
    """What would count as a therapist's evening: sessions whose actual end is after the evening begins."""
    grid, begins = v.problem.grid, v.problem.scenario.constants.evening_from
    found: dict[tuple[int, Day], list[Busy]] = defaultdict(list)
    for number, unit in enumerate(v.problem.units):
        if unit.offering.block.span.end > begins:
            for day, first, after in v.meetings(number):
                for t, column in v.leads[number].items():
                    found[t, day].append(Busy(column, first, after))
    for one, start, column in v.sessions():
        if grid.minute(start) + one.minutes > begins:
            found[one.therapist, grid.day(start)].append(Busy(column, start, start + one.length))
    return found


def caseload(v: Variables) -> None:
    """R8: a therapist is primary for at most so many participants."""
    cases: dict[int, list[int]] = defaultdict(list)
    for (_, t), column in v.seen.items():
        cases[t].append(column)
    for _, t, columns in v.single_sessions():
        cases[t].extend(columns)
    for t, columns in cases.items():
        most = v.problem.therapists[t].max_individual
        if most is not None:
            v.lines.at_most(most, columns)


def kept_therapists(v: Variables) -> None:
    """Score: no more people keep their therapist than wish to, or than that therapist sees."""
    wishes: dict[tuple[int, int], list[int]] = defaultdict(list)
    for seat, column in zip(v.problem.seats, v.sits, strict=True):
        if seat.need is not None and seat.home is not None:
            wishes[seat.need, seat.home].append(column)
    by_window: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (need, t), stays in v.stays.items():
        v.lines.at_most(0, list(stays.values()), wishes[need, t])
        for w, column in stays.items():
            by_window[need, w].append(column)
            if t in v.cases[need]:
                v.lines.at_most(0, [column], [v.cases[need][t]])
    for (need, w), columns in by_window.items():
        if w in v.uses[need]:
            v.lines.at_most(0, columns, [v.uses[need][w]])


def pairs(v: Variables) -> None:
    """R10: apart, together, not with."""
    columns = [_by_unit(v, person) for person in range(len(v.problem.people))]
    for one, other in v.problem.apart:
        for unit in columns[one].keys() & columns[other].keys():
            _not_both(v, unit, [columns[one][unit], columns[other][unit]])
    for one, other in v.problem.together:
        for unit in columns[one].keys() | columns[other].keys():
            mine, theirs = columns[one].get(unit), columns[other].get(unit)
            v.lines.equal(0, [mine] if mine is not None else [], [theirs] if theirs is not None else [])
    for person, t in v.problem.not_with:
        for unit, column in columns[person].items():
            if (lead := v.leads[unit].get(t)) is not None:
                _not_both(v, unit, [column, lead])


def _not_both(v: Variables, unit: int, both: list[int]) -> None:
    """At most one of two, and none where the cohort does not run; a large model's search is quicker without that."""
    if v.columns > TIGHT:
        v.lines.at_most(1, both)
    else:
        v.lines.at_most(0, both, v.runs[unit])


def _by_unit(v: Variables, person: int) -> dict[int, int]:
    return {v.problem.seats[seat].unit: v.sits[seat] for seat in v.problem.seats_of[person]}


def locked(v: Variables) -> None:
    """R11: a locked cohort runs, led by its facilitators, and its enrolled members stay.

    What is missing among the candidates makes an empty row that nothing meets: then no plan exists.
    """
    units = {unit.running.id: n for n, unit in enumerate(v.problem.units) if unit.running is not None}
    numbers = {t.id: n for n, t in enumerate(v.problem.therapists)}
    for cohort in v.problem.scenario.cohorts.values():
        if cohort.locked:
            unit = units.get(cohort.id)
            v.lines.equal(1, v.runs[unit] if unit is not None else [])
            for given in dict.fromkeys(cohort.facilitators):
                lead = v.leads[unit].get(numbers.get(given, -1)) if unit is not None else None
                v.lines.equal(1, [] if lead is None else [lead])
    for number, person in enumerate(v.problem.people):
        own = v.problem.scenario.cohorts.get(person.cohort or "")
        if own is not None and own.locked and person.enrolled:
            seat = _by_unit(v, number).get(units.get(own.id, -1))
            v.lines.equal(1, [] if seat is None else [seat])


def census(v: Variables) -> None:
    """R12: the members at a site stay within its licence."""
    at: dict[str, list[int]] = defaultdict(list)
    for seat, column in zip(v.problem.seats, v.sits, strict=True):
        at[v.problem.units[seat.unit].offering.site.id].append(column)
    for site, columns in at.items():
        most = v.problem.scenario.sites[site].max_participants
        if most is not None:
            v.lines.at_most(most, columns)


Part = Callable[[Variables], None]

PARTS: Mapping[Part, Iterable[Rule]] = {
    one_place: (Rule.PLACE,),
    sizes: (Rule.SIZE,),
    enough_people: (),
    rooms: (Rule.ROOM,),
    in_a_room: (),
    facilitators: (Rule.FACILITATORS,),
    individual: (Rule.INDIVIDUAL,),
    stretches: (Rule.INDIVIDUAL,),
    windows: (Rule.INDIVIDUAL,),
    therapists: (Rule.CLASH,),
    one_site_a_day: (Rule.ONE_SITE,),
    offices: (Rule.CLASH,),
    workload: (Rule.WORKLOAD,),
    evenings: (Rule.WORKLOAD,),
    under_a_leader: (),
    caseload: (Rule.WORKLOAD,),
    kept_therapists: (),
    pairs: (Rule.PAIRS,),
    locked: (Rule.LOCKED,),
    census: (Rule.CENSUS,),
}
