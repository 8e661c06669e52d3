"""The tables that a plan is shown as: every screen, file and document draws on this list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.domain.summary import Summary
from planner.views import capacity, cohorts, load, people, score, sessions, use
from planner.views.columns import Column, columns_of


@dataclass(frozen=True, slots=True)
class Planned:
    """A scenario with its plan and what is known about it."""

    scenario: Scenario
    plan: Plan
    summary: Summary


Rows: TypeAlias = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name in files, its title and text for people, the kind of its rows and how they are made."""

    name: str
    title: str
    about: str
    row: type[Any]
    rows: Callable[[Planned], Rows]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns, in order."""
        return columns_of(self.row)


def _of(view: Callable[[Scenario, Plan], Rows]) -> Callable[[Planned], Rows]:
    return lambda planned: view(planned.scenario, planned.plan)


TABLES = (
    Table(
        "sessions",
        "Sessions",
        "One row for each weekly session: the group meetings and the individual sessions.",
        sessions.SessionRow,
        _of(sessions.sessions),
    ),
    Table(
        "cohorts",
        "Cohorts",
        "One row for each cohort that runs, with its room, its facilitators and how full it is.",
        cohorts.CohortRow,
        _of(cohorts.cohorts),
    ),
    Table(
        "placements",
        "Placements",
        "One row for each person who has a place: where, when, with whom, and what changes for them.",
        people.PlacementRow,
        _of(people.placements),
    ),
    Table(
        "unplaced",
        "Without a place",
        "One row for each person who has no place, and why.",
        people.UnplacedRow,
        _of(people.unplaced),
    ),
    Table(
        "programs",
        "Programs",
        "One row for each program: its people with and without a place, and the open seats of its cohorts.",
        people.ProgramRow,
        _of(people.by_program),
    ),
    Table(
        "sites",
        "Sites",
        "One row for each site: people placed there, and people without a place counted at the site of their cohort "
        "or else the nearest in reach that offers their program.",
        people.SiteRow,
        _of(people.by_site),
    ),
    Table(
        "therapists",
        "Therapists",
        "One row for each therapist: the week against their limits.",
        load.TherapistRow,
        _of(load.therapists),
    ),
    Table(
        "therapist_days",
        "Therapists' week",
        "One row for each therapist and day with sessions: from when to when, where, how many.",
        load.TherapistDayRow,
        _of(load.therapist_days),
    ),
    Table("rooms", "Rooms", "One row for each room: how much it is used.", load.RoomRow, _of(load.rooms)),
    Table(
        "capacity",
        "Capacity",
        "One row for each site, block, day and resource. seats: those of open group and flex rooms, and members who "
        "meet. room_blocks: those rooms, and cohorts in them. therapist_blocks: therapists on duty for the whole "
        "block, at each site where they are, and those who lead. office_minutes: minutes of the block in which an "
        "office or a flex room without a cohort is there, and those that individual sessions take. A virtual site "
        "limits therapists alone.",
        capacity.CapacityRow,
        _of(capacity.capacity),
    ),
    Table(
        "use",
        "Use",
        "One row for each session and each room or therapist it takes, so that use can be summed over any of them.",
        use.UseRow,
        _of(use.use),
    ),
    Table(
        "score",
        "Score",
        "One row for each term of the score; the points add up to the score.",
        score.TermRow,
        lambda planned: score.terms(planned.scenario, planned.summary.terms),
    ),
    Table(
        "profiles",
        "Rule profiles",
        "One row for each rule profile: its cohorts, and the hours of a member's week against what it asks for.",
        score.ProfileRow,
        _of(score.by_profile),
    ),
    Table(
        "compliance",
        "Compliance",
        "One row for each cohort: what a member's week holds against what the program's rule profile asks for.",
        score.ComplianceRow,
        _of(score.compliance),
    ),
)

TABLE = {table.name: table for table in TABLES}
