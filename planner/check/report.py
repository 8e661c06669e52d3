"""A plan's report: every breach of every rule, and its score."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.check.reading import Reading
from planner.check.rules import CHECKS
from planner.check.score import tallies
from planner.check.violation import Violation
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.domain.score import Tally, Term


@dataclass(frozen=True, slots=True)
class Report:
    """Violations in the order of the rules; the score counts only rows that can be read."""

    violations: tuple[Violation, ...]
    terms: Mapping[Term, Tally]

    @property
    def ok(self) -> bool:
        """Whether the plan keeps every rule."""
        return not self.violations

    @property
    def score(self) -> int:
        """The points of all terms together."""
        return sum(tally.points for tally in self.terms.values())


def check(scenario: Scenario, plan: Plan) -> Report:
    """Judges any plan, however broken, without raising."""
    reading = Reading(scenario, plan)
    violations = tuple(v for look in CHECKS.values() for v in look(scenario, reading))
    return Report(violations, tallies(scenario, reading))
