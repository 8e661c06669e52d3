"""Calendars that went out before: how far their SEQUENCE came, and what of them has to be called off."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from icalendar import Calendar, Event, vInt, vText

from planner.errors import BadInput, Finding
from planner.exports.options import Files

CANCELLED = "Cancelled: "


def read_earlier(files: Files) -> Mapping[str, Calendar]:
    """The calendars by file name. Raises BadInput where one is none."""
    return {name: _calendar(name, content) for name, content in sorted(files.items())}


def _calendar(name: str, content: bytes) -> Calendar:
    try:
        calendar = Calendar.from_ical(content.decode())
        for event in calendar.events:
            _ = sequence_of(event), event["UID"], _last(event)
    except (ValueError, KeyError, TypeError, IndexError):
        right = "name the folder of the calendars that went out, as they were written"
        raise BadInput([Finding(name, None, "", "", "is no calendar that can be read", right)]) from None
    return calendar


def sequence_of(event: Event) -> int:
    """How often it has been changed, 0 where it does not say."""
    return int(event.get("SEQUENCE", 0))


def highest_sequence(calendars: Mapping[str, Calendar]) -> int:
    """The highest of all entries; -1 where there are none."""
    return max((sequence_of(event) for calendar in calendars.values() for event in calendar.events), default=-1)


def called_off(
    calendar: Calendar, kept: Collection[str], since: date, sequence: int, made: datetime
) -> Iterator[Event]:
    """Entries that go on after `since` and of which nothing is left, as their cancellations."""
    for event in calendar.events:
        if str(event["UID"]) not in kept and _last(event) >= since:
            yield _cancelled(event, sequence, made)


def _last(event: Event) -> date:
    """The last day of an entry."""
    until = event.get("RRULE", {}).get("UNTIL", [event.start])[0]
    return until.date() if isinstance(until, datetime) else date(until.year, until.month, until.day)


def _cancelled(event: Event, sequence: int, made: datetime) -> Event:
    event = event.copy(recursive=True)
    del event["DTSTAMP"]
    event.add("dtstamp", made)
    event["STATUS"] = vText("CANCELLED")
    event["SEQUENCE"] = vInt(sequence)
    event["SUMMARY"] = vText(CANCELLED + str(event.get("SUMMARY", "")).removeprefix(CANCELLED))
    return event
