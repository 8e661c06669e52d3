"""Whoever plans: handed to the questions, so that they ask whichever planner there is."""

from dataclasses import dataclass
from typing import Protocol

from planner.domain.outcome import Earlier, Outcome
from planner.domain.progress import Progress, Watch
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings


class PlanFunction(Protocol):
    """What `planner.solver.plan` is."""

    def __call__(
        self,
        scenario: Scenario,
        settings: Settings | None = None,
        watch: Watch | None = None,
        start: Earlier | None = None,
    ) -> Outcome:
        """The best plan of a scenario."""
        ...


class Quiet:
    """Passes on the wish to stop, and keeps each plan's own progress to itself."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def progress(self, now: Progress) -> None:
        """Tells nobody."""

    def stopped(self) -> bool:
        """Whether the whole question was stopped."""
        return self._watch.stopped()


@dataclass(frozen=True, slots=True)
class Planning:
    """Who plans, how hard, and who watches the whole question."""

    plan: PlanFunction
    settings: Settings
    watch: Watch

    def again(self, s: Scenario, start: Earlier) -> Outcome:
        """The best plan of another scenario, begun from an earlier plan."""
        return self.plan(s, self.settings, Quiet(self.watch), start)
