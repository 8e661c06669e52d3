"""What breaks if a therapist, a room or a site is gone, for a week or for good: whom it hits, and who keeps a place.

The answer is a plan for the people who are placed now, made with least disturbance: their cohorts, therapists and
facilitators of today are those of the plan at hand, and the score's own terms keep what can be kept.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from planner.domain.outcome import Earlier, Outcome, Status
from planner.domain.plan import Cohort, Plan
from planner.domain.scenario import PairKind, Participant, RunningCohort, Scenario, Therapist
from planner.explain.engines import LentEngines
from planner.explain.fewest import no_fewer
from planner.explain.neighbourhood import WHOLE, near_sites, neighbourhood
from planner.explain.plan_function import Planning
from planner.explain.side_by_side import AT_ONCE, each
from planner.solver.components import split

AROUND = 100
"""The sites around a loss are those where at most so many people are placed, or those that are hit."""

LAST_WORDS = 1.0
"""Seconds before the end at which no further plan shall take time."""

ENOUGH = 25.0
"""Seconds for a whole component at least: with less hardly anything is proven, so some have these and others none."""

SHORTEST, LONGEST = 4.0, 20.0
"""Seconds for the first re-plan after one loss; all first ones together take half of the time."""


class Loss(StrEnum):
    """What may be gone."""

    THERAPIST = "therapist"
    ROOM = "room"
    SITE = "site"


class Span(StrEnum):
    """For how long: in a `week` everyone stays at their site and in their block, `gone` leaves all open."""

    WEEK = "week"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Contingency:
    """One loss: how many it hits and who keeps a place. `cover` are those who take over for people who are kept.

    `lost` are all who lose their place; `proven`: no plan could leave fewer without one, counted by their priority, or
    the re-plan is the best there is.
    """

    kind: Loss
    id: str
    span: Span
    cohorts_hit: int
    people_hit: int
    people_kept: int
    people_lost: int
    cover: tuple[str, ...]
    lost: tuple[str, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class _Case:
    kind: Loss
    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a loss: whom it hits, the component without it, and the best re-plan so far."""

    case: _Case
    cohorts: set[str]
    people: set[str]
    left: Scenario | None = None
    after: Plan | None = None
    lost: tuple[str, ...] = ()
    proven: bool = True

    @property
    def weight(self) -> int:
        """The priority of all who lose their place, which is what the score counts them by."""
        return 0 if self.left is None else sum(self.left.participants[i].priority for i in self.lost)


def contingencies(s: Scenario, plan: Plan, kinds: Iterable[Loss], planning: Planning) -> list[Contingency]:
    """Every loss of these kinds, the most fragile first. Ends early, with what is known, where the watch says so.

    The time limit is for all of them together. First the sites around each loss are planned again, then, as far as
    there is time, the whole component where that alone has proven nothing.
    """
    end = time.monotonic() + planning.settings.time_limit - LAST_WORDS
    cases = [_Case(kind, name, span) for kind in kinds for name in of(kind, s) for span in Span]
    with LentEngines(AT_ONCE) as engines:
        losing = _Losing(plan, split(_as_it_runs(s, plan)), planning, engines)
        half = time.monotonic() + planning.settings.time_limit / 2

        def near(case: _Case, left: int) -> _Known:
            share = (half - time.monotonic()) * AT_ONCE / left
            return losing.nearby(case, min(LONGEST, max(SHORTEST, share)) if share > 0 else 0)

        known = dict(each(cases, near, planning.watch, "losing one at a time"))
        doubtful = sorted((x for x in known.values() if not x.proven), key=_difficulty)

        def wider(x: _Known, left: int) -> _Known:
            seconds = end - time.monotonic()
            return losing.whole(x, min(seconds, max(ENOUGH, seconds * AT_ONCE / left))) if seconds > 0 else x

        known |= {x.case: y for x, y in each(doubtful, wider, planning.watch, "looking at all sites")}
    rows = [losing.told(x) for x in known.values()]
    return sorted(rows, key=lambda x: (-x.people_lost, -x.people_hit, x.kind, x.id, x.span))


def of(kind: Loss, s: Scenario) -> Collection[str]:
    """The ids of what may be gone."""
    return {Loss.THERAPIST: s.therapists, Loss.ROOM: s.rooms, Loss.SITE: s.sites}[kind]


def _difficulty(x: _Known) -> tuple[bool, bool]:
    """First those for which no plan was found in time, then absences of a week, which are planned faster."""
    return x.after is not None, x.case.span is Span.GONE


