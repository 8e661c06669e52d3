"""A clinic small enough to plan in one's head, and its tables to change."""

from collections.abc import Mapping, Sequence

from planner.domain.scenario import Scenario
from planner.domain.tables import Row, Tables
from planner.files import scenario_of

Rows = Sequence[Row]

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")


def duty(
    therapist: str, start: str = "08:00", end: str = "21:00", days: Sequence[str] = WEEK, site: str = ""
) -> list[Row]:
    """Hours of duty on some days."""
    return [{"therapist_id": therapist, "day": day, "start": start, "end": end, "site_id": site} for day in days]


def people(*ids: str, **cells: str) -> list[Row]:
    """Participants of the one program, alike but for their ids."""
    return [{"participant_id": i, "program_id": "iop", **cells} for i in ids]


def therapist(name: str, **cells: str) -> Row:
    """A therapist with the one skill at the one site."""
    return {"therapist_id": name, "skills": "talk", "sites": "north", "max_direct_hours": "40", **cells}


PROGRAM: Row = {
    "program_id": "iop",
    "skill": "talk",
    "patterns": "Mon Wed Fri",
    "group_min": "2",
    "group_max": "4",
    "individual_per_week": "1",
}
ROOM: Row = {"room_id": "big", "site_id": "north", "kind": "group", "seats": "10"}
OFFICE: Row = {"room_id": "office", "site_id": "north", "kind": "office", "seats": "2"}


def small_tables(settings: Mapping[str, object] | None = None, **tables: Rows) -> Tables:
    """One clinic, one program, a group room, an office, an evening block, one therapist and three people waiting.

    Each keyword replaces a table.
    """
    rows: dict[str, Rows] = {
        "sites": [{"site_id": "north"}],
        "rooms": [ROOM, OFFICE],
        "blocks": [{"block_id": "evening", "start": "17:00", "end": "20:00"}],
        "programs": [PROGRAM],
        "therapists": [therapist("ann")],
        "therapist_hours": duty("ann"),
        "participants": people("p1", "p2", "p3"),
        **tables,
    }
    return Tables({"name": "small", **(settings or {})}, {name: tuple(table) for name, table in rows.items()})


def small_clinic(settings: Mapping[str, object] | None = None, **tables: Rows) -> Scenario:
    """What `small_tables` mean."""
    return scenario_of(small_tables(settings, **tables))[0]
