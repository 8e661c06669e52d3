"""Engines that are awake when the first question comes, lent to one question after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Self

from planner.solver.highs import Highs


class LentEngines:
    """So many HiGHS processes. Use as a context, so that they always end."""

    def __init__(self, number: int) -> None:
        self._all = [Highs() for _ in range(number)]
        self._free: Queue[Highs] = Queue()
        for engine in self._all:
            self._free.put(engine)

    @contextmanager
    def one(self) -> Iterator[Highs]:
        """One that nobody uses, once there is one."""
        engine = self._free.get()
        try:
            yield engine
        finally:
            self._free.put(engine)

    def __enter__(self) -> Self:
        for engine in self._all:
            engine.start()
        return self

    def __exit__(self, *_: object) -> None:
        for engine in self._all:
            engine.stop()
