"""A plan with its reasons: all that planning needs of the explanations, so that it need not wait for the rest."""

from planner.domain.plan import Plan
from planner.domain.progress import StopAfter, Unwatched, Watch
from planner.domain.scenario import Scenario
from planner.explain.reasons import explained, reasons

REASONS_SECONDS = 60.0
"""So long it may take at most to tell why people have no place."""


def with_reasons(
    s: Scenario, plan: Plan, watch: Watch | None = None, *, best: bool = True, seconds: float = REASONS_SECONDS
) -> Plan:
    """The plan with a reason for everyone who has no place; undecided where some seconds were not enough to tell.

    `best`: no plan scores more, which is proven.
    """
    return explained(plan, reasons(s, plan, StopAfter(watch or Unwatched(), seconds), best=best))
