"""One dictionary of data: what every column of every table means, for screens, files and documents alike.

A row of a view is a frozen dataclass whose fields are columns of this dictionary; the values are the domain's own
(days as numbers, times as minutes after midnight). The column's unit tells how to show them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from planner.domain.week import DAYS, clock, days_text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Unit(StrEnum):
    """How a value is stored and shown."""

    ID = "id"
    TEXT = "text"
    LIST = "list"
    YES_NO = "yes/no"
    DAY = "day"
    PATTERN = "days"
    TIME = "time"
    COUNT = "count"
    MINUTES = "minutes"
    HOURS = "hours"
    SHARE = "share"
    POINTS = "points"


FIGURES = frozenset({Unit.COUNT, Unit.MINUTES, Unit.HOURS, Unit.SHARE, Unit.POINTS})
"""Units of numbers that one may compare or add up."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files, its title for people, its unit and what it says."""

    name: str
    title: str
    unit: Unit
    description: str


def as_text(value: object, unit: Unit) -> str:
    """The value as the contract's tables write it; nothing for None."""
    writer = _WRITERS.get(unit, str)
    return "" if value is None else writer(value)


def columns_of(row: "type[DataclassInstance]") -> tuple[Column, ...]:
    """The columns of a kind of row, in order. KeyError where the dictionary lacks one."""
    return tuple(COLUMNS[field.name] for field in fields(row))


def values_of(row: "DataclassInstance") -> tuple[Any, ...]:
    """A row's values in the order of its columns."""
    return tuple(getattr(row, field.name) for field in fields(row))


def _number(value: float) -> str:
    return str(round(value, 4))


def _list(value: Iterable[str]) -> str:
    return ";".join(value)


_WRITERS: dict[Unit, Callable[[Any], str]] = {
    Unit.LIST: _list,
    Unit.YES_NO: lambda value: "yes" if value else "no",
    Unit.DAY: lambda value: DAYS[value],
    Unit.PATTERN: days_text,
    Unit.TIME: clock,
    Unit.HOURS: _number,
    Unit.SHARE: _number,
}

