"""A model in which changes are decisions: everything that some change would allow, behind a gate that the change opens.

The model is that of the scenario with every change of a menu made. Whatever the scenario itself does not allow is tied
to the changes that would allow it. The gates never shut out what a set of changes allows; they may let through a
little more (whom an individual session suits, say), so what they find is planned again before it is believed, and what
they prove impossible is impossible.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

from planner.domain.scenario import Pair, RoomKind, Scenario
from planner.domain.week import DAYS, Span, is_free
from planner.eligibility import Blocker, Offering, duty_at, lead_blockers, offering_blockers, seat_blockers
from planner.explain import edits
from planner.explain.loosening import Kind, Loosening, loosened
from planner.solver.variables import Variables

OF_OFFERINGS = (Kind.SITE_OPENS, Kind.OFFER, Kind.BLOCK_OPENS, Kind.BLOCK_RUNS)
OF_PERSON = (Kind.TRAVEL, Kind.BLOCK)
NEW_ROOMS = (Kind.ROOM, Kind.HALL, Kind.OFFICE)


class Gates:
    """The gates of a person's menu, as one more part of a model; `changes` are the columns of the menu's changes."""

    def __init__(self, base: Scenario, person: str, menu: Sequence[Loosening]) -> None:
        self.s, self.person, self.menu = base, person, menu
        self.changes: list[int] = []
        self._v: Variables
        self._of_kind: dict[Kind, list[int]] = defaultdict(list)
        self._of_row: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, x in enumerate(menu):
            self._of_kind[x.kind].append(number)
            self._of_row[x.key[:2]].append(number)
        self._edited: dict[int, Scenario] = {}

    def __call__(self, v: Variables) -> None:
        """Adds the columns and rows."""
        self._begin(v)
        gates = (self._offerings, self._seats, self._leads, self._sessions, self._rooms)
        limits = (self._direct_hours, self._caseload, self._census, self._smallest, self._largest)
        for part in (*gates, *limits):
            part()

    def _begin(self, v: Variables) -> None:
        self._v = v
        self.changes = [v.lines.column(whole=True) for _ in self.menu]
        self._one_a_cell()

    def _with(self, number: int) -> Scenario:
        """The scenario with one change alone."""
        if number not in self._edited:
            self._edited[number] = self.menu[number].edit(self.s)
        return self._edited[number]

    def _tie(self, column: int, openers: Iterable[int]) -> None:
        """A column that needs one of these changes; free where none alone is enough."""
        if found := [self.changes[n] for n in openers]:
            self._v.lines.at_most(0, [column], found)

    def _tie_codes(
        self, columns: Sequence[int], why: Callable[[Scenario], Iterator[Blocker]], openers: Iterable[int]
    ) -> None:
        """Ties columns to the changes that take away each thing which blocks them."""
        codes = {x.code for x in why(self.s)}
        if not codes:
            return
        left = {n: {x.code for x in why(self._with(n))} for n in openers}
        for code in sorted(codes):
            for column in columns:
                self._tie(column, (n for n, others in left.items() if code not in others))

    def _one_a_cell(self) -> None:
        cells = defaultdict(list)
        for column, x in zip(self.changes, self.menu, strict=True):
            cells[x.key].append(column)
        for columns in cells.values():
            if len(columns) > 1:
                self._v.lines.at_most(1, columns)

    def _offerings(self) -> None:
        openers = [n for kind in OF_OFFERINGS for n in self._of_kind[kind]]
        for unit, runs in zip(self._v.problem.units, self._v.runs, strict=True):
            o = unit.offering
            if openers and unit.running is None:
                self._tie_codes(runs, partial(_blockers, o=o), openers)

    def _seats(self) -> None:
        """The person sits somewhere, as they are or, where their hours change, as a freer double."""
        numbers = {p.id: n for n, p in enumerate(self._v.problem.people)}
        everywhere: list[int] = []
        for name, freer in doubles(self.person, self.menu).items():
            for seat in self._v.problem.seats_of[numbers[name]] if name in numbers else ():
                everywhere.append(self._v.sits[seat])
                self._seat(seat)
                for n in freer:
                    self._tie(self._v.sits[seat], [n])
        self._v.lines.equal(1, everywhere)

    def _seat(self, seat: int) -> None:
        o = self._v.problem.units[self._v.problem.seats[seat].unit].offering

        def why(s: Scenario) -> Iterator[Blocker]:
            blockers = seat_blockers(s, s.participants[self.person], _offering(s, o))
            return (x for x in blockers if x.code != "hours")

        self._tie_codes([self._v.sits[seat]], why, [n for kind in OF_PERSON for n in self._of_kind[kind]])

    def _leads(self) -> None:
        for unit, leads in zip(self._v.problem.units, self._v.leads, strict=True):
            o = unit.offering
            for t, column in leads.items():
                name = self._v.problem.therapists[t].id
                if openers := self._of_therapist(name, Kind.SKILL):

                    def skill(s: Scenario, o: Offering = o, name: str = name) -> Iterator[Blocker]:
                        blockers = lead_blockers(s.therapists[name], _offering(s, o))
                        return (x for x in blockers if x.code == "skill")

                    self._tie_codes([column], skill, openers)
                for day in o.pattern:
                    self._tie_duty(column, name, o.site.id, day, o.block.span)

    def _of_therapist(self, name: str, kind: Kind) -> list[int]:
        rows = [*self._of_row.get(("therapists", name), ()), *self._of_row.get(("therapist_hours", name), ())]
        return [n for n in rows if self.menu[n].kind is kind]

    def _tie_duty(self, column: int, name: str, site: str, day: int, span: Span) -> None:
        if is_free(duty_at(self.s.therapists[name].duty, site), day, span):
            return
        that_day = [n for n in self._of_therapist(name, Kind.DUTY) if self.menu[n].key[2] == DAYS[day]]
        alone = [n for n in that_day if is_free(duty_at(self._with(n).therapists[name].duty, site), day, span)]
        self._tie(column, alone or that_day)

    def _sessions(self) -> None:
        v = self._v
        grid = v.problem.grid
        skills = self._skills()
        for stretch, start, column in v.sessions():
            first = grid.minute(start)
            span = Span(first, first + stretch.length * grid.minutes)
            self._tie_duty(column, v.problem.therapists[stretch.therapist].id, stretch.site.id, grid.day(start), span)
        for service, given in zip(skills, v.given, strict=True):
            for (t, _), columns in given.items():
                x = v.problem.therapists[t].id
                if not service & self.s.therapists[x].skills:
                    lacking = self._of_therapist(x, Kind.SKILL)
                    for column in columns:
                        self._tie(column, lacking)

    def _skills(self) -> list[set[str]]:
        """The skills for which each service is used."""
        problem = self._v.problem
        found: list[set[str]] = [set() for _ in problem.services]
        for seat in problem.seats:
            if seat.need is not None:
                found[problem.needs[seat.need].service].add(problem.units[seat.unit].offering.program.skill)
        return found

    def _rooms(self) -> None:
        """A new group room holds cohorts once it is there; a new office, made flex, nothing but single sessions."""
        v = self._v
        new = {self.menu[n].key[1]: n for kind in NEW_ROOMS for n in self._of_kind[kind]}
        number = {room.id: n for n, room in enumerate(v.problem.rooms)}
        opened = {number[room]: n for room, n in new.items() if room in number}
        for unit, runs in zip(v.problem.units, v.runs, strict=True):
            for mode, run in zip(unit.modes, runs, strict=True):
                if mode.room in opened:
                    change = opened[mode.room]
                    office = self.menu[change].kind is Kind.OFFICE
                    v.lines.at_most(0, [run], [] if office else [self.changes[change]])
        for (room, _, _), column in v.borrows.items():
            if room in opened:
                self._tie(column, [opened[room]])

    def _direct_hours(self) -> None:
        v = self._v
        minutes: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for unit, leads in zip(v.problem.units, v.leads, strict=True):
            for t, column in leads.items():
                minutes[t].append((column, unit.offering.group_minutes))
        for stretch, _, column in v.sessions():
            minutes[stretch.therapist].append((column, stretch.minutes))
        for t, terms in minutes.items():
            name = v.problem.therapists[t].id
            most = self.s.therapists[name].max_direct_minutes
            more = [
                (self.changes[n], most - self._with(n).therapists[name].max_direct_minutes)
                for n in self._of_therapist(name, Kind.DIRECT_HOURS)
            ]
            if more:
                v.lines.weighted(-float("inf"), int(most), [*terms, *more])

    def _caseload(self) -> None:
        v = self._v
        cases: dict[int, list[int]] = defaultdict(list)
        for counted in v.cases:
            for t, column in counted.items():
                cases[t].append(column)
        for _, t, columns in v.single_sessions():
            cases[t].extend(columns)
        for t, columns in cases.items():
            name = v.problem.therapists[t].id
            most, more = self.s.therapists[name].max_individual, self._of_therapist(name, Kind.CASELOAD)
            if most is not None and more:
                v.lines.at_most(most, columns, [self.changes[n] for n in more])

    def _census(self) -> None:
        v = self._v
        at: dict[str, list[int]] = defaultdict(list)
        for seat, column in zip(v.problem.seats, v.sits, strict=True):
            at[v.problem.units[seat.unit].offering.site.id].append(column)
        for n in self._of_kind[Kind.CENSUS]:
            site = self.menu[n].key[1]
            v.lines.at_most(self.s.sites[site].max_participants or 0, at[site], [self.changes[n]])

    def _smallest(self) -> None:
        v = self._v
        for n in self._of_kind[Kind.GROUP_MIN]:
            program = self.s.programs[self.menu[n].key[1]]
            fewer = program.group_min - self._with(n).programs[program.id].group_min
            for number, unit in enumerate(v.problem.units):
                if unit.offering.program.id == program.id:
                    self._at_least(number, program.group_min, fewer, self.changes[n])

    def _at_least(self, number: int, least: int, fewer: int, change: int) -> None:
        v = self._v
        unit = v.problem.units[number]
        members = [(column, 1.0) for column in v.members(number)]
        runs = [(run, -float(max(least, m.least))) for m, run in zip(unit.modes, v.runs[number], strict=True)]
        copies = sum(m.copies for m in unit.modes)
        v.lines.weighted(0, float("inf"), [*members, *runs, (change, float(fewer * copies))])

    def _largest(self) -> None:
        """R3 as it stands: beyond it each cohort has the seats that changes bring."""
        v = self._v
        for number, unit in enumerate(v.problem.units):
            terms = [(column, 1.0) for column in v.members(number)]
            tied = False
            for mode, run in zip(unit.modes, v.runs[number], strict=True):
                most, needed = self._most(unit.offering, mode.room)
                if mode.most <= most:
                    terms.append((run, -float(mode.most)))
                    continue
                tied = True
                terms.extend(self._beyond(run, mode.copies, mode.most - most, max(most, 0), needed))
                if mode.least > most:
                    for change in needed:
                        v.lines.at_most(0, [run], [change])
            if tied:
                v.lines.weighted(-float("inf"), 0, terms)

    def _beyond(
        self, run: int, copies: int, seats: int, most: int, needed: Sequence[int]
    ) -> Iterator[tuple[int, float]]:
        extra = self._v.lines.column(seats * copies)
        self._v.lines.weighted(-float("inf"), 0, [(extra, 1.0), (run, -float(seats))])
        for change in needed:
            self._v.lines.weighted(-float("inf"), 0, [(extra, 1.0), (change, -float(seats * copies))])
        yield run, -float(most)
        yield extra, -1.0

    def _most(self, o: Offering, room: int | None) -> tuple[int, list[int]]:
        """The most members of a cohort as things stand, and the changes that it takes for more."""
        program = self.s.programs[o.program.id]
        limits = [(program.group_max, ("programs", program.id, "group_max"))]
        name = None if room is None else self._v.problem.rooms[room].id
        if name is not None and name in self.s.rooms:
            limits.append((self.s.rooms[name].seats, ("rooms", name, "seats")))
        most = min(limit for limit, _ in limits)
        keys = [key for limit, key in limits if limit == most]
        return most, [self.changes[n] for n, x in enumerate(self.menu) if x.key in keys]


def _blockers(s: Scenario, o: Offering) -> Iterator[Blocker]:
    return offering_blockers(s, _offering(s, o))


def _offering(s: Scenario, o: Offering) -> Offering:
    """The same offering as a scenario has it."""
    program, site = s.programs[o.program.id], s.sites[o.site.id]
    return Offering(program, site, s.blocks[site.id, o.block.id], o.pattern)


def doubles(person: str, menu: Sequence[Loosening]) -> Mapping[str, tuple[int, ...]]:
    """Ids of a person as they are and of freer doubles, which no scenario has, each with its changes of hours."""
    hours = [n for n, x in enumerate(menu) if x.kind is Kind.HOURS]
    sets = [(), *combinations(hours, 1), *combinations(hours, 2)]
    return {"~".join([person, *map(str, freer)]): freer for freer in sets}


def wide_places(s: Scenario, menu: Sequence[Loosening]) -> Scenario:
    """The scenario with the whole menu made; a new office is a flex room, so that its sessions can be told apart."""
    s = loosened(s, menu)
    for x in menu:
        if x.kind is Kind.OFFICE:
            s = edits.room(s, x.key[1], kind=RoomKind.FLEX)
    return s


def wide(s: Scenario, person: str, menu: Sequence[Loosening]) -> Scenario:
    """The scenario with the whole menu made.

    The person stays as free as they are; each one or two changes of their hours make a double of theirs, so that
    individual sessions too ask for the right ones.
    """
    s = wide_places(s, [x for x in menu if x.kind is not Kind.HOURS])
    people, ties = dict(s.participants), list(s.pairs)
    for name, freer in doubles(person, menu).items():
        people[name] = replace(loosened(s, [menu[n] for n in freer]).participants[person], id=name)
        ties += [_tied(pair, person, name) for pair in s.pairs if freer and person in (pair.participant, pair.other)]
    return replace(s, participants=dict(sorted(people.items())), pairs=tuple(ties))


def _tied(pair: Pair, person: str, name: str) -> Pair:
    """A person's tie as their double has it."""
    if pair.participant == person:
        return replace(pair, participant=name)
    return replace(pair, other=name)
