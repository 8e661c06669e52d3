"""Which plan is in force: of each scenario the one that was published last."""

from collections.abc import Iterable
from enum import StrEnum

from planner.store import Run


class Publication(StrEnum):
    """What is to be said of a run."""

    IN_FORCE = "published"
    EARLIER = "published earlier"
    NONE = ""


def scenario_of_run(run: Run) -> str:
    """What two runs of one scenario have in common, also when its tables changed in between."""
    return run.path or run.scenario


def in_force(runs: Iterable[Run]) -> frozenset[int]:
    """Of each scenario the run whose plan was published last."""
    newest: dict[str, Run] = {}
    for run in runs:
        best = newest.get(scenario_of_run(run))
        if run.published and (best is None or best.published is None or run.published > best.published):
            newest[scenario_of_run(run)] = run
    return frozenset(run.id for run in newest.values())


def publication(run: Run, now: frozenset[int]) -> Publication:
    """What is to be said of a run, where `now` are those in force."""
    if run.id in now:
        return Publication.IN_FORCE
    return Publication.EARLIER if run.published else Publication.NONE
