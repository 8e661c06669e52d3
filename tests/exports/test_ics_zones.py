"""A calendar's own definition of a time zone says the same as the zone itself."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from planner.exports.ics_zones import vtimezone

ZONES = (
    *("America/New_York", "America/Phoenix", "America/St_Johns", "America/Santiago", "America/Havana", "Europe/Dublin"),
    *("Africa/Casablanca", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Honolulu"),
)


def as_planned(zone: str) -> set[tuple[datetime, timedelta]]:
    """Every change of the clock in three years, looked for by the half hour, with the offset that it brings."""
    place, moment, found = ZoneInfo(zone), datetime(2026, 1, 1, 12, tzinfo=UTC), set()
    while moment < datetime(2028, 12, 31, tzinfo=UTC):
        offset = moment.astimezone(place).utcoffset()
        assert offset is not None
        if offset != (moment - timedelta(minutes=30)).astimezone(place).utcoffset():
            found.add((moment, offset))
        moment += timedelta(minutes=30)
    return found


def as_defined(zone: str) -> set[tuple[datetime, timedelta]]:
    """What the definition says once it is written, read as RFC 5545 has it: times before the change."""
    rules = re.findall(
        r"DTSTART:(\d{8}T\d{6})\r\n(?:TZNAME:.*\r\n)?TZOFFSETFROM:([+-]\d{4})\r\nTZOFFSETTO:([+-]\d{4})\r\n",
        vtimezone(zone, 2027, 2027).to_ical().decode(),
    )
    assert rules
    return {
        (datetime.strptime(f"{onset}{before}", "%Y%m%dT%H%M%S%z"), minutes(after))
        for onset, before, after in rules
        if before != after
    }


def minutes(offset: str) -> timedelta:
    size = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:]))
    return -size if offset[0] == "-" else size


@pytest.mark.parametrize("zone", ZONES)
def test_every_change_of_the_clock_is_defined_at_its_moment(zone: str) -> None:
    assert as_defined(zone) == as_planned(zone)


def test_a_calendar_program_that_knows_no_zones_reads_the_right_offset() -> None:
    text = vtimezone("America/New_York", 2027, 2027).to_ical().decode()
    assert text.splitlines()[:2] == ["BEGIN:VTIMEZONE", "TZID:America/New_York"]
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20270314T020000\r\nTZNAME:EDT\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400" in text
