"""What two processes that search one tree together are asked and tell: see `tree`, which asks, and `branching`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.solver.linear import Floats, Ints, Linear

Packed = tuple[bytes, bytes]
"""Where a relaxation has ended: HiGHS's status of each column and row."""


class Gain(NamedTuple):
    """What the bound has lost where a column was rounded down (0) or up (1), in points for each unit of rounding."""

    column: int
    side: int
    points: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of some columns that are tighter than the model's own."""

    columns: Ints
    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the tree where nobody has looked: no plan in it has more points than `bound`."""

    bound: float
    limits: Limits
    basis: Packed


@dataclass(frozen=True, slots=True)
class Look:
    """A tree to begin: a model in which something better than `points` is looked for.

    What is worth branching on at the root is tried out in `parts`; this process has the part of this number. `deep`:
    better values are what matters, and they are found soonest near to others; otherwise it is the bound.
    """

    model: Linear
    points: float
    part: int
    parts: int
    seed: int
    deep: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What one process has tried out at the root: no plan has more than `bound` points, nor is beyond `limits`."""

    bound: float
    limits: Limits
    gains: Sequence[Gain]


@dataclass(frozen=True, slots=True)
class Grow:
    """To go on for so much `work`, looking for something better than `points`.

    First it takes note of what others have seen: `limits` that hold everywhere, `gains`, and `nodes`, which are now
    its own. `shares`: another process has nothing left to do, so half of the open nodes are for that.
    """

    points: float
    work: int
    limits: Sequence[Limits] = ()
    gains: Sequence[Gain] = ()
    nodes: Sequence[Node] = ()
    shares: bool = False


@dataclass(frozen=True, slots=True)
class Grown:
    """How far it is: `values` of all columns where they are better, worth `points`.

    Of the nodes that are or were its own, none has a plan with more points than `bound`; `left` are still open, not
    counting the `nodes` that it gives away.
    """

    values: npt.NDArray[np.int64] | None
    points: float
    bound: float
    left: int
    gains: Sequence[Gain]
    nodes: Sequence[Node]