@dataclass(frozen=True, slots=True)
class _Losing:
    """Plans again for those who have a place now, without somebody or something."""

    plan: Plan
    parts: Sequence[Scenario]
    planning: Planning
    engines: LentEngines

    def nearby(self, case: _Case, seconds: float) -> _Known:
        """With the sites around planned again; without time for that, with all as it is where it can stay so."""
        cohorts, people = _hit(case, self.plan)
        part = next((x for x in self.parts if _holds(case, x)), None)
        if part is None or not people:
            return _Known(case, cohorts, people)
        left = _without(case, part)
        standing = _Known(
            case, cohorts, people, left, None, tuple(sorted(_falling(left, self.plan, people))), proven=False
        )
        if seconds <= 0:
            return standing
        scope = _scope(left, self.plan, people)
        outcome = self._again(scope, seconds)
        known = replace(standing, after=outcome.plan, lost=_lost(left, scope, outcome))
        best = len(scope.sites) == len(left.sites) and _is_best(outcome)
        if best or not known.lost or self._no_fewer(known, scope):
            return replace(known, proven=True)
        return min(known, standing, key=lambda x: x.weight)

    def whole(self, known: _Known, seconds: float) -> _Known:
        """With the whole component planned again, where that keeps more."""
        if known.left is None:
            return known
        outcome = self._again(known.left, seconds)
        other = replace(
            known, after=outcome.plan, lost=_lost(known.left, known.left, outcome), proven=_is_best(outcome)
        )
        return other if other.proven or other.weight < known.weight else known

    def _again(self, s: Scenario, seconds: float) -> Outcome:
        settings = replace(self.planning.settings, time_limit=seconds)
        return replace(self.planning, settings=settings).again(s, Earlier(self.plan))

    def _no_fewer(self, x: _Known, scope: Scenario) -> bool:
        """Whether the sites that are hit, or those planned again, prove that no fewer people could be lost."""
        if x.left is None:
            return True
        hit = {self.plan.cohorts[self.plan.placements[i].cohort].site for i in (*x.people, *x.lost)}
        stopped = self.planning.watch.stopped
        with self.engines.one() as engine:
            return any(no_fewer(x.left, x.weight, sites, engine, stopped) for sites in (hit, hit | scope.sites.keys()))

    def told(self, x: _Known) -> Contingency:
        """What is known, for those who ask."""
        kept = x.people - set(x.lost)
        return Contingency(
            kind=x.case.kind,
            id=x.case.id,
            span=x.case.span,
            cohorts_hit=len(x.cohorts),
            people_hit=len(x.people),
            people_kept=len(kept),
            people_lost=len(x.lost),
            cover=() if x.after is None else _cover(x.case, self.plan, x.after, x.people),
            lost=x.lost,
            proven=x.proven,
        )


def _falling(s: Scenario, plan: Plan, hit: Collection[str]) -> set[str]:
    """Who has no place if all else stays: those hit, groups that become too small, and whoever is tied to them."""
    fallen: set[str] = set()
    theirs = {plan.placements[i].cohort: plan.cohorts[plan.placements[i].cohort] for i in s.participants}
    more = set(hit)
    while more:
        fallen |= more
        staying = Counter(x.cohort for i, x in plan.placements.items() if i not in fallen)
        small = {i for i, cohort in theirs.items() if staying[i] < s.programs[cohort.program].group_min}
        more = {i for i in s.participants if plan.placements[i].cohort in small}
        for pair in (x for x in s.pairs if x.kind is PairKind.TOGETHER):
            more |= {pair.participant, pair.other} if {pair.participant, pair.other} & fallen else set()
        more -= fallen
    return fallen


def _is_best(outcome: Outcome) -> bool:
    return outcome.status in {Status.OPTIMAL, Status.NO_PLAN}


def _lost(left: Scenario, scope: Scenario, outcome: Outcome) -> tuple[str, ...]:
    """Those of the people planned again who have no place; all others keep theirs."""
    placed = left.participants.keys() - scope.participants.keys()
    placed |= set() if outcome.plan is None else outcome.plan.placements.keys()
    return tuple(sorted(left.participants.keys() - placed))


def _scope(s: Scenario, plan: Plan, people: Collection[str]) -> Scenario:
    """What is planned again: a small component whole, of a large one the sites that are hit and some around them."""
    if len(s.participants) <= WHOLE:
        return s
    hit = {plan.cohorts[plan.placements[i].cohort].site for i in people}
    return neighbourhood(s, plan, near_sites(s, plan, people, hit, AROUND))


