"""What breaks if a therapist, a room or a site is gone, for a week or for good: whom it hits, and who keeps a place.

The answer is a plan for the people who are placed now, made with least disturbance: their cohorts, therapists and
facilitators of today are those of the plan at hand, and the score's own terms keep what can be kept.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

from planner.domain.outcome import Earlier, Status
from planner.domain.plan import Cohort, Plan
from planner.domain.progress import Progress
from planner.domain.scenario import Participant, RunningCohort, Scenario, Therapist
from planner.explain.neighbourhood import WHOLE, near_sites, neighbourhood
from planner.explain.plan_function import Planning
from planner.solver.components import split

AT_ONCE = 2
"""Plans that are made side by side."""

AROUND = 100
"""The sites around a loss are those where at most so many people are placed, or those that are hit."""


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
    """One loss: how many it hits and who keeps a place. `cover` are those who step in and did not serve them before.

    `lost` are all who lose their place; `proven`: nobody does, or the re-plan is the best there is.
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


def contingencies(s: Scenario, plan: Plan, kinds: Iterable[Loss], planning: Planning) -> list[Contingency]:
    """Every loss of these kinds, the most fragile first. Ends early, with what is known, where the watch says so."""
    cases = [_Case(kind, name, span) for kind in kinds for name in of(kind, s) for span in Span]
    parts = split(_as_it_runs(s, plan))
    began = time.monotonic()
    done: list[Contingency] = []

    def answer(case: _Case) -> None:
        if not planning.watch.stopped():
            done.append(_answer(case, plan, parts, planning))
            now = Progress(time.monotonic() - began, "losing one at a time", done=len(done), parts=len(cases))
            planning.watch.progress(now)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(answer, cases))
    return sorted(done, key=lambda x: (-x.people_lost, -x.people_hit, x.kind, x.id, x.span))


def of(kind: Loss, s: Scenario) -> Collection[str]:
    """The ids of what may be gone."""
    return {Loss.THERAPIST: s.therapists, Loss.ROOM: s.rooms, Loss.SITE: s.sites}[kind]


def _answer(case: _Case, plan: Plan, parts: Sequence[Scenario], planning: Planning) -> Contingency:
    cohorts, people = _hit(case, plan)
    part = next((x for x in parts if _holds(case, x)), None)
    if part is None or not people:
        return Contingency(
            case.kind, case.id, case.span, len(cohorts), len(people), len(people), 0, (), (), proven=True
        )
    scope = _scope(_without(case, part), plan, people)
    outcome = planning.again(scope, Earlier(plan))
    after = outcome.plan
    placed = part.participants.keys() - scope.participants.keys()
    placed |= set() if after is None else after.placements.keys()
    lost = sorted(part.participants.keys() - placed)
    best = outcome.status in {Status.OPTIMAL, Status.NO_PLAN} and len(scope.sites) == len(part.sites)
    return Contingency(
        kind=case.kind,
        id=case.id,
        span=case.span,
        cohorts_hit=len(cohorts),
        people_hit=len(people),
        people_kept=len(people & placed),
        people_lost=len(lost),
        cover=() if after is None else _cover(case, plan, after, cohorts, people),
        lost=tuple(lost),
        proven=best or not lost,
    )


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


def _cover(case: _Case, before: Plan, after: Plan, cohorts: set[str], people: set[str]) -> tuple[str, ...]:
    """The therapists, rooms or sites that take over, by name."""
    kept = sorted(people & after.placements.keys())
    now = [after.cohorts[after.placements[i].cohort] for i in kept]
    if case.kind is Loss.SITE:
        return tuple(sorted({c.site for c in now}))
    if case.kind is Loss.ROOM:
        other = (c.room for c in now if c.id in cohorts or c.id not in before.cohorts)
        return tuple(sorted({room for room in other if room is not None}))
    leaders = {t for c in now if c.id in cohorts or c.id not in before.cohorts for t in _stepped_in(c, before)}
    own = (after.placements[i].therapist for i in kept if before.placements[i].therapist == case.id)
    return tuple(sorted(leaders.union(t for t in own if t is not None)))


def _stepped_in(now: Cohort, before: Plan) -> set[str]:
    earlier = before.cohorts.get(now.id)
    return set(now.facilitators) - set(earlier.facilitators if earlier else ())
