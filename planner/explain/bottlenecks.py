"""What holds a plan back: supply, demand and use of each resource, and what one more of it would bring.

Marginal values come in two sorts that are never mixed. Proven: the scenario with one more was planned again to its
optimum, and the difference is exact. Estimated: what it adds to the relaxation's best score, a hint and no more.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

from planner.domain.outcome import Earlier, Outcome, Status
from planner.domain.plan import Cohort, Plan, Session, SessionKind
from planner.domain.progress import Progress, Watch
from planner.domain.scenario import Block, Program, Room, RoomKind, Scenario, Site, Therapist
from planner.domain.week import DAYS, Day, clock, is_free, rounded_up
from planner.eligibility import duty_at, in_reach
from planner.explain import edits
from planner.explain.asking import solve
from planner.explain.loosening import Edit, Written
from planner.explain.plan_function import Planning
from planner.solver.highs import Highs
from planner.solver.model import model_of

EXACT = 6
"""So many of the most promising additions are planned again."""

AT_ONCE = 2

SECONDS_EACH = 15.0
"""Whatever has not been planned to its optimum by then stays an estimate."""


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


class Certainty(StrEnum):
    """Whether a marginal value is exact or the relaxation's."""

    PROVEN = "proven"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Marginal:
    """One more of a resource: what is added, and what that gains. `people` are placed then and were not before."""

    resource: str
    site_id: str
    block_id: str
    changes: tuple[Written, ...]
    people_gained: int | None
    score_gained: int
    certainty: Certainty
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Addition:
    resource: str
    site: str
    block: str
    changes: tuple[Written, ...]
    edit: Edit


def uses(s: Scenario, plan: Plan) -> list[Use]:
    """Seats, room-blocks, therapist-blocks by skill, individual slots and offices, by site, block and day."""
    return [row for site in s.sites.values() for block in _blocks(s, site) for row in _uses(s, plan, site, block)]


def _blocks(s: Scenario, site: Site) -> list[Block]:
    return [block for (where, _), block in sorted(s.blocks.items()) if where == site.id and block.open and site.open]


def _uses(s: Scenario, plan: Plan, site: Site, block: Block) -> Iterator[Use]:
    programs = [s.programs[x] for x in sorted(site.programs) if block.id in s.programs[x].blocks]
    for day in sorted({day for x in programs for pattern in x.patterns for day in pattern}):
        yield from _Corner(s, plan, site, block, day, programs).uses()


