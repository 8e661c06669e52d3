"""A plan with its reasons: all that planning needs of the explanations, so that it need not wait for the rest."""

from dataclasses import replace

from planner.domain.plan import Plan, Unplaced
from planner.domain.progress import StopAfter, Unwatched, Watch
from planner.domain.scenario import Scenario
from planner.explain.reasons import UNDECIDED, explained, reasons

NOT_ASKED = "Why was not asked when this plan was made: planner explain finds out."

REASONS_SECONDS = 60.0
"""So long it may take at most to tell why people have no place."""


def with_reasons(
    s: Scenario, plan: Plan, watch: Watch | None = None, *, best: bool = True, seconds: float = REASONS_SECONDS
) -> Plan:
    """The plan with a reason for everyone who has no place; undecided where some seconds were not enough to tell.

    `best`: no plan scores more, which is proven.
    """
    return explained(plan, reasons(s, plan, StopAfter(watch or Unwatched(), seconds), best=best))


def with_none_empty(plan: Plan) -> Plan:
    """The plan as it may be shown: of whom nobody asked why they have no place it is undecided."""

    def told(x: Unplaced) -> Unplaced:
        return x if x.reason else replace(x, reason=UNDECIDED, explanation=NOT_ASKED)

    return replace(plan, unplaced={i: told(x) for i, x in plan.unplaced.items()})
