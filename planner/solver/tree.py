"""The search of a small model for something better than a good plan, and the proof that there is no more.

All columns are whole here: decisions are parted first, and where the relaxation has made all of these whole, flows too.
One or two processes search one tree (`branching`) in rounds, each the nodes of its own. A round is so much work and not
so much time, and who searches what is settled between rounds: so the same input gives the same plan.
"""

import math
import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from planner.solver.bound import within
from planner.solver.branch import Gain, Grow, Grown, Look, Looked, Node
from planner.solver.highs import Bounded, Ended, Found, Highs, Messages, Task
from planner.solver.linear import Linear

Answer = TypeVar("Answer", Looked, Grown)

ROUND = 800
"""Work of a round, in steps of the simplex method: about a tenth of a second."""


class _FailedError(Exception):
    """A process has died."""


@dataclass
class _Share:
    """What is known of one process between rounds: its open nodes, and the bound of all that it has looked at."""

    bound: float
    left: int = 0
    gains: Sequence[Gain] = ()
    nodes: list[Node] = field(default_factory=list)


def searched(task: Task, engines: Sequence[Highs], every: float) -> Messages:
    """Better values as they are found, and bounds; None at least every so many seconds. The last message is Ended.

    Between two rounds it ends at the task's gap or after its seconds. Whoever stops asking before the end stops the
    processes.
    """
    try:
        yield from _searched(task, engines, every)
    except _FailedError:
        yield Ended(failed=True)
    else:
        yield Ended()


def _searched(task: Task, engines: Sequence[Highs], every: float) -> Messages:
    end = math.inf if task.seconds is None else time.monotonic() + task.seconds
    points = _least(task.model) if task.start is None else float(task.model.points @ task.start)
    known = task.start is not None
    looks = [Look(task.model, points, part, len(engines), task.seed, not task.prove) for part in range(len(engines))]
    looked = yield from _answers(engines, looks, every, Looked)
    bound = max(points, min(one.bound for one in looked))
    yield Bounded(bound)
    shares = [_Share(bound, int(part == 0 and bound > points), one.gains) for part, one in enumerate(looked)]
    limits, work = [one.limits for one in looked], 1
    while any(share.left or share.nodes for share in shares):
        if time.monotonic() > end or (known and within(points, bound, task.gap)):
            break
        rounds = [replace(one, limits=limits) for one in _rounds(shares, points, work)]
        grown = yield from _answers(engines, rounds, every, Grown)
        shares = _dealt(grown)
        best = max(grown, key=lambda one: one.points)
        if best.points > points and best.values is not None:
            points, known = best.points, True
            yield Found(best.values.astype(float), points, max(points, _bound(shares)))
        bound = max(points, _bound(shares))
        yield Bounded(bound)
        limits, work = [], ROUND


def _bound(shares: Sequence[_Share]) -> float:
    """Of all that has been looked at, and of what is on its way from one process to another."""
    return max([share.bound for share in shares] + [node.bound for share in shares for node in share.nodes])


def _least(model: Linear) -> float:
    """Points that any values are better than."""
    return float(np.where(model.points > 0, model.points * model.lower, model.points * model.upper).sum()) - 1


def _rounds(shares: Sequence[_Share], points: float, work: int) -> list[Grow]:
    """What each process is to do next: half of what one has is for others that have nothing."""
    idle = any(not share.left and not share.nodes for share in shares)
    return [
        Grow(
            points=points,
            work=work,
            gains=[gain for other in shares if other is not share for gain in other.gains],
            nodes=share.nodes,
            shares=idle,
        )
        for share in shares
    ]


def _dealt(grown: Sequence[Grown]) -> list[_Share]:
    """What was given away, dealt to those that have nothing left."""
    shares = [_Share(one.bound, one.left, one.gains) for one in grown]
    given = [node for one in grown for node in one.nodes]
    takers = [share for share in shares if not share.left] or shares
    for number, node in enumerate(given):
        takers[number % len(takers)].nodes.append(node)
    return shares


def _answers(
    engines: Sequence[Highs], tasks: Sequence[Look | Grow], every: float, kind: type[Answer]
) -> Generator[None, None, list[Answer]]:
    """What each process answers to its task, all at work at the same time."""
    found: list[Answer] = []
    with ExitStack() as stack:
        streams = [
            stack.enter_context(closing(engine.solve(task, every, at_once=True)))
            for engine, task in zip(engines, tasks, strict=True)
        ]
        for stream in streams:
            next(stream)
        for stream in streams:
            for message in stream:
                if isinstance(message, kind):
                    found.append(message)
                elif message is None:
                    yield None
        if len(found) < len(engines):  # one has died, at work or between rounds: what is begun anew knows of no tree
            raise _FailedError
    return found