_ALL = (
    Column("block_id", "Block", Unit.ID, "The band of the day in which the group meets."),
    Column(
        "capacity", "Capacity", Unit.COUNT, "The most members it may have: the program's maximum or the room's seats."
    ),
    Column("cohort_id", "Cohort", Unit.ID, "The cohort; it keeps its id from plan to plan while its offering stays."),
    Column("cohorts", "Cohorts", Unit.COUNT, "Cohorts in the plan."),
    Column("count", "Count", Unit.COUNT, "How often the term applies in this plan."),
    Column("day", "Day", Unit.DAY, "Day of the typical week."),
    Column("day_minutes", "Minutes a day", Unit.MINUTES, "Minutes of group on a day on which the cohort meets."),
    Column("day_minutes_min", "Least minutes a day", Unit.MINUTES, "What the profile asks for; empty: nothing."),
    Column("days", "Days", Unit.COUNT, "Days of the week with a session."),
    Column("days_min", "Least days", Unit.COUNT, "Days a week that the profile asks for; empty: nothing."),
    Column("days_waiting", "Days waiting", Unit.COUNT, "Days since the person asked for a place."),
    Column(
        "direct_hours", "Direct hours", Unit.HOURS, "Group and individual time of the week together, as it is given."
    ),
    Column("end", "End", Unit.TIME, "When it actually ends, in the site's local time."),
    Column("evenings", "Evenings", Unit.COUNT, "Days with a session that ends after the scenario's evening begins."),
    Column("explanation", "Explanation", Unit.TEXT, "Why there is no place, in a sentence."),
    Column("facilitators", "Facilitators", Unit.LIST, "The therapists who lead every meeting of the cohort."),
    Column("fill", "Fill", Unit.SHARE, "Members as a share of the capacity."),
    Column("gap_days", "Longest gap", Unit.COUNT, "Most days in a row without a meeting, across the weekend too."),
    Column("gap_days_max", "Most gap", Unit.COUNT, "The longest gap that the profile allows; empty: any."),
    Column("group_hours", "Group hours", Unit.HOURS, "Time of the week in group sessions."),
    Column("individual_hours", "Individual hours", Unit.HOURS, "Time of the week in individual sessions."),
    Column(
        "kept_cohort", "Same cohort", Unit.YES_NO, "Whether the person stays in today's cohort; empty: has none today."
    ),
    Column(
        "kept_therapist", "Same therapist", Unit.YES_NO, "Whether the primary therapist stays; empty: none to keep."
    ),
    Column("kind", "Kind", Unit.TEXT, "Of a session: group or individual. Of a room: group, office or flex (both)."),
    Column("locked", "Locked", Unit.YES_NO, "Whether the cohort must run as it does today."),
    Column("max_direct_hours", "Most direct hours", Unit.HOURS, "The therapist's limit for a week."),
    Column("max_evenings", "Most evenings", Unit.COUNT, "The therapist's limit for a week; empty: none."),
    Column(
        "max_individual", "Most people", Unit.COUNT, "People whose primary therapist they may be; empty: any number."
    ),
    Column("max_participants", "Licensed for", Unit.COUNT, "Most members at the site; empty: no limit."),
    Column("meaning", "What it counts", Unit.TEXT, "What one count of the term is."),
    Column("meets_profile", "Meets profile", Unit.YES_NO, "Whether the week holds all that the profile asks for."),
    Column("meeting", "Cohorts that meet it", Unit.COUNT, "Cohorts whose week holds all that the profile asks for."),
    Column("members", "Members", Unit.COUNT, "People in the cohort or cohorts."),
    Column("minutes", "Minutes", Unit.MINUTES, "Actual length."),
    Column("name", "Name", Unit.TEXT, "The name in the scenario; empty: none given."),
    Column("open_seats", "Open seats", Unit.COUNT, "Capacity that no member takes."),
    Column("participant_id", "Participant", Unit.ID, "The person's opaque id; empty for a group session."),
    Column("pattern", "Pattern", Unit.PATTERN, "The weekdays on which the cohort meets."),
    Column("people", "People", Unit.COUNT, "People whose primary therapist they are."),
    Column("placed_enrolled", "Placed, enrolled", Unit.COUNT, "People with a place who were in the program already."),
    Column("placed_waiting", "Placed, new", Unit.COUNT, "People with a place who had been waiting."),
    Column("points", "Points", Unit.POINTS, "What the term adds to the score: weight times count."),
    Column(
        "preferred", "Preferred block", Unit.YES_NO, "Whether the block is the one they prefer; empty: no preference."
    ),
    Column("priority", "Priority", Unit.COUNT, "From 1 to 5; 5 is the most urgent."),
    Column("profile_id", "Profile", Unit.ID, "The rule profile that the program answers to; empty: none."),
    Column("program_id", "Program", Unit.ID, "The kind of treatment."),
    Column("reason", "Reason", Unit.TEXT, "Why there is no place, as a code to sort by."),
    Column("region", "Region", Unit.TEXT, "The site's region."),
    Column(
        "resource",
        "Resource",
        Unit.TEXT,
        "What there is or what is taken: see the table's text.",
    ),
    Column("resource_id", "Which", Unit.ID, "The room or the therapist."),
    Column("room_id", "Room", Unit.ID, "The room; empty for a virtual session."),
    Column("seats", "Seats", Unit.COUNT, "People the room holds."),
    Column("session_id", "Session", Unit.ID, "The weekly session; the id stays when its time or room changes."),
    Column("sessions", "Sessions", Unit.COUNT, "Sessions a week."),
    Column("site_id", "Site", Unit.ID, "The clinic, or the virtual one."),
    Column("sites", "Sites", Unit.LIST, "The sites at which they have sessions in this plan."),
    Column("source", "Source", Unit.TEXT, "Where the profile's figures come from."),
    Column("start", "Start", Unit.TIME, "When it starts, in the site's local time."),
    Column("status", "Status", Unit.TEXT, "enrolled or waiting, as the scenario has it."),
    Column("supply", "Supply", Unit.COUNT, "How much there is; empty: without limit."),
    Column("term", "Term", Unit.ID, "The part of the score."),
    Column("therapist_id", "Therapist", Unit.ID, "The therapist; of a person, the primary one."),
    Column("therapists", "Therapists", Unit.LIST, "Who gives the session."),
    Column("timezone", "Time zone", Unit.TEXT, "The site's IANA time zone, in which its times are meant."),
    Column("travel_minutes", "Travel", Unit.MINUTES, "Minutes from home to the site."),
    Column("unplaced_enrolled", "Without place, enrolled", Unit.COUNT, "People in the program today who get no place."),
    Column("unplaced_waiting", "Without place, waiting", Unit.COUNT, "People who go on waiting."),
    Column("use", "Use", Unit.COUNT, "How much of the supply the plan takes."),
    Column("use_share", "Used", Unit.SHARE, "Use as a share of the supply or the limit; empty: no limit."),
    Column("used_hours", "Hours in use", Unit.HOURS, "Hours of the week with a session in the room."),
    Column("weekly_hours_least", "Hours, least", Unit.HOURS, "Hours of a member's week in the cohort with the fewest."),
    Column("weekly_hours_max", "Hours allowed", Unit.HOURS, "Most hours a week that the profile allows; empty: any."),
    Column("weekly_hours_min", "Hours asked", Unit.HOURS, "Least hours a week that it asks for; empty: nothing."),
    Column("weekly_hours_most", "Hours, most", Unit.HOURS, "Hours of a member's week in the cohort with the most."),
    Column("weekly_minutes", "Weekly minutes", Unit.MINUTES, "Group and individual minutes that each member gets."),
    Column("weekly_minutes_max", "Most weekly", Unit.MINUTES, "What the profile allows; empty: any."),
    Column("weekly_minutes_min", "Least weekly", Unit.MINUTES, "What the profile asks for; empty: nothing."),
    Column("weight", "Weight", Unit.POINTS, "Points for one count of the term."),
)

COLUMNS = {column.name: column for column in _ALL}
