"""Many questions at once: as many side by side as there are cores to spare, until somebody says stop."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from planner.domain.progress import Progress, Watch

AT_ONCE = 2
"""Questions that are asked side by side."""

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")


def each(
    things: Sequence[Thing], ask: Callable[[Thing, int], Answer], watch: Watch, phase: str
) -> list[tuple[Thing, Answer]]:
    """Things with their answers, those left out that were not begun at a stop; `ask` hears how many are left."""
    began = time.monotonic()
    done: list[tuple[Thing, Answer]] = []

    def answer(number: int) -> None:
        if not watch.stopped():
            done.append((things[number], ask(things[number], len(things) - number)))
            watch.progress(Progress(time.monotonic() - began, phase, done=len(done), parts=len(things)))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(answer, range(len(things))))
    return done
