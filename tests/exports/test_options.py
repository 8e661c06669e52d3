"""The calendar dates on which a typical week takes place."""

from datetime import date

import pytest

from planner.errors import BadInput
from planner.exports import Dates, Options

MON, WED, SUN = 0, 2, 6
JANUARY = Dates(date(2027, 1, 6), date(2027, 1, 27), frozenset({date(2027, 1, 13)}))


def test_both_ends_belong_to_the_dates() -> None:
    assert [day.day for day in JANUARY.all_of(WED)] == [6, 13, 20, 27]


def test_closed_days_have_no_sessions() -> None:
    assert [day.day for day in JANUARY.open_of(WED)] == [6, 20, 27]


def test_a_weekday_before_the_first_day_begins_a_week_later() -> None:
    assert [day.day for day in JANUARY.open_of(MON)] == [11, 18, 25]


def test_weeks_are_counted_from_the_first_mondays_week() -> None:
    assert [JANUARY.week_of(date(2027, 1, day)) for day in (6, 10, 11, 27)] == [1, 1, 2, 4]


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(BadInput, match="ends before it starts"):
        Dates(date(2027, 1, 6), date(2027, 1, 5))


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (date(9999, 12, 25), date(9999, 12, 25), ["from"]),
        (date(2027, 1, 4), date(2100, 1, 1), ["until"]),
        (date(1, 1, 1), date(9999, 12, 31), ["from", "until"]),
    ],
)
def test_days_of_another_century_are_refused_all_at_once(first: date, last: date, wrong: list[str]) -> None:
    with pytest.raises(BadInput, match="is a day of another century; give one between 2000-01-01 and 2099") as refused:
        Dates(first, last)
    assert [finding.column for finding in refused.value.findings] == wrong


def test_a_format_that_needs_dates_asks_for_them() -> None:
    with pytest.raises(BadInput, match="this format needs calendar dates"):
        Options().needed_dates()
