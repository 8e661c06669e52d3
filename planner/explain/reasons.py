"""Why somebody has no place: a code, a sentence, and the smallest set of causes, proven by the exact model.

While everyone who has a place keeps one, nothing places the person; were all that the reason names otherwise, something
would; without any part of it, nothing. docs/explanations.md has the catalogue and says how each claim can be refuted.
"""

import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.domain.plan import Plan, Unplaced
from planner.domain.progress import Progress, Watch
from planner.domain.scenario import Scenario
from planner.explain.asking import MOST_COST, Answer, Told, near, placing, solve, solve_whole, with_row
from planner.explain.barred import barred
from planner.explain.gates import wide_places
from planner.explain.loosening import Loosening
from planner.explain.shortages import Shortages, shortages
from planner.solver.components import split
from planner.solver.highs import Highs
from planner.solver.linear import Floats, Linear
from planner.solver.model import Model, model_of
from planner.solver.parts import PARTS
from planner.solver.variables import Variables

OUTRANKED, OUTWEIGHED, TIED, UNDECIDED = "outranked", "outweighed", "tied", "undecided"

RANKS_HIGHER = "everyone placed instead ranks higher"

MOST_CAUSES = 3
"""Up to so many causes are tried number by number; where that is not enough, all at once."""

RIVAL_COST = 500
"""Somebody else's place is named only where no one thing more would do."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one person has no place. `rivals` are people whose place it is; `causes` say everything in words."""

    participant: str
    code: str
    explanation: str
    causes: tuple[str, ...] = ()
    undo: tuple[Loosening, ...] = ()
    rivals: tuple[str, ...] = ()


def reasons(
    s: Scenario, plan: Plan, watch: Watch, people: Collection[str] | None = None, *, best: bool = True
) -> Mapping[str, Reason]:
    """A reason for each of some people without a place, or for all, by participant; undecided where stopped.

    `best` says that no plan scores more than this one: without that, nobody is said to be outweighed.
    """
    found: dict[str, Reason] = {}
    wanted = set(plan.unplaced).intersection(plan.unplaced if people is None else people)
    jobs = list(_jobs(s, plan, wanted, found))
    began = time.monotonic()
    lock = threading.Lock()

    def work(job: "_Program") -> None:
        with Highs() as engine:
            for reason in job.reasons(engine, watch):
                with lock:
                    found[reason.participant] = reason if best else _doubted(reason)
                    now = Progress(
                        time.monotonic() - began, "finding reasons", done=len(found), parts=len(plan.unplaced)
                    )
                    watch.progress(now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, jobs))
    return dict(sorted(found.items()))


def explained(plan: Plan, found: Mapping[str, Reason]) -> Plan:
    """The plan with a reason for everyone who has no place."""

    def told(x: Unplaced) -> Unplaced:
        reason = found[x.participant]
        return replace(x, reason=reason.code, explanation=reason.explanation)

    return replace(plan, unplaced={i: told(x) if i in found else x for i, x in plan.unplaced.items()})


def _jobs(s: Scenario, plan: Plan, wanted: Collection[str], found: dict[str, Reason]) -> Iterator["_Program"]:
    """The people who compete for a place, by component and program; who is barred gets the reason at once."""
    seen: set[str] = set()
    for part in split(s):
        mine = [i for i in part.participants if i in wanted]
        seen.update(mine)
        shared = _Shared(part, plan, frozenset(mine))
        for program in sorted({part.participants[i].program for i in mine}):
            yield _Program(shared, program, [i for i in mine if part.participants[i].program == program])
    for i in sorted(set(wanted) - seen):
        found[i] = _barred(s, i)


def _barred(s: Scenario, person: str) -> Reason:
    bar = barred(s, s.participants[person])
    return Reason(person, bar.code, _sentence(bar.causes), bar.causes)


def _sentence(causes: Sequence[str]) -> str:
    text = "; and ".join(causes)
    return f"{text[:1].upper()}{text[1:]}."


class _Shared:
    """What holds for all unplaced people of a component; whoever asks first finds it out."""

    def __init__(self, part: Scenario, plan: Plan, people: frozenset[str]) -> None:
        self.part, self.plan = part, plan
        self._people = people
        self._lock = threading.Lock()
        self._none_fits: bool | None = None

    @cached_property
    def seated(self) -> frozenset[str]:
        """The people whom some group could take, were everything else free."""
        problem = model_of(self.part).v.problem
        return frozenset(p.id for n, p in enumerate(problem.people) if problem.seats_of[n])

    def none_fits(self, engine: Highs, watch: Watch) -> bool:
        """Whether it is proven that no plan keeps everyone placed and places one more."""
        with self._lock:
            if self._none_fits is None:
                self._none_fits = self._find_out(engine, watch)
            return self._none_fits

    def _find_out(self, engine: Highs, watch: Watch) -> bool:
        model = model_of(self.part, (*PARTS, placing(self.plan.placements)))
        points, v = np.zeros_like(model.linear.points), model.v
        for number, p in enumerate(v.problem.people):
            if p.id in self._people:
                points[[v.sits[seat] for seat in v.problem.seats_of[number]]] = 1
        linear = with_row(
            replace(model.linear, points=points), -1, np.flatnonzero(points).tolist(), -points[points > 0]
        )
        return solve(linear, engine, watch.stopped).answer is Answer.NO


