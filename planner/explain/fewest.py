"""Proofs that nobody could keep more people: a few sites by themselves, where everything is easier than in truth.

All that therapists do at other sites is forgotten, and whoever could go to another site is counted as placed there.
What cannot be done even so cannot be done at all.
"""

import math
import time
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np

from planner.domain.scenario import PairKind, Scenario, Therapist
from planner.eligibility import Reach
from planner.solver.bound import whole_bound
from planner.solver.highs import Bounded, Ended, Found, Highs, Message, Task
from planner.solver.linear import Floats
from planner.solver.model import Model, model_of

SECONDS = 5.0
"""A proof that takes longer than this is hardly found."""


def no_fewer(s: Scenario, lost: int, sites: AbstractSet[str], engine: Highs, stopped: Callable[[], bool]) -> bool:
    """Whether every plan leaves people of so much priority together without a place, proven at some sites alone."""
    could = dict(_could_go(s))
    bound_here = {i for i, reach in could.items() if reach <= sites}
    model = model_of(_alone(s, sites, {i for i, reach in could.items() if reach & sites}))
    most = sum(s.participants[i].priority for i in bound_here) - lost
    points = _priorities(model, bound_here)
    return _at_most(model, points, most, engine, stopped)


def _could_go(s: Scenario) -> Iterator[tuple[str, set[str]]]:
    """Each person with the open sites in reach that offer their program."""
    reach = Reach(s)
    for p in s.participants.values():
        yield p.id, {site.id for site in reach.serving(p)}


def _alone(s: Scenario, sites: AbstractSet[str], people: AbstractSet[str]) -> Scenario:
    """The sites by themselves, with all who could come to them and the whole week of all who could work there."""
    staff = {i: _here(t, sites) for i, t in s.therapists.items() if not sites.isdisjoint(t.sites)}
    known = {PairKind.NOT_WITH: staff.keys(), PairKind.APART: people, PairKind.TOGETHER: people}
    return replace(
        s,
        sites={i: x for i, x in s.sites.items() if i in sites},
        rooms={i: x for i, x in s.rooms.items() if x.site in sites},
        blocks={key: x for key, x in s.blocks.items() if key[0] in sites},
        therapists=staff,
        participants={i: p for i, p in s.participants.items() if i in people},
        pairs=tuple(x for x in s.pairs if x.participant in people and x.other in known[x.kind]),
        cohorts={i: c for i, c in s.cohorts.items() if c.site in sites},
    )


def _here(t: Therapist, sites: AbstractSet[str]) -> Therapist:
    duty = tuple(row for row in t.duty if row.site is None or row.site in sites)
    return replace(t, sites=tuple(i for i in t.sites if i in sites), duty=duty)


def _priorities(model: Model, people: AbstractSet[str]) -> Floats:
    """The priority of these people where they have a place, as the model's only points."""
    points = np.zeros_like(model.linear.points)
    problem = model.v.problem
    for number, p in enumerate(problem.people):
        if p.id in people:
            points[[model.v.sits[seat] for seat in problem.seats_of[number]]] = p.priority
    return points


def _at_most(model: Model, points: Floats, most: int, engine: Highs, stopped: Callable[[], bool]) -> bool:
    """Whether no whole values give more points than `most`, found out in a short time."""
    end = time.monotonic() + SECONDS
    for message in engine.solve(Task(replace(model.linear, points=points), whole=True)):
        if _bound(message) <= most:
            return True
        better = isinstance(message, Found) and message.points > most + 0.5
        if better or time.monotonic() > end or stopped():
            return False
    return False


def _bound(message: Message | None) -> float:
    """Infinite where a message proves nothing; without any values nobody has a place."""
    if isinstance(message, Ended):
        return -math.inf if message.impossible else math.inf
    found = whole_bound(message.bound) if isinstance(message, Found | Bounded) else None
    return math.inf if found is None else found
