"""The planning model as one would write it first: one CP-SAT model, a boolean for every choice there is.

(participant, cohort), (cohort, room), (cohort, facilitator), (participant, therapist, site, day and start): all rules
and all terms of the score, nothing split and nothing aggregated but the offices, which are alike and so are counted.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from answering import answer, checked_score
from ortools.sat.python import cp_model
from plain_plan import Chosen, Session, Slot, chosen_plan

from planner.domain.plan import Plan
from planner.domain.scenario import PairKind, Participant, Program, Scenario, Site, Therapist
from planner.domain.week import Span
from planner.eligibility import (
    Offering,
    Reach,
    duty_at,
    is_evening,
    lead_blockers,
    offering_at,
    offerings,
    qualified_blockers,
    seat_blockers,
)
from planner.files import read_folder, scenario_of
from planner.solver.grid import Grid, bits, starts_in
from planner.solver.points import keep_points, lead_points, open_points, seat_points

WORKERS = 8
"""With fewer CP-SAT lacks the searches that matter here, whatever the cores."""

Bool = cp_model.IntVar
Key = TypeVar("Key", bound=Hashable)


class PlainModel:
    """Variables and constraints of one scenario; `impossible` where a locked cohort cannot even be written down."""

    def __init__(self, s: Scenario) -> None:
        self.s, self.m, self.grid = s, cp_model.CpModel(), Grid(s.constants.grid_minutes)
        self.slots = list(self._slots())
        self.run = [self._bool() for _ in self.slots]
        self.sits = {(p.id, n): self._bool() for n, slot in enumerate(self.slots) for p in slot.sitters}
        self.leads = {(t.id, n): self._bool() for n, slot in enumerate(self.slots) for t in self._leaders(slot.o)}
        self.rooms = {(room, n): self._bool() for n, slot in enumerate(self.slots) for room in self._rooms(slot.o.site)}
        self.gives = {session: self._bool() for session in self._sessions()}
        self.primary = {key: self._bool() for key in dict.fromkeys(session[:2] for session in self.gives)}
        self.lends: dict[tuple[str, int, int], Bool] = {}
        self.impossible = False
        self._constrain()
        self.m.maximize(self._score())

    def _bool(self) -> Bool:
        return self.m.new_bool_var("")

    def _constrain(self) -> None:
        for n, slot in enumerate(self.slots):
            self._cohort(n, slot)
        for p in self.s.participants.values():
            self._place(p)
            if self.s.programs[p.program].individual_per_week:
                self._individual(p, self.s.programs[p.program])
        self._offices()
        self._clashes()
        for t in self.s.therapists.values():
            self._workload(t)
            self._one_site_a_day(t)
        self._pairs()
        self._locks()
        self._census()

    def _slots(self) -> Iterator[Slot]:
        """Running cohorts, and as many new ones of each offering as rooms and people allow."""
        reach = Reach(self.s)
        there: dict[tuple[str, str], list[Participant]] = defaultdict(list)
        for p in self.s.participants.values():
            for site in reach.sites(p):
                there[p.program, site.id].append(p)
        for o in offerings(self.s):
            sitters = [p for p in there[o.program.id, o.site.id] if not any(seat_blockers(self.s, p, o))]
            for cohort in self.s.cohorts.values():
                if o == offering_at(self.s, cohort.program, cohort.site, cohort.block, cohort.pattern):
                    yield Slot(o, cohort, sitters)
            copies = len(sitters) // o.program.group_min
            for _ in range(copies if o.site.virtual else min(copies, len(self._rooms(o.site)))):
                yield Slot(o, None, sitters)

    def _rooms(self, site: Site) -> list[str]:
        if site.virtual:
            return []
        return [room.id for room in self.s.rooms.values() if room.site == site.id and room.holds_groups]

    def _leaders(self, o: Offering) -> list[Therapist]:
        return [t for t in self.s.therapists.values() if not any(lead_blockers(t, o))]

    def _sessions(self) -> Iterator[Session]:
        """Each individual session that both people's hours hold, at the sites where the person could be."""
        sites = dict.fromkeys((p, self.slots[n].o.site.id) for p, n in self.sits)
        for name, site in sites:
            p = self.s.participants[name]
            program, free = self.s.programs[p.program], self.grid.inside(p.hours)
            for t in self._qualified(program, self.s.sites[site]) if program.individual_per_week else ():
                cells = free & self.grid.inside(duty_at(t.duty, site))
                for start in bits(starts_in(cells, self.grid.length(program.individual_minutes))):
                    yield name, t.id, site, start

    def _qualified(self, program: Program, site: Site) -> list[Therapist]:
        return [t for t in self.s.therapists.values() if not any(qualified_blockers(t, program, site))]

    @cached_property
    def _sits_of(self) -> dict[str, dict[int, Bool]]:
        found: dict[str, dict[int, Bool]] = defaultdict(dict)
        for (p, n), sits in self.sits.items():
            found[p][n] = sits
        return found

    @cached_property
    def _leads_of(self) -> dict[str, dict[int, Bool]]:
        found: dict[str, dict[int, Bool]] = defaultdict(dict)
        for (t, n), leads in self.leads.items():
            found[t][n] = leads
        return found

    @cached_property
    def _given_to(self) -> dict[str, dict[Session, Bool]]:
        found: dict[str, dict[Session, Bool]] = defaultdict(dict)
        for session, gives in self.gives.items():
            found[session[0]][session] = gives
        return found

    @cached_property
    def _given_by(self) -> dict[str, dict[Session, Bool]]:
        found: dict[str, dict[Session, Bool]] = defaultdict(dict)
        for session, gives in self.gives.items():
            found[session[1]][session] = gives
        return found

    def _program(self, session: Session) -> Program:
        return self.s.programs[self.s.participants[session[0]].program]

    def _occupied(self, session: Session) -> range:
        start = session[3]
        return range(start, start + self.grid.length(self._program(session).individual_minutes))

    def _actual(self, session: Session) -> Span:
        start = self.grid.minute(session[3])
        return Span(start, start + self._program(session).individual_minutes)

    def _meets(self, n: int) -> Iterable[int]:
        o = self.slots[n].o
        return bits(self.grid.meetings(o.pattern, o.block.span))

    def _cohort(self, n: int, slot: Slot) -> None:
        """R3, R4, R5."""
        program, run = slot.o.program, self.run[n]
        members = sum(self.sits[p.id, n] for p in slot.sitters)
        self.m.add(members >= program.group_min * run)
        self.m.add(members <= program.group_max * run)
        if not slot.o.site.virtual:
            rooms = {room: self.rooms[room, n] for room in self._rooms(slot.o.site)}
            self.m.add(sum(rooms.values()) == run)
            self.m.add(members <= sum(self.s.rooms[room].seats * inside for room, inside in rooms.items()))
        leaders = sum(self.leads[t.id, n] for t in self._leaders(slot.o))
        extra: Bool | int = 0
        if program.extra_facilitator_above is not None:
            extra = self._bool()
            self.m.add(members >= program.extra_facilitator_above + 1).only_enforce_if(extra)
            self.m.add(members <= program.extra_facilitator_above).only_enforce_if(~extra)
        self.m.add(leaders == program.facilitators * run + extra)

    def _place(self, p: Participant) -> None:
        """R1."""
        self.m.add_at_most_one(self._sits_of[p.id].values())

    def _individual(self, p: Participant, program: Program) -> None:
        """R6: all with one therapist, on different days, at the cohort's site."""
        sits, given = self._sits_of[p.id], self._given_to[p.id]
        week = program.individual_per_week
        by_therapist, by_site, by_day = defaultdict(list), defaultdict(list), defaultdict(list)
        for (_, t, site, start), gives in given.items():
            by_therapist[t].append(gives)
            by_site[site].append(gives)
            by_day[self.grid.day(start)].append(gives)
        self.m.add(sum(self.primary[p.id, t] for t in by_therapist) == sum(sits.values()))
        for t, sessions in by_therapist.items():
            self.m.add(sum(sessions) == week * self.primary[p.id, t])
        for site in {self.slots[n].o.site.id for n in sits}:
            here = sum(x for n, x in sits.items() if self.slots[n].o.site.id == site)
            self.m.add(sum(by_site[site]) == week * here)
        for sessions in by_day.values():
            self.m.add_at_most_one(sessions)

    def _offices(self) -> None:
        """R7: a session has an office, or a flex room that is lent for just its time."""
        sessions: dict[tuple[str, int, int], list[Bool]] = defaultdict(list)
        for session, gives in self.gives.items():
            if not self.s.sites[session[2]].virtual:
                sessions[session[2], session[3], len(self._occupied(session))].append(gives)
        use: dict[tuple[str, int], list[cp_model.LinearExprT]] = defaultdict(list)
        for (site, start, length), here in sessions.items():
            lent = self._lent(site, start, length)
            self.m.add(sum(lent) <= sum(here))
            for cell in range(start, start + length):
                use[site, cell] += [*here, *(-x for x in lent)]
        for (site, _), terms in use.items():
            self.m.add(sum(terms) <= self._office_count[site])

    def _lent(self, site: str, start: int, length: int) -> list[Bool]:
        flex = (r for r in self.s.rooms.values() if r.site == site and r.serves_as_office and r.holds_groups)
        lent = {(room.id, start, length): self._bool() for room in flex}
        self.lends |= lent
        return list(lent.values())

    @cached_property
    def _office_count(self) -> dict[str, int]:
        count = dict.fromkeys(self.s.sites, 0)
        for room in self.s.rooms.values():
            count[room.site] += room.serves_as_office and not room.holds_groups
        return count

    def _clashes(self) -> None:
        """R4, R7: nobody and no room in two sessions at once."""
        busy: dict[tuple[str, str, int], list[Bool]] = defaultdict(list)
        for kind, who, cells, chosen in self._uses():
            for cell in cells:
                busy[kind, who, cell].append(chosen)
        for users in busy.values():
            self.m.add_at_most_one(users)

    def _uses(self) -> Iterator[tuple[str, str, Iterable[int], Bool]]:
        """What keeps which person, therapist or room busy in which cells."""
        by_slot = {"person": self.sits, "therapist": self.leads, "room": self.rooms}
        for kind, choices in by_slot.items():
            for (who, n), chosen in choices.items():
                yield kind, who, self._meets(n), chosen
        for session, gives in self.gives.items():
            yield "person", session[0], self._occupied(session), gives
            yield "therapist", session[1], self._occupied(session), gives
        for (room, start, length), lends in self.lends.items():
            yield "room", room, range(start, start + length), lends

    def _workload(self, t: Therapist) -> None:
        """R8."""
        leads, gives = self._leads_of[t.id], self._given_by[t.id]
        group = sum(self.slots[n].o.group_minutes * x for n, x in leads.items())
        alone = sum(self._program(session).individual_minutes * x for session, x in gives.items())
        self.m.add(group + alone <= math.floor(t.max_direct_minutes))
        if t.max_individual is not None:
            mine = [x for (_, primary), x in self.primary.items() if primary == t.id]
            self.m.add(sum(mine) <= t.max_individual)
        if t.max_evenings is not None:
            late: dict[int, list[Bool]] = defaultdict(list)
            for day, x, span in self._booked(t):
                if is_evening(self.s, span):
                    late[day].append(x)
            nights = [self._any(sessions) for sessions in late.values()]
            self.m.add(sum(nights) <= t.max_evenings)

    def _booked(self, t: Therapist) -> Iterator[tuple[int, Bool, Span]]:
        """The day, the choice and the actual time of all that a therapist could hold."""
        for n, leads in self._leads_of[t.id].items():
            for day in self.slots[n].o.pattern:
                yield day, leads, self.slots[n].o.block.span
        for session, gives in self._given_by[t.id].items():
            yield self.grid.day(session[3]), gives, self._actual(session)

    def _any(self, choices: Iterable[Bool]) -> Bool:
        chosen = self._bool()
        for choice in choices:
            self.m.add_implication(choice, chosen)
        return chosen

    def _one_site_a_day(self, t: Therapist) -> None:
        """R9."""
        at: dict[int, dict[str, list[Bool]]] = defaultdict(lambda: defaultdict(list))
        for n, leads in self._leads_of[t.id].items():
            for day in self.slots[n].o.pattern:
                at[day][self.slots[n].o.site.id].append(leads)
        for session, gives in self._given_by[t.id].items():
            at[self.grid.day(session[3])][session[2]].append(gives)
        for sites in at.values():
            there = [self._any(held) for site, held in sites.items() if not self.s.sites[site].virtual]
            self.m.add_at_most_one(there)

    def _pairs(self) -> None:
        """R10."""
        for pair in self.s.pairs:
            one, other = pair.participant, pair.other
            for n in range(len(self.slots)):
                mine, theirs = self.sits.get((one, n), 0), self.sits.get((other, n), 0)
                if pair.kind is PairKind.TOGETHER:
                    self.m.add(mine == theirs)
                elif pair.kind is PairKind.APART:
                    self.m.add(mine + theirs <= 1)
                else:
                    self.m.add(mine + self.leads.get((other, n), 0) <= 1)
            if pair.kind is PairKind.NOT_WITH and (one, other) in self.primary:
                self.m.add(self.primary[one, other] == 0)

    def _locks(self) -> None:
        """R11."""
        number = {slot.running.id: n for n, slot in enumerate(self.slots) if slot.running}
        for cohort in self.s.cohorts.values():
            if not cohort.locked:
                continue
            n = number.get(cohort.id, -1)
            members = [p.id for p in self.s.participants.values() if p.enrolled and p.cohort == cohort.id]
            must = [self.sits.get((p, n)) for p in members] + [self.leads.get((t, n)) for t in cohort.facilitators]
            if cohort.room is not None and n >= 0 and not self.slots[n].o.site.virtual:
                must.append(self.rooms.get((cohort.room, n)))
            fixed = [x for x in must if x is not None]
            self.impossible = self.impossible or n < 0 or len(fixed) < len(must)
            for x in [*fixed, *([self.run[n]] if n >= 0 else [])]:
                self.m.add(x == 1)

    def _census(self) -> None:
        """R12."""
        for site in self.s.sites.values():
            if site.max_participants is not None:
                here = [x for (_, n), x in self.sits.items() if self.slots[n].o.site.id == site.id]
                self.m.add(sum(here) <= site.max_participants)

    def _score(self) -> cp_model.LinearExprT:
        people, points = self.s.participants, []
        for (p, n), sits in self.sits.items():
            points.append(seat_points(self.s, people[p], self.slots[n].o, self.slots[n].running) * sits)
        for (p, t), primary in self.primary.items():
            if people[p].therapist == t:
                points.append(keep_points(self.s) * primary)
        for n, run in enumerate(self.run):
            points.append(open_points(self.s, self.slots[n].running) * run)
        for (t, n), leads in self.leads.items():
            points.append(lead_points(self.s, self.slots[n].running, t) * leads)
        return sum(points)

    def plan(self, solver: cp_model.CpSolver) -> Plan:
        """What the solver found."""
        chosen = Chosen(
            run=[n for n, x in enumerate(self.run) if solver.boolean_value(x)],
            sits=_true(solver, self.sits),
            leads=_true(solver, self.leads),
            rooms=_true(solver, self.rooms),
            gives=_true(solver, self.gives),
            lends=_true(solver, self.lends),
        )
        return chosen_plan(self.s, self.slots, chosen)


def _true(solver: cp_model.CpSolver, choices: Mapping[Key, Bool]) -> list[Key]:
    return [key for key, x in choices.items() if solver.boolean_value(x)]


def plain_plan(s: Scenario, limit: float) -> tuple[Plan | None, int | None]:
    """The best plan found within so many seconds of search, and the bound; None without one."""
    model = PlainModel(s)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = limit
    if model.impossible or solver.solve(model.m) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, None
    plan = model.plan(solver)
    if checked_score(s, plan) != round(solver.objective_value):
        raise ValueError(f"the plan scores {checked_score(s, plan)}, the model says {solver.objective_value}")
    return plan, math.floor(solver.best_objective_bound + 1e-6)


def plain(scenario: Path, limit: float, _since: float) -> dict[str, object]:
    """What the plain model reaches."""
    s, _ = scenario_of(read_folder(scenario).tables)
    plan, bound = plain_plan(s, limit)
    if plan is None:
        return {}
    return {"score": checked_score(s, plan), "bound": bound, "placed": len(plan.placements)}


if __name__ == "__main__":
    answer(plain)
