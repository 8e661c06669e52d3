"""A scenario as its tables: the contract's columns, cell by cell, an empty cell where the default is meant."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from planner.domain.scenario import (
    Block,
    Pair,
    Participant,
    Profile,
    Program,
    Room,
    RunningCohort,
    Scenario,
    Site,
    Therapist,
)
from planner.domain.tables import Row, Tables
from planner.domain.week import ALL_WEEK, DAYS, Hours, clock, days_text

Cell: TypeAlias = str | float | bool | list[str] | None


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list):
        return ";".join(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _row(**cells: Cell) -> Row:
    return {column: _text(cell) for column, cell in cells.items()}


def _some(chosen: Iterable[str], everything: Iterable[str]) -> list[str]:
    """A list cell, empty where all is meant."""
    listed = set(chosen)
    return [] if listed >= set(everything) else sorted(listed)


def tables_of(s: Scenario) -> Tables:
    """The tables that mean this scenario; its constants are the defaults."""
    return Tables(
        settings={"name": s.name, "description": s.description},
        rows={table: tuple(rows(s)) for table, rows in TABLES.items()},
    )


def _sites(s: Scenario) -> Iterator[Row]:
    for site in s.sites.values():
        yield _site(s, site)


def _site(s: Scenario, site: Site) -> Row:
    return _row(
        site_id=site.id,
        name=site.name,
        region=site.region,
        timezone=site.timezone,
        open=site.open,
        modality="virtual" if site.virtual else "in_person",
        programs=_some(site.programs, s.programs),
        latitude=site.latitude,
        longitude=site.longitude,
        max_participants=site.max_participants,
    )


def _room(room: Room) -> Row:
    return _row(room_id=room.id, site_id=room.site, kind=room.kind.value, seats=room.seats, open=room.open)


def _blocks(s: Scenario) -> Iterator[Row]:
    """A general row for what most sites have, then a row for each site that differs."""
    at: dict[str, list[tuple[str, Block]]] = {}
    for (site, _), block in s.blocks.items():
        at.setdefault(block.id, []).append((site, block))
    for places in at.values():
        usual = Counter(block for _, block in places).most_common(1)[0][0]
        yield _block("", usual)
        yield from (_block(site, block) for site, block in places if block != usual)


def _block(site: str, block: Block) -> Row:
    start, end = clock(block.span.start), clock(block.span.end)
    return _row(block_id=block.id, site_id=site, start=start, end=end, open=block.open)


def _programs(s: Scenario) -> Iterator[Row]:
    blocks = {block for _, block in s.blocks}
    for program in s.programs.values():
        yield _program(program, blocks)


def _program(program: Program, blocks: Iterable[str]) -> Row:
    return _row(
        program_id=program.id,
        name=program.name,
        skill=program.skill,
        patterns=[days_text(pattern) for pattern in program.patterns],
        blocks=_some(program.blocks, blocks),
        group_min=program.group_min,
        group_max=program.group_max,
        facilitators=program.facilitators,
        extra_facilitator_above=program.extra_facilitator_above,
        individual_per_week=program.individual_per_week,
        individual_minutes=program.individual_minutes,
        profile=program.profile,
        length_weeks=program.length_weeks,
    )


def _profile(profile: Profile) -> Row:
    return _row(
        profile_id=profile.id,
        name=profile.name,
        weekly_minutes_min=profile.weekly_minutes_min,
        weekly_minutes_max=profile.weekly_minutes_max,
        days_min=profile.days_min,
        day_minutes_min=profile.day_minutes_min,
        gap_days_max=profile.gap_days_max,
        source=profile.source,
        effective=profile.effective,
    )


def _therapist(therapist: Therapist) -> Row:
    return _row(
        therapist_id=therapist.id,
        name=therapist.name,
        skills=sorted(therapist.skills),
        sites=list(therapist.sites),
        max_direct_hours=therapist.max_direct_minutes / 60,
        max_evenings=therapist.max_evenings,
        max_individual=therapist.max_individual,
        cost_per_hour=therapist.cost_per_hour,
    )


def _therapist_hours(s: Scenario) -> Iterator[Row]:
    for therapist in s.therapists.values():
        for duty in therapist.duty:
            yield _row(
                therapist_id=therapist.id,
                day=DAYS[duty.day],
                start=clock(duty.span.start),
                end=clock(duty.span.end),
                site_id=duty.site,
            )


def _participants(s: Scenario) -> Iterator[Row]:
    blocks = {block for _, block in s.blocks}
    for p in s.participants.values():
        yield _participant(p, blocks)


def _participant(p: Participant, blocks: Iterable[str]) -> Row:
    return _row(
        participant_id=p.id,
        program_id=p.program,
        status="enrolled" if p.enrolled else "waiting",
        priority=p.priority,
        blocks=_some(p.blocks, blocks),
        preferred_block=p.preferred_block,
        sites=None if p.sites is None else sorted(p.sites),
        max_travel_minutes=p.max_travel_minutes,
        latitude=p.latitude,
        longitude=p.longitude,
        cohort_id=p.cohort,
        therapist_id=p.therapist,
        days_waiting=p.days_waiting,
    )


def _participant_hours(s: Scenario) -> Iterator[Row]:
    for p in s.participants.values():
        if p.hours != ALL_WEEK:
            yield from _hours(p.id, p.hours)


def _hours(participant: str, hours: Hours) -> Iterator[Row]:
    for day, spans in zip(DAYS, hours, strict=True):
        for span in spans:
            yield _row(participant_id=participant, day=day, start=clock(span.start), end=clock(span.end))


def _travel(s: Scenario) -> Iterator[Row]:
    for p in s.participants.values():
        for site, minutes in p.travel.items():
            yield _row(participant_id=p.id, site_id=site, minutes=minutes)


def _pair(pair: Pair) -> Row:
    return _row(kind=pair.kind.value, participant_id=pair.participant, other_id=pair.other)


def _cohort(cohort: RunningCohort) -> Row:
    return _row(
        cohort_id=cohort.id,
        program_id=cohort.program,
        site_id=cohort.site,
        block_id=cohort.block,
        pattern=days_text(cohort.pattern),
        room_id=cohort.room,
        facilitators=list(cohort.facilitators),
        locked=cohort.locked,
    )


TABLES: Mapping[str, Callable[[Scenario], Iterable[Row]]] = {
    "sites": _sites,
    "rooms": lambda s: map(_room, s.rooms.values()),
    "blocks": _blocks,
    "programs": _programs,
    "profiles": lambda s: map(_profile, s.profiles.values()),
    "therapists": lambda s: map(_therapist, s.therapists.values()),
    "therapist_hours": _therapist_hours,
    "participants": _participants,
    "participant_hours": _participant_hours,
    "travel": _travel,
    "pairs": lambda s: map(_pair, s.pairs),
    "cohorts": lambda s: map(_cohort, s.cohorts.values()),
}
