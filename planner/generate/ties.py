"""Who in a synthetic scenario is kept apart, together, or from a therapist."""

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from planner.domain.scenario import Pair, PairKind, Participant, Scenario
from planner.eligibility import Reach

PEOPLE_PER_PAIR = 60
"""One pair of each kind for so many people."""

CELLS_PER_DEGREE = 5
"""People in one cell of about 20 km live near one another."""


def pairs(s: Scenario, rng: Random) -> tuple[Pair, ...]:
    """A few of each kind, none of them against the week that runs today; no two people are tied twice."""
    drawn = (*_apart(s, rng), *_together(s, rng), *_not_with(s, rng))
    return tuple({frozenset((pair.participant, pair.other)): pair for pair in drawn}.values())


def _count(s: Scenario) -> int:
    return max(1, round(len(s.participants) / PEOPLE_PER_PAIR))


def _alike(s: Scenario) -> list[list[Participant]]:
    """People of one program with the same hours near the same place: those among whom a tie can matter."""
    groups: dict[object, list[Participant]] = defaultdict(list)
    for p in s.participants.values():
        cell = [round(degrees * CELLS_PER_DEGREE) for degrees in (p.latitude or 0, p.longitude or 0)]
        groups[p.program, p.hours, *cell].append(p)
    return [group for group in groups.values() if len(group) > 1]


def _apart(s: Scenario, rng: Random) -> Iterator[Pair]:
    groups = _alike(s)
    for group in rng.sample(groups, min(len(groups), _count(s))):
        one, other = rng.sample(group, 2)
        if one.cohort is None or one.cohort != other.cohort:
            yield Pair(PairKind.APART, one.id, other.id)


def _together(s: Scenario, rng: Random) -> Iterator[Pair]:
    """People who wait only: nobody who is enrolled loses their place over a tie."""
    waiting = [[p for p in group if not p.enrolled] for group in _alike(s)]
    groups = [group for group in waiting if len(group) > 1]
    for group in rng.sample(groups, min(len(groups), _count(s))):
        one, other = rng.sample(group, 2)
        yield Pair(PairKind.TOGETHER, one.id, other.id)


def _not_with(s: Scenario, rng: Random) -> Iterator[Pair]:
    reach = Reach(s)
    for p in rng.sample(list(s.participants.values()), min(len(s.participants), _count(s))):
        near = {site.id for site in reach.sites(p) if not site.virtual}
        leads = s.cohorts[p.cohort].facilitators if p.cohort is not None else ()
        others = [
            t.id
            for t in s.therapists.values()
            if s.programs[p.program].skill in t.skills
            and near.intersection(t.sites)
            and t.id not in (p.therapist, *leads)
        ]
        if others:
            yield Pair(PairKind.NOT_WITH, p.id, rng.choice(others))
