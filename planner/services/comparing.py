"""Plans on disk side by side."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from planner.domain.scenario import Scenario
from planner.errors import BadInput, Finding
from planner.files import read_plan
from planner.services.opening import open_scenario
from planner.services.stored import planned_run
from planner.store import Runs
from planner.whatif.compare import Comparison, compare, compare_all, side
from planner.whatif.figures import Side


def compare_folders(plans: Sequence[Path], scenarios: Sequence[Path] = ()) -> tuple[Comparison, ...]:
    """Each plan folder against the first; costs and limits are known where the plans' scenarios are given.

    Raises BadInput where a folder cannot be read, or where scenarios are given and a plan was made from none of them.
    """
    opened = [open_scenario(path) for path in scenarios]
    known = {one.fingerprint: one.scenario for one in opened}
    return compare_all([_side(path, name, known) for path, name in zip(plans, _names(plans), strict=True)])


def compare_runs(runs: Runs, first: int, second: int) -> Comparison:
    """A stored plan against another. Raises StoreError where one of the runs has no plan."""
    return compare(*(side(f"run {run}", planned_run(runs, run)) for run in (first, second)))


def _side(path: Path, name: str, known: Mapping[str, Scenario]) -> Side:
    plan, summary = read_plan(path)
    scenario = known.get(summary.input_sha256)
    if known and scenario is None:
        wrong = "was made from none of the scenarios given, or they have changed since"
        raise BadInput(
            [Finding(name, None, "", "", wrong, f"give the scenario {summary.scenario!r}, or plan it again")]
        )
    return Side(name, plan, summary, scenario)


def _names(plans: Sequence[Path]) -> list[str]:
    """The folders' own names where these tell them apart, else the paths as given."""
    names = [path.resolve().name for path in plans]
    return names if len(set(names)) == len(names) else [str(path) for path in plans]
