"""What may be short where a program is: the causes that a reason can name when people compete for a place.

Coarser than the menu of changes: one seat, one room, one office, one therapist more at a site, and so on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain

from planner.domain.scenario import PairKind, Program, Room, RoomKind, Scenario, Site
from planner.domain.week import DAY_MINUTES, DAYS, Span
from planner.explain import edits
from planner.explain.gates import Gates
from planner.explain.loosening import Kind, Loosening
from planner.solver.variables import Variables

MOST_HOURS = 168


def shortages(s: Scenario, program: str, sites: Iterable[str]) -> tuple[Loosening, ...]:
    """Everything that may be short for a program at these sites, in a fixed order."""
    return tuple(_all(s, s.programs[program], [s.sites[site] for site in sites]))


def as_told(s: Scenario, person: str, short: Loosening) -> Loosening:
    """The same in words for one person: of missing therapists also whom they are not to be with."""
    if short.kind not in (Kind.LEADER, Kind.LISTENER):
        return short
    skill, site = s.programs[s.participants[person].program].skill, short.key[1].rpartition("~")[2]
    others = [s.therapists[x.other] for x in s.pairs if x.kind is PairKind.NOT_WITH and x.participant == person]
    there = [t.label for t in others if skill in t.skills and site in t.sites]
    told = f"{short.sentence}, and they are not to be with {' or '.join(there)}"
    return replace(short, sentence=told) if there else short


def _all(s: Scenario, program: Program, sites: list[Site]) -> Iterator[Loosening]:
    yield _size(program, Kind.GROUP_MAX, "group_max", program.group_max + 1, f"{program.label} groups are full")
    if program.group_min > 1:
        too_few = f"{program.label} groups need {program.group_min} members, and too few others could join"
        yield _size(program, Kind.GROUP_MIN, "group_min", 1, too_few)
    for site in sites:
        yield from _at(s, program, site)


def _size(program: Program, kind: Kind, column: str, size: int, sentence: str) -> Loosening:
    def edit(s: Scenario) -> Scenario:
        return edits.program(s, program.id, lambda x: replace(x, **{column: size}))  # type: ignore[arg-type]

    return Loosening(kind, 1, ("programs", program.id, column), {}, sentence, edit)


def _at(s: Scenario, program: Program, site: Site) -> Iterator[Loosening]:
    yield _leaders(program, site)
    if program.individual_per_week:
        slot = f"no {program.skill} therapist at {site.label} has an individual session left when they are free"
        yield _therapists(program, site, Kind.LISTENER, 1, slot)
    if (most := site.max_participants) is not None:
        full = f"{site.label} is licensed for {most} participants and full"
        more = partial(_census, site=site.id, most=most + 1)
        yield Loosening(Kind.CENSUS, 1, ("sites", site.id, "max_participants"), {}, full, more)
    if not site.virtual:
        yield from _rooms(s, program, site)


def _census(s: Scenario, site: str, most: int) -> Scenario:
    return edits.site(s, site, lambda x: replace(x, max_participants=most))


def _rooms(s: Scenario, program: Program, site: Site) -> Iterator[Loosening]:
    for room in s.rooms.values():
        if room.site == site.id and room.holds_groups:
            small = f"room {room.id} at {site.label} has only {room.seats} seats"
            more = partial(edits.room, name=room.id, seats=room.seats + 1)
            yield Loosening(Kind.SEATS, 1, ("rooms", room.id, "seats"), {}, small, more)
    office = Room(f"~office~{site.id}", site.id, RoomKind.OFFICE, 1, open=True)
    alone = f"no office is free at {site.label} when it is needed"
    for kind, new, sentence in (_hall(s, program, site), (Kind.OFFICE, office, alone)):
        yield Loosening(kind, 1, ("rooms", new.id), {}, sentence, partial(edits.with_room, new=new))


def _hall(s: Scenario, program: Program, site: Site) -> tuple[Kind, Room, str]:
    """One more group room; where no room could hold even the smallest group, that is what is said."""
    new = Room(f"~room~{site.id}", site.id, RoomKind.GROUP, program.group_max, open=True)
    if any(x.site == site.id and x.holds_groups and x.seats >= program.group_min for x in s.rooms.values()):
        return Kind.ROOM, new, f"no group room is free at {site.label} when it is needed"
    return Kind.HALL, new, f"no group room at {site.label} holds {program.group_min} people"


def _leaders(program: Program, site: Site) -> Loosening:
    """As many as one group needs."""
    most = program.facilitators + (program.extra_facilitator_above is not None)
    few = f"no {program.skill} therapist" if most == 1 else f"not enough {program.skill} therapists"
    free = "is free for a whole block" if most == 1 else "are free for a whole block"
    return _therapists(program, site, Kind.LEADER, most, f"{few} at {site.label} {free}")


def _therapists(program: Program, site: Site, kind: Kind, several: int, sentence: str) -> Loosening:
    name = f"~{kind.name}~{site.id}"
    week = [(day, Span(0, DAY_MINUTES)) for day in range(len(DAYS))]

    def edit(s: Scenario) -> Scenario:
        for number in range(several):
            new = edits.new_therapist(f"{name}~{number}", program.skill, site.id, week, MOST_HOURS)
            s = edits.with_therapist(s, new)
        return s

    return Loosening(kind, 1, ("therapists", name), {}, sentence, edit)


class Shortages(Gates):
    """The gates of what may be short."""

    def __call__(self, v: Variables) -> None:
        """Adds the columns and rows."""
        self._begin(v)
        self._helpers()
        for part in (self._rooms, self._census, self._smallest, self._largest):
            part()

    def _helpers(self) -> None:
        """Further therapists: some lead and do no more, others give individual sessions and do no more."""
        v = self._v
        helpers = {x.key[1]: n for n, x in enumerate(self.menu) if x.kind in (Kind.LEADER, Kind.LISTENER)}
        names = ((n, t.id.rpartition("~")[0]) for n, t in enumerate(v.problem.therapists))
        number = {n: helpers[name] for n, name in names if name in helpers}
        leading = ((Kind.LEADER, t, column) for leads in v.leads for t, column in leads.items())
        listening = ((Kind.LISTENER, stretch.therapist, column) for stretch, _, column in v.sessions())
        for kind, t, column in chain(leading, listening):
            helper = number.get(t)
            if helper is not None:
                mine = self.menu[helper].kind is kind
                v.lines.at_most(0, [column], [self.changes[helper]] if mine else [])
