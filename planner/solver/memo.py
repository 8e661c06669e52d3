"""What is known of a component from an earlier plan: all of it where nothing has changed, else where to begin."""

from collections.abc import Iterable

from planner.domain.outcome import Earlier
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.solver.candidate import Candidate
from planner.solver.points import score_of
from planner.solver.search import Search


def recall(searches: Iterable[Search], earlier: Earlier) -> None:
    """Gives each search its part of an earlier plan: as it was where its component is the same, else to begin from.

    Where something has changed, only that is searched: what is the same stays as it was, with the bound that it had.
    """
    parts = list(searches)
    known = {part.fingerprint: part for part in earlier.parts}
    for search in parts:
        piece = _piece(search.scenario, earlier.plan)
        part = known.get(search.fingerprint) if known else None
        if part is None:
            search.beginning = piece
        elif score_of(search.scenario, piece) == part.score:
            search.best, search.beginning = Candidate.known(piece, part.score), piece
            search.bound = search.bound if part.bound is None else part.bound
            search.settled = part.bound is not None
    if all(search.settled for search in parts):
        for search in parts:
            search.settled = False


def _piece(s: Scenario, plan: Plan) -> Plan:
    """The part of a plan that lies in a component; cohorts of what the component does not have are none of it."""
    cohorts = {i: c for i, c in plan.cohorts.items() if (c.site, c.block) in s.blocks and c.program in s.programs}
    return Plan(
        cohorts=cohorts,
        placements={i: p for i, p in plan.placements.items() if i in s.participants and p.cohort in cohorts},
        sessions={i: x for i, x in plan.sessions.items() if x.cohort in cohorts},
        unplaced={i: u for i, u in plan.unplaced.items() if i in s.participants},
    )
