"""Reads a valid scenario folder with the standard library alone, for judges that share no code with the planner."""

import csv
import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MIDNIGHT = 24 * 60
WEIGHTS = {
    "place_enrolled": 20000,
    "place_waiting": 1000,
    "wait_day": 1,
    "move_cohort": 200,
    "change_therapist": 100,
    "change_facilitator": 50,
    "open_cohort": 100,
    "travel_minute": 1,
    "other_block": 20,
    "free_travel_minutes": 10,
}

Row = dict[str, str]
Place = tuple[float, float]


@dataclass(frozen=True)
class Site:
    id: str
    open: bool
    virtual: bool
    programs: frozenset[str]
    most: int | None


@dataclass(frozen=True)
class Room:
    id: str
    site: str
    kind: str
    seats: int
    open: bool


@dataclass(frozen=True)
class Block:
    """A block as one site has it; times are minutes after midnight."""

    start: int
    end: int
    open: bool


@dataclass(frozen=True)
class Profile:
    weekly_min: int
    weekly_max: int | None
    days_min: int
    day_min: int
    gap_max: int | None


@dataclass(frozen=True)
class Program:
    id: str
    skill: str
    patterns: tuple[tuple[int, ...], ...]
    blocks: frozenset[str]
    group_min: int
    group_max: int
    facilitators: int
    extra_above: int | None
    per_week: int
    minutes: int
    profile: Profile | None


@dataclass(frozen=True)
class Hours:
    """One row of somebody's hours; without a site it holds at any of theirs."""

    day: int
    start: int
    end: int
    site: str | None = None


@dataclass(frozen=True)
class Therapist:
    id: str
    skills: frozenset[str]
    sites: frozenset[str]
    direct_minutes: float
    evenings: int | None
    caseload: int | None
    hours: tuple[Hours, ...]


@dataclass(frozen=True)
class Person:
    """A participant; `minutes` are the travel minutes to every site, `reach` the sites they can go to."""

    id: str
    program: str
    enrolled: bool
    priority: int
    blocks: frozenset[str]
    preferred: str | None
    reach: frozenset[str]
    minutes: dict[str, int]
    cohort: str | None
    therapist: str | None
    days_waiting: int
    hours: tuple[Hours, ...]


@dataclass(frozen=True)
class Running:
    id: str
    program: str
    site: str
    block: str
    pattern: tuple[int, ...]
    room: str | None
    facilitators: frozenset[str]
    locked: bool


@dataclass(frozen=True)
class Scenario:
    """A scenario with every default filled in; `blocks` is keyed by block and site."""

    grid: int
    evening_from: int
    weights: dict[str, int]
    sites: dict[str, Site]
    rooms: dict[str, Room]
    blocks: dict[tuple[str, str], Block]
    programs: dict[str, Program]
    therapists: dict[str, Therapist]
    people: dict[str, Person]
    pairs: tuple[tuple[str, str, str], ...]
    running: dict[str, Running]


def read(folder: Path) -> Scenario:
    """The scenario of a valid folder; what is wrong in it is not noticed."""
    settings = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
    sites = rows(folder / "sites.csv")
    site_ids, program_ids, block_ids = _ids(folder)
    profiles = {row["profile_id"]: _profile(row) for row in rows(folder / "profiles.csv")}
    duty, free, travel = _hours(folder, "therapist"), _hours(folder, "participant"), _travel(folder)
    places = {row["site_id"]: _place(row) for row in sites if row.get("modality") != "virtual"}
    return Scenario(
        grid=settings.get("grid_minutes", 30),
        evening_from=clock(settings.get("evening_from", "17:00")),
        weights=WEIGHTS | settings.get("weights", {}),
        sites={row["site_id"]: _site(row, program_ids) for row in sites},
        rooms={row["room_id"]: _room(row) for row in rows(folder / "rooms.csv")},
        blocks=_blocks(rows(folder / "blocks.csv"), site_ids),
        programs={row["program_id"]: _program(row, block_ids, profiles) for row in rows(folder / "programs.csv")},
        therapists={row["therapist_id"]: _therapist(row, duty) for row in rows(folder / "therapists.csv")},
        people={
            row["participant_id"]: _person(
                row, free, _minutes(row, site_ids, places, travel, settings), block_ids, settings
            )
            for row in rows(folder / "participants.csv")
        },
        pairs=tuple((row["kind"], row["participant_id"], row["other_id"]) for row in rows(folder / "pairs.csv")),
        running={row["cohort_id"]: _running(row) for row in rows(folder / "cohorts.csv")},
    )


def rows(path: Path) -> list[Row]:
    """The table's rows, cells stripped; a missing file has none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{column: (cell or "").strip() for column, cell in row.items()} for row in csv.DictReader(file)]


def clock(text: str) -> int:
    """Minutes after midnight."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def pattern(text: str) -> tuple[int, ...]:
    return tuple(DAYS.index(day) for day in text.split())


def listed(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";") if item.strip()]


def _ids(folder: Path) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    tables = ("site", "program", "block")
    sites, programs, blocks = (frozenset(row[f"{name}_id"] for row in rows(folder / f"{name}s.csv")) for name in tables)
    return sites, programs, blocks


def _number(row: Row, column: str) -> int | None:
    return int(row[column]) if row.get(column) else None


def _open(row: Row) -> bool:
    return row.get("open") != "no"


