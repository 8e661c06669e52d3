"""Why is she not placed, what would it take, what holds us back, and what breaks: asked of a scenario and its plan."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.check import check
from planner.domain.outcome import Earlier
from planner.domain.plan import Plan, Unplaced
from planner.domain.progress import Unwatched, Watch
from planner.domain.settings import Settings
from planner.domain.week import DAYS
from planner.errors import BadInput, Finding, PlanRefused
from planner.explain.bottlenecks import Use, uses
from planner.explain.contingency import Contingency, Loss, contingencies
from planner.explain.loosening import Written
from planner.explain.marginals import Marginal, marginals
from planner.explain.plan_function import Planning
from planner.explain.reasons import UNDECIDED, explained, reasons
from planner.explain.remedies import Remedies, Remedy, remedies
from planner.services.earlier import open_with_plan
from planner.services.opening import Opened
from planner.services.planning import no_plan
from planner.solver import plan as solve
from planner.whatif.apply import apply, in_words

NOTHING = "Nothing on the menu within two changes would do it."
NOT_KNOWN = "What would do it is not known: the search was stopped, or only the sites around them were looked at."

NOT_TOLD = frozenset({"", UNDECIDED})
"""The reasons of those of whom it is not known why they have no place."""

FROM_SCRATCH, FROM_A_PLAN = 0.5, 0.25
"""How much of the time goes into the plan over which bottlenecks are looked at, where there is more to it."""

ONE_CORE = 1
"""Several plans are made side by side, each on one core."""


@dataclass(frozen=True, slots=True)
class ExplainRow:
    """A person without a place and one way to place them; no rank where there is none. `verified`: proven.

    `in_words` says the changes as people would; `in_best_plan` whether a best plan with these changes gives them the
    place by itself, None where that was not asked.
    """

    participant_id: str
    reason: str
    explanation: str
    rank: int | None
    changes: tuple[Written, ...]
    cost: int | None
    cohort_id: str
    verified: bool
    in_words: str = ""
    in_best_plan: bool | None = None


def ways(rows: Iterable[ExplainRow]) -> dict[str, list[str]]:
    """What is proven of how to place people, in words, by participant."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.verified:
            found.setdefault(row.participant_id, []).append(row.in_words or NOTHING)
    return found


def whys(rows: Iterable[ExplainRow]) -> dict[str, str]:
    """Why people have no place, by participant, as far as an answer tells it."""
    return {row.participant_id: row.explanation for row in rows if row.reason not in NOT_TOLD}


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """Supply, demand and use of a resource, or (with `changes`) what one more of it gains."""

    resource: str
    site_id: str
    block_id: str
    day: str
    supply: int | None
    demand: int | None
    used: int | None
    changes: tuple[Written, ...]
    people_gained: int | None
    score_gained: int | None
    certainty: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContingencyRow:
    """What the loss of one therapist, room or site breaks, and what a best re-plan keeps."""

    kind: str
    id: str
    span: str
    cohorts_hit: int
    people_hit: int
    people_kept: int
    people_lost: int
    cover: tuple[str, ...]
    lost: tuple[str, ...]
    certainty: str


def open_sound(scenario: Path, folder: Path) -> tuple[Opened, Earlier]:
    """A scenario and the plan of it in a folder.

    Raises BadInput where one of them cannot be read, PlanRefused where the plan is none of this scenario.
    """
    opened, earlier = open_with_plan(scenario, folder)
    report = check(opened.scenario, earlier.plan)
    if report.violations:
        raise PlanRefused(f"The plan in {folder} does not keep the rules of this scenario: {report.violations[0]}")
    return opened, earlier


def explain(
    opened: Opened, start: Earlier, people: Collection[str] | None = None, watch: Watch | None = None
) -> list[ExplainRow]:
    """Why each of these people, or everyone unplaced, has no place, and what it would take. Raises BadInput."""
    watch, plan = watch or Unwatched(), start.plan
    asked = _unplaced(plan, people)
    untold = [i for i in asked if plan.unplaced[i].reason in NOT_TOLD]
    best = bool(start.parts) and all(part.bound == part.score for part in start.parts)
    plan = explained(plan, reasons(opened.scenario, plan, watch, untold, best=best))
    found = remedies(opened.scenario, plan, asked, watch, lambda changes: apply(opened.tables, changes).scenario)
    return [row for x in found for row in _explain_rows(opened, plan, x)]


