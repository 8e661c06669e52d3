"""Time zones as calendars define them (RFC 5545, 3.6.5): each change of the clock, one by one.

Made of the system's own zones, for icalendar 7.3 dates some changes an hour late and leaves some of Morocco's out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

SECOND = timedelta(seconds=1)
STEP = timedelta(days=1)
"""No zone changes its clocks twice in a day."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the clock: when, and how far it is from UTC before and from then on."""

    instant: datetime
    before: timedelta
    after: timedelta


@lru_cache(maxsize=64)
def vtimezone(zone: str, first_year: int, last_year: int) -> Timezone:
    """A zone with all its changes from the year before the first to the year after the last."""
    begin, end = datetime(first_year - 1, 1, 1, tzinfo=UTC), datetime(last_year + 2, 1, 1, tzinfo=UTC)
    at_first = _offset(zone, begin)
    made = Timezone()
    made.add("tzid", zone)
    for change in (Change(begin, at_first, at_first), *changes(zone, begin, end)):
        made.add_component(_rule(zone, change))
    return made


def changes(zone: str, begin: datetime, end: datetime) -> Iterator[Change]:
    """Every change between two instants."""
    while begin < end:
        following = begin + STEP
        if _offset(zone, begin) != _offset(zone, following):
            yield _change(zone, begin, following)
        begin = following


def _change(zone: str, low: datetime, high: datetime) -> Change:
    """The one change between two instants, to the second."""
    before, after = _offset(zone, low), _offset(zone, high)
    while high - low > SECOND:
        middle = low + (high - low) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return Change(high.replace(microsecond=0), before, after)


def _rule(zone: str, change: Change) -> TimezoneStandard | TimezoneDaylight:
    """It begins at the time that the clocks show before it."""
    local = change.instant.astimezone(ZoneInfo(zone))
    rule = TimezoneDaylight() if local.dst() else TimezoneStandard()
    rule.add("dtstart", change.instant.replace(tzinfo=None) + change.before)
    rule.add("tzoffsetfrom", change.before)
    rule.add("tzoffsetto", change.after)
    rule.add("tzname", local.tzname())
    return rule


def _offset(zone: str, instant: datetime) -> timedelta:
    return instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
