"""What one more of something would bring over a plan.

Marginal values come in two sorts that are never mixed. Proven: the independent part of the scenario that is concerned
was planned to its optimum with one more and without, and the difference is exact; or nobody could make use of one more.
Estimated: the difference between two plans found, of a large part only for the sites around, or, without people, what
the addition brings in the relaxation. Each is a hint and no more.
"""

import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from planner.domain.outcome import Earlier, Outcome, Part, Status
from planner.domain.plan import Plan
from planner.domain.progress import StopAfter, Watch
from planner.domain.scenario import Scenario
from planner.explain.additions import Addition, additions
from planner.explain.engines import LentEngines
from planner.explain.loosening import Written
from planner.explain.neighbourhood import WHOLE, near_sites, neighbourhood
from planner.explain.plan_function import Planning
from planner.explain.side_by_side import AT_ONCE, each
from planner.solver.components import split
from planner.solver.highs import Highs
from planner.solver.model import model_of
from planner.solver.relaxed import relaxed

SECONDS_EACH = 15.0
"""Whatever has not been planned to its optimum by then stays an estimate."""

AROUND = 60
"""Of a large part the sites around an addition are planned: so many people are placed there at most."""

LAST_WORDS = 2.0
"""Seconds before the end after which no further plan is begun."""

LISTEN = 0.05
"""Seconds after which it is seen whether somebody says stop."""


class Certainty(StrEnum):
    """Whether a marginal value is exact, or a hint."""

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


def marginals(s: Scenario, start: Outcome, planning: Planning) -> list[Marginal]:
    """What one more of each resource gains over a plan of this scenario, the most promising first; in the time limit.

    Nothing that needs a plan is proven where that part of the plan is not. What was not reached by a stop is missing.
    """
    if start.plan is None:
        return []
    end = time.monotonic() + planning.settings.time_limit - LAST_WORDS
    grounds = _grounds(s, start, start.plan)
    everything = list(additions(s))
    done = [_nothing(x) for x in everything if x.idle or x.site not in grounds]
    useful = [x for x in everything if not x.idle and x.site in grounds]
    in_time = StopAfter(planning.watch, planning.settings.time_limit - LAST_WORDS)
    with LentEngines(AT_ONCE) as engines:

        def promise(x: Addition, _: int) -> int | None:
            with engines.one() as engine:
                return grounds[x.site].promised(x, engine, in_time)

        promised = each(useful, promise, planning.watch, "weighing additions")

    def gained(x: tuple[Addition, int], _: int) -> Marginal:
        seconds = min(SECONDS_EACH, end - time.monotonic())
        return grounds[x[0].site].gained(*x, _within(planning, seconds)) if seconds > 0 else _estimated(*x)

    ranked = sorted(((x, gain) for x, gain in promised if gain is not None), key=lambda x: -x[1])
    found = {id(x): y for x, y in each(ranked, gained, planning.watch, "adding one at a time")}
    done += [found.get(id(x)) or _estimated(*x) for x in ranked]
    return sorted(done, key=_order)


def _order(x: Marginal) -> tuple[bool, bool, int, str, str]:
    """What is worth something first, the proven before the others, and the most before the least."""
    return x.score_gained == 0, x.certainty is Certainty.ESTIMATED, -x.score_gained, x.resource, x.site_id


def _within(planning: Planning, seconds: float) -> Planning:
    return replace(planning, settings=replace(planning.settings, time_limit=seconds))


def _grounds(s: Scenario, start: Outcome, plan: Plan) -> dict[str, "_Ground"]:
    """By site; those that nobody could go to and where nothing must run have none."""
    parts = list(zip(split(s), start.parts, strict=True))
    return {site: _Ground(part, known, plan, site) for part, known in parts for site in part.sites}


class _Ground:
    """A site in its independent part of the scenario, with what is known of that part."""

    def __init__(self, part: Scenario, known: Part, plan: Plan, site: str) -> None:
        self._part, self._known, self._plan, self._site = part, known, plan, site
        self._before: _Before | None = None
        self._plain: float | None = None

    @cached_property
    def _near(self) -> Scenario:
        """A small part whole, of a large one the sites around; all others stay as the plan has them."""
        if len(self._part.participants) <= WHOLE:
            return self._part
        waiting = self._part.participants.keys() - self._plan.placements.keys()
        return neighbourhood(self._part, self._plan, near_sites(self._part, self._plan, waiting, {self._site}, AROUND))

    def promised(self, x: Addition, engine: Highs, watch: Watch) -> int | None:
        """How much more the relaxation scores with one more; None at a stop."""
        without, with_it = self._relaxed(engine, watch), _relaxed(x.edit(self._near), engine, watch)
        return None if without is None or with_it is None else max(0, round(with_it - without))

    def gained(self, x: Addition, promised: int, planning: Planning) -> Marginal:
        """Planned again; what the relaxation promises where there was no time for a plan."""
        if self._known.score == self._known.bound:
            known = _Before(self._part.participants.keys() & self._plan.placements.keys(), self._known.score)
            after = self._again(x.edit(self._part), planning)
            return known.difference(x, after, proven=after.status is Status.OPTIMAL) or _estimated(x, promised)
        without = self._as_it_is(planning)
        after = self._again(x.edit(self._near), planning)
        return (without and without.difference(x, after, proven=False)) or _estimated(x, promised)

    def _as_it_is(self, planning: Planning) -> "_Before | None":
        """The sites around planned again with nothing more, so that what that gains is not taken for a gain."""
        if self._before is None:
            found = self._again(self._near, planning)
            if found.plan is not None and found.score is not None:
                self._before = _Before(found.plan.placements.keys(), found.score)
        return self._before

    def _again(self, s: Scenario, planning: Planning) -> Outcome:
        return planning.again(s, Earlier(self._plan))

    def _relaxed(self, engine: Highs, watch: Watch) -> float | None:
        if self._plain is None:
            self._plain = _relaxed(self._near, engine, watch)
        return self._plain


@dataclass(frozen=True, slots=True)
class _Before:
    """Who is placed with nothing more, and the score."""

    placed: AbstractSet[str]
    score: int

    def difference(self, x: Addition, now: Outcome, *, proven: bool) -> Marginal | None:
        """What an addition gains; None where no plan was found with it."""
        if now.plan is None or now.score is None:
            return None
        placed = now.plan.placements.keys()
        return Marginal(
            resource=x.resource,
            site_id=x.site,
            block_id=x.block,
            changes=x.changes,
            people_gained=len(placed) - len(self.placed),
            score_gained=max(0, now.score - self.score),
            certainty=Certainty.PROVEN if proven else Certainty.ESTIMATED,
            people=tuple(sorted(placed - self.placed)),
        )


def _estimated(x: Addition, promised: int) -> Marginal:
    return Marginal(x.resource, x.site, x.block, x.changes, None, promised, Certainty.ESTIMATED)


def _nothing(x: Addition) -> Marginal:
    return Marginal(x.resource, x.site, x.block, x.changes, 0, 0, Certainty.PROVEN)


def _relaxed(s: Scenario, engine: Highs, watch: Watch) -> float | None:
    linear = model_of(s).linear
    points: float | None = None
    for prices in relaxed(linear, engine, LISTEN):
        if prices is not None:
            points = float(linear.points @ prices.values)
        elif points is None and watch.stopped():
            return None
    return points
