"""Better prices and a tighter bound for large models, block by block: a few clinics each, and who of them is online.

Whatever the prices of the rows that blocks share, no plan has more points than these rows' limits at their prices, and
for each block the most that it can make if it pays them (Lagrange's bound). What one block can make is a small problem.
In fractions it gives exact prices of the rows that are its own; with whole decisions it says what no prices can. And
what all blocks would best make, each for itself, is no plan, but where it differs from one a better one is to be found.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from planner.solver.bound import safe
from planner.solver.branch import Look, Looked
from planner.solver.fill import Values
from planner.solver.highs import LISTEN, Bounded, Ended, Found, Highs, Message, Messages, Relaxation, Relaxed, Task
from planner.solver.linear import Linear, rows_of, with_rows
from planner.solver.neighbours import Mask, Sites
from planner.solver.prices import Prices, priced
from planner.solver.relaxed import HUGE
from planner.solver.tree import searched

PRICED, BOUNDED, BOUNDED_OF_HUGE = 15, 14, 8
"""So many clinics are a block for prices, and for the bound: docs/solver.md has the figures."""

NODES = 1
"""Cuts at the root bring nearly all of what a block's bound has to give."""

SECONDS = 20.0
"""A block that takes longer is left with the bound that it has by then."""

SECONDS_OF_ITS_OWN = 6.0
"""Seconds for what a block would best make."""

Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Block:
    """What a block can make: `linear`, where each column pays the prices of the rows that others share.

    `columns` are those of the whole model that are its own, `rows` the numbers of its own rows, `most` the points that
    the prices of all rows allow it.
    """

    linear: Linear
    columns: Mask
    rows: npt.NDArray[np.intp]
    most: float


def blocks(sites: Sites, prices: Prices, clinics: int) -> list[Block]:
    """All clinics in blocks of so many and telehealth as one more, each column in one of them at most."""
    taken = np.zeros(len(prices.columns), dtype=np.bool_)
    found = []
    for columns in (*map(sites.with_staff, sites.groups(clinics)), sites.telehealth()):
        own = columns & ~taken
        taken |= own
        if own.any():
            found.append(_block(sites.model.linear, prices, own))
    return found


def _block(model: Linear, prices: Prices, columns: Mask) -> Block:
    rows = rows_of(model)
    others = np.zeros(len(model.below), dtype=np.bool_)
    others[rows[~columns[model.column]]] = True
    kept = ~others & (np.diff(model.start) > 0)
    shared = np.where(kept, 0, prices.rows)[rows]
    paid = model.points - np.bincount(model.column, model.factor * shared, minlength=len(columns))
    numbers = np.cumsum(columns) - 1
    own = with_rows(model, rows, kept)
    linear = replace(
        own,
        lower=model.lower[columns],
        upper=model.upper[columns],
        points=paid[columns],
        whole=model.whole[columns],
        counts=model.counts[columns],
        column=numbers[own.column].astype(np.int32),
    )
    return Block(linear, columns, np.flatnonzero(kept), priced(linear, linear.lower, prices.rows[kept]).bound)


def better_prices(sites: Sites, prices: Prices, engines: Sequence[Highs]) -> Generator[Prices | None, None, None]:
    """Prices that prove a bound at most as high, at last; None often before."""
    parts = blocks(sites, prices, PRICED)
    rows = prices.rows.copy()
    for told in _told(engines, [Relaxation(block.linear) for block in parts], _solved):
        if told is not None and isinstance(told[1], Relaxed):
            block, relaxed = parts[told[0]], told[1]
            rows[block.rows] = priced(block.linear, relaxed.values, relaxed.rows).rows
        yield None
    yield min(prices, priced(sites.model.linear, prices.values, rows), key=lambda known: known.bound)


def bounds(
    sites: Sites, prices: Prices, values: Values, engines: Sequence[Highs], seed: int
) -> Generator[float, None, None]:
    """Lower and lower bounds of the points of any plan, often the same as before; `values` are the best plan's."""
    huge = len(prices.columns) > HUGE
    parts = blocks(sites, prices, BOUNDED_OF_HUGE if huge else BOUNDED)
    falling = _Falling(prices.bound, [block.most for block in parts])
    tasks = [_cut(block, values, seed) if huge else _rooted(block, seed) for block in parts]
    for told in _told(engines, tasks, _solved):
        falling.hear(told)
        yield falling.bound


def own_best(
    sites: Sites, prices: Prices, values: Values, engines: Sequence[Highs], clinics: int
) -> Generator[tuple[float, Values], None, None]:
    """As `bounds`, of blocks of so many clinics, with the values that each would choose for itself by then."""
    parts = blocks(sites, prices, clinics)
    falling, own = _Falling(prices.bound, [block.most for block in parts]), values.copy()
    for told in _told(engines, [_own(block, values) for block in parts], _grown):
        falling.hear(told)
        if told is not None and isinstance(told[1], Found):
            own[parts[told[0]].columns] = told[1].whole
        yield falling.bound, own


@dataclass
class _Falling:
    """A bound that comes down as less and less is possible in each block: the `most` of each."""

    bound: float
    most: list[float]

    def hear(self, told: tuple[int, Message] | None) -> None:
        """Takes note of what is still possible in a block, where that is told."""
        if told is not None and isinstance(told[1], Looked | Bounded | Found):
            number, less = told[0], safe(told[1].bound)
            self.bound -= max(0.0, self.most[number] - less)
            self.most[number] = min(self.most[number], less)


def _rooted(block: Block, seed: int) -> Task:
    """What HiGHS does at the root of its search: its many kinds of cuts, for a few seconds."""
    return Task(block.linear, prove=True, seed=seed, nodes=NODES, seconds=SECONDS)


def _cut(block: Block, values: Values, seed: int) -> Look:
    """The root of a tree of our own: two thirds of that in a fifth of the time."""
    return Look(block.linear, float(block.linear.points @ values[block.columns]), 0, 1, seed, deep=False)


def _own(block: Block, values: Values) -> Task:
    """A search for what a block would best make, from what it has in a plan."""
    start = values[block.columns].astype(np.float64)
    return Task(block.linear, start=start, prove=True, seconds=SECONDS_OF_ITS_OWN)


def _solved(engine: Highs, task: Look | Relaxation | Task) -> Messages:
    return engine.solve(task, LISTEN)


def _grown(engine: Highs, task: Task) -> Messages:
    return searched(task, [engine], LISTEN)


def _told(
    engines: Sequence[Highs], tasks: Sequence[Asked], ask: Callable[[Highs, Asked], Messages]
) -> Generator[tuple[int, Message] | None, None, None]:
    """What the engines say of each task, by its number, as many at a time as there are engines; None in between."""
    left = list(enumerate(tasks))
    running: dict[Highs, tuple[int, Messages]] = {}
    try:
        while left or running:
            for engine in engines:
                if left and engine not in running:
                    number, task = left.pop()
                    running[engine] = number, ask(engine, task)
            for engine, (number, messages) in list(running.items()):
                message = next(messages)
                if isinstance(message, Ended):
                    del running[engine]
                yield None if message is None else (number, message)
    finally:
        for _, messages in running.values():
            messages.close()
