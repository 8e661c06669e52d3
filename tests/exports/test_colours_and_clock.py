"""Colours that print, and the moment a wall clock means."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from planner.exports.clock import instant, timezone_of
from planner.exports.colours import PALETTE, colours_of
from planner.views.tables import Planned

NEW_YORK = ZoneInfo("America/New_York")


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_print_is_readable_on_every_fill_also_in_grey() -> None:
    assert all(lightness(colour.fill) > 0.75 for colour in PALETTE)
    assert all(lightness(colour.edge) < 0.55 for colour in PALETTE)


def test_each_program_has_its_colour_and_the_ninth_begins_again() -> None:
    colours = colours_of([f"program-{number}" for number in range(9)])
    assert len(set(colours.values())) == 8
    assert colours["program-0"] == colours["program-8"]


def test_nine_oclock_stays_nine_oclock_when_the_clocks_change() -> None:
    assert instant(date(2027, 3, 8), 540, NEW_YORK).astimezone(UTC) == datetime(2027, 3, 8, 14, tzinfo=UTC)
    assert instant(date(2027, 3, 15), 540, NEW_YORK).astimezone(UTC) == datetime(2027, 3, 15, 13, tzinfo=UTC)


def test_the_end_of_the_day_is_the_next_midnight() -> None:
    assert instant(date(2027, 1, 31), 1440, NEW_YORK) == datetime(2027, 2, 1, 0, 0, tzinfo=NEW_YORK)


def test_a_site_that_is_gone_is_taken_to_be_in_utc(two_clinics: Planned) -> None:
    assert timezone_of(two_clinics.scenario, "oak-park") == "America/Chicago"
    assert timezone_of(two_clinics.scenario, "gone") == "UTC"
