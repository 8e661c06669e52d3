"""Where the typical week meets the calendar."""

from datetime import date, datetime, time, timedelta, tzinfo

from planner.domain.scenario import Scenario
from planner.domain.week import DAY_MINUTES

UTC_NAME = "UTC"


def instant(day: date, minute: int, zone: tzinfo) -> datetime:
    """The moment of a site's wall clock: `minute` after midnight of `day`, where 24:00 is the next day's midnight."""
    days, minute = divmod(minute, DAY_MINUTES)
    return datetime.combine(day + timedelta(days=days), time(*divmod(minute, 60)), zone)


def timezone_of(s: Scenario, site: str) -> str:
    """A site's IANA time zone; UTC where the scenario no longer knows the site."""
    return s.sites[site].timezone if site in s.sites else UTC_NAME
