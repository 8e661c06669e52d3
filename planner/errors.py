"""What can go wrong, and with which exit status.

PlannerError
├── BadInput      2   the files or the usage are wrong: every finding, at once
├── NoPlan        1   the locked cohorts contradict the rules, or no plan was found in time
│   └── Stopped   1   somebody stopped the search before it had a plan
├── PlanRefused   1   the checker found violations in a plan
├── EngineFailed  1   the search's engine cannot be run
├── NotAllowed    1   somebody who may only look tried to change something
└── StoreError    2   the store cannot be read or written
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in the input: where, what, and what would be right.

    `row` is numbered as a spreadsheet does it (the header is row 1); None and an empty `column` where a whole file
    or row is meant.
    """

    file: str
    row: int | None
    column: str
    value: str
    wrong: str
    right: str

    def __str__(self) -> str:
        where = self.file if self.row is None else f"{self.file}, row {self.row}"
        if self.column:
            where += f", {self.column}"
        return f"{where}: {self.wrong}; {self.right}" if self.right else f"{where}: {self.wrong}"


class PlannerError(Exception):
    """Something a user must hear about; its text says what and what to do."""

    exit_status = 1


class BadInput(PlannerError):
    """What was given cannot be read: all findings at once."""

    exit_status = 2

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


class NoPlan(PlannerError):
    """No plan exists, or none was found in time."""


class Stopped(NoPlan):
    """Somebody stopped the search before it had a plan."""

    def __init__(self) -> None:
        super().__init__("Stopped before there was a plan: there is nothing to show or to keep.")


class PlanRefused(PlannerError):
    """A plan breaks a rule, or claims a score that it does not have."""


class EngineFailed(PlannerError):
    """The engine of a search cannot be run, or failed at its task; `why` in its own words."""

    def __init__(self, why: str) -> None:
        super().__init__(f"HiGHS, which searches for plans, failed: {why}. Install the versions of requirements.lock.")


class NotAllowed(PlannerError):
    """Somebody who may only look tried to change something."""

    def __init__(self) -> None:
        super().__init__("Viewers can look at everything and change nothing; ask a planner to do this.")


class StoreError(PlannerError):
    """The store cannot be read or written."""

    exit_status = 2
