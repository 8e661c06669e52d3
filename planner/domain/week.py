"""One typical week: days, times of the day, spans between them and the patterns on which groups meet.

Times are minutes after midnight (0 to 1440), local to a site. Days are numbers, Monday = 0 to Sunday = 6.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_MINUTES = 24 * 60

Day: TypeAlias = int
Pattern: TypeAlias = tuple[Day, ...]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one day, from `start` up to but not including `end`."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Its length."""
        return self.end - self.start

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Whether the two share a minute."""
        return self.start < other.end and other.start < self.end


Hours: TypeAlias = tuple[tuple[Span, ...], ...]
"""Seven tuples, one a day, of spans that neither touch nor overlap."""

ALL_WEEK: Hours = ((Span(0, DAY_MINUTES),),) * len(DAYS)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same minutes as the fewest spans: those that touch or overlap become one."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return tuple(whole)


def week_of(spans: Iterable[tuple[Day, Span]]) -> Hours:
    """Hours of a week from (day, span) pairs in any order."""
    by_day: list[list[Span]] = [[] for _ in DAYS]
    for day, span in spans:
        by_day[day].append(span)
    return tuple(joined(day) for day in by_day)


def is_free(hours: Hours, day: Day, span: Span) -> bool:
    """Whether `span` lies inside the hours of that day."""
    return any(free.holds(span) for free in hours[day])


def rounded_up(minutes: int, grid: int) -> int:
    """Minutes that a session of this length occupies: its length rounded up to the grid."""
    return -(-minutes // grid) * grid


def gap_days(pattern: Pattern) -> int:
    """The most consecutive days without a meeting, around the end of the week too.

    `Mon Wed Fri` has 2 (the weekend), `Mon Tue Thu` has 3 (Friday to Sunday).
    """
    following = (*pattern[1:], pattern[0] + len(DAYS))
    return max(after - before - 1 for before, after in zip(pattern, following, strict=True))


def clock(minutes: int) -> str:
    """`HH:MM`; the end of the day is `24:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def days_text(pattern: Iterable[Day]) -> str:
    """A pattern as the tables write it: `Mon Wed Fri`."""
    return " ".join(DAYS[day] for day in pattern)
