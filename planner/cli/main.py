"""The `planner` command: all groups of commands, and the one place where an error becomes a message and a status."""

import errno
import os
import sys

import typer

from planner.cli import (
    checking,
    comparing,
    exchanging,
    explaining,
    exporting,
    generating,
    planning,
    running,
    serving,
    sweeping,
)
from planner.errors import BadInput, Finding, PlannerError

INTERRUPTED = 130
"""What Typer ends with at Ctrl-C, where no search was there to be stopped; here that is no answer."""

DEBUG = "PLANNER_DEBUG"
"""Set in the environment, an unexpected error shows where it happened."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where a disk has no room for more of what is printed."""

app = typer.Typer(
    name="planner",
    help="Proven weekly plans for Intensive Outpatient Programs: which groups to open, led by whom, for whom.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (planning, comparing, sweeping, running, checking, exchanging, exporting, explaining, generating, serving):
    group.register(app)


def main() -> None:
    """Runs the command line. Exits with 0 done, 1 the answer is no, 2 bad input or bad usage."""
    try:
        app()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            typer.echo("Stopped.", err=True)
            sys.exit(1)
        raise
    except PlannerError as error:
        typer.echo(error, err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has gone
        sys.exit(1)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        text, status = _told(error)
        typer.echo(text, err=True)
        sys.exit(status)


def _told(error: Exception) -> tuple[str, int]:
    """What is said of an error that no command foresees, and its status: a path the system refuses is bad input."""
    if isinstance(error, OSError) and error.filename is not None:
        wrong = f"cannot be used ({error.strerror})"
        right = "check the name, and who may read and write there"
        return str(Finding(str(error.filename), None, "", "", wrong, right)), BadInput.exit_status
    if isinstance(error, OSError) and error.errno in FULL:
        return f"The output cannot be written ({error.strerror}): make room, or write elsewhere.", BadInput.exit_status
    text = f"The planner failed unexpectedly ({type(error).__name__}); set {DEBUG}=1 to see where, and report it."
    return text, 1
