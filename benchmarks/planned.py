"""One run of the planner, as `planner plan SCENARIO --out FOLDER` does it, with notes of when it reached what."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from answering import answer
from trail import Trail

from planner.domain.settings import Settings
from planner.errors import NoPlan
from planner.files import write_plan
from planner.services.opening import open_scenario
from planner.services.planning import plan_scenario
from planner.views.still_placeable import still_placeable


def planned(scenario: Path, limit: float, since: float) -> dict[str, object]:
    """What a run of the planner reached; without a plan, nothing but when the scenario was read."""
    trail = Trail(since)
    opened = open_scenario(scenario)
    read = time.monotonic() - since
    try:
        made = plan_scenario(opened, Settings(time_limit=limit), trail)
    except NoPlan:
        return {"read": read}
    with TemporaryDirectory() as folder:
        write_plan(made.plan, made.summary, Path(folder) / "plan")
    score, bound = made.summary.score, made.summary.bound
    return {
        "read": read,
        "first": trail.first,
        **trail.reached,
        "score": score,
        "bound": bound,
        "placed": len(made.plan.placements),
        "still": None if bound is None else still_placeable(made.scenario, made.plan, bound - score),
    }


if __name__ == "__main__":
    answer(planned)
