"""Which plan is best, and how sure are we?

`plan` takes a scenario and gives an outcome: a plan with its proof, or the clash because of which none exists. What
happens in between, and why so, is told in `docs/solver.md`.
"""

from planner.domain.outcome import Earlier, Outcome
from planner.domain.progress import Unwatched, Watch
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings

__all__ = ["plan", "wake"]


def plan(
    scenario: Scenario,
    settings: Settings | None = None,
    watch: Watch | None = None,
    start: Earlier | None = None,
) -> Outcome:
    """The best plan found within the settings, its bound and gap.

    `start` is an earlier plan, of this scenario or one much like it: components that have not changed keep their part
    of it with its proof, the others begin from what still holds. The outcome's plan is None where none exists (with
    the clash) or none was found before the search was cut off.
    """
    from planner.solver.planning import plan_components  # noqa: PLC0415 - engines start this package without it

    return plan_components(scenario, settings or Settings(), watch or Unwatched(), start)


def wake() -> None:
    """Begins the first engine, so that it is awake when the first model is built; planning does it by itself too."""
    from planner.solver.highs import awake  # noqa: PLC0415 - as above

    awake()
