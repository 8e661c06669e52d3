"""Progress on the terminal, and Ctrl-C as the way to stop with the best plan so far."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from planner.domain.outcome import gap_between
from planner.domain.progress import Progress


class TerminalWatch:
    """One line that is rewritten on a terminal; nothing where the output goes to a file."""

    def __init__(self, hint: str = "Ctrl-C keeps the best") -> None:
        self._stop = False
        self._shown = sys.stderr.isatty()
        self._width = 0
        self._hint = hint

    def progress(self, now: Progress) -> None:
        """Rewrites the line."""
        if self._shown:
            text = f"{progress_text(now)}  ({self._hint})"
            sys.stderr.write("\r" + text.ljust(self._width))
            sys.stderr.flush()
            self._width = len(text)

    def stopped(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._stop

    def stop(self, *_: int | FrameType | None) -> None:
        """Asks the search to end with the best it has."""
        self._stop = True

    def clear(self) -> None:
        """Removes the line."""
        if self._shown and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()


AnyWatch = TypeVar("AnyWatch", bound=TerminalWatch)


@contextmanager
def terminal_watch() -> Iterator[TerminalWatch]:
    """A watch that Ctrl-C and a polite kill stop."""
    with stopped_by_signals(TerminalWatch()) as watch:
        yield watch


@contextmanager
def stopped_by_signals(watch: AnyWatch) -> Iterator[AnyWatch]:
    """Has Ctrl-C and a polite kill stop a watch."""
    before = {number: signal.signal(number, watch.stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield watch
    finally:
        watch.clear()
        for number, handler in before.items():
            signal.signal(number, handler)


def progress_text(now: Progress) -> str:
    """Where a search stands, in one line."""
    parts = [f"{now.seconds:5.1f} s  {now.phase}"]
    if now.placed is not None:
        parts.append(f"{now.placed:,} placed")
    if now.score is not None:
        parts.append(f"score {now.score:,}")
    if now.bound is not None:
        parts.append(f"at most {now.bound:,}")
    if (gap := gap_between(now.score, now.bound)) is not None:
        parts.append(f"gap {gap:.3%}")
    if now.parts > 1:
        parts.append(f"{now.done} of {now.parts} parts done")
    return "  |  ".join(parts)
