"""What is short for people who compete for places of one program, as the exact model proves it.

While everyone who has a place keeps one, nothing places the person; were all that is short there, something would;
without any part of it, nothing.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.domain.plan import Plan
from planner.domain.progress import Watch
from planner.domain.scenario import Scenario
from planner.explain.asking import MOST_COST, Answer, Told, near, placing, solve, solve_whole, units_of
from planner.explain.gates import wide_places
from planner.explain.loosening import Loosening
from planner.explain.shortages import Shortages, as_told, shortages
from planner.solver.beginning import kept_open
from planner.solver.highs import Highs
from planner.solver.linear import Floats, Linear, with_row
from planner.solver.model import Model, model_of
from planner.solver.parts import PARTS
from planner.solver.variables import Variables

MOST_CAUSES = 3
"""Up to so many causes are tried number by number; where that is not enough, all at once."""

LARGE = 8000
"""Of models of more columns, first the sites where the person could sit are planned anew, and then all."""

RIVAL_COST = 500
"""Somebody else's place weighs more than any thing."""


@dataclass(frozen=True, slots=True)
class Short:
    """What is short for one person; `rivals` are people whose place it is, `offering` the group they could join then.

    `answer` is no where nothing of the catalogue would be enough, undecided where the search was stopped. `local`: all
    of it holds while all other sites stay as they are.
    """

    participant: str
    answer: Answer
    undo: tuple[Loosening, ...] = ()
    rivals: tuple[str, ...] = ()
    offering: str = ""
    local: bool = False


class Component:
    """What holds for all who compete in a component; whoever asks first finds it out.

    `freed` are people for whom something was undone that still bars them: nobody else's answer may count on them.
    """

    def __init__(
        self, part: Scenario, plan: Plan, people: Collection[str], freed: Collection[str], *, local: bool
    ) -> None:
        self.part, self.plan, self.freed, self.local = part, plan, frozenset(freed), local
        self._people = frozenset(people) - self.freed
        self._lock = threading.Lock()
        self._none_fits: bool | None = None

    def none_fits(self, engine: Highs, watch: Watch) -> bool:
        """Whether it is proven that no plan keeps everyone placed and places one more, who is not freed."""
        with self._lock:
            if self._none_fits is None:
                self._none_fits = not self._people or self._find_out(engine, watch)
            return self._none_fits

    def _find_out(self, engine: Highs, watch: Watch) -> bool:
        model = model_of(self.part, (*PARTS, placing(self.plan.placements)))
        linear = without(model, model.linear, self.freed)
        points, v = np.zeros_like(linear.points), model.v
        for number, p in enumerate(v.problem.people):
            if p.id in self._people:
                points[[v.sits[seat] for seat in v.problem.seats_of[number]]] = 1
        if not points.any():
            return True
        asked = with_row(replace(linear, points=points), -1, np.flatnonzero(points).tolist(), -points[points > 0])
        return solve(asked, engine, watch.stopped, gap=math.inf).answer is Answer.NO


def without(model: Model, linear: Linear, people: Collection[str]) -> Linear:
    """The same where none of these people has a place."""
    v = model.v
    upper = linear.upper.copy()
    for number, p in enumerate(v.problem.people):
        if p.id in people:
            upper[[v.sits[seat] for seat in v.problem.seats_of[number]]] = 0
    return replace(linear, upper=upper)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is short for one person: `linear` has costs as points.

    `kept` are the upper bounds that leave only the plan's cohorts, `units` those in which the person could sit.
    """

    model: Model
    linear: Linear
    kept: Floats
    units: Sequence[int]


_Try = tuple[Sequence[int], Sequence[int], Floats]
"""Units that may change, columns that stay 0, and the upper bounds that leave only some cohorts."""


def _number(model: Model, person: str) -> int:
    return next(n for n, p in enumerate(model.v.problem.people) if p.id == person)


def _seats(model: Model, person: str) -> Sequence[int]:
    """The seats that a person could have."""
    return model.v.problem.seats_of[_number(model, person)]


class Contest:
    """The exact model of who could sit in a program's groups, with all that may be short; whoever asks first builds it.

    `sits` has the columns of each person's seats, `rivals` the column of each place that is given up.
    """

    def __init__(self, component: Component, program: str) -> None:
        self.component, self.program = component, program
        s = component.part
        sites = [x.id for x in s.sites.values() if program in x.programs]
        self.menu = shortages(s, program, sites)
        self.gates = Shortages(s, "", self.menu)
        self.rivals: dict[str, int] = {}
        self.sits: dict[str, list[int]] = {}
        self._lock = threading.Lock()
        self._built: tuple[Model, Floats] | None = None

    def built(self) -> tuple[Model, Floats]:
        """The model, and the upper bounds that leave only the plan's cohorts."""
        with self._lock:
            if self._built is None:
                s = wide_places(self.component.part, self.menu)
                model = model_of(s, (*PARTS, self.gates, self._keep))
                self._built = model, kept_open(model, self.component.plan)
            return self._built

    def _keep(self, v: Variables) -> None:
        """Everyone placed keeps a place, unless it is given up as one of the causes."""
        for number, p in enumerate(v.problem.people):
            self.sits[p.id] = [v.sits[seat] for seat in v.problem.seats_of[number]]
            if p.id in self.component.plan.placements:
                self.rivals[p.id] = v.lines.column(whole=True)
                v.lines.equal(1, [*self.sits[p.id], self.rivals[p.id]])


