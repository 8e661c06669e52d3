"""Calendars (RFC 5545): one for each therapist and each room, the typical week repeated between two dates.

No participant's id is in them, nor anything made of one. An entry keeps its UID when its session moves, and the
SEQUENCE rises with every calendar, so that importing a new one updates the old; what is gone is called off.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from planner.domain.plan import Session, SessionKind
from planner.domain.scenario import Scenario
from planner.errors import BadInput, Finding
from planner.exports.clock import instant, timezone_of
from planner.exports.ics_earlier import called_off, highest_sequence, read_earlier
from planner.exports.ics_entries import Entry, Owner, calendar_names, entries_of
from planner.exports.ics_zones import vtimezone
from planner.exports.options import Dates, Files, Options
from planner.views.tables import Planned
from planner.views.week_grid import label

PRODUCT = "-//Cohort Capacity Planner//Weekly plan//EN"
HIGHEST = 2**31 - 1
"""RFC 5545 gives a whole number 32 bits."""

LONGEST_HEAD = 1000
"""Bytes in which a calendar says what it is."""

COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)
"""A SEQUENCE of its own is the seconds since then: it rises, and fits its 32 bits until 2088."""


def export(planned: Planned, options: Options) -> Files:
    """A file for each therapist and room that has sessions in the plan, or has some to be called off. BadInput."""
    dates, earlier = options.needed_dates(), read_earlier(options.earlier)
    sequence = _sequence(options, highest_sequence(earlier) + 1)
    s, entries = planned.scenario, entries_of(planned.plan)
    calendars: dict[str, tuple[str, list[Event]]] = {
        name: (title_of(s, owner), list(_events(s, owner, entries[owner], sequence, options)))
        for owner, name in calendar_names(entries).items()
    }
    kept = {str(event["UID"]) for _, events in calendars.values() for event in events}
    for name, old in earlier.items():
        _, events = calendars.setdefault(name, (str(old.get("X-WR-CALNAME", name)), []))
        events.extend(called_off(old, kept, dates.first, sequence, options.made))
    return {name: _calendar(title, events, dates) for name, (title, events) in calendars.items() if events}


def wrote(_: str, file: BinaryIO) -> bool:
    """Whether a file is a calendar that says it comes from here."""
    return f"PRODID:{PRODUCT}".encode() in file.read(LONGEST_HEAD)


def _sequence(options: Options, least: int) -> int:
    """The one that is given or counted, or `least`. Raises BadInput where no calendar program could read it."""
    counted = int((options.made - COUNTED_FROM).total_seconds())
    sequence = max(counted if options.sequence is None else options.sequence, least)
    if sequence > HIGHEST:
        wrong = f"{sequence:,} is above {HIGHEST:,}, the highest that calendar programs read"
        right = "give a lower one, or begin anew in another folder"
        raise BadInput([Finding("calendar", None, "sequence", str(sequence), wrong, right)])
    return sequence


def title_of(s: Scenario, owner: Owner) -> str:
    """What a calendar program calls the calendar."""
    return " ".join(f"Week of {_name(s, owner)}".split())


def _calendar(title: str, events: list[Event], dates: Dates) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.subcomponents = list(events)
    first = min(dates.first.year, *(event.start.year for event in events))
    zones = [vtimezone(zone, first, dates.last.year) for zone in sorted(calendar.get_missing_tzids())]
    calendar.subcomponents = [*zones, *events]
    return bytes(calendar.to_ical())


def _events(s: Scenario, owner: Owner, entries: Iterable[Entry], sequence: int, options: Options) -> Iterable[Event]:
    dates = options.needed_dates()
    for entry in entries:
        if days := list(dates.open_of(entry.session.day)):
            event = Event()
            event.add("uid", entry.uid(owner))
            event.add("sequence", sequence)
            event.add("dtstamp", options.made)
            event.add("status", "CONFIRMED")
            for field, text in _texts(s, owner, entry).items():
                event.add(field, text)
            _recur(event, s, entry.session, days, dates)
            yield event


def _recur(event: Event, s: Scenario, session: Session, days: list[date], dates: Dates) -> None:
    zone = ZoneInfo(timezone_of(s, session.site))
    event.add("dtstart", instant(days[0], session.span.start, zone))
    event.add("dtend", instant(days[0], session.span.end, zone))
    event.add("rrule", {"freq": "weekly", "until": instant(days[-1], session.span.start, zone).astimezone(UTC)})
    between = [day for day in dates.all_of(session.day) if days[0] < day < days[-1] and day in dates.closed]
    if between:
        event.add("exdate", [instant(day, session.span.start, zone) for day in between])


def _texts(s: Scenario, owner: Owner, entry: Entry) -> Mapping[str, str | list[str]]:
    return {
        "summary": _summary(s, owner, entry),
        "description": _description(s, entry),
        "location": _place(s, entry.session),
        "categories": [entry.session.kind.value],
    }


def _summary(s: Scenario, owner: Owner, entry: Entry) -> str:
    program = s.programs.get(entry.cohort.program)
    what = (program.name if program else "") or entry.cohort.program
    text = f"{what} group" if entry.session.kind is SessionKind.GROUP else "Individual session"
    return f"{text}, {_leaders(s, entry.session)}" if owner.kind == "room" else text


def _description(s: Scenario, entry: Entry) -> str:
    if entry.session.kind is SessionKind.INDIVIDUAL:
        return f"Given by {_leaders(s, entry.session)}"
    cohort = entry.cohort
    return (
        f"Cohort {cohort.id}\nLed by {_leaders(s, entry.session)}\n{cohort.members} of {cohort.capacity} places taken"
    )


def _place(s: Scenario, session: Session) -> str:
    site = s.sites.get(session.site)
    where = (site.name if site else "") or session.site
    return f"{where}, room {session.room}" if session.room else where


def _leaders(s: Scenario, session: Session) -> str:
    return ", ".join(_name(s, Owner("therapist", therapist)) for therapist in session.therapists)


def _name(s: Scenario, owner: Owner) -> str:
    if owner.kind == "room":
        return f"room {owner.id}"
    return label(s.therapists[owner.id]) if owner.id in s.therapists else owner.id
