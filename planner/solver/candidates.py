"""Scenario -> Problem: asks `eligibility` who could what, and numbers the answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from planner.domain.scenario import Pair, PairKind, Participant, RunningCohort, Scenario
from planner.domain.week import Hours
from planner.eligibility import (
    Offering,
    Reach,
    lead_blockers,
    offering_at,
    offering_blockers,
    offerings,
    seat_blockers,
)
from planner.solver.care import Care, stretches
from planner.solver.grid import Grid
from planner.solver.points import keep_points, open_points, seat_points
from planner.solver.problem import Mode, Pool, Problem, Seat, Unit


def compile_problem(s: Scenario) -> Problem:
    """Everything that could be planned, numbered."""
    return _Compiler(s).problem()


@dataclass(frozen=True, slots=True)
class _Offered:
    """What could run of an offering: a running cohort, or the new ones.

    `own` are those who could sit in each unit, `anywhere` those who could sit in any.
    """

    units: tuple[Unit, ...]
    own: tuple[Sequence[Participant], ...]
    anywhere: Sequence[Participant] = ()


class _Compiler:
    """Gathers units, seats and needs of one scenario."""

    def __init__(self, s: Scenario) -> None:
        self.s = s
        self.grid = Grid(s.constants.grid_minutes)
        self.people = tuple(s.participants.values())
        self.therapists = tuple(s.therapists.values())
        self.rooms = tuple(s.rooms.values())
        self.person_number = {p.id: n for n, p in enumerate(self.people)}
        self.therapist_number = {t.id: n for n, t in enumerate(self.therapists)}
        self._led: dict[tuple[object, ...], tuple[int, ...]] = {}

    def problem(self) -> Problem:
        care = Care(self.s, self.grid, self.at_site, self.hours_at)
        units, seats, pool_of = self._viable(self._offered(), care)
        services, needs = care.counted()
        seats_of: list[list[int]] = [[] for _ in self.people]
        members_of: list[list[int]] = [[] for _ in units]
        pooled = {seat for pool in pool_of.values() for seat in pool.seats}
        for number, seat in enumerate(seats):
            seats_of[seat.person].append(number)
            if number not in pooled:
                members_of[seat.unit].append(number)
        return Problem(
            scenario=self.s,
            grid=self.grid,
            people=self.people,
            therapists=self.therapists,
            rooms=self.rooms,
            units=units,
            services=services,
            stretches=stretches(services),
            needs=needs,
            seats=seats,
            seats_of=tuple(map(tuple, seats_of)),
            members_of=tuple(map(tuple, members_of)),
            pool_of=pool_of,
            apart=self._pairs(PairKind.APART, self.person_number),
            together=self._pairs(PairKind.TOGETHER, self.person_number),
            not_with=self._pairs(PairKind.NOT_WITH, self.therapist_number),
            keep_points=keep_points(self.s),
        )

    def _pairs(self, kind: PairKind, other: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
        tied = {(self.person_number[p.participant], other[p.other]) for p in self.s.pairs if p.kind is kind}
        return tuple(sorted(tied))

    @cached_property
    def sitters(self) -> dict[tuple[str, str], list[Participant]]:
        """The people who could come, by program and site."""
        reach = Reach(self.s)
        found: dict[tuple[str, str], list[Participant]] = defaultdict(list)
        for p in self.people:
            for site in reach.sites(p):
                found[p.program, site.id].append(p)
        return found

    def _offered(self) -> Iterator[_Offered]:
        running: dict[Offering, list[RunningCohort]] = defaultdict(list)
        for cohort in self.s.cohorts.values():
            o = offering_at(self.s, cohort.program, cohort.site, cohort.block, cohort.pattern)
            if o is not None and next(offering_blockers(self.s, o), None) is None:
                running[o].append(cohort)
        for o in offerings(self.s):
            sitters = [p for p in self.sitters[o.program.id, o.site.id] if not any(seat_blockers(self.s, p, o))]
            for cohort in running.get(o, ()):
                yield _Offered((self._unit(o, cohort, self._modes(o, cohort, 1)),), (sitters,))
            yield self._new(o, sitters)

    def _new(self, o: Offering, sitters: list[Participant]) -> _Offered:
        """New cohorts: one unit for all of them, or one each for those to whom it matters who sits with them."""
        modes = self._modes(o, None, self._most_copies(o, sitters))
        tied = self._tied(o, sitters)
        together = [p for group in tied for p in group]
        named = {p.id for p in together}
        others = [p for p in sitters if p.id not in named]
        if not tied or not modes:
            return _Offered((self._unit(o, None, modes),), (sitters,))
        if not o.site.virtual:
            rooms = dict.fromkeys(m.room for m in modes)
            units = tuple(self._unit(o, None, tuple(m for m in modes if m.room == room)) for room in rooms)
            return _Offered(units, (together,) * len(units), others)
        # Cohorts of telehealth are alike. In the order of their first members, the nth has nobody of an earlier group.
        copies = range(min(len(tied), max((m.copies for m in modes), default=0)))
        alike = self._unit(o, None, tuple(replace(m, copies=1) for m in modes))
        own = ([p for group in tied[n:] for p in group] for n in copies)
        return _Offered((self._unit(o, None, modes), *(alike for _ in copies)), ((), *own), others)

    def _tied(self, o: Offering, sitters: Iterable[Participant]) -> list[list[Participant]]:
        """The people to whom it matters who else is in their cohort or leads it; those who stay together as one."""
        here = {p.id: p for p in sitters}
        leaders = {self.therapists[n].id for n in self._leaders(o)}
        found: dict[str, list[Participant]] = {}
        for pair in (pair for p in here for pair in self.pairs_of.get(p, ())):
            others = leaders if pair.kind is PairKind.NOT_WITH else here
            if pair.other in others:
                one = found.setdefault(pair.participant, [here[pair.participant]])
                other = one if pair.kind is PairKind.NOT_WITH else found.setdefault(pair.other, [here[pair.other]])
                if pair.kind is PairKind.TOGETHER and one is not other:
                    one.extend(other)
                    found.update((p.id, one) for p in other)
        return list({id(group): group for group in found.values()}.values())

    @cached_property
    def pairs_of(self) -> dict[str, list[Pair]]:
        """The pairs, by their participant."""
        found: dict[str, list[Pair]] = defaultdict(list)
        for pair in self.s.pairs:
            found[pair.participant].append(pair)
        return found

    def _most_copies(self, o: Offering, sitters: list[Participant]) -> int:
        """As many cohorts as there are people for, and therapists: meeting at one time, each has its own."""
        return min(len(sitters) // o.program.group_min, len(self._leaders(o)) // o.program.facilitators)

    def _unit(self, o: Offering, cohort: RunningCohort | None, modes: tuple[Mode, ...]) -> Unit:
        return Unit(
            offering=o,
            running=cohort,
            cells=self.grid.meetings(o.pattern, o.block.span),
            modes=modes,
            leaders=self._leaders(o),
            points=open_points(self.s, cohort),
        )

    def _leaders(self, o: Offering) -> tuple[int, ...]:
        key = (o.program.skill, o.site.id, o.block.id, o.pattern)
        if key not in self._led:
            at_site = self.at_site[o.site.id]
            self._led[key] = tuple(n for n in at_site if not any(lead_blockers(self.therapists[n], o)))
        return self._led[key]

    @cached_property
    def at_site(self) -> dict[str, list[int]]:
        """The therapists who work at each site."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, t in enumerate(self.therapists):
            for site in t.sites:
                found[site].append(n)
        return found

    @cached_property
    def group_rooms(self) -> dict[str, list[int]]:
        """The open rooms for groups of each site."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, room in enumerate(self.rooms):
            if room.holds_groups:
                found[room.site].append(n)
        return found

    def _modes(self, o: Offering, cohort: RunningCohort | None, copies: int) -> tuple[Mode, ...]:
        """R3, R4, R5: the rooms, and in each the sizes that ask for one number of facilitators."""
        if o.site.virtual:
            return tuple(self._sizes(o, None, o.program.group_max, copies))
        rooms: Iterable[int] = self.group_rooms[o.site.id]
        if cohort is not None and cohort.locked and cohort.room is not None:
            rooms = [n for n in rooms if self.rooms[n].id == cohort.room]
        return tuple(
            mode for n in rooms for mode in self._sizes(o, n, min(o.program.group_max, self.rooms[n].seats), 1)
        )

    def _sizes(self, o: Offering, room: int | None, most: int, copies: int) -> Iterator[Mode]:
        least, leaders = o.program.group_min, o.program.facilitators
        above = o.program.extra_facilitator_above
        small = most if above is None else min(most, above)
        if least <= small and copies:
            yield Mode(room, least, small, leaders, copies)
        if above is not None and max(least, above + 1) <= most and copies:
            yield Mode(room, max(least, above + 1), most, leaders + 1, copies)

    def _viable(
        self, offers: Iterable[_Offered], care: Care
    ) -> tuple[tuple[Unit, ...], tuple[Seat, ...], dict[int, Pool]]:
        """The units that enough people could join and lead, with those people's seats."""
        kept: list[Unit] = []
        seats: list[Seat] = []
        pool_of: dict[int, Pool] = {}
        for offer in offers:
            first = len(kept)
            free = self._seats(offer.anywhere, offer.units[0], first, care) if offer.anywhere else []
            for unit, sitters in zip(offer.units, offer.own, strict=True):
                own = self._seats(sitters, unit, len(kept), care)
                most = len(own) + len(free)
                if unit.locked or any(m.least <= most and m.leaders <= len(unit.leaders) for m in unit.modes):
                    kept.append(unit)
                    seats.extend(own)
            if free and len(kept) > first:
                pool = Pool(tuple(range(first, len(kept))), tuple(range(len(seats), len(seats) + len(free))))
                pool_of.update(dict.fromkeys(pool.units, pool))
                seats.extend(free)
        return tuple(kept), tuple(seats), pool_of

    def _seats(self, people: Iterable[Participant], unit: Unit, number: int, care: Care) -> list[Seat]:
        return [seat for p in people if (seat := self._seat(p, unit, number, care)) is not None]

    def _seat(self, p: Participant, unit: Unit, number: int, care: Care) -> Seat | None:
        o = unit.offering
        if p.enrolled and p.cohort in self.locked and (unit.running is None or unit.running.id != p.cohort):
            return None
        points = seat_points(self.s, p, o, unit.running)
        person = self.person_number[p.id]
        if o.program.individual_per_week == 0:
            return Seat(person, number, None, None, points)
        need = care.need(o, p.hours, unit.cells, self.avoided.get(p.id, frozenset()))
        if need is None:
            return None
        home = self.therapist_number.get(p.therapist or "")
        return Seat(person, number, need, home if care.could_serve(need, home) else None, points)

    @cached_property
    def locked(self) -> frozenset[str]:
        """The locked cohorts, whose enrolled members stay."""
        return frozenset(c.id for c in self.s.cohorts.values() if c.locked)

    @cached_property
    def avoided(self) -> dict[str, frozenset[int]]:
        """The therapists that a person is not with."""
        found: dict[str, set[int]] = defaultdict(set)
        for pair in self.s.pairs:
            if pair.kind is PairKind.NOT_WITH:
                found[pair.participant].add(self.therapist_number[pair.other])
        return {p: frozenset(tied) for p, tied in found.items()}

    @cached_property
    def hours_at(self) -> dict[str, set[Hours]]:
        """The different hours of the people who could come, by site."""
        found: dict[str, set[Hours]] = defaultdict(set)
        for (_, site), people in self.sitters.items():
            found[site].update(p.hours for p in people)
        return found
