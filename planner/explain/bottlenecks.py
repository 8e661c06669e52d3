"""What holds a plan back: supply, demand and use of each resource, by site, block and day."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from planner.domain.plan import Cohort, Plan, Session, SessionKind
from planner.domain.scenario import Block, Participant, Program, Room, Scenario, Site, Therapist
from planner.domain.week import Day, is_free, rounded_up
from planner.eligibility import Reach, duty_at, offerings, seat_blockers

_Wanting: TypeAlias = Mapping[tuple[str, str, Day], Mapping[str, Collection[str]]]
"""The people who could come to a site in a block of a day, by their program."""


@dataclass(frozen=True, slots=True)
class Use:
    """A resource at a site in a block of a day; `demand` are the people who would come then, where people count."""

    resource: str
    site_id: str
    block_id: str
    day: Day
    supply: int
    demand: int
    used: int


def uses(s: Scenario, plan: Plan) -> list[Use]:
    """Seats, room-blocks, therapist-blocks by skill, individual slots and offices, by site, block and day."""
    wanting = _wanting(s)
    places = ((site, block) for site in s.sites.values() for block in open_blocks(s, site))
    return [row for site, block in places for row in _uses(s, plan, site, block, wanting)]


def open_blocks(s: Scenario, site: Site) -> list[Block]:
    """The blocks that are open at a site; none at a closed one."""
    return [block for (where, _), block in sorted(s.blocks.items()) if where == site.id and block.open and site.open]


def _uses(s: Scenario, plan: Plan, site: Site, block: Block, wanting: _Wanting) -> Iterator[Use]:
    programs = [s.programs[x] for x in sorted(site.programs) if block.id in s.programs[x].blocks]
    for day in sorted({day for x in programs for pattern in x.patterns for day in pattern}):
        here = wanting.get((site.id, block.id, day), {})
        yield from _Corner(
            s, plan, site, block, day, programs, {x.id: len(here.get(x.id, ())) for x in programs}
        ).uses()


@dataclass(frozen=True, slots=True)
class _Corner:
    """One block of one day at one site, with the programs that could meet then and how many could come to each."""

    s: Scenario
    plan: Plan
    site: Site
    block: Block
    day: Day
    programs: Sequence[Program]
    wanting: Mapping[str, int]

    def uses(self) -> Iterator[Use]:
        """Of every resource that there is here."""
        here = self._cohorts()
        alone = self._alone()
        if not self.site.virtual:
            halls, offices = self._rooms(groups=True), self._rooms(groups=False)
            groups = sum(-(-n // self.s.programs[x].group_max) for x, n in self.wanting.items())
            members = sum(c.members for c in here)
            yield self._use("seats", sum(x.seats for x in halls), sum(self.wanting.values()), members)
            yield self._use("room_blocks", len(halls), groups, len(here))
            yield self._use("offices", len(offices), len(alone), len({x.room for x in alone}))
        for skill in sorted({x.skill for x in self.programs}):
            yield self._staff(skill, here)
        weekly = sum(n * self.s.programs[x].individual_per_week for x, n in self.wanting.items())
        yield self._use("individual_slots", self._slots(), weekly, len(alone))

    def _use(self, resource: str, supply: int, demand: int, used: int) -> Use:
        return Use(resource, self.site.id, self.block.id, self.day, supply, demand, used)

    def _cohorts(self) -> list[Cohort]:
        at = (self.site.id, self.block.id)
        return [c for c in self.plan.cohorts.values() if (c.site, c.block) == at and self.day in c.pattern]

    def _alone(self) -> list[Session]:
        """Individual sessions that touch the block."""
        at = (SessionKind.INDIVIDUAL, self.site.id, self.day)
        sessions = (x for x in self.plan.sessions.values() if (x.kind, x.site, x.day) == at)
        return [x for x in sessions if x.span.meets(self.block.span)]

    def _rooms(self, *, groups: bool) -> list[Room]:
        rooms = (x for x in self.s.rooms.values() if x.site == self.site.id)
        return [x for x in rooms if (x.holds_groups if groups else x.serves_as_office)]

    def _staff(self, skill: str, here: Sequence[Cohort]) -> Use:
        programs = {x.id: x for x in self.programs if x.skill == skill}
        on_duty = [t for t in self._able(skill) if is_free(duty_at(t.duty, self.site.id), self.day, self.block.span)]
        leading = {t for c in here if c.program in programs for t in c.facilitators}
        demand = sum(-(-self.wanting[i] // x.group_max) * x.facilitators for i, x in programs.items())
        return self._use(f"therapist_blocks:{skill}", len(on_duty), demand, len(leading))

    def _able(self, skill: str) -> list[Therapist]:
        return [t for t in self.s.therapists.values() if skill in t.skills and self.site.id in t.sites]

    def _slots(self) -> int:
        """Individual sessions of the shortest kind that the duty of all who could give them has time for."""
        lengths = [x.individual_minutes for x in self.programs if x.individual_per_week]
        if not lengths:
            return 0
        step = rounded_up(min(lengths), self.s.constants.grid_minutes)
        able = {t.id: t for x in self.programs for t in self._able(x.skill)}
        spans = (span for t in able.values() for span in duty_at(t.duty, self.site.id)[self.day])
        within = (min(x.end, self.block.span.end) - max(x.start, self.block.span.start) for x in spans)
        return sum(max(0, minutes) // step for minutes in within)


def _wanting(s: Scenario) -> _Wanting:
    """Who could come: in a group there, on one of its program's patterns, nothing in the data bars them."""
    reach = Reach(s)
    people: dict[tuple[str, str], list[Participant]] = defaultdict(list)
    for p in s.participants.values():
        for site in reach.sites(p):
            people[p.program, site.id].append(p)
    found: dict[tuple[str, str, Day], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for o in offerings(s):
        could = {p.id for p in people[o.program.id, o.site.id] if not any(seat_blockers(s, p, o))}
        for day in o.pattern:
            found[o.site.id, o.block.id, day][o.program.id] |= could
    return found
