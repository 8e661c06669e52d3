"""What each session takes: one row for each room and each therapist."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain.plan import Plan, Session
from planner.domain.scenario import Scenario
from planner.domain.week import Day


@dataclass(frozen=True, slots=True)
class UseRow:
    """A session's hold on one `resource`: a room or a therapist, named by `resource_id`."""

    session_id: str
    resource: str
    resource_id: str
    kind: str
    site_id: str
    program_id: str
    day: Day
    start: int
    end: int
    minutes: int


def use(_: Scenario, plan: Plan) -> list[UseRow]:
    """Every hold of every session, by session; the room first."""
    return [row for session in plan.sessions.values() for row in _rows(plan, session)]


def _rows(plan: Plan, session: Session) -> Iterator[UseRow]:
    holds = [("therapist", therapist) for therapist in session.therapists]
    if session.room is not None:
        holds.insert(0, ("room", session.room))
    for resource, name in holds:
        yield UseRow(
            session_id=session.id,
            resource=resource,
            resource_id=name,
            kind=session.kind.value,
            site_id=session.site,
            program_id=plan.cohorts[session.cohort].program,
            day=session.day,
            start=session.span.start,
            end=session.span.end,
            minutes=session.span.minutes,
        )
