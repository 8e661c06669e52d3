"""One way to report and one way to stop, for everything that takes long."""

import time
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands. `score` and `placed` None: no plan yet; `bound` None: nothing proven yet.

    `seconds` have elapsed; `done` of `parts` independent components are finished; `phase` says in a few words
    what is being done.
    """

    seconds: float
    phase: str
    score: int | None = None
    placed: int | None = None
    bound: int | None = None
    done: int = 0
    parts: int = 1


class Watch(Protocol):
    """Is told of progress and asked whether to stop: both often, from one thread, and both return at once."""

    def progress(self, now: Progress) -> None:
        """Takes note."""
        ...

    def stopped(self) -> bool:
        """Whether the search shall end with the best it has."""
        ...


class Unwatched:
    """Listens to nothing and never stops."""

    def progress(self, now: Progress) -> None:
        """Takes no note."""

    def stopped(self) -> bool:
        """Never."""
        return False


class StopAfter:
    """Passes everything on to another watch, and stops when the time is up."""

    def __init__(self, watch: Watch, seconds: float) -> None:
        self._watch = watch
        self._end = time.monotonic() + seconds

    def progress(self, now: Progress) -> None:
        """Passes it on."""
        self._watch.progress(now)

    def stopped(self) -> bool:
        """Whether the time is up, or the other watch says so."""
        return time.monotonic() >= self._end or self._watch.stopped()