class _Program:
    """The unplaced people of one program in one component."""

    def __init__(self, shared: _Shared, program: str, people: Sequence[str]) -> None:
        self._shared, self._program, self._people = shared, program, people
        self._s, self._plan = shared.part, shared.plan
        sites = [x.id for x in self._s.sites.values() if program in x.programs]
        self._menu = shortages(self._s, program, sites)
        self._rivals: dict[str, int] = {}
        self._sits: dict[str, list[int]] = {}
        self._gates = Shortages(self._s, "", self._menu)
        self._none_fits = False

    def reasons(self, engine: Highs, watch: Watch) -> Iterator[Reason]:
        """One by one."""
        able = [i for i in self._people if i in self._shared.seated]
        yield from (_barred(self._s, i) for i in self._people if i not in able)
        if able:
            self._none_fits = self._shared.none_fits(engine, watch)
            model = model_of(wide_places(self._s, self._menu), (*PARTS, self._gates, self._keep))
            alike: dict[object, Reason] = {}
            for person in able:
                likeness = _likeness(model, person)
                if likeness not in alike:
                    alike[likeness] = self._reason(person, model, engine, watch)
                yield replace(alike[likeness], participant=person)

    def _keep(self, v: Variables) -> None:
        """Everyone placed keeps a place, unless it is given up as one of the causes."""
        for number, p in enumerate(v.problem.people):
            self._sits[p.id] = [v.sits[seat] for seat in v.problem.seats_of[number]]
            if p.id in self._plan.placements:
                self._rivals[p.id] = v.lines.column(whole=True)
                v.lines.equal(1, [*self._sits[p.id], self._rivals[p.id]])

    def _reason(self, person: str, model: Model, engine: Highs, watch: Watch) -> Reason:
        linear = self._asked(person, model.linear)
        told = self._least(linear, model, engine, watch)
        values = told.values
        if told.answer is Answer.NO:
            text = "No further seat, room, office or therapist would be enough, nor would the places of all others."
            return Reason(person, TIED, text)
        if values is None:
            text = "The search was stopped before it could tell why."
            return Reason(person, UNDECIDED, text)
        undo = [x for x, column in zip(self._menu, self._gates.changes, strict=True) if round(values[column])]
        rivals = [name for name, column in self._rivals.items() if round(values[column])]
        return _told(person, undo, rivals)

    def _asked(self, person: str, linear: Linear) -> Linear:
        points = np.zeros_like(linear.points)
        points[self._gates.changes] = [-MOST_COST - x.cost for x in self._menu]
        points[list(self._rivals.values())] = -MOST_COST - RIVAL_COST
        sits = self._sits[person]
        return with_row(replace(linear, points=points), -1, sits, -np.ones(len(sits)))

    def _least(self, linear: Linear, model: Model, engine: Highs, watch: Watch) -> Told:
        """The fewest causes: as many as it takes, each number in turn, so that fewer are proven not to do."""
        columns = np.flatnonzero(linear.points).tolist()
        for most in range(1 if self._none_fits else 0, MOST_CAUSES + 1):
            limited = with_row(linear, most, columns, np.ones(len(columns)))
            values = self._at_hand(limited, model, engine, watch)
            told = Told(Answer.YES, values) if values is not None else solve_whole(limited, engine, watch.stopped)
            if told.answer is not Answer.NO:
                return told
        return solve_whole(linear, engine, watch.stopped)

    def _at_hand(self, linear: Linear, model: Model, engine: Highs, watch: Watch) -> Floats | None:
        """Causes without which most of the plan could stay as it is: all its cohorts, or those of other programs."""
        for program in (None, self._program):
            rest = near(model, linear, self._plan, program)
            told = None if rest is None else solve_whole(rest.linear, engine, watch.stopped)
            if rest is not None and told is not None and told.values is not None:
                return rest.whole_values(np.rint(told.values).astype(np.int64)).astype(np.float64)
        return None


def _doubted(reason: Reason) -> Reason:
    """The same of a plan that may not be the best."""
    if reason.code == OUTWEIGHED:
        text = "They could have a place and everyone keep theirs: the plan was stopped before it found one for them."
        return Reason(reason.participant, UNDECIDED, text)
    if reason.rivals:
        causes = tuple(x.replace(RANKS_HIGHER, "this plan gives it to them") for x in reason.causes)
        return replace(reason, causes=causes, explanation=_sentence(causes))
    return reason


def _likeness(model: Model, person: str) -> object:
    """What is the same for people who could sit in the same groups with the same individual sessions."""
    problem = model.v.problem
    number = next(n for n, p in enumerate(problem.people) if p.id == person)
    tied = any(number in pair for pair in (*problem.apart, *problem.together, *(x[:1] for x in problem.not_with)))
    seats = (problem.seats[seat] for seat in problem.seats_of[number])
    return person if tied else frozenset((seat.unit, seat.need) for seat in seats)


def _told(person: str, undo: Sequence[Loosening], rivals: Sequence[str]) -> Reason:
    if not undo and not rivals:
        text = "They could have a place and everyone keep theirs, but it would cost more points than it brings."
        return Reason(person, OUTWEIGHED, text)
    causes = [x.sentence for x in undo]
    if rivals:
        one = "the place of" if len(rivals) == 1 else "the places of"
        causes.append(f"they could only take {one} {', '.join(rivals)}, and {RANKS_HIGHER}")
    code = undo[0].kind.code if undo else OUTRANKED
    return Reason(person, code, _sentence(causes), tuple(causes), tuple(undo), tuple(rivals))
