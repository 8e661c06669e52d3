"""One session in full: what, when, where, with whom, and how it came to stand there."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain.plan import Cohort, Plan, Session, SessionKind
from planner.domain.scenario import Scenario
from planner.domain.week import DAYS, clock, days_text
from planner.views.cohorts import weekly_minutes
from planner.views.week_grid import label


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the session's cohort with their primary therapist, empty where the program has none."""

    participant_id: str
    therapist: str
    status: str
    travel_minutes: int


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session; `facts` are labels with their texts, in the order in which to read them."""

    title: str
    facts: tuple[tuple[str, str], ...]
    members: tuple[Member, ...]


def session_card(s: Scenario, plan: Plan, session_id: str) -> SessionCard | None:
    """The session of this id; None where the plan has none."""
    session = plan.sessions.get(session_id)
    if session is None:
        return None
    cohort = plan.cohorts[session.cohort]
    group = session.kind is SessionKind.GROUP
    program = s.programs[cohort.program].name or cohort.program
    title = f"{program}: group" if group else f"{program}: individual session of {session.participant}"
    members = tuple(_members(s, plan, cohort)) if group else ()
    return SessionCard(title, tuple(_facts(s, plan, session, cohort)), members)


def _facts(s: Scenario, plan: Plan, session: Session, cohort: Cohort) -> Iterator[tuple[str, str]]:
    site = s.sites[session.site]
    who = ", ".join(label(s.therapists[one]) for one in session.therapists)
    yield "When", f"{DAYS[session.day]} {clock(session.span.start)} to {clock(session.span.end)} ({site.timezone})"
    yield "Where", f"{site.name or site.id}, {session.room or 'online'}"
    yield ("Led by" if session.kind is SessionKind.GROUP else "With"), who
    if session.kind is SessionKind.GROUP:
        open_seats = cohort.capacity - cohort.members
        yield (
            "Members",
            f"{cohort.members} of {cohort.capacity}; {f'{open_seats} seats open' if open_seats else 'full'}",
        )
        yield "Meets", f"{days_text(cohort.pattern)}, {cohort.block}"
        hours, minutes = divmod(weekly_minutes(s, cohort), 60)
        each = f"{hours} h {minutes} min" if minutes else f"{hours} h"
        yield "Each member gets", f"{each} a week, individual sessions included"
        yield "Today", _today(s, cohort)
    else:
        yield "Group", f"{cohort.id}, {days_text(cohort.pattern)}, {cohort.block}"
        yield "Today", _therapist_today(s, plan, session)
    yield "Cohort", cohort.id


def _today(s: Scenario, cohort: Cohort) -> str:
    running = s.cohorts.get(cohort.id)
    if running is None:
        return "a new cohort"
    room = "" if running.room in (None, cohort.room) else f", in {running.room}"
    led = ", ".join(label(s.therapists[one]) for one in running.facilitators if one in s.therapists)
    changed = "" if set(running.facilitators) == set(cohort.facilitators) or not led else f", led by {led}"
    return f"runs already{', and is locked' if running.locked else ''}{room}{changed}"


def _therapist_today(s: Scenario, plan: Plan, session: Session) -> str:
    person = s.participants[session.participant or ""]
    if person.therapist is None:
        return "has no primary therapist yet"
    if plan.placements[person.id].therapist == person.therapist:
        return "sees the same therapist already"
    return f"sees {label(s.therapists[person.therapist]) if person.therapist in s.therapists else person.therapist}"


def _members(s: Scenario, plan: Plan, cohort: Cohort) -> Iterator[Member]:
    for placement in plan.placements.values():
        if placement.cohort == cohort.id:
            person = s.participants[placement.participant]
            therapist = "" if placement.therapist is None else label(s.therapists[placement.therapist])
            status = "enrolled" if person.enrolled else "new"
            yield Member(placement.participant, therapist, status, placement.travel_minutes)