def _as_it_runs(s: Scenario, plan: Plan) -> Scenario:
    """The plan as today's: its people alone, all enrolled in its cohorts with its therapists, and nothing locked."""
    people = {i: _placed(s.participants[i], plan) for i in plan.placements}
    pairs = tuple(x for x in s.pairs if x.participant in people and (x.other in people or x.other in s.therapists))
    running = {
        c.id: RunningCohort(c.id, c.program, c.site, c.block, c.pattern, c.room, c.facilitators, locked=False)
        for c in plan.cohorts.values()
    }
    return replace(s, participants=people, pairs=pairs, cohorts=running)


def _placed(p: Participant, plan: Plan) -> Participant:
    x = plan.placements[p.id]
    return replace(p, enrolled=True, cohort=x.cohort, therapist=x.therapist)


def _hit(case: _Case, plan: Plan) -> tuple[set[str], set[str]]:
    """The cohorts that lose what they have, and the people of those cohorts or who lose their own therapist or room."""
    tests: Mapping[Loss, Callable[[Sequence[str], str | None, str], bool]] = {
        Loss.THERAPIST: lambda therapists, _room, _site: case.id in therapists,
        Loss.ROOM: lambda _therapists, room, _site: room == case.id,
        Loss.SITE: lambda _therapists, _room, site: site == case.id,
    }
    struck = tests[case.kind]
    cohorts = {c.id for c in plan.cohorts.values() if struck(c.facilitators, c.room, c.site)}
    people = {x.participant for x in plan.placements.values() if x.cohort in cohorts}
    alone = (x for x in plan.sessions.values() if x.participant is not None and struck(x.therapists, x.room, x.site))
    return cohorts, people | {x.participant for x in alone if x.participant is not None}


def _holds(case: _Case, part: Scenario) -> bool:
    return case.id in of(case.kind, part)


def _without(case: _Case, part: Scenario) -> Scenario:
    """The component without it; in a week, with everyone at their site and in their block."""
    if case.span is Span.WEEK:
        part = replace(part, participants={i: _stays(p, part) for i, p in part.participants.items()})
    if case.kind is Loss.THERAPIST:
        return replace(part, therapists={i: _off(t, case.id) for i, t in part.therapists.items()})
    if case.kind is Loss.ROOM:
        return replace(part, rooms={i: replace(x, open=x.open and i != case.id) for i, x in part.rooms.items()})
    people = {i: _elsewhere(p, case.id) for i, p in part.participants.items()}
    sites = {i: replace(x, open=x.open and i != case.id) for i, x in part.sites.items()}
    return replace(part, sites=sites, participants=people)


def _elsewhere(p: Participant, closed: str) -> Participant:
    return p if p.sites is None else replace(p, sites=p.sites - {closed})


def _off(t: Therapist, gone: str) -> Therapist:
    return replace(t, duty=()) if t.id == gone else t


def _stays(p: Participant, part: Scenario) -> Participant:
    cohort = part.cohorts[p.cohort or ""]
    return replace(p, sites=frozenset({cohort.site}), blocks=frozenset({cohort.block}))


def _cover(case: _Case, before: Plan, after: Plan, people: set[str]) -> tuple[str, ...]:
    """The therapists, rooms or sites that take over for those hit who are kept."""
    kept = sorted(people & after.placements.keys())
    groups = [(_group(before, i), _group(after, i)) for i in kept]
    if case.kind is Loss.SITE:
        found: set[str | None] = {now.site for _, now in groups}
    elif case.kind is Loss.ROOM:
        found = {now.room for was, now in groups if now.room != was.room}
        found |= _offices(after, _alone_in(before, case.id).intersection(kept))
    else:
        found = {t for was, now in groups for t in _taking_over(was, now)}
        own = ((before.placements[i].therapist, after.placements[i].therapist) for i in kept)
        found |= {now for was, now in own if now != was}
    return tuple(sorted(x for x in found if x is not None))


def _group(plan: Plan, person: str) -> Cohort:
    return plan.cohorts[plan.placements[person].cohort]


def _taking_over(was: Cohort, now: Cohort) -> set[str]:
    """Who leads a group that goes on and did not before, or whoever leads the other group that takes somebody in."""
    return set(now.facilitators) - set(was.facilitators if now.id == was.id else ())


def _alone_in(plan: Plan, room: str) -> set[str]:
    """The people whom somebody sees alone in a room."""
    return {x.participant for x in plan.sessions.values() if x.participant is not None and x.room == room}


def _offices(plan: Plan, people: Collection[str]) -> set[str | None]:
    """The rooms in which somebody sees these people alone."""
    return {x.room for x in plan.sessions.values() if x.participant in people}