@dataclass(frozen=True, slots=True)
class _Corner:
    """One block of one day at one site, with the programs that could meet then."""

    s: Scenario
    plan: Plan
    site: Site
    block: Block
    day: Day
    programs: Sequence[Program]

    def uses(self) -> Iterator[Use]:
        """Of every resource that there is here."""
        wanting = {x.id: _wanting(self.s, x, self.site, self.block, self.day) for x in self.programs}
        here = self._cohorts()
        alone = self._alone()
        if not self.site.virtual:
            halls, offices = self._rooms(groups=True), self._rooms(groups=False)
            groups = sum(-(-n // self.s.programs[x].group_max) for x, n in wanting.items())
            members = sum(c.members for c in here)
            yield self._use("seats", sum(x.seats for x in halls), sum(wanting.values()), members)
            yield self._use("room_blocks", len(halls), groups, len(here))
            yield self._use("offices", len(offices), len(alone), len({x.room for x in alone}))
        for skill in sorted({x.skill for x in self.programs}):
            yield self._staff(skill, wanting, here)
        weekly = sum(n * self.s.programs[x].individual_per_week for x, n in wanting.items())
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

    def _staff(self, skill: str, wanting: Mapping[str, int], here: Sequence[Cohort]) -> Use:
        programs = {x.id: x for x in self.programs if x.skill == skill}
        on_duty = [t for t in self._able(skill) if is_free(duty_at(t.duty, self.site.id), self.day, self.block.span)]
        leading = {t for c in here if c.program in programs for t in c.facilitators}
        demand = sum(-(-wanting[i] // x.group_max) * x.facilitators for i, x in programs.items())
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


def _wanting(s: Scenario, program: Program, site: Site, block: Block, day: Day) -> int:
    """People of a program who could come to a site in a block of a day."""
    return sum(
        p.program == program.id and block.id in p.blocks and is_free(p.hours, day, block.span) and in_reach(s, p, site)
        for p in s.participants.values()
    )


def marginals(s: Scenario, start: Outcome, planning: Planning) -> list[Marginal]:
    """What one more of each resource gains over a plan of this scenario, the most promising planned again exactly.

    Nothing is proven where that plan itself is not.
    """
    additions = list(_additions(s))
    promised = _promises(s, additions, planning.watch)
    ranked = sorted(zip(additions, promised, strict=True), key=lambda x: -x[1])
    patient = replace(planning.settings, time_limit=min(planning.settings.time_limit, SECONDS_EACH))
    base = _Base(s, start, replace(planning, settings=patient))
    began = time.monotonic()
    done: list[Marginal] = []

    def exact(pair: tuple[_Addition, int]) -> None:
        done.append(base.with_one_more(*pair))
        now = Progress(time.monotonic() - began, "adding one at a time", done=len(done), parts=EXACT)
        planning.watch.progress(now)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(exact, ranked[:EXACT]))
    done.extend(_estimated(addition, gain) for addition, gain in ranked[EXACT:])
    return sorted(done, key=lambda x: (x.certainty is Certainty.ESTIMATED, -x.score_gained, x.resource, x.site_id))


def _estimated(addition: _Addition, gain: int) -> Marginal:
    x = addition
    return Marginal(x.resource, x.site, x.block, x.changes, None, gain, Certainty.ESTIMATED)


@dataclass(frozen=True, slots=True)
class _Base:
    """The scenario as it is, with its best plan."""

    s: Scenario
    best: Outcome
    planning: Planning

    def with_one_more(self, x: _Addition, promised: int) -> Marginal:
        """Planned again; an estimate where that was not to its optimum."""
        if self.best.plan is None or self.best.score is None or self.best.status is not Status.OPTIMAL:
            return _estimated(x, promised)
        outcome = self.planning.again(x.edit(self.s), Earlier(self.best.plan, self.best.parts))
        if outcome.status is not Status.OPTIMAL or outcome.plan is None or outcome.score is None:
            return _estimated(x, promised)
        now, before = outcome.plan.placements.keys(), self.best.plan.placements.keys()
        people, score = len(now) - len(before), outcome.score - self.best.score
        new = tuple(sorted(now - before))
        return Marginal(x.resource, x.site, x.block, x.changes, people, score, Certainty.PROVEN, new)


def _promises(s: Scenario, additions: Sequence[_Addition], watch: Watch) -> list[int]:
    """How much more the relaxation scores with each addition."""
    with Highs() as engine:
        base = _relaxed(s, engine, watch)
        return [max(0, round(_relaxed(x.edit(s), engine, watch) - base)) for x in additions]


def _relaxed(s: Scenario, engine: Highs, watch: Watch) -> float:
    linear = model_of(s).linear
    told = solve(replace(linear, whole=linear.whole & False), engine, watch.stopped)
    return 0.0 if told.values is None else float(linear.points @ told.values)


def _additions(s: Scenario) -> Iterator[_Addition]:
    for site in s.sites.values():
        if site.open:
            yield from _rooms_more(s, site)
            for skill in sorted({s.programs[x].skill for x in site.programs}):
                for block in _blocks(s, site):
                    if any(s.programs[x].skill == skill and block.id in s.programs[x].blocks for x in site.programs):
                        yield _evening(s, site, skill, block)


def _rooms_more(s: Scenario, site: Site) -> Iterator[_Addition]:
    if site.virtual:
        return
    largest = max((s.programs[x].group_max for x in site.programs), default=1)
    for resource, kind, seats in (("room", RoomKind.GROUP, largest), ("office", RoomKind.OFFICE, 2)):
        room = Room(_free_id(s.rooms, f"new-{resource}-{site.id}"), site.id, kind, seats, open=True)
        change = {"do": "room_opens", "id": room.id, "site": site.id, "kind": kind.value, "seats": seats}
        yield _Addition(resource, site.id, "", (change,), _adding_room(room))
    for hall in s.rooms.values():
        if hall.site == site.id and hall.holds_groups:
            seats = hall.seats + 1
            values: Written = {"seats": seats}
            widened: Written = {"do": "set", "table": "rooms", "key": {"room_id": hall.id}, "values": values}
            yield _Addition("seat", site.id, "", (widened,), _resizing(hall.id, seats))


def _adding_room(room: Room) -> Edit:
    return lambda s: edits.with_room(s, room)


def _resizing(room: str, seats: int) -> Edit:
    return lambda s: edits.room(s, room, seats=seats)


def _evening(s: Scenario, site: Site, skill: str, block: Block) -> _Addition:
    """A further therapist with a skill, on duty in one block of every weekday and for nothing else."""
    name = _free_id(s.therapists, f"new-{skill}-{site.id}-{block.id}")
    days = sorted({d for x in site.programs if s.programs[x].skill == skill for p in s.programs[x].patterns for d in p})
    start, end = clock(block.span.start), clock(block.span.end)
    row = {"therapist_id": name, "skills": [skill], "sites": [site.id], "max_direct_hours": 40}
    changes: list[Written] = [{"do": "add", "table": "therapists", "row": row}]
    changes += [{"do": "duty", "therapist": name, "day": DAYS[day], "start": start, "end": end} for day in days]
    new = edits.new_therapist(name, skill, site.id, [(day, block.span) for day in days], 40)
    return _Addition(f"therapist_blocks:{skill}", site.id, block.id, tuple(changes), _adding_therapist(new))


def _adding_therapist(new: Therapist) -> Edit:
    return lambda s: edits.with_therapist(s, new)


def _free_id(taken: Mapping[str, object], name: str) -> str:
    while name in taken:
        name += "-x"
    return name
