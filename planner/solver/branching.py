"""One process's share of the search of a tree. Only the engine's own process may load it.

A node is a part of all that could be planned. Its relaxation promises so much; where that is no more than is known
already the node is closed, otherwise it is parted in two: in one a column is at most, in the other at least, a whole
number that the relaxation lies between. Which column is tried out: both sides are relaxed for a few steps (strong
branching with pseudocosts, Achterberg: Constraint Integer Programming, 2007, chapter 5).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.solver.bound import NO_LESS
from planner.solver.branch import Grow, Grown, Limits, Look, Looked, Node
from planner.solver.fill import Values, fixed, whole_task
from planner.solver.gains import Gains, worth
from planner.solver.highs import Found, Message
from planner.solver.highs_search import search
from planner.solver.linear import WHOLE, Floats, Linear, holds, rows_of, with_rows
from planner.solver.prices import Prices
from planner.solver.reduce import reduced, tightened
from planner.solver.simplex import Basis, Simplex

TRIES, ROOT_TRIES = 8, 16
"""Columns that are tried out at most."""

STEPS = 30
"""Steps of the simplex method for each side of one of them."""

PATIENCE = 6
"""So many tries in succession that are no better than the best end them."""

CUT_ROUNDS = 3
"""Rounds of cuts at most."""

CUT_TRIES = 100
"""Columns in fractions that are tried in each."""

STOP = 0.9
"""Cuts that leave more than this of what is missing are the last."""

FLOWS = 50
"""Flows that are worth branching on, of those that are in fractions where all decisions are whole."""

RETURNS = 4
"""One return in so many from a closed node is to where most is possible, even where better values are what matters."""

RUN_WORK, FILL_WORK = 33, 1000
"""What it takes to begin a relaxation or to fill, in steps of the simplex method."""


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """A node, and where its relaxation begins; how far `column` was rounded (down or up: `side`) to make it."""

    bound: float
    limits: Limits
    basis: Basis
    column: int = 0
    side: int = 0
    distance: float = 0


@dataclass(frozen=True, slots=True)
class _Choice:
    """The column to branch on, and the points that its two sides promise; the bounds as far as tries have shown."""

    column: int
    sides: tuple[float, float]
    lower: Floats
    upper: Floats
    tighter: bool


class Branching:
    """The nodes of one process, of a tree that others may search with it."""

    def __init__(self, task: Look) -> None:
        self._task, self._model, self._points = task, task.model, task.points
        self._relaxing = Simplex(task.model, task.seed, quick=False)
        self._trying = self._relaxing  # until the root has its cuts: then one of its own, which has them too
        self._decisions = task.model.whole | task.model.counts
        self._implied = _rows_among(task.model, self._decisions)
        self._rows = rows_of(self._implied)
        self._gains = Gains(len(task.model.points))
        self._flows = np.zeros_like(self._decisions)
        self._lower, self._upper = task.model.lower, task.model.upper
        self._open: list[_Open] = []
        self._next: _Open | None = None
        self._here: Basis = None
        self._closed = -math.inf
        self._values: Values | None = None
        self._fills = self._vain = self._waits = self._returns = 0

    @property
    def _enough(self) -> float:
        """A node that promises no more is closed: scores are whole."""
        return self._points + NO_LESS

    @property
    def _work(self) -> int:
        simplex = {self._relaxing, self._trying}
        return sum(one.steps + RUN_WORK * one.runs for one in simplex) + FILL_WORK * self._fills

    def looked(self) -> Looked:
        """Looks at the root, and tries its share of the columns there."""
        prices = self._cut(self._promising(self._relaxing.solve(self._lower, self._upper, self._enough)))
        if prices is None:
            return Looked(self._closed, self._limits(self._lower, self._upper), ())
        self._trying = Simplex(self._relaxing.model, self._task.seed, quick=True)
        basis = self._relaxing.basis
        lower, upper = self._within(prices, self._lower, self._upper)
        columns = self._ranked(prices.values, self._candidates(prices.values))
        mine = columns[self._task.part :: self._task.parts][: ROOT_TRIES // self._task.parts]
        choice = self._choice(prices, lower, upper, mine, basis) if len(mine) else None
        if choice is not None:
            lower, upper = choice.lower, choice.upper
        if self._task.part == 0:
            self._open.append(_Open(prices.bound, self._limits(self._lower, self._upper), basis))
        return Looked(prices.bound, self._limits(lower, upper), self._gains.news())

    def _cut(self, prices: Prices | None) -> Prices | None:
        """The root's relaxation with cuts, as long as they bring much; every process makes the same ones."""
        for _ in range(CUT_ROUNDS):
            if prices is None:
                break
            self._lower, self._upper = self._within(prices, self._lower, self._upper)
            if not self._relaxing.cut(prices.values, CUT_TRIES):
                break
            missing = prices.bound - self._points
            prices = self._promising(self._relaxing.solve(self._lower, self._upper, self._enough))
            self._relaxing.drop()
            if prices is not None and prices.bound - self._points > STOP * missing:
                break
        return prices

    def grown(self, task: Grow) -> Grown:
        """Searches its open nodes: downwards as long as it goes, and then from where most is possible."""
        self._hear(task)
        end = self._work + task.work
        while self._open and self._work < end:
            node = self._taken()
            children = self._children(node)
            self._open += children
            self._next = children[-1] if children else None
        given = self._given() if task.shares else []
        values, self._values = self._values, None
        bound = max([self._closed, *(node.bound for node in self._open)])
        return Grown(values, self._points, bound, len(self._open), self._gains.news(), given)

    def _hear(self, task: Grow) -> None:
        self._points = max(self._points, task.points)
        self._gains.hear(task.gains)
        for limits in task.limits:
            self._lower, self._upper = _narrowed(self._lower, self._upper, limits)
        for node in task.nodes:
            self._open.append(_Open(node.bound, node.limits, self._relaxing.unpacked(node.basis)))

    def _taken(self) -> _Open:
        """The better half of what was parted last, or else the node that promises most, or mostly the deepest."""
        node = self._next or self._returned()
        self._open.remove(node)
        return node

    def _returned(self) -> _Open:
        """Where to go on from a closed node: below a wrong turn far up there may be nothing better, however deep."""
        self._returns += 1
        if self._task.deep and self._returns % RETURNS:
            return self._open[-1]
        return max(self._open, key=lambda one: one.bound)

    def _given(self) -> list[Node]:
        """Half of the nodes, for another process."""
        left = sorted((node for node in self._open if node is not self._next), key=lambda one: -one.bound)
        given = left[1 if self._next is None else 0 :: 2]
        self._open = [node for node in self._open if node not in given]
        return [Node(node.bound, node.limits, self._relaxing.packed(node.basis)) for node in given]

    def _children(self, node: _Open) -> list[_Open]:
        """The two halves of a node, the better one last; none where it is closed."""
        if node.bound <= self._enough:
            self._close(node.bound)
            return []
        prices = self._promising(self._relaxed(node))
        while prices is not None:
            basis = self._here = self._relaxing.basis
            lower, upper = self._within(prices, self._relaxing.lower, self._relaxing.upper)
            columns = self._candidates(prices.values)
            if not len(columns):
                self._take_whole(prices)
                return []
            if not self._decisions[columns].any():
                self._fill(prices.values)
                if self._promising(prices) is None:
                    return []
            choice = self._choice(prices, lower, upper, self._ranked(prices.values, columns)[:TRIES], basis)
            if choice is None:
                return []
            if not choice.tighter:
                return self._halves(prices, choice, basis)
            prices = self._promising(self._solved(choice.lower, choice.upper))
        return []

    def _relaxed(self, node: _Open) -> Prices | None:
        """The relaxation of a node; takes note of what it has brought to make it."""
        if node.basis is not self._here:
            self._relaxing.begin(node.basis)
        prices = self._solved(*_narrowed(self._lower, self._upper, node.limits))
        if prices is not None and node.distance:
            self._gains.note(node.column, node.side, max(0.0, node.bound - prices.bound) / node.distance)
        return prices

    def _solved(self, lower: Floats, upper: Floats) -> Prices | None:
        bounds = tightened(self._implied, self._rows, lower, upper)
        self._here = None
        return None if bounds is None else self._relaxing.solve(*bounds, self._enough)

    def _promising(self, prices: Prices | None) -> Prices | None:
        """The same where something better is possible; a node where not is closed."""
        if prices is not None and prices.bound > self._enough:
            return prices
        self._close(-math.inf if prices is None else prices.bound)
        return None

    def _close(self, bound: float) -> None:
        self._closed = max(self._closed, bound)

    def _within(self, prices: Prices, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """Bounds without what no better plan has, as far as the prices tell."""
        return prices.limits(replace(self._model, lower=lower, upper=upper), self._points + 1)

    def _candidates(self, values: Floats) -> npt.NDArray[np.intp]:
        """The columns in fractions: decisions, counts and flows that mattered elsewhere; any where these are whole."""
        broken = np.abs(values - np.rint(values)) > WHOLE
        if (broken & self._decisions).any():
            return np.flatnonzero(broken & (self._decisions | self._flows))
        columns = np.flatnonzero(broken)
        self._flows[columns[:FLOWS]] = True
        return columns

    def _ranked(self, values: Floats, columns: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """The columns, first those that should bring most."""
        expected = worth(*self._gains.expected(values))
        return columns[np.argsort(-expected[columns], kind="stable")]

    def _choice(
        self, prices: Prices, lower: Floats, upper: Floats, columns: npt.NDArray[np.intp], basis: Basis
    ) -> _Choice | None:
        """The column that brings most; None where a try has shown that nothing better is possible."""
        values, (down, up) = prices.values, self._gains.expected(prices.values)
        best, tighter, since = -1.0, False, 0
        chosen, sides = int(columns[0]), (prices.bound, prices.bound)
        for column in columns.tolist():
            if self._gains.known(column):
                promised = (prices.bound - down[column], prices.bound - up[column])
            else:
                promised = self._tried(prices, lower, upper, column, basis)
                closed = [side for side in (0, 1) if promised[side] <= self._enough]
                for side in closed:
                    self._close(promised[side])
                if len(closed) > 1:
                    return None
                if closed:
                    tighter = True
                    lower, upper = _rounded(lower, upper, values, column, 1 - closed[0])
            brings = float(worth(*(prices.bound - max(one, self._points) for one in promised)))
            since += 1
            if brings > best:
                best, chosen, sides, since = brings, column, promised, 0
            if since >= PATIENCE:
                break
        return _Choice(chosen, sides, lower, upper, tighter)

    def _tried(self, prices: Prices, lower: Floats, upper: Floats, column: int, basis: Basis) -> tuple[float, float]:
        """The points that are still possible with a column rounded down, and up, after a few steps."""
        promised = [-math.inf, -math.inf]
        for side in (0, 1):
            bounds = _rounded(lower, upper, prices.values, column, side)
            tight = tightened(self._implied, self._rows, *bounds)
            if tight is not None:
                self._trying.begin(basis)
                found = self._trying.solve(*tight, self._enough, STEPS)
                promised[side] = -math.inf if found is None else min(found.bound, prices.bound)
            lost = prices.bound - max(promised[side], self._points)
            self._gains.note(column, side, lost / _distance(prices.values[column], side))
        return promised[0], promised[1]

    def _halves(self, prices: Prices, choice: _Choice, basis: Basis) -> list[_Open]:
        """The two nodes that a choice makes, the better one last."""
        value = prices.values[choice.column]
        halves = []
        for side in sorted((0, 1), key=lambda one: choice.sides[one]):
            bounds = _rounded(choice.lower, choice.upper, prices.values, choice.column, side)
            distance = _distance(value, side)
            halves.append(_Open(prices.bound, self._limits(*bounds), basis, choice.column, side, distance))
        return halves

    def _limits(self, lower: Floats, upper: Floats) -> Limits:
        columns = np.flatnonzero((lower != self._model.lower) | (upper != self._model.upper)).astype(np.int32)
        return Limits(columns, lower[columns], upper[columns])

    def _take_whole(self, prices: Prices) -> None:
        """Takes over what the relaxation has made whole by itself."""
        if self._relaxing.best:
            self._take(np.rint(prices.values).astype(np.int64))
        self._close(prices.bound)  # where that was no plan after all, it stays in the bound

    def _take(self, values: Values) -> None:
        """Keeps values that are a plan, and a better one."""
        points = float(self._model.points @ values)
        if points > self._points and holds(self._model, values.astype(np.float64)):
            self._points, self._values = points, values

    def _fill(self, values: Floats) -> None:
        """The best plan with these decisions; less and less often, where that was in vain."""
        self._waits -= 1
        if self._waits > 0:
            return
        known = self._points
        for found in self._filled(values):
            self._take(found)
        self._vain = 0 if self._points > known else self._vain + 1
        self._waits = 2**self._vain

    def _filled(self, values: Floats) -> Iterator[Values]:
        rest = reduced(self._model, *fixed(self._model, values))
        if rest is None or not len(rest.columns):
            return
        self._fills += 1
        told: list[Message] = []
        search(whole_task(rest.linear), told.append)
        for message in told:
            if isinstance(message, Found):
                yield rest.whole_values(message.whole)


def _narrowed(lower: Floats, upper: Floats, limits: Limits) -> tuple[Floats, Floats]:
    """Bounds that are within other limits too."""
    lower, upper = lower.copy(), upper.copy()
    lower[limits.columns] = np.maximum(lower[limits.columns], limits.lower)
    upper[limits.columns] = np.minimum(upper[limits.columns], limits.upper)
    return lower, upper


def _rounded(lower: Floats, upper: Floats, values: Floats, column: int, side: int) -> tuple[Floats, Floats]:
    """Bounds with a column rounded down (0) or up (1)."""
    lower, upper = lower.copy(), upper.copy()
    if side:
        lower[column] = math.ceil(values[column])
    else:
        upper[column] = math.floor(values[column])
    return lower, upper


def _distance(value: float, side: int) -> float:
    """How far a value is rounded."""
    return math.ceil(value) - value if side else value - math.floor(value)


def _rows_among(model: Linear, columns: npt.NDArray[np.bool_]) -> Linear:
    """The rows that have no other columns than these."""
    rows = rows_of(model)
    kept = np.ones(len(model.below), dtype=np.bool_)
    kept[rows[~columns[model.column]]] = False
    return with_rows(model, rows, kept)
