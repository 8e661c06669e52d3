"""What a plan's summary.json says: how good the plan is, how that was proven, and what made it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.outcome import Part, Status
from planner.domain.plan import Plan, SessionKind
from planner.domain.scenario import Scenario
from planner.domain.score import Tally, Term


@dataclass(frozen=True, slots=True)
class Summary:
    """`counts` are people and things by name (`placed`, `unplaced`, `cohorts`, `sessions` ...); `seconds` is wall time.

    `versions` are those of what made the plan; `input_sha256` is the scenario's fingerprint; `parts` are the
    independent components with what was proven of each.
    """

    scenario: str
    status: Status
    score: int
    bound: int | None
    gap: float | None
    terms: Mapping[Term, Tally]
    counts: Mapping[str, int]
    seconds: float
    seed: int
    versions: Mapping[str, str]
    input_sha256: str
    parts: tuple[Part, ...] = ()


def counts(s: Scenario, plan: Plan) -> dict[str, int]:
    """People and things of a plan, by name."""
    kinds = Counter(x.kind for x in plan.sessions.values())
    return {
        "participants": len(s.participants),
        "placed": len(plan.placements),
        "unplaced": len(plan.unplaced),
        "cohorts": len(plan.cohorts),
        "group_sessions": kinds[SessionKind.GROUP],
        "individual_sessions": kinds[SessionKind.INDIVIDUAL],
    }
