"""How does a scenario that nobody lives in look, at any size?

A seeded synthetic scenario: clinics with rooms, staff with broken hours, people who work or go to school, groups
that run today. Groups that run today can all go on together, so a plan always exists, locked cohorts or not.
"""

from planner.generate.options import Options
from planner.generate.scenario import generate

__all__ = ["Options", "generate"]
