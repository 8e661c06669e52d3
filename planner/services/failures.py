"""What went wrong, as it may be kept: no participant's data in it."""

import traceback
from pathlib import Path

from planner.errors import BadInput, EngineFailed, Finding, NoPlan, NotAllowed, PlanRefused, StoreError

PACKAGE = Path(__file__).resolve().parents[1]
SHOWN = 5


def without_data(error: Exception) -> str:
    """An error in words that name files, rows and places in the program, and never a cell's value."""
    match error:
        case NoPlan() | EngineFailed() | NotAllowed() | StoreError():
            return str(error)  # of cohorts, rules, programs and addresses alone
        case BadInput(findings=findings):
            more = f" and {len(findings) - SHOWN} more" if len(findings) > SHOWN else ""
            places = "; ".join(map(_place, findings[:SHOWN]))
            return f"The scenario cannot be read: {places}{more}. `planner validate` says what is wrong there."
        case PlanRefused():
            return "The checker refused the plan, so it was not kept. Please report this with the scenario's name."
        case _:
            return f"An unexpected {type(error).__name__} at {_where(error)}. Please report this."


def _place(finding: Finding) -> str:
    return finding.file if finding.row is None else f"{finding.file}, row {finding.row}"


def _where(error: Exception) -> str:
    """The innermost line of our own code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    if not ours:
        return "a place outside the planner"
    return f"{Path(ours[-1].filename).relative_to(PACKAGE.parent).as_posix()}, line {ours[-1].lineno}"
