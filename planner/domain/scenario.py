"""A scenario: everything a plan is made from, as plain immutable objects.

A `Scenario` is valid by construction: ids exist, ranges hold, and what an empty cell means ("every block",
"any site") is resolved. Whoever reads one never asks whether something is there. Minutes are whole numbers;
times are minutes after midnight, see `week`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from planner.domain.score import Weights
from planner.domain.week import Day, Hours, Pattern, Span


class RoomKind(StrEnum):
    """What a room is for; a flex room is a group room that serves as one office while no cohort is in it."""

    GROUP = "group"
    OFFICE = "office"
    FLEX = "flex"


class PairKind(StrEnum):
    """How two people are tied: `not_with` ties a participant to a therapist."""

    APART = "apart"
    TOGETHER = "together"
    NOT_WITH = "not_with"


@dataclass(frozen=True, slots=True)
class Constants:
    """The settings of scenario.toml."""

    grid_minutes: int = 30
    evening_from: int = 17 * 60
    max_travel_minutes: int = 45
    travel_speed_kmh: float = 40.0
    travel_detour: float = 1.3
    weights: Weights = field(default_factory=Weights)


class Named:
    """What people call by a name. `shared`: another of its kind has the same."""

    __slots__ = ()
    id: str
    name: str
    shared: bool

    @property
    def label(self) -> str:
        """The name; with the id where it is shared."""
        return f"{self.name} ({self.id})" if self.shared else self.name or self.id


@dataclass(frozen=True, slots=True)
class Site(Named):
    """A clinic, or a virtual one. `programs` are those it offers; `max_participants` None: no licensed limit."""

    id: str
    name: str
    region: str
    timezone: str
    open: bool
    virtual: bool
    programs: frozenset[str]
    latitude: float | None
    longitude: float | None
    max_participants: int | None
    shared: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a site with its seats."""

    id: str
    site: str
    kind: RoomKind
    seats: int
    open: bool

    @property
    def holds_groups(self) -> bool:
        """Whether a cohort may meet in it."""
        return self.open and self.kind is not RoomKind.OFFICE

    @property
    def serves_as_office(self) -> bool:
        """Whether individual sessions may take place in it."""
        return self.open and self.kind is not RoomKind.GROUP


@dataclass(frozen=True, slots=True)
class Block:
    """A named band of the day, as it stands at one site."""

    id: str
    span: Span
    open: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What a payer or a state asks of a week; None where it asks nothing. `source`, `effective`: where from, since."""

    id: str
    name: str
    weekly_minutes_min: int | None
    weekly_minutes_max: int | None
    days_min: int | None
    day_minutes_min: int | None
    gap_days_max: int | None
    source: str
    effective: str


@dataclass(frozen=True, slots=True)
class Program(Named):
    """A kind of treatment. `extra_facilitator_above` None: never a further facilitator."""

    id: str
    name: str
    skill: str
    patterns: tuple[Pattern, ...]
    blocks: frozenset[str]
    group_min: int
    group_max: int
    facilitators: int
    extra_facilitator_above: int | None
    individual_per_week: int
    individual_minutes: int
    profile: str | None
    length_weeks: int
    shared: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Duty:
    """Hours of a therapist on one day; `site` None: at any of theirs."""

    day: Day
    span: Span
    site: str | None


@dataclass(frozen=True, slots=True)
class Therapist(Named):
    """A therapist with their limits; None where there is none. `max_direct_minutes` are a week's, maybe broken."""

    id: str
    name: str
    skills: frozenset[str]
    sites: tuple[str, ...]
    max_direct_minutes: float
    max_evenings: int | None
    max_individual: int | None
    cost_per_hour: float | None
    duty: tuple[Duty, ...]
    shared: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in, or waiting for, a program.

    `blocks` are those they accept. `sites` None: any in reach; else those listed, in reach whatever the minutes.
    `max_travel_minutes` None: the scenario's. `hours` are when they can attend. `travel` holds the given minutes,
    which win over the computed ones. `cohort` and `therapist` are those they have today.
    """

    id: str
    program: str
    enrolled: bool
    priority: int
    blocks: frozenset[str]
    preferred_block: str | None
    sites: frozenset[str] | None
    max_travel_minutes: int | None
    latitude: float | None
    longitude: float | None
    cohort: str | None
    therapist: str | None
    days_waiting: int
    hours: Hours
    travel: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people tied; `other` is a therapist where the kind is `not_with`."""

    kind: PairKind
    participant: str
    other: str


@dataclass(frozen=True, slots=True)
class RunningCohort:
    """A cohort that runs today. `room` None: none given."""

    id: str
    program: str
    site: str
    block: str
    pattern: Pattern
    room: str | None
    facilitators: tuple[str, ...]
    locked: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything a plan is made from. Each mapping goes from id to row, in the order of the ids.

    `blocks` goes from (site, block id) to the block as it stands there, for every site and every block that has
    a row for it: a site's own row wins over the general one.
    """

    name: str
    description: str
    constants: Constants
    sites: Mapping[str, Site]
    rooms: Mapping[str, Room]
    blocks: Mapping[tuple[str, str], Block]
    programs: Mapping[str, Program]
    profiles: Mapping[str, Profile]
    therapists: Mapping[str, Therapist]
    participants: Mapping[str, Participant]
    pairs: tuple[Pair, ...]
    cohorts: Mapping[str, RunningCohort]
