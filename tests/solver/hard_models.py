"""Models that take a search a while, however few their columns are."""

from random import Random

from planner.solver.linear import Builder, Linear


def knapsacks(number: int, rows: int, room: int) -> Linear:
    """So many columns that hardly go into a few rows: first values come soon, their proof does not."""
    lines, random = Builder(), Random(1)
    columns = [lines.column(points=random.randint(50, 99), whole=True) for _ in range(number)]
    for _ in range(rows):
        lines.weighted(0, room, [(column, float(random.randint(10, 99))) for column in columns])
    return lines.linear()
