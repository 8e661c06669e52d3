"""The week's sessions, one row each."""

from dataclasses import dataclass

from planner.domain.plan import Plan, Session, SessionKind
from planner.domain.scenario import Scenario
from planner.domain.week import Day


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A weekly session. `members`, `capacity` and `open_seats` only for a group, `participant_id` only otherwise."""

    session_id: str
    kind: str
    site_id: str
    timezone: str
    day: Day
    start: int
    end: int
    minutes: int
    room_id: str | None
    program_id: str
    cohort_id: str
    block_id: str
    therapists: tuple[str, ...]
    participant_id: str | None
    members: int | None
    capacity: int | None
    open_seats: int | None


def sessions(s: Scenario, plan: Plan) -> list[SessionRow]:
    """Every session of the typical week, by id."""
    return [_row(s, plan, session) for session in plan.sessions.values()]


def _row(s: Scenario, plan: Plan, session: Session) -> SessionRow:
    cohort = plan.cohorts[session.cohort]
    group = session.kind is SessionKind.GROUP
    return SessionRow(
        session_id=session.id,
        kind=session.kind.value,
        site_id=session.site,
        timezone=s.sites[session.site].timezone,
        day=session.day,
        start=session.span.start,
        end=session.span.end,
        minutes=session.span.minutes,
        room_id=session.room,
        program_id=cohort.program,
        cohort_id=cohort.id,
        block_id=cohort.block,
        therapists=session.therapists,
        participant_id=session.participant,
        members=cohort.members if group else None,
        capacity=cohort.capacity if group else None,
        open_seats=cohort.capacity - cohort.members if group else None,
    )
