"""How busy therapists and rooms are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from planner.domain.plan import Plan, Session, SessionKind
from planner.domain.scenario import Room, Scenario, Therapist
from planner.domain.week import Day, joined

HOUR = 60


@dataclass(frozen=True, slots=True)
class TherapistRow:
    """A therapist's week against their limits; `use_share` is of the direct hours."""

    therapist_id: str
    name: str
    sites: tuple[str, ...]
    sessions: int
    days: int
    group_hours: float
    individual_hours: float
    direct_hours: float
    max_direct_hours: float
    use_share: float | None
    evenings: int
    max_evenings: int | None
    people: int
    max_individual: int | None


@dataclass(frozen=True, slots=True)
class TherapistDayRow:
    """A therapist's day, from the first session's start to the last one's end."""

    therapist_id: str
    name: str
    day: Day
    sites: tuple[str, ...]
    start: int
    end: int
    sessions: int
    group_hours: float
    individual_hours: float
    direct_hours: float


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room's week."""

    room_id: str
    site_id: str
    kind: str
    seats: int
    sessions: int
    days: int
    group_hours: float
    individual_hours: float
    used_hours: float


def therapists(s: Scenario, plan: Plan) -> list[TherapistRow]:
    """Every therapist's week, by id, also where it is empty."""
    given = _by_therapist(plan.sessions.values())
    people: dict[str, int] = defaultdict(int)
    for placement in plan.placements.values():
        people[placement.therapist or ""] += 1
    return [_therapist_row(s, one, given.get(one.id, []), people[one.id]) for one in s.therapists.values()]


def therapist_days(s: Scenario, plan: Plan) -> list[TherapistDayRow]:
    """Every therapist's days with sessions, by id and day."""
    days: dict[tuple[str, Day], list[Session]] = defaultdict(list)
    for session in plan.sessions.values():
        for therapist in session.therapists:
            days[therapist, session.day].append(session)
    return [_day_row(s.therapists[therapist], day, given) for (therapist, day), given in sorted(days.items())]


def rooms(s: Scenario, plan: Plan) -> list[RoomRow]:
    """Every room's week, by id, also where it is empty."""
    held: dict[str, list[Session]] = defaultdict(list)
    for session in plan.sessions.values():
        held[session.room or ""].append(session)
    return [_room_row(room, held.get(room.id, [])) for room in s.rooms.values()]


def _by_therapist(given: Iterable[Session]) -> dict[str, list[Session]]:
    by_therapist: dict[str, list[Session]] = defaultdict(list)
    for session in given:
        for therapist in session.therapists:
            by_therapist[therapist].append(session)
    return by_therapist


def _therapist_row(s: Scenario, therapist: Therapist, given: list[Session], people: int) -> TherapistRow:
    group, individual = _hours(given)
    most = therapist.max_direct_minutes / HOUR
    return TherapistRow(
        therapist_id=therapist.id,
        name=therapist.name,
        sites=_sites(given),
        sessions=len(given),
        days=len({session.day for session in given}),
        group_hours=group,
        individual_hours=individual,
        direct_hours=group + individual,
        max_direct_hours=most,
        use_share=(group + individual) / most if most else None,
        evenings=len({session.day for session in given if session.span.end > s.constants.evening_from}),
        max_evenings=therapist.max_evenings,
        people=people,
        max_individual=therapist.max_individual,
    )


def _day_row(therapist: Therapist, day: Day, given: list[Session]) -> TherapistDayRow:
    group, individual = _hours(given)
    return TherapistDayRow(
        therapist_id=therapist.id,
        name=therapist.name,
        day=day,
        sites=_sites(given),
        start=min(session.span.start for session in given),
        end=max(session.span.end for session in given),
        sessions=len(given),
        group_hours=group,
        individual_hours=individual,
        direct_hours=group + individual,
    )


def _room_row(room: Room, held: list[Session]) -> RoomRow:
    group, individual = _hours(held)
    days = {session.day for session in held}
    used = sum(span.minutes for day in days for span in joined(one.span for one in held if one.day == day))
    return RoomRow(
        room.id, room.site, room.kind.value, room.seats, len(held), len(days), group, individual, used / HOUR
    )


def _sites(given: list[Session]) -> tuple[str, ...]:
    return tuple(sorted({session.site for session in given}))


def _hours(given: list[Session]) -> tuple[float, float]:
    group = sum(session.span.minutes for session in given if session.kind is SessionKind.GROUP)
    return group / HOUR, sum(session.span.minutes for session in given) / HOUR - group / HOUR