def _unplaced(plan: Plan, people: Collection[str] | None) -> list[str]:
    if people is None:
        return sorted(plan.unplaced)
    if placed := [i for i in people if i not in plan.unplaced]:
        known = [f"{i} has a place in this plan" if i in plan.placements else f"{i} is nobody in it" for i in placed]
        raise BadInput([Finding("planner explain", None, "", "", text, "name somebody unplaced") for text in known])
    return sorted(people)


def _explain_rows(opened: Opened, plan: Plan, x: Remedies) -> list[ExplainRow]:
    told = plan.unplaced[x.participant]
    if x.found:
        return [_row(opened, told, n, way) for n, way in enumerate(x.found, 1)]
    text = f"{told.explanation} {NOTHING if x.complete else NOT_KNOWN}"
    return [ExplainRow(x.participant, told.reason, text, None, (), None, "", x.complete)]


def _row(opened: Opened, told: Unplaced, rank: int, way: Remedy) -> ExplainRow:
    return ExplainRow(
        participant_id=told.participant,
        reason=told.reason,
        explanation=told.explanation,
        rank=rank,
        changes=way.written,
        cost=way.cost,
        cohort_id=way.cohort,
        verified=True,
        in_words=_in_words(opened, way),
        in_best_plan=way.in_best,
    )


def _in_words(opened: Opened, way: Remedy) -> str:
    text = "; ".join(in_words(opened.tables, way.written)) or "nothing needs to change: plan again"
    return f"{text} (a best plan would then rather place somebody else)" if way.in_best is False else text


def capacity(
    opened: Opened, start: Earlier | None, settings: Settings | None = None, watch: Watch | None = None
) -> list[CapacityRow]:
    """What there is, what is wanted and used, and what one more would bring, over the best plan from `start` on.

    Raises NoPlan where there is none.
    """
    s, settings, watch = opened.scenario, settings or Settings(), watch or Unwatched()
    began = time.monotonic()
    for_base = replace(settings, time_limit=settings.time_limit * (FROM_SCRATCH if start is None else FROM_A_PLAN))
    best = solve(s, for_base, watch, start)
    if best.plan is None:
        raise no_plan(best, watch)
    left = max(0.0, settings.time_limit - (time.monotonic() - began))
    each = Planning(solve, replace(settings, time_limit=left, workers=ONE_CORE), watch)
    return [*map(_use_row, uses(s, best.plan)), *map(_marginal_row, marginals(s, best, each))]


def _use_row(x: Use) -> CapacityRow:
    day = DAYS[x.day]
    return CapacityRow(x.resource, x.site_id, x.block_id, day, x.supply, x.demand, x.used, (), None, None, "", ())


def _marginal_row(x: Marginal) -> CapacityRow:
    return CapacityRow(
        resource=x.resource,
        site_id=x.site_id,
        block_id=x.block_id,
        day="",
        supply=None,
        demand=None,
        used=None,
        changes=x.changes,
        people_gained=x.people_gained,
        score_gained=x.score_gained,
        certainty=x.certainty.value,
        people=x.people,
    )


def contingency(
    opened: Opened,
    plan: Plan,
    kinds: Sequence[Loss] = tuple(Loss),
    seconds: float = 600.0,
    watch: Watch | None = None,
) -> list[ContingencyRow]:
    """What each loss breaks, the worst first; `seconds` are shared among them all."""
    together = Settings(time_limit=seconds, workers=ONE_CORE)
    found = contingencies(opened.scenario, plan, kinds, Planning(solve, together, watch or Unwatched()))
    return [_contingency_row(x) for x in found]


def _contingency_row(x: Contingency) -> ContingencyRow:
    return ContingencyRow(
        kind=x.kind.value,
        id=x.id,
        span=x.span.value,
        cohorts_hit=x.cohorts_hit,
        people_hit=x.people_hit,
        people_kept=x.people_kept,
        people_lost=x.people_lost,
        cover=x.cover,
        lost=x.lost,
        certainty="proven" if x.proven else "estimated",
    )