def _site(row: Row, programs: frozenset[str]) -> Site:
    return Site(
        id=row["site_id"],
        open=_open(row),
        virtual=row.get("modality") == "virtual",
        programs=frozenset(listed(row.get("programs", ""))) or programs,
        most=_number(row, "max_participants"),
    )


def _room(row: Row) -> Room:
    return Room(row["room_id"], row["site_id"], row["kind"], int(row["seats"]), _open(row))


def _blocks(table: list[Row], sites: frozenset[str]) -> dict[tuple[str, str], Block]:
    """A general row counts at every site, unless the site has its own."""
    general_first = sorted(table, key=lambda row: bool(row.get("site_id")))
    return {
        (row["block_id"], site): Block(clock(row["start"]), clock(row["end"]), _open(row))
        for row in general_first
        for site in ([row["site_id"]] if row.get("site_id") else sites)
    }


def _profile(row: Row) -> Profile:
    return Profile(
        weekly_min=_number(row, "weekly_minutes_min") or 0,
        weekly_max=_number(row, "weekly_minutes_max"),
        days_min=_number(row, "days_min") or 0,
        day_min=_number(row, "day_minutes_min") or 0,
        gap_max=_number(row, "gap_days_max"),
    )


def _program(row: Row, blocks: frozenset[str], profiles: dict[str, Profile]) -> Program:
    return Program(
        id=row["program_id"],
        skill=row["skill"],
        patterns=tuple(pattern(text) for text in listed(row["patterns"])),
        blocks=frozenset(listed(row.get("blocks", ""))) or blocks,
        group_min=int(row["group_min"]),
        group_max=int(row["group_max"]),
        facilitators=int(row.get("facilitators") or 1),
        extra_above=_number(row, "extra_facilitator_above"),
        per_week=int(row.get("individual_per_week") or 1),
        minutes=int(row.get("individual_minutes") or 50),
        profile=profiles[row["profile"]] if row.get("profile") else None,
    )


def _therapist(row: Row, duty: dict[str, tuple[Hours, ...]]) -> Therapist:
    return Therapist(
        id=row["therapist_id"],
        skills=frozenset(listed(row["skills"])),
        sites=frozenset(listed(row["sites"])),
        direct_minutes=float(row["max_direct_hours"]) * 60,
        evenings=_number(row, "max_evenings"),
        caseload=_number(row, "max_individual"),
        hours=duty.get(row["therapist_id"], ()),
    )


def _hours(folder: Path, whose: str) -> dict[str, tuple[Hours, ...]]:
    found: dict[str, tuple[Hours, ...]] = {}
    for row in rows(folder / f"{whose}_hours.csv"):
        hours = Hours(DAYS.index(row["day"]), clock(row["start"]), clock(row["end"]), row.get("site_id") or None)
        found[row[f"{whose}_id"]] = (*found.get(row[f"{whose}_id"], ()), hours)
    return found


def _person(
    row: Row,
    free: dict[str, tuple[Hours, ...]],
    minutes: dict[str, int],
    blocks: frozenset[str],
    settings: dict[str, Any],
) -> Person:
    furthest = _number(row, "max_travel_minutes")
    if furthest is None:
        furthest = settings.get("max_travel_minutes", 45)
    near = {site for site, travel in minutes.items() if travel <= furthest}
    return Person(
        id=row["participant_id"],
        program=row["program_id"],
        enrolled=row.get("status") == "enrolled",
        priority=int(row.get("priority") or 1),
        blocks=frozenset(listed(row.get("blocks", ""))) or blocks,
        preferred=row.get("preferred_block") or None,
        reach=frozenset(listed(row.get("sites", "")) or near),
        minutes=minutes,
        cohort=row.get("cohort_id") or None,
        therapist=row.get("therapist_id") or None,
        days_waiting=int(row.get("days_waiting") or 0),
        hours=free.get(row["participant_id"], tuple(Hours(day, 0, MIDNIGHT) for day in range(len(DAYS)))),
    )


def _place(row: Row) -> Place | None:
    if row.get("latitude") and row.get("longitude"):
        return float(row["latitude"]), float(row["longitude"])
    return None


def _travel(folder: Path) -> dict[tuple[str, str], int]:
    return {(row["participant_id"], row["site_id"]): int(row["minutes"]) for row in rows(folder / "travel.csv")}


def _minutes(
    row: Row,
    sites: Iterable[str],
    places: dict[str, Place | None],
    given: dict[tuple[str, str], int],
    settings: dict[str, Any],
) -> dict[str, int]:
    """Travel minutes to every site: the given ones, or else computed; none to a virtual site or without coordinates."""
    home = _place(row)
    detour, speed = settings.get("travel_detour", 1.3), settings.get("travel_speed_kmh", 40.0)
    minutes = {}
    for site in sites:
        there = places.get(site)
        computed = round(_kilometres(home, there) * detour / speed * 60) if home and there else 0
        minutes[site] = given.get((row["participant_id"], site), computed)
    return minutes


def _kilometres(here: Place, there: Place) -> float:
    """The great circle between two places, by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, place)) for place in (here, there))
    chord = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(chord))


def _running(row: Row) -> Running:
    return Running(
        id=row["cohort_id"],
        program=row["program_id"],
        site=row["site_id"],
        block=row["block_id"],
        pattern=pattern(row["pattern"]),
        room=row.get("room_id") or None,
        facilitators=frozenset(listed(row.get("facilitators", ""))),
        locked=row.get("locked") == "yes",
    )
