"""How the ladder talks with a run in a process of its own: `SCRIPT SCENARIO RESULT.json --limit 60 --since CLOCK`."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from planner.check import check
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario

Work = Callable[[Path, float, float], dict[str, object]]


def answer(work: Work) -> None:
    """Reads the command line, does the work and writes the figures that it gives."""
    parser = argparse.ArgumentParser(description=work.__doc__)
    parser.add_argument("scenario", type=Path, help="a scenario's folder")
    parser.add_argument("result", type=Path, help="the JSON file to write")
    parser.add_argument("--limit", type=float, required=True, help="seconds of search")
    parser.add_argument("--since", type=float, required=True, help="the monotonic clock when the process was started")
    asked = parser.parse_args()
    asked.result.write_text(json.dumps(work(asked.scenario, asked.limit, asked.since)), encoding="utf-8")


def checked_score(s: Scenario, plan: Plan) -> int:
    """What a plan scores. Raises ValueError where it breaks a rule."""
    report = check(s, plan)
    if report.violations:
        raise ValueError(f"{len(report.violations)} rules broken, the first: {report.violations[0]}")
    return report.score
