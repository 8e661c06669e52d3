"""One run of the planner, as `planner plan SCENARIO --out FOLDER` does it, with notes of when it reached what.

The ladder starts this in a process of its own: `planned.py SCENARIO RESULT.json --limit 60 --since CLOCK`.
"""

import argparse
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from still_placeable import still_placeable
from trail import Trail

from planner.domain.settings import Settings
from planner.errors import NoPlan
from planner.files import write_plan
from planner.services.opening import open_scenario
from planner.services.planning import plan_scenario


def planned(scenario: Path, limit: float, since: float) -> dict[str, object]:
    """What the run reached; without a plan, nothing but that it ended."""
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


def main() -> None:
    """Plans and writes the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--limit", type=float, required=True)
    parser.add_argument("--since", type=float, required=True)
    asked = parser.parse_args()
    asked.result.write_text(json.dumps(planned(asked.scenario, asked.limit, asked.since)), encoding="utf-8")


if __name__ == "__main__":
    main()
