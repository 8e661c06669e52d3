"""The planner as it is typed, without the price of a new process."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from small_clinic import Rows, small_tables

from planner.cli.main import main
from planner.files import write_tables

AWAY = """
name = "Ann is away on Monday"
base = "../clinic"
changes = [{ do = "therapist_away", therapist = "ann", days = "Mon" }]
"""


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


def planner(*arguments: object, typed: str = "") -> Said:
    """Runs a command in this process; `typed` is what somebody answers to its questions."""
    out, err = io.StringIO(), io.StringIO()
    command, keyboard = ["planner", *map(str, arguments)], io.StringIO(typed)
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", command),
        patch.object(sys, "stdin", keyboard),
        patch.dict("os.environ", COLUMNS="200"),
    ):
        status = _status()
    return Said(status, out.getvalue(), err.getvalue())


def _status() -> int:
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def clinic_and_what_if(home: Path, **tables: Rows) -> tuple[Path, Path]:
    """The folders of a clinic where three people find a place, and of a what-if in which they lose it."""
    clinic, away = home / "clinic", home / "away"
    write_tables(small_tables(None, **tables), clinic)
    away.mkdir()
    (away / "scenario.toml").write_text(AWAY)
    return clinic, away