class Competitors:
    """People without a place, of one program in one component."""

    def __init__(self, contest: Contest, people: Sequence[str]) -> None:
        self._contest, self._component, self._people = contest, contest.component, people
        self._menu = contest.menu
        self._lacking: list[Loosening] = []
        self._rearranged: Floats | None = None

    @property
    def _changes(self) -> list[int]:
        return self._contest.gates.changes

    @property
    def size(self) -> int:
        """The more, the longer the answers take: the people who ask, times the things that may be short."""
        return len(self._people) * len(self._menu)

    def answers(self, engine: Highs, watch: Watch) -> Iterator[Short]:
        """One by one."""
        if watch.stopped():
            yield from (Short(person, Answer.UNDECIDED) for person in self._people)
            return
        model, kept = self._contest.built()
        alike: dict[object, Short] = {}
        for person in self._people:
            likeness = self._likeness(model, person)
            if likeness not in alike:
                alike[likeness] = self._short(person, model, kept, engine, watch)
            yield replace(alike[likeness], participant=person, local=self._component.local)

    def _likeness(self, model: Model, person: str) -> object:
        """What is the same for people who could sit in the same groups with the same individual sessions."""
        problem = model.v.problem
        number = _number(model, person)
        tied = any(number in pair for pair in (*problem.apart, *problem.together, *(x[:1] for x in problem.not_with)))
        seats = (problem.seats[seat] for seat in problem.seats_of[number])
        mine = frozenset((seat.unit, seat.need) for seat in seats)
        return person if tied else (person in self._component.freed, mine)

    def _short(self, person: str, model: Model, kept: Floats, engine: Highs, watch: Watch) -> Short:
        if not self._contest.sits[person]:
            return Short(person, Answer.NO)
        least = 0 if person in self._component.freed else int(self._component.none_fits(engine, watch))
        told = self._least(self._asked(person, model, kept), least, engine, watch)
        values = told.values
        if values is None:
            return Short(person, told.answer)
        undo = [x for x, column in zip(self._menu, self._changes, strict=True) if round(values[column])]
        self._lacking += [x for x in undo if x not in self._lacking]
        rivals = [name for name, column in self._contest.rivals.items() if round(values[column])]
        seat = next(x for x in _seats(model, person) if round(values[model.v.sits[x]]))
        offering = model.v.problem.units[model.v.problem.seats[seat].unit].offering
        causes = tuple(as_told(self._component.part, person, x) for x in undo)
        return Short(person, Answer.YES, causes, tuple(rivals), offering.text)

    def _asked(self, person: str, model: Model, kept: Floats) -> _Asked:
        linear = without(model, model.linear, self._component.freed - {person})
        points = np.zeros_like(linear.points)
        points[self._changes] = [-MOST_COST - x.cost for x in self._menu]
        points[list(self._contest.rivals.values())] = -MOST_COST - RIVAL_COST
        sits = self._contest.sits[person]
        linear = replace(linear, points=points)
        units = sorted({model.v.problem.seats[seat].unit for seat in _seats(model, person)})
        return _Asked(model, with_row(linear, -1, sits, -np.ones(len(sits))), kept, units)

    def _least(self, asked: _Asked, least: int, engine: Highs, watch: Watch) -> Told:
        """The fewest causes: as many as it takes, each number in turn, so that fewer are proven not to do."""
        linear = asked.linear
        columns = np.flatnonzero(linear.points).tolist()
        for most in range(least, MOST_CAUSES + 1):
            limited = with_row(linear, most, columns, np.ones(len(columns)), below=most)
            found = self._at_hand(asked, limited, most, engine, watch)
            told = found or solve_whole(limited, engine, watch.stopped)
            if found is None and told.values is not None:
                self._rearranged = _as_in(asked.model, told.values)
            if told.answer is not Answer.NO:
                return told
        return solve_whole(linear, engine, watch.stopped)

    def _at_hand(self, asked: _Asked, linear: Linear, most: int, engine: Highs, watch: Watch) -> Told | None:
        """What smaller models find, first of causes which others have too, last by a place that somebody gives up.

        In each most of the plan stays as it is: all its cohorts, or those in which the person cannot be, or of a large
        model those at other sites; or it is as it had to be rearranged for somebody else. Nobody gives up a place where
        a thing more would do with all cohorts of the program open.
        """
        things, rivals = self._changes, list(self._contest.rivals.values())

        def first(linear: Linear, tries: Iterable[_Try]) -> Told | None:
            for units, closed, kept in tries:
                rest = near(asked.model, linear, kept, units, closed)
                told = None if rest is None else solve_whole(rest.linear, engine, watch.stopped)
                if rest is not None and told is not None and told.values is not None:
                    values = rest.whole_values(np.rint(told.values).astype(np.int64))
                    return Told(Answer.YES, values.astype(np.float64))
            return None

        tries: list[_Try] = []
        if self._lacking:
            tries.append((asked.units, [*rivals, *self._not_lacking()], asked.kept))
        if self._rearranged is not None:
            tries.append((asked.units, rivals, self._rearranged))
        tries += [((), rivals, asked.kept), (asked.units, rivals, asked.kept)]
        if most and len(linear.points) > LARGE:
            tries.append((_at_their_sites(asked), rivals, asked.kept))
        found = first(linear, tries)
        if found is not None or not (most and rivals):
            return found
        closed = things if most == 1 else []
        giving = with_row(linear, -1, rivals, -np.ones(len(rivals)))
        taken = first(giving, [((), closed, asked.kept), (asked.units, closed, asked.kept)])
        program = units_of(asked.model, self._contest.program)
        return taken and (first(linear, [(program, rivals, asked.kept)]) or taken)

    def _not_lacking(self) -> Iterator[int]:
        """The columns of all that nobody is known to lack and that weighs no less than what somebody does."""
        most = max(x.cost for x in self._lacking)
        for x, column in zip(self._menu, self._changes, strict=True):
            if x not in self._lacking and x.cost >= most:
                yield column


