"""What rows mean: the scenario, with every default resolved and every list that means "all" written out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias, TypeVar

from planner.domain.scenario import (
    Block,
    Constants,
    Duty,
    Pair,
    PairKind,
    Participant,
    Profile,
    Program,
    Room,
    RoomKind,
    RunningCohort,
    Scenario,
    Site,
    Therapist,
)
from planner.domain.week import ALL_WEEK, Hours, Span, week_of
from planner.files.cells import Value
from planner.files.links import Read
from planner.files.settings import Settings

Values: TypeAlias = Mapping[str, Value]
Thing = TypeVar("Thing", Site, Room, Program, Profile, Therapist, Participant, RunningCohort)
Named = TypeVar("Named", Site, Program, Therapist)

HOUR = 60


def meaning(read: Read, settings: Settings) -> Scenario:
    """The scenario of rows in which nothing is wrong."""
    sites = _ids(read, "sites")
    programs, blocks = frozenset(_ids(read, "programs")), frozenset(_ids(read, "blocks"))
    return Scenario(
        name=settings.name,
        description=settings.description,
        constants=settings.constants or Constants(),
        sites=_told_apart(_things(read, "sites", lambda row: _site(row, programs))),
        rooms=_things(read, "rooms", _room),
        blocks=_blocks(read, sites),
        programs=_told_apart(_things(read, "programs", lambda row: _program(row, blocks))),
        profiles=_things(read, "profiles", _profile),
        therapists=_told_apart(_therapists(read)),
        participants=_participants(read, blocks),
        pairs=tuple(sorted({_pair(row) for row in _rows(read, "pairs")}, key=_names)),
        cohorts=_things(read, "cohorts", _cohort),
    )


def _rows(read: Read, name: str) -> Iterable[Values]:
    return (record.values for record in read[name].rows) if name in read else ()


def _ids(read: Read, name: str) -> list[str]:
    key = read[name].table.key[0]
    return sorted({row[key] for row in _rows(read, name)})


def _things(read: Read, name: str, thing: Callable[[Values], Thing]) -> Mapping[str, Thing]:
    return _by_id(thing(row) for row in _rows(read, name))


def _by_id(things: Iterable[Thing]) -> Mapping[str, Thing]:
    return {thing.id: thing for thing in sorted(things, key=lambda thing: thing.id)}


def _told_apart(things: Mapping[str, Named]) -> Mapping[str, Named]:
    """The same, those marked that share their name with another."""
    times = Counter(thing.name for thing in things.values())
    return {i: replace(thing, shared=True) if times[thing.name] > 1 else thing for i, thing in things.items()}


def _grouped(read: Read, name: str, key: str) -> Mapping[str, list[Values]]:
    groups = defaultdict[str, list[Values]](list)
    for row in _rows(read, name):
        groups[row[key]].append(row)
    return groups


def _site(row: Values, programs: frozenset[str]) -> Site:
    return Site(
        id=row["site_id"],
        name=row["name"] or row["site_id"],
        region=row["region"] or "",
        timezone=row["timezone"],
        open=row["open"],
        virtual=row["modality"] == "virtual",
        programs=frozenset(row["programs"]) or programs,
        latitude=row["latitude"],
        longitude=row["longitude"],
        max_participants=row["max_participants"],
    )


def _room(row: Values) -> Room:
    return Room(row["room_id"], row["site_id"], RoomKind(row["kind"]), row["seats"], row["open"])


def _blocks(read: Read, sites: Iterable[str]) -> Mapping[tuple[str, str], Block]:
    """A general row counts at every site that has none of its own for the block."""
    own: dict[tuple[str, str], Block] = {}
    general: dict[tuple[str, str], Block] = {}
    for row in _rows(read, "blocks"):
        block = Block(row["block_id"], Span(row["start"], row["end"]), row["open"])
        if row["site_id"]:
            own[row["site_id"], block.id] = block
        else:
            general.update({(site, block.id): block for site in sites})
    return dict(sorted((general | own).items()))


def _program(row: Values, blocks: frozenset[str]) -> Program:
    return Program(
        id=row["program_id"],
        name=row["name"] or row["program_id"],
        skill=row["skill"],
        patterns=row["patterns"],
        blocks=frozenset(row["blocks"]) or blocks,
        group_min=row["group_min"],
        group_max=row["group_max"],
        facilitators=row["facilitators"],
        extra_facilitator_above=row["extra_facilitator_above"],
        individual_per_week=row["individual_per_week"],
        individual_minutes=row["individual_minutes"],
        profile=row["profile"],
        length_weeks=row["length_weeks"],
    )


def _profile(row: Values) -> Profile:
    return Profile(
        id=row["profile_id"],
        name=row["name"] or row["profile_id"],
        weekly_minutes_min=row["weekly_minutes_min"],
        weekly_minutes_max=row["weekly_minutes_max"],
        days_min=row["days_min"],
        day_minutes_min=row["day_minutes_min"],
        gap_days_max=row["gap_days_max"],
        source=row["source"] or "",
        effective=row["effective"] or "",
    )


def _therapists(read: Read) -> Mapping[str, Therapist]:
    hours = _grouped(read, "therapist_hours", "therapist_id")
    return _things(read, "therapists", lambda row: _therapist(row, hours.get(row["therapist_id"], ())))


def _therapist(row: Values, hours: Iterable[Values]) -> Therapist:
    duty = {Duty(hour["day"], Span(hour["start"], hour["end"]), hour["site_id"]) for hour in hours}
    return Therapist(
        id=row["therapist_id"],
        name=row["name"] or row["therapist_id"],
        skills=frozenset(row["skills"]),
        sites=row["sites"],
        # six places hide what binary fractions do to, say, 25.1 hours, and are far below a second
        max_direct_minutes=round(row["max_direct_hours"] * HOUR, 6),
        max_evenings=row["max_evenings"],
        max_individual=row["max_individual"],
        cost_per_hour=row["cost_per_hour"],
        duty=tuple(sorted(duty, key=lambda one: (one.day, one.span, one.site or ""))),
    )


def _participants(read: Read, blocks: frozenset[str]) -> Mapping[str, Participant]:
    hours = _grouped(read, "participant_hours", "participant_id")
    travel = _grouped(read, "travel", "participant_id")

    def participant(row: Values) -> Participant:
        mine = hours.get(row["participant_id"])
        minutes = {trip["site_id"]: trip["minutes"] for trip in travel.get(row["participant_id"], ())}
        return _participant(row, blocks, _week(mine) if mine else ALL_WEEK, minutes)

    return _things(read, "participants", participant)


def _week(rows: Iterable[Values]) -> Hours:
    return _hours(tuple((row["day"], row["start"], row["end"]) for row in rows))


@lru_cache(maxsize=4096)
def _hours(rows: tuple[tuple[int, int, int], ...]) -> Hours:
    """Many people have the same hours."""
    return week_of((day, Span(start, end)) for day, start, end in rows)


def _participant(row: Values, blocks: frozenset[str], hours: Hours, travel: Mapping[str, int]) -> Participant:
    return Participant(
        id=row["participant_id"],
        program=row["program_id"],
        enrolled=row["status"] == "enrolled",
        priority=row["priority"],
        blocks=frozenset(row["blocks"]) or blocks,
        preferred_block=row["preferred_block"],
        sites=frozenset(row["sites"]) or None,
        max_travel_minutes=row["max_travel_minutes"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        cohort=row["cohort_id"],
        therapist=row["therapist_id"],
        days_waiting=row["days_waiting"],
        hours=hours,
        travel=travel,
    )


def _pair(row: Values) -> Pair:
    """Of two participants the one with the lesser id comes first: their order means nothing."""
    kind, people = PairKind(row["kind"]), [row["participant_id"], row["other_id"]]
    first, other = people if kind is PairKind.NOT_WITH else sorted(people)
    return Pair(kind, first, other)


def _names(pair: Pair) -> tuple[str, str, str]:
    return pair.kind.value, pair.participant, pair.other


def _cohort(row: Values) -> RunningCohort:
    return RunningCohort(
        id=row["cohort_id"],
        program=row["program_id"],
        site=row["site_id"],
        block=row["block_id"],
        pattern=row["pattern"],
        room=row["room_id"],
        facilitators=row["facilitators"],
        locked=row["locked"],
    )
