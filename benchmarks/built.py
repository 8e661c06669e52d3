"""One reading and building of a scenario, all that happens before any search, in a process of its own."""

import time
from pathlib import Path

from answering import answer

from planner.services.opening import open_scenario
from planner.solver.components import split
from planner.solver.model import model_of


def built(scenario: Path, _limit: float, _since: float) -> dict[str, object]:
    """Seconds for reading, splitting and building the models, one after the other, and how large these are."""
    began = time.monotonic()
    opened = open_scenario(scenario)
    read = time.monotonic()
    parts = split(opened.scenario)
    apart = time.monotonic()
    models = [model_of(part) for part in parts]
    return {
        "reading": read - began,
        "splitting": apart - read,
        "building": time.monotonic() - apart,
        "parts": len(parts),
        "columns": sum(len(model.linear.points) for model in models),
    }


if __name__ == "__main__":
    answer(built)
