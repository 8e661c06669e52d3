"""A plan with its reasons: all that planning needs of the explanations, so that it need not wait for the rest."""

from planner.domain.plan import Plan
from planner.domain.progress import Unwatched, Watch
from planner.domain.scenario import Scenario
from planner.explain.reasons import explained, reasons


def with_reasons(s: Scenario, plan: Plan, watch: Watch | None = None, *, best: bool = True) -> Plan:
    """The plan with a reason for everyone who has no place; `best`: no plan scores more, which is proven."""
    return explained(plan, reasons(s, plan, watch or Unwatched(), best=best))
