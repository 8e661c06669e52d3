"""What exporters are told beside the plan: from when until when, and what went out before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from planner.domain.week import DAYS, Day
from planner.errors import BadInput, Finding

Files: TypeAlias = Mapping[str, bytes]
"""File names, which hold no folder, with their content."""

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""A day of another century is a slip of the keyboard, and not every calendar program could read it."""

FEWEST_SHOWN = 11
"""Counts from 1 up to below this are suppressed in what is shared, as US federal health agencies do in publications."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The days in which the typical week repeats: from `first` to `last`, both included, but for the closed ones.

    Raises BadInput where they are of another century, or end before they start.
    """

    first: date
    last: date
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        far = [_far(option, day) for option, day in self._ends() if not EARLIEST <= day <= LATEST]
        if far:
            raise BadInput(far)
        if self.last < self.first:
            right = f"give {self.first} or a later day"
            raise BadInput([Finding("calendar", None, "until", str(self.last), "ends before it starts", right)])

    def _ends(self) -> Iterator[tuple[str, date]]:
        """The first and the last day; one that is both, once."""
        yield "from", self.first
        if self.last != self.first:
            yield "until", self.last

    def all_of(self, day: Day) -> Iterator[date]:
        """Every date of this weekday, closed ones too."""
        ahead = (day - self.first.weekday()) % len(DAYS)
        when = self.first + timedelta(days=ahead)
        while when <= self.last:
            yield when
            when += timedelta(days=len(DAYS))

    def open_of(self, day: Day) -> Iterator[date]:
        """Every date of this weekday on which sessions take place."""
        return (when for when in self.all_of(day) if when not in self.closed)

    def week_of(self, when: date) -> int:
        """The number of a date's week (Monday to Sunday), the first one being 1."""
        monday = self.first - timedelta(days=self.first.weekday())
        return (when - monday).days // len(DAYS) + 1


def _far(option: str, day: date) -> Finding:
    right = f"give one between {EARLIEST} and {LATEST}"
    return Finding("calendar", None, option, str(day), f"{day} is a day of another century", right)


@dataclass(frozen=True, slots=True)
class Options:
    """All that one or another exporter takes into account.

    `made` is when the files are made. `earlier` are the calendars that new ones take the place of; `sequence` must rise
    with every calendar that goes out, None: counted from the time. `remedies` are ways to place somebody, in words, by
    participant. `fewest_shown` is the smallest count of people, 0 apart, that is shared. `key` hides who is meant where
    a format refers to people in treatment; without one the scenario's fingerprint does.
    """

    dates: Dates | None = None
    made: datetime = field(default_factory=lambda: datetime.now(UTC))
    sequence: int | None = None
    earlier: Files = field(default_factory=dict)
    remedies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fewest_shown: int = FEWEST_SHOWN
    key: bytes = b""

    def needed_dates(self) -> Dates:
        """The dates; BadInput where none were given."""
        if self.dates is None:
            right = "give the first and the last day"
            raise BadInput([Finding("calendar", None, "from", "", "this format needs calendar dates", right)])
        return self.dates
