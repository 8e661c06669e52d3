"""Calendars, read back by another library: what they say, day by day, is the plan; what changes is updated."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event

from planner.domain.plan import Plan, Session
from planner.domain.scenario import Scenario
from planner.domain.week import Span
from planner.errors import BadInput
from planner.exports import EXPORTS, Dates, Files, Options
from planner.views.tables import Planned

CLOSED = frozenset({date(2027, 3, 9), date(2027, 3, 17), date(2027, 2, 22)})
DATES = Dates(date(2027, 2, 22), date(2027, 4, 11), CLOSED)
"""Seven weeks in which the clocks change, one day of which is closed at the very beginning."""

MADE = datetime(2027, 2, 1, 12, tzinfo=UTC)
OPTIONS = Options(dates=DATES, made=MADE)


def calendars(files: Files) -> dict[str, Calendar]:
    return {name: Calendar.from_ical(content.decode()) for name, content in files.items()}


def events(files: Files) -> list[Event]:
    return [event for calendar in calendars(files).values() for event in calendar.events]


def occurrences(event: Event) -> Iterator[tuple[datetime, timedelta]]:
    """Every start of an entry as an instant, by RFC 5545 as dateutil has it."""
    start = event.start
    rule = event["RRULE"].to_ical()
    assert isinstance(rule, bytes)
    exceptions = event.get("EXDATE")
    lists = exceptions if isinstance(exceptions, list) else [exceptions] if exceptions else []
    left_out = {one.dt for entry in lists for one in entry.dts}
    for when in rrulestr(rule.decode(), dtstart=start):
        if when not in left_out:
            yield when, event.end - start


def meetings(s: Scenario, session: Session, dates: Dates) -> Iterator[tuple[datetime, timedelta]]:
    """What the plan says, reckoned day by day."""
    zone = ZoneInfo(s.sites[session.site].timezone)
    day = dates.first
    while day <= dates.last:
        if day.weekday() == session.day and day not in dates.closed:
            midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
            yield midnight + timedelta(minutes=session.span.start), timedelta(minutes=session.span.minutes)
        day += timedelta(days=1)


def with_sessions(planned: Planned, **changed: Session) -> Planned:
    sessions = {**planned.plan.sessions, **{key.replace("_", "."): one for key, one in changed.items()}}
    return replace(planned, plan=replace(planned.plan, sessions=sessions))


def without(planned: Planned, *ids: str) -> Planned:
    kept = {key: one for key, one in planned.plan.sessions.items() if key not in ids}
    return replace(planned, plan=replace(planned.plan, sessions=kept))


def later(session: Session, minutes: int) -> Session:
    return replace(session, span=Span(session.span.start + minutes, session.span.end + minutes))


def sequences(found: Iterable[Event]) -> set[int]:
    return {int(str(event["SEQUENCE"])) for event in found}


@pytest.fixture(scope="module")
def files(two_clinics: Planned) -> Files:
    return EXPORTS["ics"](two_clinics, OPTIONS)


def owners(plan: Plan) -> set[str]:
    names = {f"therapist-{t}.ics" for session in plan.sessions.values() for t in session.therapists}
    return names | {f"room-{session.room}.ics" for session in plan.sessions.values() if session.room}


def test_there_is_a_calendar_for_every_therapist_and_room_with_sessions(files: Files, two_clinics: Planned) -> None:
    assert set(files) == owners(two_clinics.plan)


def test_every_day_of_every_calendar_is_as_planned(files: Files, two_clinics: Planned) -> None:
    s = two_clinics.scenario
    for name, calendar in calendars(files).items():
        kind, owner = name.removesuffix(".ics").split("-", 1)
        mine = [
            x
            for x in two_clinics.plan.sessions.values()
            if owner in (x.therapists if kind == "therapist" else [x.room])
        ]
        planned = Counter(one for session in mine for one in meetings(s, session, DATES))
        assert Counter(one for event in calendar.events for one in occurrences(event)) == planned


def test_nine_oclock_stays_nine_oclock_when_the_clocks_change(files: Files) -> None:
    groups = [e for e in calendars(files)["therapist-t01.ics"].events if "group" in str(e["SUMMARY"])]
    starts = [when for event in groups for when, _ in occurrences(event)]
    assert {when.hour for when in starts} == {9}
    assert {when.utcoffset() for when in starts} == {timedelta(hours=-5), timedelta(hours=-4)}


def test_each_zone_that_is_used_is_defined(files: Files) -> None:
    for calendar in calendars(files).values():
        zones = {str(zone["TZID"]) for zone in calendar.timezones}
        assert {event["DTSTART"].params["TZID"] for event in calendar.events} == zones
    text = files["room-o-1.ics"].decode()
    assert "TZID:America/Chicago" in text
    assert text.index("BEGIN:VTIMEZONE") < text.index("BEGIN:VEVENT")


def test_no_participant_and_nothing_made_of_one_is_in_a_calendar(two_clinics: Planned) -> None:
    """Other ids for the same people make the same calendars, to the byte."""
    plan = two_clinics.plan
    renamed = {
        f"x{key}": replace(x, id=f"x{key}", participant=x.participant and f"x{x.participant}")
        for key, x in plan.sessions.items()
    }
    other = replace(two_clinics, plan=replace(plan, sessions=renamed))
    assert EXPORTS["ics"](other, OPTIONS) == EXPORTS["ics"](two_clinics, OPTIONS)
    text = b"".join(EXPORTS["ics"](two_clinics, OPTIONS).values()).decode()
    assert not any(participant in text for participant in plan.placements)


def test_every_entry_has_a_uid_of_its_own(files: Files) -> None:
    uids = [str(event["UID"]) for event in events(files)]
    assert len(set(uids)) == len(uids)


def test_an_entry_keeps_its_uid_when_its_session_moves_and_its_sequence_rises(
    files: Files, two_clinics: Planned
) -> None:
    sessions = two_clinics.plan.sessions
    after = with_sessions(two_clinics, p01_i1=later(sessions["p01.i1"], 30))
    new = EXPORTS["ics"](after, replace(OPTIONS, earlier=files))
    before_events, after_events = events(files), events(new)
    assert {event["UID"] for event in before_events} == {event["UID"] for event in after_events}
    assert sequences(after_events) == {max(sequences(before_events)) + 1}
    assert not any(event["STATUS"] == "CANCELLED" for event in after_events)


def test_a_session_in_another_room_is_called_off_in_the_old_rooms_calendar(files: Files, two_clinics: Planned) -> None:
    moved = replace(two_clinics.plan.sessions["p01.i1"], room="n-2")
    new = calendars(EXPORTS["ics"](with_sessions(two_clinics, p01_i1=moved), replace(OPTIONS, earlier=files)))
    states = Counter(str(event["STATUS"]) for event in new["room-n-3.ics"].events)
    assert states == {"CONFIRMED": 5, "CANCELLED": 1}
    gone = next(event for event in new["room-n-3.ics"].events if event["STATUS"] == "CANCELLED")
    old = next(event for event in calendars(files)["room-n-3.ics"].events if event["UID"] == gone["UID"])
    assert min(sequences([gone])) > max(sequences([old]))
    assert str(gone["SUMMARY"]) == f"Cancelled: {old['SUMMARY']}"
    assert {event["STATUS"] for event in new["therapist-t01.ics"].events} == {"CONFIRMED"}


def test_a_calendar_that_has_nothing_left_calls_everything_off_until_its_dates_are_over(
    files: Files, two_clinics: Planned
) -> None:
    after = without(two_clinics, "p10.i1", *(f"sud.oak-park.evening.MonWedFri.g{n}" for n in (1, 2, 3)))
    second = EXPORTS["ics"](after, replace(OPTIONS, earlier=files))
    assert {str(event["STATUS"]) for event in calendars(second)["therapist-t05.ics"].events} == {"CANCELLED"}
    third = EXPORTS["ics"](after, replace(OPTIONS, earlier=second))
    entries = calendars(third)["therapist-t05.ics"].events
    assert sequences(entries) == {max(sequences(events(files))) + 2}
    assert all(str(event["SUMMARY"]).count("Cancelled") == 1 for event in entries)
    summer = replace(OPTIONS, dates=Dates(date(2027, 5, 3), date(2027, 5, 30)), earlier=third)
    assert "therapist-t05.ics" not in EXPORTS["ics"](after, summer)


def test_without_earlier_calendars_the_sequence_rises_with_time(two_clinics: Planned) -> None:
    def sequence(options: Options) -> int:
        return max(sequences(events(EXPORTS["ics"](two_clinics, options))))

    assert sequence(replace(OPTIONS, made=MADE + timedelta(seconds=1))) == sequence(OPTIONS) + 1
    assert sequence(replace(OPTIONS, made=datetime(2080, 1, 1, tzinfo=UTC))) < 2**31
    assert sequence(replace(OPTIONS, sequence=7)) == 7


def test_a_day_that_is_always_closed_has_no_entry(two_clinics: Planned) -> None:
    week = Dates(date(2027, 1, 4), date(2027, 1, 10), frozenset({date(2027, 1, 5)}))
    days = {event.start.weekday() for event in events(EXPORTS["ics"](two_clinics, replace(OPTIONS, dates=week)))}
    assert days == {0, 2, 3, 4}


def test_the_same_plan_gives_the_same_bytes(files: Files, two_clinics: Planned) -> None:
    assert EXPORTS["ics"](two_clinics, OPTIONS) == files


def test_names_that_hold_line_breaks_add_no_lines(two_clinics: Planned) -> None:
    s = two_clinics.scenario
    sly = replace(s.therapists["t01"], name="Ada\nATTENDEE:mailto:a@b.c")
    other = replace(two_clinics, scenario=replace(s, therapists={**s.therapists, "t01": sly}))
    for content in EXPORTS["ics"](other, OPTIONS).values():
        assert not any(line.startswith("ATTENDEE") for line in content.decode().splitlines())


@pytest.mark.parametrize(
    "content", [b"", b"Dear all", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR", b"\xff"]
)
def test_earlier_files_that_are_no_calendars_are_refused(content: bytes, two_clinics: Planned) -> None:
    with pytest.raises(BadInput, match=r"old\.ics: is no calendar that can be read"):
        EXPORTS["ics"](two_clinics, replace(OPTIONS, earlier={"old.ics": content}))
