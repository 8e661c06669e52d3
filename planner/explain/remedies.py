"""What it would take: the smallest changes that place a person and cost nobody their place.

Each is found as a decision of one exact model, from the cheapest on, and then planned again: the tables are changed,
and a plan is found in which the person and everyone who had a place have one. Where nothing is found, nothing exists.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from planner.domain.plan import Plan
from planner.domain.progress import Progress, Watch
from planner.domain.scenario import Scenario
from planner.explain.asking import Answer, Case, Question, best_plan, component, witness
from planner.explain.barred import bars, open_sites
from planner.explain.engines import LentEngines
from planner.explain.loosening import Loosening, Written, loosened
from planner.explain.menu import menu
from planner.explain.neighbourhood import WHOLE, busy_elsewhere, neighbourhood, sites_around
from planner.solver.highs import Highs

MOST_CHANGES = 2
"""Nobody is asked to make more changes than this for one person."""

SHOWN = 2
"""So many ways are looked for; more, where no best plan would go them by itself."""

TRIED = 4
"""So many ways are looked for at most."""

ENGINES = 2
"""People who are looked at side by side."""

Changed: TypeAlias = Callable[[Sequence[Written]], Scenario]
"""What a scenario is after some changes of the contract: its tables edited and read again."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that place a person and keep everyone placed, in `cohort` of a plan that was found and checked.

    `in_best`: whether a best plan with these changes does so by itself; None where that was not asked.
    """

    changes: tuple[Loosening, ...]
    cost: int
    cohort: str
    in_best: bool | None = None

    @property
    def written(self) -> tuple[Written, ...]:
        """As a what-if's list of `[[changes]]`."""
        return tuple(x.change for x in self.changes)


@dataclass(frozen=True, slots=True)
class Remedies:
    """For one person: the ways found, best first. `complete`: no way is smaller, and without any, none exists."""

    participant: str
    found: tuple[Remedy, ...]
    complete: bool


def remedies(
    s: Scenario, plan: Plan, people: Iterable[str], watch: Watch, changed: Changed | None = None
) -> list[Remedies]:
    """What it would take for each of these people who have no place.

    `changed` applies changes to the scenario's tables; without it they are applied to the scenario itself.
    """
    cases = [Case(s, plan, person) for person in people]
    began = time.monotonic()
    done: list[Remedies] = []
    several = min(ENGINES, max(1, len(cases)))
    with LentEngines(several) as engines, ThreadPoolExecutor(several) as pool:
        for found in pool.map(lambda case: _of(case, watch, changed, engines), cases):
            done.append(found)
            seconds = time.monotonic() - began
            watch.progress(Progress(seconds, "looking for what it would take", done=len(done), parts=len(cases)))
    return done


def _of(case: Case, watch: Watch, changed: Changed | None, engines: LentEngines) -> Remedies:
    if watch.stopped():  # to put the question alone takes a while, and many may be left
        return Remedies(case.person, (), complete=False)
    with engines.one() as engine:
        search = _Search(case, engine, watch, changed)
        return Remedies(case.person, tuple(search.found()), search.complete)


class _Search:
    """One person's remedies on their way."""

    def __init__(self, case: Case, engine: Highs, watch: Watch, changed: Changed | None) -> None:
        self._case, self._engine, self._watch, self._changed = case, engine, watch, changed
        self._sites = _around(case)
        self.complete = self._sites is None

    def found(self) -> Iterator[Remedy]:
        """The smallest and cheapest, proven so; then others at hand."""
        question = self._question()
        while True:
            answer, changes = question.least(self._engine, self._watch.stopped)
            known, remedy = self._planned(changes) if answer is Answer.YES else (answer, None)
            if Answer.UNDECIDED in (answer, known):
                self.complete = False
                return
            if answer is Answer.NO:
                return
            question.leave_out(changes, and_more=remedy is not None)
            if remedy is not None:
                break
        yield from sorted([remedy, *self._others(question, remedy)], key=_rank)

    def _question(self) -> Question:
        """Of a small component whole; of a large one around the person, about therapists who work nowhere else."""
        case, s = self._case, self._case.scenario
        if self._sites is None:
            return Question(case, menu(s, case.person), MOST_CHANGES)
        elsewhere = busy_elsewhere(case.plan, self._sites)
        few = replace(case, scenario=self._few(s, self._sites))
        changes = [x for x in menu(few.scenario, case.person) if x.key[1] not in elsewhere]
        return Question(few, changes, MOST_CHANGES)

    def _others(self, question: Question, first: Remedy) -> Iterator[Remedy]:
        """Further ways, of as many changes: until enough are shown, and one of them is that of a best plan."""
        most = max(1, len(first.changes))
        tried, stands = 1, first.in_best is not False
        while tried < (SHOWN if stands else TRIED):
            changes = question.another(most, self._engine, self._watch.stopped)
            _, remedy = self._planned(changes) if changes else (Answer.NO, None)
            if remedy is None:
                return
            tried, stands = tried + 1, stands or remedy.in_best is not False
            if tried <= SHOWN or remedy.in_best:
                yield remedy
            question.leave_out(changes, and_more=True)

    def _planned(self, changes: Sequence[Loosening]) -> tuple[Answer, Remedy | None]:
        """Plans with the changes made, for the person and all who have a place."""
        s = self._after(changes)
        answer, plan = witness(s, self._case, self._engine, self._watch.stopped)
        if plan is None:
            return answer, None
        best = self._best(s)
        in_best = None if best is None else plan.placements.keys() & self._kept <= best.placements.keys()
        cohort = (best if best is not None and in_best else plan).placements[self._case.person].cohort
        return answer, Remedy(tuple(changes), sum(x.cost for x in changes), cohort, in_best)

    @cached_property
    def _kept(self) -> frozenset[str]:
        """The person and all who have a place."""
        return frozenset({self._case.person, *self._case.plan.placements})

    def _best(self, s: Scenario) -> Plan | None:
        return None if self._sites else best_plan(s, self._case.person, self._engine, self._watch.stopped)

    def _after(self, changes: Sequence[Loosening]) -> Scenario:
        if self._changed is None:
            s = loosened(self._case.scenario, changes)
        else:
            s = self._changed([x.change for x in changes])
        return s if self._sites is None else self._few(s, self._sites)

    def _few(self, s: Scenario, sites: frozenset[str]) -> Scenario:
        """The sites around the person."""
        return neighbourhood(s, self._case.plan, sites, {self._case.person})


def _around(case: Case) -> frozenset[str] | None:
    """The sites to look at; None where the whole component is small."""
    s = case.scenario
    part = component(s, case.person)
    if len((s if part is None else part).participants) <= WHOLE:
        return None
    could_take = open_sites(s, case.person) or open_sites(loosened(s, bars(s, case.person) or ()), case.person)
    return sites_around(s, case.plan, case.person, could_take)


def _rank(way: Remedy) -> tuple[int, int, bool]:
    return len(way.changes), way.cost, way.in_best is False
