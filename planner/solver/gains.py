"""What it has brought to round each column down or up: what has helped once will help again."""

from collections.abc import Iterable

import numpy as np

from planner.solver.branch import Gain
from planner.solver.linear import Floats

LEAST = 1e-3
"""Points; a side that brings nothing still counts a little, so that the other decides."""


class Gains:
    """Points by which the bound fell for each unit of rounding, on the average of all that was seen of a column."""

    def __init__(self, columns: int) -> None:
        self._sum, self._seen = np.zeros((2, columns)), np.zeros((2, columns))
        self._new: list[Gain] = []

    def note(self, column: int, side: int, points: float) -> None:
        """Takes note of what was seen here."""
        self._new.append(Gain(column, side, points))
        self.hear(self._new[-1:])

    def hear(self, gains: Iterable[Gain]) -> None:
        """Takes note of what others have seen."""
        for column, side, points in gains:
            self._sum[side, column] += points
            self._seen[side, column] += 1

    def news(self) -> list[Gain]:
        """What was seen here since this was asked last."""
        new, self._new = self._new, []
        return new

    def known(self, column: int) -> bool:
        """Whether both sides of it have been seen."""
        return bool(self._seen[:, column].all())

    def expected(self, values: Floats) -> tuple[Floats, Floats]:
        """Points that rounding each column down or up should bring; of what nobody has seen, as others on average."""
        down, up = (
            np.where(seen > 0, total / np.maximum(seen, 1), total.sum() / max(1, seen.sum()) or 1.0)
            for total, seen in zip(self._sum, self._seen, strict=True)
        )
        return down * (values - np.floor(values)), up * (np.ceil(values) - values)


def worth(down: float | Floats, up: float | Floats) -> Floats:
    """How good it is to branch where the two sides bring so many points: the product (Achterberg, 2007, 5.1)."""
    return np.maximum(down, LEAST) * np.maximum(up, LEAST)
