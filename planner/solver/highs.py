"""HiGHS in a process of its own, asked over pipes: it cannot share one with OR-Tools.

The other end of the pipes is `highs_process`. Stopping a search is ending the process.
"""

import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Generator
from dataclasses import dataclass
from queue import Empty, Queue
from typing import Self

from planner.solver.linear import Floats, Linear


@dataclass(frozen=True, slots=True)
class Task:
    """A model to solve: `whole` says whether every column is to be whole or the decisions alone.

    `start`: values to start from; `prove`: they are so good that hardly more than their proof is looked for. `gap`
    relative, at which to end; `nodes` of the search, or `seconds`, after which to end anyway.
    """

    model: Linear
    whole: bool = False
    start: Floats | None = None
    prove: bool = False
    gap: float = 0.0
    seed: int = 0
    nodes: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A model to solve in fractions. `accuracy` relative, of a quicker method for large models; None: exactly."""

    model: Linear
    accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Values of all columns in fractions, and the duals of the rows."""

    values: Floats
    rows: Floats


@dataclass(frozen=True, slots=True)
class Found:
    """Better values of all columns, and the bound at that time."""

    values: Floats
    points: float
    bound: float


@dataclass(frozen=True, slots=True)
class Bounded:
    """No values give more points than this."""

    bound: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The search is over: proven to the gap asked for, out of nodes, or (`impossible`) there are no values at all.

    `failed`: the process ended before its task did.
    """

    impossible: bool = False
    failed: bool = False


Message = Found | Relaxed | Bounded | Ended


class Highs:
    """A HiGHS process, begun when it is first needed. Use as a context, so that it always ends."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._messages: Queue[Message] = Queue()

    def start(self) -> None:
        """Begins the process, unless it runs."""
        if self._process is not None:
            return
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planner.solver.highs_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the planner, which then stops this process
        )
        self._messages = Queue()
        threading.Thread(target=_listen, args=(self._process, self._messages), daemon=True).start()

    def solve(self, task: Task | Relaxation, every: float = 0.05) -> Generator[Message | None, None, None]:
        """What is found, as it is found, with None at least every so many seconds; the last message is Ended.

        Whoever stops asking before the end stops the process.
        """
        self.start()
        ended = False
        try:
            self._send(task)
            while not ended:
                message = self._next(every)
                ended = isinstance(message, Ended)
                yield message
        finally:
            if not ended:
                self.stop()

    def stop(self) -> None:
        """Ends the process and whatever it was doing, at once."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _send(self, task: Task | Relaxation) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):  # where the process has died, its last message is Ended
                pickle.dump(task, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
                self._process.stdin.flush()

    def _next(self, seconds: float) -> Message | None:
        try:
            return self._messages.get(timeout=seconds)
        except Empty:
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _listen(process: "subprocess.Popen[bytes]", messages: "Queue[Message]") -> None:
    with contextlib.suppress(EOFError, pickle.UnpicklingError, ValueError, OSError):
        while process.stdout is not None:
            messages.put(pickle.load(process.stdout))  # noqa: S301 - from our own process
    messages.put(Ended(failed=True))
