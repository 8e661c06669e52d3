"""The contract as one plain model, written from the page alone: slow, obvious, and sharing no code with the planner."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ortools.sat.python import cp_model
from plain_scenario import MIDNIGHT, Block, Hours, Person, Program, Room, Running, Scenario, Site, Therapist, read


@dataclass(frozen=True)
class Slot:
    """A cohort that could be: a running one that goes on, or a new one."""

    program: Program
    site: Site
    block: Block
    block_id: str
    days: tuple[int, ...]
    running: Running | None


def best(
    folder: Path, seconds: float = 60, placed: Iterable[str] = (), idle: Iterable[str] = (), workers: int = 8
) -> int | None:
    """The best score of any plan; None where no plan exists. Raises TimeoutError where that is not known in time.

    All of `placed` have a place in it, and none of the therapists in `idle` leads a cohort.
    """
    model = _Model(read(folder))
    model.keep(placed, idle)
    if not model.possible:
        return None
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model.m)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise TimeoutError(solver.status_name(status))
    return round(solver.objective_value)


def covers(hours: Iterable[Hours], day: int, start: int, end: int) -> bool:
    """Whether every minute from start to end lies in some row."""
    reached = start
    for row in sorted((row.start, row.end) for row in hours if row.day == day):
        if row[0] <= reached < row[1]:
            reached = row[1]
    return reached >= end


def gap(days: tuple[int, ...]) -> int:
    """The most days in a row without a meeting, in a week that repeats."""
    twice = [*days, *(day + 7 for day in days)]
    return max(later - earlier - 1 for earlier, later in pairwise(twice))


class _Model:
    def __init__(self, s: Scenario) -> None:
        self.s, self.m, self.possible = s, cp_model.CpModel(), True
        self.slots = list(self._slots())
        self.run = {c: self.m.new_bool_var("") for c in range(len(self.slots))}
        self.x = {
            (p.id, c): self.m.new_bool_var("")
            for p in s.people.values()
            for c, slot in enumerate(self.slots)
            if self._may_sit(p, slot)
        }
        self.lead = {
            (t.id, c): self.m.new_bool_var("")
            for t in s.therapists.values()
            for c, slot in enumerate(self.slots)
            if self._may_lead(t, slot)
        }
        self.room = {
            (r.id, c): self.m.new_bool_var("")
            for r in s.rooms.values()
            for c, slot in enumerate(self.slots)
            if r.open and r.kind != "office" and r.site == slot.site.id and not slot.site.virtual
        }
        self.cohorts()
        self.individual()
        self.workload()
        self.one_site_a_day()
        self.pairs()
        self.locked()
        self.census()
        self.score()

    def _slots(self) -> Iterable[Slot]:
        s = self.s
        for program in s.programs.values():
            for site in s.sites.values():
                for block_id in sorted(program.blocks):
                    for days in program.patterns:
                        block = s.blocks.get((block_id, site.id))
                        if block is not None and self._allowed(program, site, block, days):
                            yield from self._copies(program, site, block, block_id, days)

    def _allowed(self, program: Program, site: Site, block: Block, days: tuple[int, ...]) -> bool:
        if not (site.open and block.open and program.id in site.programs):
            return False
        f, minutes = program.profile, block.end - block.start
        weekly = len(days) * minutes + program.per_week * program.minutes
        return f is None or (
            weekly >= f.weekly_min
            and (f.weekly_max is None or weekly <= f.weekly_max)
            and len(days) >= f.days_min
            and minutes >= f.day_min
            and (f.gap_max is None or gap(days) <= f.gap_max)
        )

    def _copies(
        self, program: Program, site: Site, block: Block, block_id: str, days: tuple[int, ...]
    ) -> Iterable[Slot]:
        for running in self.s.running.values():
            if (running.program, running.site, running.block, running.pattern) == (program.id, site.id, block_id, days):
                yield Slot(program, site, block, block_id, days, running)
        copies = sum(p.program == program.id for p in self.s.people.values()) // program.group_min
        if not site.virtual:
            copies = min(copies, sum(r.site == site.id and r.kind != "office" for r in self.s.rooms.values()))
        for _ in range(copies):
            yield Slot(program, site, block, block_id, days, None)

    def _may_sit(self, p: Person, slot: Slot) -> bool:
        return (
            p.program == slot.program.id
            and slot.block_id in p.blocks
            and slot.site.id in p.reach
            and all(covers(p.hours, day, slot.block.start, slot.block.end) for day in slot.days)
        )

    def _may_lead(self, t: Therapist, slot: Slot) -> bool:
        return self._qualified(t, slot.program, slot.site.id) and all(
            covers(self._duty(t, slot.site.id), day, slot.block.start, slot.block.end) for day in slot.days
        )

    def _qualified(self, t: Therapist, program: Program, site: str) -> bool:
        return program.skill in t.skills and site in t.sites

    def _duty(self, t: Therapist, site: str) -> list[Hours]:
        return [row for row in t.hours if row.site in (None, site)]

    def cohorts(self) -> None:
        for p in self.s.people:
            self.m.add(sum(v for (i, _), v in self.x.items() if i == p) <= 1)
        for c, slot in enumerate(self.slots):
            run, members = self.run[c], sum(v for (_, k), v in self.x.items() if k == c)
            self.m.add(members >= slot.program.group_min * run)
            self.m.add(members <= slot.program.group_max * run)
            rooms = {r: v for (r, k), v in self.room.items() if k == c}
            if not slot.site.virtual:
                self.m.add(sum(rooms.values()) == run)
                self.m.add(members <= sum(self.s.rooms[r].seats * v for r, v in rooms.items()))
            extra = self.m.new_bool_var("")
            above = slot.program.extra_above
            if above is None:
                self.m.add(extra == 0)
            else:
                self.m.add(members >= above + 1).only_enforce_if(extra)
                self.m.add(members <= above).only_enforce_if(~extra)
            leaders = sum(v for (_, k), v in self.lead.items() if k == c)
            self.m.add(leaders == slot.program.facilitators * run + extra).only_enforce_if(run)
            self.m.add(leaders == 0).only_enforce_if(~run)

    def individual(self) -> None:
        """Sessions by person, therapist, site, day and start; each in-person one in one room."""
        s, m = self.s, self.m
        self.primary: dict[tuple[str, str], cp_model.IntVar] = {}
        self.given: dict[tuple[str, str, str, int, int], cp_model.IntVar] = {}
        self.busy: dict[tuple[str, str, int, int], list[cp_model.IntVar]] = defaultdict(list)
        for c, slot in enumerate(self.slots):
            for day in slot.days:
                for cell in range(slot.block.start, slot.block.end, s.grid):
                    for (t, k), v in self.lead.items():
                        if k == c:
                            self.busy["therapist", t, day, cell].append(v)
                    for (r, k), v in self.room.items():
                        if k == c:
                            self.busy["room", r, day, cell].append(v)
        for p in s.people.values():
            if s.programs[p.program].per_week:
                self._sessions_of(p, s.programs[p.program])
        for users in self.busy.values():
            m.add(sum(users) <= 1)

    def _sessions_of(self, p: Person, program: Program) -> None:
        s, m = self.s, self.m
        at = {
            site: [v for (i, c), v in self.x.items() if i == p.id and self.slots[c].site.id == site] for site in s.sites
        }
        placed = sum(v for (i, _), v in self.x.items() if i == p.id)
        mine = {t: m.new_bool_var("") for t in s.therapists}
        self.primary |= {(p.id, t): v for t, v in mine.items()}
        m.add(sum(mine.values()) == placed)
        length = -(-program.minutes // s.grid) * s.grid
        sessions: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        for t in s.therapists.values():
            for site in s.sites.values():
                if not at[site.id] or not self._qualified(t, program, site.id) or t.caseload == 0:
                    continue
                for day in range(7):
                    for start in range(0, MIDNIGHT - length + 1, s.grid):
                        if not covers(self._duty(t, site.id), day, start, start + length):
                            continue
                        if covers(p.hours, day, start, start + length):
                            v = m.new_bool_var("")
                            sessions[t.id, day].append(v)
                            self.given[p.id, t.id, site.id, day, start] = v
                            m.add(v <= sum(at[site.id]))
                            self._book(p, t, site, day, start, length, v)
        for name in s.therapists:
            m.add(sum(v for (i, _), vs in sessions.items() if i == name for v in vs) == program.per_week * mine[name])
            for day in range(7):
                m.add(sum(sessions[name, day]) <= 1)

    def _book(self, p: Person, t: Therapist, site: Site, day: int, start: int, length: int, v: cp_model.IntVar) -> None:
        cells = range(start, start + length, self.s.grid)
        for (i, c), sits in self.x.items():
            slot = self.slots[c]
            if i == p.id and day in slot.days and slot.block.start < start + length and start < slot.block.end:
                self.m.add(v + sits <= 1)
        for cell in cells:
            self.busy["therapist", t.id, day, cell].append(v)
        if not site.virtual:
            offices = [r for r in self.s.rooms.values() if self._office(r, site)]
            inside = [self.m.new_bool_var("") for _ in offices]
            self.m.add(sum(inside) == v)
            for room, uses in zip(offices, inside, strict=True):
                for cell in cells:
                    self.busy["room", room.id, day, cell].append(uses)

    def _office(self, room: Room, site: Site) -> bool:
        return room.open and room.site == site.id and room.kind != "group"

    def workload(self) -> None:
        s, m = self.s, self.m
        for t in s.therapists.values():
            group = [
                (len(self.slots[c].days) * (self.slots[c].block.end - self.slots[c].block.start), v)
                for (i, c), v in self.lead.items()
                if i == t.id
            ]
            alone = [(s.programs[s.people[p].program].minutes, v) for (p, i, *_), v in self.given.items() if i == t.id]
            m.add(sum(minutes * v for minutes, v in group + alone) <= int(t.direct_minutes))
            if t.caseload is not None:
                m.add(sum(v for (_, i), v in self.primary.items() if i == t.id) <= t.caseload)
            if t.evenings is not None:
                nights = [m.new_bool_var("") for _ in range(7)]
                m.add(sum(nights) <= t.evenings)
                for day, v in self._late(t):
                    m.add(v <= nights[day])

    def _late(self, t: Therapist) -> Iterable[tuple[int, cp_model.IntVar]]:
        for (i, c), v in self.lead.items():
            if i == t.id and self.slots[c].block.end > self.s.evening_from:
                yield from ((day, v) for day in self.slots[c].days)
        for (p, i, _, day, start), v in self.given.items():
            if i == t.id and start + self.s.programs[self.s.people[p].program].minutes > self.s.evening_from:
                yield day, v

    def one_site_a_day(self) -> None:
        there = {
            (t, site, day): self.m.new_bool_var("")
            for t in self.s.therapists
            for site in self.s.sites
            for day in range(7)
        }
        clinics = [site.id for site in self.s.sites.values() if not site.virtual]
        for t in self.s.therapists:
            for day in range(7):
                self.m.add(sum(there[t, site, day] for site in clinics) <= 1)
        for (t, c), v in self.lead.items():
            for day in self.slots[c].days:
                self.m.add(v <= there[t, self.slots[c].site.id, day])
        for (_, t, site, day, _), v in self.given.items():
            self.m.add(v <= there[t, site, day])

    def pairs(self) -> None:
        for kind, one, other in self.s.pairs:
            for c in range(len(self.slots)):
                mine = self.x.get((one, c), 0)
                if kind == "apart":
                    self.m.add(mine + self.x.get((other, c), 0) <= 1)
                elif kind == "together":
                    self.m.add(mine == self.x.get((other, c), 0))
                else:
                    self.m.add(mine + self.lead.get((other, c), 0) <= 1)
            if kind == "not_with" and (one, other) in self.primary:
                self.m.add(self.primary[one, other] == 0)

    def locked(self) -> None:
        slot_of = {slot.running.id: c for c, slot in enumerate(self.slots) if slot.running}
        for cohort in self.s.running.values():
            if not cohort.locked:
                continue
            c = slot_of.get(cohort.id)
            must = [(p.id, c) for p in self.s.people.values() if p.enrolled and p.cohort == cohort.id]
            leads = [(t, c) for t in cohort.facilitators]
            if c is None or any(key not in self.x for key in must) or any(key not in self.lead for key in leads):
                self.possible = False
                return
            self.m.add(self.run[c] == 1)
            for key in must:
                self.m.add(self.x[key] == 1)  # type: ignore[index] # c is known here
            for key in leads:
                self.m.add(self.lead[key] == 1)  # type: ignore[index]
            if cohort.room is not None and not self.slots[c].site.virtual:
                self.m.add(sum(v for key, v in self.room.items() if key == (cohort.room, c)) == 1)

    def census(self) -> None:
        for site in self.s.sites.values():
            if site.most is not None:
                self.m.add(sum(v for (_, c), v in self.x.items() if self.slots[c].site.id == site.id) <= site.most)

    def keep(self, placed: Iterable[str], idle: Iterable[str]) -> None:
        for person in placed:
            self.m.add(sum(v for (i, _), v in self.x.items() if i == person) == 1)
        for therapist in idle:
            self.m.add(sum(v for (i, _), v in self.lead.items() if i == therapist) == 0)

    def score(self) -> None:
        w, terms = self.s.weights, []
        for (i, c), v in self.x.items():
            p, slot = self.s.people[i], self.slots[c]
            points = p.priority * (w["place_enrolled"] if p.enrolled else w["place_waiting"])
            points += w["wait_day"] * min(180, p.days_waiting)
            points -= w["travel_minute"] * max(0, p.minutes[slot.site.id] - w["free_travel_minutes"])
            if p.preferred is not None and p.preferred != slot.block_id:
                points -= w["other_block"]
            if p.enrolled and p.cohort is not None and (slot.running is None or slot.running.id != p.cohort):
                points -= w["move_cohort"]
            if slot.program.per_week and p.therapist is not None:
                points -= w["change_therapist"]
            terms.append(points * v)
        for (i, t), v in self.primary.items():
            if self.s.people[i].therapist == t:
                terms.append(w["change_therapist"] * v)
        for c, slot in enumerate(self.slots):
            terms.append(-w["open_cohort"] * self.run[c])
            for t in slot.running.facilitators if slot.running else ():
                terms.append(-w["change_facilitator"] * self.run[c])
                if (t, c) in self.lead:
                    terms.append(w["change_facilitator"] * self.lead[t, c])
        self.m.maximize(sum(terms))
