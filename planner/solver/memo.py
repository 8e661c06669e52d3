"""What is known of a component from an earlier plan: all of it where nothing has changed, else where to begin."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any

from planner import __version__
from planner.domain.outcome import Earlier
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.domain.week import Hours
from planner.solver.points import score_of
from planner.solver.search import Candidate, Search


def fingerprint(s: Scenario) -> str:
    """SHA-256 of everything in a scenario but its name and description, and of the planner's version."""
    content = _plain(replace(s, name=__version__, description=""))
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a scenario holds
    """The same as lists, texts and numbers, in an order that does not depend on the run."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(item)] for key, item in value.items()]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return [
            _week(item) if field.name == "hours" else _plain(item)
            for field in fields(value)
            for item in (getattr(value, field.name),)
        ]
    return value


@lru_cache(maxsize=4096)
def _week(hours: Hours) -> str:
    return json.dumps([[[span.start, span.end] for span in day] for day in hours])


def recall(searches: Iterable[Search], earlier: Earlier) -> None:
    """Gives each search its part of an earlier plan: as it was where its component is the same, else to begin from."""
    known = {part.fingerprint: part for part in earlier.parts}
    for search in searches:
        piece = _piece(search.scenario, earlier.plan)
        part = known.get(fingerprint(search.scenario)) if known else None
        if part is None:
            search.beginning = piece
        elif len(piece.cohorts) and score_of(search.scenario, piece) == part.score or part.score == 0:
            search.best, search.bound = Candidate(piece, part.score, None), part.bound


def _piece(s: Scenario, plan: Plan) -> Plan:
    """The part of a plan that lies in a component."""
    cohorts = {i: c for i, c in plan.cohorts.items() if c.site in s.sites}
    return Plan(
        cohorts=cohorts,
        placements={i: p for i, p in plan.placements.items() if i in s.participants and p.cohort in cohorts},
        sessions={i: x for i, x in plan.sessions.items() if x.cohort in cohorts},
        unplaced={i: u for i, u in plan.unplaced.items() if i in s.participants},
    )
