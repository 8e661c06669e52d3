"""HiGHS in a process of its own, asked over pipes: it cannot share one with OR-Tools.

The other end of the pipes is `highs_process`. Stopping a search is ending the process.
"""

import atexit
import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Generator
from dataclasses import dataclass
from queue import Empty, Queue
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from planner.errors import EngineFailed
from planner.solver.branch import Grow, Grown, Look, Looked
from planner.solver.linear import Floats, Linear

LATER = 22
"""Looks of an engine: most models of a few sites are decided by then, others only better bounded from then on."""


@dataclass(frozen=True, slots=True)
class Task:
    """A model to solve: `whole` says whether every column is to be whole or the decisions alone.

    `start`: values to start from; `prove`: they are so good that hardly more than their proof is looked for. `gap`
    relative, at which to end, and `later_gap`, once the engine has looked LATER times whether to go on; `nodes` of the
    search, or `seconds`, after which to end anyway. `jump`: whether first values are sought by jumps from any to better
    ones, which is of no use where there mostly are none.
    """

    model: Linear
    whole: bool = False
    start: Floats | None = None
    prove: bool = False
    gap: float = 0.0
    later_gap: float = 0.0
    seed: int = 0
    nodes: int | None = None
    seconds: float | None = None
    jump: bool = True


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
    """Better values of all columns, and the bound at that time; `checks` as in `Ended`."""

    values: Floats
    points: float
    bound: float
    checks: int = 0

    @property
    def whole(self) -> npt.NDArray[np.int64]:
        """The values, as the whole numbers that they are but for what an engine tolerates."""
        return np.rint(self.values).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Bounded:
    """No values give more points than this; `checks` as in `Ended`."""

    bound: float
    checks: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """The search is over: proven to the gap asked for, out of nodes, or (`impossible`) there are no values at all.

    `failed`: the process ended before its task did. `checks`: how often the engine has looked whether to go on, which
    the same task always has it do as often.
    """

    impossible: bool = False
    failed: bool = False
    checks: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """The engine cannot be run, or its task made it fail: `why`, in its own words."""

    why: str


Message = Found | Relaxed | Bounded | Looked | Grown | Ended

Messages: TypeAlias = Generator[Message | None, None, None]
"""What tells of a task that is under way; None where there is nothing new."""

LISTEN = 0.01
"""Seconds to wait for one engine before the other is listened to."""


class Highs:
    """A HiGHS process, begun when it is first needed. Use as a context, so that it always ends."""

    def __init__(self) -> None:
        self._process: _Process | None = None

    def start(self) -> None:
        """Takes a process that is awake, or else begins one, unless there is one already."""
        self._started()

    @property
    def awake(self) -> bool:
        """Whether its process is there and waits for a task."""
        return self._process is not None and self._process.lives

    def solve(self, task: Task | Relaxation | Look | Grow, every: float = 0.05, *, at_once: bool = False) -> Messages:
        """What is found, as it is found, with None at least every so many seconds; the last message is Ended.

        `at_once`: None also as soon as it has begun. Whoever stops asking before the end stops the process. Raises
        EngineFailed where it is of no use to ask.
        """
        process = self._started()
        ended = False  # of this task: by the time that a forgotten generator is closed, the next may be under way
        try:
            process.send(task)
            if at_once:
                yield None
            while not ended:
                message = process.next(every)
                ended = isinstance(message, Ended)
                yield message
        finally:
            if not ended:
                self.stop()

    def _started(self) -> "_Process":
        if self._process is not None and not self._process.lives:
            self.stop()
        if self._process is None:
            self._process = _spare() or _Process()
        return self._process

    def stop(self) -> None:
        """Ends the process and whatever it was doing, at once; one that has nothing to do is kept for the next."""
        process, self._process = self._process, None
        if process is not None and not _kept(process):
            process.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Process:
    """The other end, and what it has said and nobody has heard yet; `at_work` from a task to its last message."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planner.solver.highs_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the planner, which then stops this process
        )
        self._messages: Queue[Message | Broken] = Queue()
        self.at_work, self._failed = False, False
        threading.Thread(target=_listen, args=(self._process, self._messages), daemon=True).start()

    @property
    def lives(self) -> bool:
        """Whether it can be asked something; one that is about to end has said so before the system knows."""
        return not self._failed and self._messages.empty() and self._process.poll() is None

    def send(self, task: Task | Relaxation | Look | Grow) -> None:
        """Hands it a task."""
        self.at_work = True
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # where the process has died, its last message is Ended
                pickle.dump(task, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
                self._process.stdin.flush()

    def next(self, seconds: float) -> Message | None:
        """What it says next; None where that takes longer."""
        try:
            message = self._messages.get(timeout=seconds)
        except Empty:
            return None
        if isinstance(message, Broken):
            raise EngineFailed(message.why)
        if isinstance(message, Ended):
            self.at_work, self._failed = False, message.failed
        return message

    def end(self) -> None:
        """Ends it at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


SPARES = 2
"""Processes with nothing to do that are kept: as many as a component is searched with, or reasons are sought."""

_spares: list[_Process] = []


def awake() -> None:
    """Begins a first process, so that it is awake when the first model is built; a second would take our own core."""
    if not _spares:
        _spares.append(_Process())


def _spare() -> _Process | None:
    with contextlib.suppress(IndexError):
        while not (process := _spares.pop()).lives:
            process.end()
        return process
    return None


def _kept(process: _Process) -> bool:
    if keep := process.lives and not process.at_work and len(_spares) < SPARES:
        _spares.append(process)
    return keep


@atexit.register
def _end_spares() -> None:
    while _spares:
        _spares.pop().end()


def _listen(process: "subprocess.Popen[bytes]", messages: "Queue[Message | Broken]") -> None:
    with contextlib.suppress(EOFError, pickle.UnpicklingError, ValueError, OSError):
        while process.stdout is not None:
            messages.put(pickle.load(process.stdout))  # noqa: S301 - from our own process
    messages.put(Ended(failed=True))
