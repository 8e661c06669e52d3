"""Finding the scenario that a plan was made from: its summary knows the name and the content, not the place."""

from collections.abc import Iterator
from pathlib import Path

from planner.domain.summary import Summary
from planner.errors import BadInput, Finding
from planner.services.library import listed
from planner.services.opening import Opened, open_scenario
from planner.services.scenarios import FOLDER
from planner.services.stored import opened_of
from planner.store import Runs

MOST_WORKBOOKS = 10
"""Opening a workbook takes longer than a look at a folder's name, so that not many are tried."""


def find_scenario(plan: Path, summary: Summary, runs: Runs | None = None) -> Opened:
    """The scenario near a plan's folder, near here, or in the store, with just the content the plan was made from.

    Raises BadInput where there is none; a scenario of the same name with other content is named.
    """
    other: Path | None = None
    for path in _candidates(plan, summary.scenario):
        try:
            opened = open_scenario(path)
        except BadInput:
            continue
        if opened.fingerprint == summary.input_sha256:
            return opened
        other = other or (path if opened.scenario.name == summary.scenario else None)
    kept = runs.plans(summary.input_sha256, most=1) if runs else ()
    if runs and kept:
        return opened_of(runs.tables(kept[0].id))
    raise _nowhere(plan, other)


def _nowhere(plan: Path, other: Path | None) -> BadInput:
    wrong = "no scenario nearby is the one that it was made from"
    right = "name it with --scenario" + (f"; {other} has its name, but has changed since" if other else "")
    return BadInput([Finding(str(plan), None, "", "", wrong, right)])


def _candidates(plan: Path, name: str) -> Iterator[Path]:
    """Folders of that name, then workbooks."""
    near = [plan.resolve().parent, plan.resolve().parent.parent, Path.cwd()]
    places = list(dict.fromkeys([*near, *(place / "scenarios" for place in near), FOLDER]))
    inside = [path for place in places for path in _entries(place)]
    yield from (path for path in (*places, *inside) if _is_called(path, name))
    yield from [path for path in inside if path.suffix.lower() == ".xlsx"][:MOST_WORKBOOKS]


def _entries(place: Path) -> list[Path]:
    try:
        return sorted(place.iterdir())
    except OSError:
        return []


def _is_called(path: Path, name: str) -> bool:
    try:
        return listed(path, own=False).title == name
    except BadInput:
        return False
