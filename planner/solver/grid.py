"""The week as bits: one bit a grid cell, so that "free for the whole session" is a few shifts.

A cell is numbered day * stride + minute // grid. The stride leaves one bit unused after each day, so that no run of
cells crosses midnight.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.domain.week import DAY_MINUTES, DAYS, Day, Hours, Pattern, Span


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of `minutes` each; a set of cells is a whole number, bit n for cell n."""

    minutes: int

    @property
    def stride(self) -> int:
        """Cells from one day's start to the next one's."""
        return DAY_MINUTES // self.minutes + 1

    def cell(self, day: Day, minute: int) -> int:
        """The cell in which a minute lies."""
        return day * self.stride + minute // self.minutes

    def day(self, cell: int) -> Day:
        """The day of a cell."""
        return cell // self.stride

    def minute(self, cell: int) -> int:
        """The minute of its day at which a cell begins."""
        return cell % self.stride * self.minutes

    def length(self, minutes: int) -> int:
        """The cells that a session of this many minutes occupies."""
        return -(-minutes // self.minutes)

    def meetings(self, pattern: Pattern, span: Span) -> int:
        """The cells of a block on the days of a pattern."""
        run = (1 << self.length(span.minutes)) - 1
        return sum(run << self.cell(day, span.start) for day in pattern)

    def inside(self, hours: Hours) -> int:
        """The cells that lie wholly inside the hours."""
        cells = 0
        for day, spans in enumerate(hours):
            for span in spans:
                first, last = -(-span.start // self.minutes), span.end // self.minutes
                if last > first:
                    cells |= ((1 << (last - first)) - 1) << (day * self.stride + first)
        return cells


def starts_in(cells: int, length: int) -> int:
    """The cells at which a session of so many cells can start and stay inside the given ones."""
    starts = cells
    for shift in range(1, length):
        starts &= cells >> shift
    return starts


def bits(cells: int) -> Iterator[int]:
    """The numbers of the cells, rising."""
    while cells:
        lowest = cells & -cells
        yield lowest.bit_length() - 1
        cells ^= lowest


def normal_starts(grid: Grid, anchors: Iterable[int], lengths: Iterable[int]) -> int:
    """The starts that are enough: anchors, and anchors plus session lengths, within each day.

    Any plan's individual sessions can be moved earlier, one after the other, until each starts where something ends
    or somebody arrives (an anchor) or where another session ends. So other starts need no looking at.
    """
    by_day = [0] * len(DAYS)
    for cell in anchors:
        by_day[grid.day(cell)] |= 1 << (cell % grid.stride)
    whole_day = (1 << (grid.stride - 1)) - 1
    sizes = tuple(set(lengths))
    week = 0
    for day, starts in enumerate(by_day):
        week |= (_closed(starts, sizes) & whole_day) << (day * grid.stride)
    return week


def _closed(starts: int, sizes: tuple[int, ...]) -> int:
    limit = (1 << (DAY_MINUTES + 1)) - 1
    while True:
        more = starts
        for size in sizes:
            more |= (starts << size) & limit
        if more == starts:
            return starts
        starts = more
