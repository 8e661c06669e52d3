"""A plan: what its files say, no more. No score and no status: those are found out by reading it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.domain.week import Day, Pattern, Span


class SessionKind(StrEnum):
    """A meeting of a cohort, or a participant alone with their primary therapist."""

    GROUP = "group"
    INDIVIDUAL = "individual"


@dataclass(frozen=True, slots=True)
class Cohort:
    """An offering that runs. `room` None at a virtual site; `members` and `capacity` are counts of people."""

    id: str
    program: str
    site: str
    block: str
    pattern: Pattern
    room: str | None
    facilitators: tuple[str, ...]
    members: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Placement:
    """A participant in a cohort; `therapist` is their primary therapist, None where the program has none."""

    participant: str
    cohort: str
    therapist: str | None
    travel_minutes: int


@dataclass(frozen=True, slots=True)
class Session:
    """One weekly session. `span` ends at the actual end; `participant` only for an individual one."""

    id: str
    kind: SessionKind
    day: Day
    span: Span
    site: str
    room: str | None
    therapists: tuple[str, ...]
    cohort: str
    participant: str | None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A participant without a place, and why: a code and a sentence."""

    participant: str
    program: str
    enrolled: bool
    priority: int
    reason: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The cohorts, placements and weekly sessions chosen for a scenario, each by id, and who has no place."""

    cohorts: Mapping[str, Cohort]
    placements: Mapping[str, Placement]
    sessions: Mapping[str, Session]
    unplaced: Mapping[str, Unplaced]
