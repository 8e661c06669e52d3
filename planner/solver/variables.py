"""The decisions and flows of the model, and where to find them: one home with questions.

Decisions (whole numbers): which units run in which mode, who leads, at which site a therapist is on a day, which
evenings they work. Flows: who sits where, who has which individual session.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.domain.scenario import RoomKind
from planner.domain.week import Day
from planner.solver.linear import Builder
from planner.solver.points import lead_points
from planner.solver.problem import Problem, Unit

Slot = tuple[int, str, int, int]
"""A therapist, a site, a start and a length: time in which that therapist could give one individual session."""


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
        self.slots = self._slots()
        self.meets = [self._meets(n) for n in range(len(problem.needs))]
        self.cases = [self._cases(n) for n in range(len(problem.needs))]
        self.keeps = self._keeps()
        self.borrows = self._borrows()

    def _runs(self, unit: Unit) -> list[int]:
        return [self.lines.column(m.copies, unit.points, whole=True) for m in unit.modes]

    def _leads(self, unit: Unit) -> dict[int, int]:
        s, therapists = self.problem.scenario, self.problem.therapists
        return {
            t: self.lines.column(points=lead_points(s, unit.running, therapists[t].id), whole=True)
            for t in unit.leaders
        }

    def _slots(self) -> dict[Slot, int]:
        wanted = {
            (t, need.site.id, start, need.length)
            for need in self.problem.needs
            for t, starts in need.starts.items()
            for start in starts
        }
        return {slot: self.lines.column() for slot in sorted(wanted)}

    def _meets(self, number: int) -> dict[tuple[int, int], int]:
        starts = self.problem.needs[number].starts
        return {(t, start): self.lines.column() for t, cells in starts.items() for start in cells}

    def _cases(self, number: int) -> dict[int, int]:
        """People with this need by their primary therapist, where one session a week does not say so already."""
        need = self.problem.needs[number]
        if need.sessions == 1:
            return {}
        return {t: self.lines.column(len(self.problem.people)) for t in need.starts}

    def _keeps(self) -> dict[tuple[int, int], int]:
        """People with a need who keep the therapist whom they have: by need and therapist."""
        seats = self.problem.seats
        homes = {(seat.need, seat.home) for seat in seats if seat.need is not None and seat.home is not None}
        points = self.problem.keep_points
        return {home: self.lines.column(len(self.problem.people), points) for home in sorted(homes)}

    def _borrows(self) -> dict[tuple[int, int, int], int]:
        """Individual sessions in a flex room: by room, start and length."""
        flex = defaultdict(list)
        for n, room in enumerate(self.problem.rooms):
            if room.open and room.kind is RoomKind.FLEX:
                flex[room.site].append(n)
        wanted = {(room, start, length) for _, site, start, length in self.slots for room in flex.get(site, ())}
        return {key: self.lines.column() for key in sorted(wanted)}

    def seats_with_need(self) -> Mapping[int, list[int]]:
        """The seat columns by need."""
        found = defaultdict(list)
        for seat, column in zip(self.problem.seats, self.sits, strict=True):
            if seat.need is not None:
                found[seat.need].append(column)
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
        for (t, where, start, length), column in self.slots.items():
            if site is None or where == site:
                found[t, grid.day(start)].append(Busy(column, start, start + length))
        return found


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
