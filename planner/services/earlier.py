"""An earlier plan, to start another from."""

from pathlib import Path

from planner.domain.outcome import Earlier
from planner.files import read_plan
from planner.services.opening import Opened, open_scenario
from planner.services.together import together


def open_with_plan(scenario: Path, folder: Path) -> tuple[Opened, Earlier]:
    """A scenario, and a plan folder to start from. Raises BadInput with everything that is wrong in either."""
    with together() as read:
        with read.reading(scenario):
            opened = open_scenario(scenario)
        with read.reading(folder):
            plan, summary = read_plan(folder)
    return opened, Earlier(plan, summary.parts)
