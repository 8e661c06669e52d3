"""A site's week as people hang it on the wall: rooms down the side, days across, sessions in the cells.

No person in treatment appears in it: a group shows how many, an individual session only its therapist.
"""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass

from planner.domain.plan import Plan, Session, SessionKind
from planner.domain.scenario import Room, RoomKind, Scenario, Therapist
from planner.domain.week import DAYS, Day, Span

WORKING_DAYS = range(5)
ROOM_ORDER = (RoomKind.GROUP, RoomKind.FLEX, RoomKind.OFFICE)


@dataclass(frozen=True, slots=True)
class GridSession:
    """A session in a cell; `therapists` are names where the scenario has them, else ids."""

    session_id: str
    group: bool
    span: Span
    program_id: str
    cohort_id: str
    therapists: tuple[str, ...]
    members: int
    capacity: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """A room, or with None all that meets online; `cells` holds one list of sessions for each day of the grid."""

    room: Room | None
    cells: tuple[tuple[GridSession, ...], ...]


@dataclass(frozen=True, slots=True)
class SiteWeek:
    """A site's grid; `days` are Monday to Friday and whichever others have sessions."""

    site_id: str
    name: str
    region: str
    timezone: str
    days: tuple[Day, ...]
    rows: tuple[GridRow, ...]
    programs: tuple[str, ...]
    cohorts: int
    members: int


def site_weeks(s: Scenario, plan: Plan) -> list[SiteWeek]:
    """The grid of every site that is open or holds sessions, by id."""
    by_site: dict[str, list[Session]] = defaultdict(list)
    for session in sorted(plan.sessions.values(), key=lambda one: (one.span.start, one.id)):
        by_site[session.site].append(session)
    return [_week(s, plan, site.id, by_site[site.id]) for site in s.sites.values() if site.open or by_site[site.id]]


def label(therapist: Therapist) -> str:
    """What to call a therapist on paper."""
    return therapist.name or therapist.id


def _week(s: Scenario, plan: Plan, site_id: str, sessions: list[Session]) -> SiteWeek:
    site = s.sites[site_id]
    days = days_of(sessions)
    cohorts = [cohort for cohort in plan.cohorts.values() if cohort.site == site_id]
    return SiteWeek(
        site_id=site.id,
        name=site.name,
        region=site.region,
        timezone=site.timezone,
        days=days,
        rows=tuple(_row(s, plan, room, days, sessions) for room in _rooms(s, site_id, sessions)),
        programs=tuple(sorted({cohort.program for cohort in cohorts})),
        cohorts=len(cohorts),
        members=sum(cohort.members for cohort in cohorts),
    )


def days_of(sessions: Iterable[Session]) -> tuple[Day, ...]:
    """Monday to Friday and whichever others have sessions."""
    busy = {session.day for session in sessions}
    return tuple(day for day in range(len(DAYS)) if day in WORKING_DAYS or day in busy)


def rooms_of(s: Scenario, site: str, used: Container[str | None]) -> list[Room]:
    """A site's rooms that are open or `used`: group rooms first, then flex rooms and offices."""
    rooms = [room for room in s.rooms.values() if room.site == site and (room.open or room.id in used)]
    return sorted(rooms, key=lambda room: (ROOM_ORDER.index(room.kind), room.id))


def _rooms(s: Scenario, site: str, sessions: list[Session]) -> list[Room | None]:
    used = {session.room for session in sessions}
    rooms = rooms_of(s, site, used)
    return [*rooms, None] if None in used or not rooms else [*rooms]


def _row(s: Scenario, plan: Plan, room: Room | None, days: tuple[Day, ...], sessions: list[Session]) -> GridRow:
    here = [session for session in sessions if session.room == (room.id if room else None)]
    cells = (tuple(_session(s, plan, session) for session in here if session.day == day) for day in days)
    return GridRow(room, tuple(cells))


def _session(s: Scenario, plan: Plan, session: Session) -> GridSession:
    cohort = plan.cohorts[session.cohort]
    return GridSession(
        session_id=session.id,
        group=session.kind is SessionKind.GROUP,
        span=session.span,
        program_id=cohort.program,
        cohort_id=cohort.id,
        therapists=tuple(label(s.therapists[therapist]) for therapist in session.therapists),
        members=cohort.members,
        capacity=cohort.capacity,
    )
