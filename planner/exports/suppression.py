"""Counts too small to be shown, and the other counts that must go with them lest they be worked out from the totals.

A table of counts has rows and columns that add up, totals among them. See each row and each column as a point and each
hidden count as a line between two of them: a hidden count follows from what is shown just where its line is a bridge,
so that without it the two points would fall apart (D. Gusfield, SIAM Journal on Computing 17, 1988).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

Cell: TypeAlias = tuple[str, str]
"""A row and a column; `ALL` names the row and the column of totals."""

Counts: TypeAlias = Mapping[Cell, int]

Point: TypeAlias = tuple[int, str]
"""A row (0) or a column (1)."""

ALL = "all"


def with_totals(counts: Counts, rows: Collection[str], columns: Collection[str]) -> dict[Cell, int]:
    """Every cell of the table, 0 where nothing is counted, with its totals."""
    full = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    full |= {(row, ALL): sum(full[row, column] for column in columns) for row in rows}
    return full | {(ALL, column): sum(full[row, column] for row in rows) for column in (*columns, ALL)}


def hidden_cells(counts: Counts, fewest: int, at_once: Iterable[Cell] = ()) -> frozenset[Cell]:
    """Cells not to be shown: those from 1 up to below `fewest`, those `at_once`, and what would give them away.

    What is hidden of a row or a column whose total is shown adds up to `fewest` at least.
    """
    lines = _lines(counts)
    hidden = {*at_once, *(cell for cell, count in counts.items() if 0 < count < fewest)}
    while more := _thin(counts, lines, hidden, fewest) or _revealed(counts, hidden):
        hidden |= more
    return frozenset(hidden)


def _lines(counts: Counts) -> Mapping[Point, list[Cell]]:
    """The cells of every row and every column, those first that are the least loss."""
    lines: dict[Point, list[Cell]] = defaultdict(list)
    for cell in sorted(counts, key=lambda cell: _loss(counts, [cell])):
        for point in _ends(cell):
            lines[point].append(cell)
    return lines


def _loss(counts: Counts, cells: Sequence[Cell]) -> tuple[int, int, int, list[Cell]]:
    """Totals are the greatest loss, the grand total above all; then zeros, which show nobody; then large counts."""
    totals = sum(cell.count(ALL) ** 2 for cell in cells)
    return totals, sum(counts[cell] == 0 for cell in cells), sum(counts[cell] for cell in cells), sorted(cells)


def _thin(counts: Counts, lines: Mapping[Point, list[Cell]], hidden: set[Cell], fewest: int) -> set[Cell]:
    """A further cell of each row and column whose hidden ones are too few, as its total tells."""
    more = set()
    for (axis, _), line in lines.items():
        out = [cell for cell in line if cell in hidden]
        total_out = any(cell[1 - axis] == ALL for cell in out)
        if out and not total_out and sum(counts[cell] for cell in out) < fewest:
            more.update(next(([cell] for cell in line if cell not in hidden), []))
    return more


def _revealed(counts: Counts, hidden: Collection[Cell]) -> set[Cell]:
    """The least loss by which a cell that follows from the totals does so no longer; nothing where there is none."""
    bridge = next(_bridges(hidden), None)
    if bridge is None:
        return set()
    return set(min((_loss(counts, cells), cells) for cells in _mendings(counts, hidden, bridge))[1])


def _mendings(counts: Counts, hidden: Collection[Cell], bridge: Cell) -> Sequence[Sequence[Cell]]:
    """Cells that make a way round a bridge: one where that is enough, else the three other corners of a square."""
    row, column = _ends(bridge)
    rest = [cell for cell in hidden if cell != bridge]
    near, far = _reached(rest, row), _reached(rest, column)
    shown = [cell for cell in counts if cell not in hidden]
    single = [[cell] for cell in shown if _joins(cell, near, far)]
    return single or [
        [cell, (bridge[0], cell[1]), (cell[0], bridge[1])]
        for cell in shown
        if cell[0] != bridge[0] and cell[1] != bridge[1]
    ]


def _joins(cell: Cell, near: Collection[Point], far: Collection[Point]) -> bool:
    row, column = _ends(cell)
    return (row in near and column in far) or (row in far and column in near)


def _ends(cell: Cell) -> tuple[Point, Point]:
    return (0, cell[0]), (1, cell[1])


def _neighbours(cells: Collection[Cell]) -> Mapping[Point, list[Point]]:
    neighbours: dict[Point, list[Point]] = defaultdict(list)
    for row, column in map(_ends, sorted(cells)):
        neighbours[row].append(column)
        neighbours[column].append(row)
    return neighbours


def _reached(cells: Collection[Cell], start: Point) -> set[Point]:
    """The points that lines lead to from one of them."""
    neighbours, reached, ahead = _neighbours(cells), {start}, [start]
    while ahead:
        for point in neighbours.get(ahead.pop(), ()):
            if point not in reached:
                reached.add(point)
                ahead.append(point)
    return reached


def _bridges(hidden: Collection[Cell]) -> Iterator[Cell]:
    """Lines that no round trip goes through: those of a tree that no line outside the tree leads past."""
    above, depth = _tree(hidden)
    passed: set[Point] = set()
    for one, other in map(_ends, sorted(hidden)):
        if above[one] != other and above[other] != one:
            passed |= _way(one, other, above, depth)
    for point in sorted(above.keys() - passed):
        if above[point] != point:
            (_, row), (_, column) = sorted((point, above[point]))
            yield row, column


def _way(one: Point, other: Point, above: Mapping[Point, Point], depth: Mapping[Point, int]) -> set[Point]:
    """The points of a tree from one to another, each standing for the line to the one above it."""
    way = set()
    while one != other:
        if depth[one] < depth[other]:
            one, other = other, one
        way.add(one)
        one = above[one]
    return way


def _tree(hidden: Collection[Cell]) -> tuple[Mapping[Point, Point], Mapping[Point, int]]:
    """Trees through all points, each with the one above it (a root is its own) and its depth."""
    neighbours = _neighbours(hidden)
    above: dict[Point, Point] = {}
    depth: dict[Point, int] = {}
    for root in neighbours:
        ahead = [(root, root, 0)]
        while ahead:
            point, parent, level = ahead.pop()
            if point not in above:
                above[point], depth[point] = parent, level
                ahead.extend((further, point, level + 1) for further in neighbours[point])
    return above, depth
