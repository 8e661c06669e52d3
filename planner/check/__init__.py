"""Is this plan right, and how good is it?

A second opinion: every rule and every term of the score is worked out again from the scenario and the plan's own rows.
It knows the contract and `planner.domain`, and nothing of how a plan is found, so that no misreading is shared.
"""

from planner.check.report import Report, check
from planner.check.violation import Violation

__all__ = ["Report", "Violation", "check"]
