"""An earlier plan, to start another from."""

from pathlib import Path

from planner.domain.outcome import Earlier
from planner.files import read_plan


def earlier_plan(folder: Path) -> Earlier:
    """A plan folder, to start from. Raises BadInput where it is none."""
    plan, summary = read_plan(folder)
    return Earlier(plan, summary.parts)
