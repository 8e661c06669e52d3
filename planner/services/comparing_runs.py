"""Two plans of the store side by side."""

from planner.services.stored import planned_run
from planner.store import Runs
from planner.whatif.compare import Comparison, compare, side


def compare_runs(runs: Runs, first: int, second: int) -> Comparison:
    """A stored plan against another. Raises StoreError where one of the runs has no plan."""
    return compare(*(side(f"run {run}", planned_run(runs, run)) for run in (first, second)))
