"""Who has a place, who has none, and how many of each by program and by site."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from planner.domain.plan import Cohort, Placement, Plan, Unplaced
from planner.domain.scenario import Participant, Scenario
from planner.domain.week import Pattern
from planner.eligibility import Reach, nearest


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A person with a place. The three yes/no fields are None where the person has nothing to keep or prefer."""

    participant_id: str
    program_id: str
    status: str
    priority: int
    days_waiting: int
    cohort_id: str
    site_id: str
    block_id: str
    pattern: Pattern
    start: int
    end: int
    therapist_id: str | None
    travel_minutes: int
    kept_cohort: bool | None
    kept_therapist: bool | None
    preferred: bool | None


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """A person without a place, and why."""

    participant_id: str
    program_id: str
    status: str
    priority: int
    days_waiting: int
    reason: str
    explanation: str


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """A program: who of its people has a place, and what its cohorts could still take."""

    program_id: str
    name: str
    placed_enrolled: int
    placed_waiting: int
    unplaced_enrolled: int
    unplaced_waiting: int
    cohorts: int
    capacity: int
    open_seats: int


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site: who has a place there, and who without a place lives nearest to it (see `home_sites`).

    `site_id` is empty in the one row for people who have no site in reach.
    """

    site_id: str
    name: str
    region: str
    placed_enrolled: int
    placed_waiting: int
    unplaced_enrolled: int
    unplaced_waiting: int
    cohorts: int
    capacity: int
    open_seats: int
    max_participants: int | None


def placements(s: Scenario, plan: Plan) -> list[PlacementRow]:
    """Everyone who has a place, by id."""
    return [_placement_row(s, plan.cohorts[placement.cohort], placement) for placement in plan.placements.values()]


def unplaced(s: Scenario, plan: Plan) -> list[UnplacedRow]:
    """Everyone who has none, by id."""
    return [_unplaced_row(s.participants[someone.participant], someone) for someone in plan.unplaced.values()]


def by_program(s: Scenario, plan: Plan) -> list[ProgramRow]:
    """Places and people of each program, by id."""
    placed = _tally((plan.cohorts[p.cohort].program, s.participants[p.participant]) for p in plan.placements.values())
    without = _tally((u.program, s.participants[u.participant]) for u in plan.unplaced.values())
    running = _by(plan, "program")
    return [
        ProgramRow(
            program.id,
            program.name,
            *_both(placed, program.id),
            *_both(without, program.id),
            *_seats(running, program.id),
        )
        for program in s.programs.values()
    ]


def by_site(s: Scenario, plan: Plan) -> list[SiteRow]:
    """Places and people of each site, by id; at the end those who have no site in reach, if any."""
    placed = _tally((plan.cohorts[p.cohort].site, s.participants[p.participant]) for p in plan.placements.values())
    home = home_sites(s, [s.participants[someone] for someone in plan.unplaced])
    without = _tally((site or "", s.participants[someone]) for someone, site in home.items())
    running = _by(plan, "site")
    rows = [
        SiteRow(
            site.id,
            site.name,
            site.region,
            *_both(placed, site.id),
            *_both(without, site.id),
            *_seats(running, site.id),
            site.max_participants,
        )
        for site in s.sites.values()
    ]
    nowhere = _both(without, "")
    return [*rows, SiteRow("", "No site in reach", "", 0, 0, *nowhere, 0, 0, 0, None)] if any(nowhere) else rows


def home_sites(s: Scenario, people: Iterable[Participant]) -> dict[str, str | None]:
    """Where people without a place are counted: the site of today's cohort, else the nearest that could serve them.

    Virtual sites come last, for they are near to everyone. None: no open site in reach offers the program.
    """
    reach = Reach(s)
    return {p.id: s.cohorts[p.cohort].site if p.cohort is not None else nearest(s, p, reach.serving(p)) for p in people}


def status_of(*, enrolled: bool) -> str:
    """The contract's word."""
    return "enrolled" if enrolled else "waiting"


def _placement_row(s: Scenario, cohort: Cohort, placement: Placement) -> PlacementRow:
    person = s.participants[placement.participant]
    span = s.blocks[cohort.site, cohort.block].span
    return PlacementRow(
        participant_id=person.id,
        program_id=person.program,
        status=status_of(enrolled=person.enrolled),
        priority=person.priority,
        days_waiting=person.days_waiting,
        cohort_id=cohort.id,
        site_id=cohort.site,
        block_id=cohort.block,
        pattern=cohort.pattern,
        start=span.start,
        end=span.end,
        therapist_id=placement.therapist,
        travel_minutes=placement.travel_minutes,
        kept_cohort=_kept(person.cohort, cohort.id),
        kept_therapist=None if placement.therapist is None else _kept(person.therapist, placement.therapist),
        preferred=_kept(person.preferred_block, cohort.block),
    )


def _unplaced_row(person: Participant, someone: Unplaced) -> UnplacedRow:
    return UnplacedRow(
        participant_id=someone.participant,
        program_id=someone.program,
        status=status_of(enrolled=someone.enrolled),
        priority=someone.priority,
        days_waiting=person.days_waiting,
        reason=someone.reason,
        explanation=someone.explanation,
    )


def _kept(wanted: str | None, got: str) -> bool | None:
    return None if wanted is None else wanted == got


def _tally(people: Iterable[tuple[str, Participant]]) -> Counter[tuple[str, bool]]:
    return Counter((key, person.enrolled) for key, person in people)


def _both(tally: Counter[tuple[str, bool]], key: str) -> tuple[int, int]:
    return tally[key, True], tally[key, False]


def _by(plan: Plan, field: str) -> dict[str, list[Cohort]]:
    groups: dict[str, list[Cohort]] = {}
    for cohort in plan.cohorts.values():
        groups.setdefault(getattr(cohort, field), []).append(cohort)
    return groups


def _seats(running: dict[str, list[Cohort]], key: str) -> tuple[int, int, int]:
    here = running.get(key, [])
    capacity = sum(cohort.capacity for cohort in here)
    return len(here), capacity, capacity - sum(cohort.members for cohort in here)
