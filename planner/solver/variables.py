"""The decisions and flows of the model, and where to find them: one home with questions.

Decisions (whole numbers): which units run in which mode, who leads, at which site a therapist is on a day, which
evenings they work. Flows: who sits where, who has which individual session.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.domain.scenario import RoomKind
from planner.domain.week import Day
from planner.solver.linear import Builder
from planner.solver.points import lead_points
from planner.solver.problem import Need, Problem, Service, Stretch, Unit


@dataclass(frozen=True, slots=True)
class Busy:
    """A column that, where it is 1, takes the cells from `start` up to but not including `end`."""

    column: int
    start: int
    end: int


class Variables:
    """All columns of the model of a problem."""

    def __init__(self, problem: Problem, lines: Builder) -> None:
        self.problem = problem
        self.lines = lines
        self.runs = [self._runs(unit) for unit in problem.units]
        self.leads = [self._leads(unit) for unit in problem.units]
        self.sits = [lines.column(points=seat.points) for seat in problem.seats]
        self.joins = {unit: lines.column(len(pool.seats)) for unit, pool in problem.pool_of.items()}
        self.begins = [{start: lines.column() for start in one.starts} for one in problem.stretches]
        people, homes = _people_in_need(problem)
        self.uses = [self._uses(need, len(people[n])) for n, need in enumerate(problem.needs)]
        self.sees = [self._sees(need, len(people[n])) for n, need in enumerate(problem.needs)]
        self.cases = [self._cases(need, len(people[n])) for n, need in enumerate(problem.needs)]
        self.shares = self._shares()
        self.gives = self._gives()
        self.given = self._given()
        self.seen = self._seen()
        self.stays = {(need, home): self._stays(need, home, len(who)) for (need, home), who in sorted(homes.items())}
        self.borrows = self._borrows()
        self.columns = lines.columns

    def _runs(self, unit: Unit) -> list[int]:
        return [self.lines.column(m.copies, unit.points, whole=True) for m in unit.modes]

    def _leads(self, unit: Unit) -> dict[int, int]:
        s, therapists = self.problem.scenario, self.problem.therapists
        return {
            t: self.lines.column(points=lead_points(s, unit.running, therapists[t].id), whole=True)
            for t in unit.leaders
        }

    def _shares(self) -> list[Mapping[int, int]]:
        """How many of the sessions that begin in a stretch are for a service, where no other columns say so."""
        parts = Counter((n, one.therapist, w) for one in self.problem.stretches for n, w in one.windows.items())
        return [
            {
                n: self.lines.column(len(one.starts))
                for n, w in one.windows.items()
                if one.shared and (self.problem.services[n].sessions == 1 or parts[n, one.therapist, w] > 1)
            }
            for one in self.problem.stretches
        ]

    def _gives(self) -> list[Mapping[int, list[int]]]:
        """What adds up to the sessions of each service that begin in a stretch.

        All that begin there, where no other service's do; or what people see of their one therapist there.
        """
        had = self.had_of_one()
        return [
            {
                n: [shares[n]] if n in shares else had[n, one.therapist, w] if one.shared else list(begins.values())
                for n, w in one.windows.items()
            }
            for one, begins, shares in zip(self.problem.stretches, self.begins, self.shares, strict=True)
        ]

    def _given(self) -> list[Mapping[tuple[int, int], list[int]]]:
        """What adds up to the sessions of each service that are given, by therapist and window."""
        found: list[dict[tuple[int, int], list[int]]] = [defaultdict(list) for _ in self.problem.services]
        for stretch, gives in zip(self.problem.stretches, self.gives, strict=True):
            for service, columns in gives.items():
                found[service][stretch.therapist, stretch.windows[service]].extend(columns)
        return list(found)

    def _uses(self, need: Need, people: int) -> dict[int, int]:
        """Sessions of a need by window, where each person has one session, so any therapist's will do."""
        if self._service(need).sessions > 1:
            return {}
        return {w: self.lines.column(people) for w in need.windows}

    def _sees(self, need: Need, people: int) -> dict[tuple[int, int], int]:
        """Sessions of a need by therapist and window, where all of a person's are with one therapist."""
        if self._service(need).sessions == 1:
            return {}
        return {(t, w): self.lines.column(people) for t, w in self._therapists_windows(need)}

    def _cases(self, need: Need, people: int) -> dict[int, int]:
        """People of a need by therapist, where each has several sessions."""
        if self._service(need).sessions == 1:
            return {}
        return {t: self.lines.column(people) for t in need.therapists}

    def _seen(self) -> dict[tuple[int, int], int]:
        """People whom a therapist sees several times a week, by service: counted, for nobody is halved between two."""
        cases: dict[tuple[int, int], list[int]] = defaultdict(list)
        for need, counted in zip(self.problem.needs, self.cases, strict=True):
            for t, column in counted.items():
                cases[need.service, t].append(column)
        return {key: self.lines.count(c, sum(self.lines.most(column) for column in c)) for key, c in cases.items()}

    def _stays(self, number: int, home: int, people: int) -> dict[int, int]:
        """People of a need who keep the therapist whom they have, by window (-1: in any)."""
        need = self.problem.needs[number]
        theirs = [w for t, w in self._therapists_windows(need) if t == home]
        windows = theirs if self._service(need).sessions == 1 else [-1]
        return {w: self.lines.column(people, self.problem.keep_points) for w in windows}

    def _service(self, need: Need) -> Service:
        return self.problem.services[need.service]

    def _therapists_windows(self, need: Need) -> Iterator[tuple[int, int]]:
        """The windows of a need in which each therapist has a start."""
        service = self._service(need)
        for t in need.therapists:
            theirs = set(service.starts.get(t, ()))
            for w in need.windows:
                if not theirs.isdisjoint(service.windows[w]):
                    yield t, w

    def _borrows(self) -> dict[tuple[int, int, int], int]:
        """Individual sessions in a flex room: by room, start and length."""
        flex = defaultdict(list)
        for n, room in enumerate(self.problem.rooms):
            if room.open and room.kind is RoomKind.FLEX:
                flex[room.site].append(n)
        wanted = {
            (room, start, stretch.length)
            for stretch in self.problem.stretches
            for start in stretch.starts
            for room in flex.get(stretch.site.id, ())
        }
        return {key: self.lines.column() for key in sorted(wanted)}

    def members(self, number: int) -> list[int]:
        """The columns that count a unit's members."""
        own = [self.sits[seat] for seat in self.problem.members_of[number]]
        return [*own, self.joins[number]] if number in self.joins else own

    def seats_with_need(self) -> Mapping[int, list[int]]:
        """The seat columns by need."""
        found = defaultdict(list)
        for seat, column in zip(self.problem.seats, self.sits, strict=True):
            if seat.need is not None:
                found[seat.need].append(column)
        return found

    def sessions(self) -> Iterator[tuple[Stretch, int, int]]:
        """Every start of an individual session: its stretch, its cell and its column."""
        for stretch, begins in zip(self.problem.stretches, self.begins, strict=True):
            for start, column in begins.items():
                yield stretch, start, column

    def single_sessions(self) -> Iterator[tuple[Service, int, list[int]]]:
        """What adds up to the sessions of those who have one a week: their service, a therapist, and the columns."""
        for service, given in zip(self.problem.services, self.given, strict=True):
            if service.sessions == 1:
                for (t, _), columns in given.items():
                    yield service, t, columns

    def had_of_one(self) -> dict[tuple[int, int, int], list[int]]:
        """The sessions of those who have several a week, all with one therapist: by service, therapist and window."""
        found: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for need, sees in zip(self.problem.needs, self.sees, strict=True):
            for (t, w), column in sees.items():
                found[need.service, t, w].append(column)
        return found

    def meetings(self, number: int) -> Iterator[tuple[Day, int, int]]:
        """The days of a unit's meetings, each with its first cell and the cell after its last."""
        grid, o = self.problem.grid, self.problem.units[number].offering
        length = grid.length(o.block.span.minutes)
        for day in o.pattern:
            first = grid.cell(day, o.block.span.start)
            yield day, first, first + length

    def busy(self, site: str | None = None) -> Mapping[tuple[int, Day], list[Busy]]:
        """What could take a therapist's time, by therapist and day; only at one site, or everywhere."""
        grid = self.problem.grid
        found: dict[tuple[int, Day], list[Busy]] = defaultdict(list)
        for n, unit in enumerate(self.problem.units):
            if site is None or unit.offering.site.id == site:
                for day, first, after in self.meetings(n):
                    for t, column in self.leads[n].items():
                        found[t, day].append(Busy(column, first, after))
        for one, start, column in self.sessions():
            if site is None or one.site.id == site:
                found[one.therapist, grid.day(start)].append(Busy(column, start, start + one.length))
        return found


def _people_in_need(problem: Problem) -> tuple[Mapping[int, set[int]], Mapping[tuple[int, int], set[int]]]:
    """The people who could have each need, and those of them who could keep their therapist, by therapist."""
    people: dict[int, set[int]] = defaultdict(set)
    homes: dict[tuple[int, int], set[int]] = defaultdict(set)
    for seat in problem.seats:
        if seat.need is not None:
            people[seat.need].add(seat.person)
            if seat.home is not None:
                homes[seat.need, seat.home].add(seat.person)
    return people, homes


def crowds(busy: list[Busy]) -> Iterator[list[int]]:
    """The largest sets of columns that share a cell: no two of a set can take the same person or room."""
    now: dict[int, int] = {}
    grown = False
    events = sorted([(b.end, 0, b.column) for b in busy] + [(b.start, 1, b.column) for b in busy])
    for _, starts, column in events:
        if starts:
            now[column] = 1
            grown = True
        else:
            if grown:
                yield list(now)
                grown = False
            del now[column]