def _at_their_sites(asked: _Asked) -> Sequence[int]:
    """All units, of whatever program, at the sites where the person could sit."""
    units = asked.model.v.problem.units
    sites = {units[number].offering.site.id for number in asked.units}
    return [number for number, unit in enumerate(units) if unit.offering.site.id in sites]


def _as_in(model: Model, values: Floats) -> Floats:
    """Upper bounds of all columns that leave only the cohorts, rooms and leaders of these values."""
    upper, v = model.linear.upper.copy(), model.v
    for runs, leads in zip(v.runs, v.leads, strict=True):
        columns = [*runs, *leads.values()]
        upper[columns] = np.round(values[columns])
    return upper


def competitors(
    part: Scenario, plan: Plan, people: Collection[str], freed: Collection[str], *, local: bool = False
) -> Iterator[Competitors]:
    """Those of some people without a place who are in a component, by program.

    Those who are freed are asked for apart: they need not wait for what the others have in common.
    """
    mine = [i for i in part.participants if i in people]
    component = Component(part, plan, mine, [i for i in part.participants if i in freed], local=local)
    alike: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for i in mine:
        alike[part.participants[i].program, i in component.freed].append(i)
    contests = {program: Contest(component, program) for program, _ in alike}
    for program, is_freed in sorted(alike):
        yield Competitors(contests[program], alike[program, is_freed])
