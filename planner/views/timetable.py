"""A site's week line by line: of its rooms, its therapists, its cohorts or the people placed there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from planner.domain.plan import Plan, Session, SessionKind
from planner.domain.scenario import Room, Scenario
from planner.domain.week import Day, Span, clock, days_text
from planner.views.week_grid import days_of, label, rooms_of

ONLINE = ""
"""The line of sessions that take no room."""


class By(StrEnum):
    """What the lines are."""

    ROOM = "room"
    THERAPIST = "therapist"
    COHORT = "cohort"
    PARTICIPANT = "participant"


@dataclass(frozen=True, slots=True)
class Entry:
    """A session on a line; `therapists` are names where the scenario has them, `participant` is empty for a group."""

    session_id: str
    group: bool
    span: Span
    site_id: str
    room_id: str | None
    program_id: str
    program: str
    cohort_id: str
    therapists: tuple[str, ...]
    participant: str
    members: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Line:
    """A room, therapist, cohort or person with what it does on each of the days; `note` says a little more of it."""

    id: str
    title: str
    note: str
    cells: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """The lines of a site; `days` are Monday to Friday and whichever others have sessions."""

    site_id: str
    by: By
    days: tuple[Day, ...]
    lines: tuple[Line, ...]


def timetable(s: Scenario, plan: Plan, site: str, by: By) -> Timetable:
    """The week of a site. Of a therapist also what happens elsewhere, so that no day looks emptier than it is."""
    sessions = sorted(plan.sessions.values(), key=lambda one: (one.span.start, one.id))
    lines = _Lines(s, plan, site, [one for one in sessions if one.site == site])
    named = {
        By.ROOM: lines.of_rooms,
        By.THERAPIST: lambda: lines.of_therapists(sessions),
        By.COHORT: lines.of_cohorts,
        By.PARTICIPANT: lines.of_people,
    }[by]
    rows = list(named())
    days = days_of(one for _, _, _, held in rows for one in held)
    return Timetable(site, by, days, tuple(_line(s, plan, days, row) for row in rows))


_Row = tuple[str, str, str, list[Session]]


class _Lines:
    """What stands at the head of each line, with its sessions."""

    def __init__(self, s: Scenario, plan: Plan, site: str, here: list[Session]) -> None:
        self._s, self._plan, self._site, self._here = s, plan, site, here

    def of_rooms(self) -> Iterator[_Row]:
        """Group rooms first, then flex rooms and offices; what meets online at the end."""
        held = _by(self._here, lambda one: [one.room or ONLINE])
        for room in rooms_of(self._s, self._site, held):
            yield room.id, room.id, _room_note(room), held.get(room.id, [])
        if ONLINE in held:
            yield ONLINE, "online", "no room needed", held[ONLINE]

    def of_therapists(self, everywhere: list[Session]) -> Iterator[_Row]:
        """Whoever works at the site, by id."""
        given = _by(everywhere, lambda one: one.therapists)
        for one in self._s.therapists.values():
            if self._site in one.sites:
                held = given.get(one.id, [])
                hours = sum(session.span.minutes for session in held) / 60
                yield one.id, label(one), f"{round(hours, 1):g} of {round(one.max_direct_minutes / 60, 1):g} h", held

    def of_cohorts(self) -> Iterator[_Row]:
        """The site's cohorts by when they meet."""
        held = _by(self._here, lambda one: [one.cohort])
        here = [cohort for cohort in self._plan.cohorts.values() if cohort.site == self._site]
        for cohort in sorted(here, key=lambda one: (self._s.blocks[one.site, one.block].span, one.pattern, one.id)):
            span = self._s.blocks[cohort.site, cohort.block].span
            when = f"{days_text(cohort.pattern)}, {clock(span.start)}"
            fill = f"{cohort.members} of {cohort.capacity}"
            groups = [one for one in held.get(cohort.id, []) if one.kind is SessionKind.GROUP]
            yield cohort.id, self._s.programs[cohort.program].name or cohort.program, f"{when}, {fill}", groups

    def of_people(self) -> Iterator[_Row]:
        """Everyone placed at the site, by id: their group and their individual sessions."""
        of_cohort = _by(
            (one for one in self._here if one.kind is SessionKind.GROUP),
            lambda one: [one.cohort],
        )
        alone = _by(self._plan.sessions.values(), lambda one: [one.participant] if one.participant else [])
        for placement in self._plan.placements.values():
            cohort = self._plan.cohorts[placement.cohort]
            if cohort.site == self._site:
                held = [*of_cohort.get(cohort.id, []), *alone.get(placement.participant, [])]
                held.sort(key=lambda one: (one.span.start, one.id))
                yield placement.participant, placement.participant, self._s.programs[cohort.program].name, held


def _by(sessions: Iterable[Session], keys: Callable[[Session], Iterable[str]]) -> dict[str, list[Session]]:
    found: dict[str, list[Session]] = defaultdict(list)
    for one in sessions:
        for key in keys(one):
            found[key].append(one)
    return found


def _room_note(room: Room) -> str:
    closed = "" if room.open else ", closed"
    return f"{room.kind}, {room.seats} seats{closed}"


def _line(s: Scenario, plan: Plan, days: tuple[Day, ...], row: _Row) -> Line:
    name, title, note, held = row
    by_day: dict[Day, list[Entry]] = defaultdict(list)
    for one in held:
        by_day[one.day].append(_entry(s, plan, one))
    return Line(name, title, note, tuple(tuple(by_day.get(day, ())) for day in days))


def _entry(s: Scenario, plan: Plan, one: Session) -> Entry:
    cohort = plan.cohorts[one.cohort]
    return Entry(
        session_id=one.id,
        group=one.kind is SessionKind.GROUP,
        span=one.span,
        site_id=one.site,
        room_id=one.room,
        program_id=cohort.program,
        program=s.programs[cohort.program].name or cohort.program,
        cohort_id=cohort.id,
        therapists=tuple(label(s.therapists[therapist]) for therapist in one.therapists),
        participant=one.participant or "",
        members=cohort.members,
        capacity=cohort.capacity,
    )
