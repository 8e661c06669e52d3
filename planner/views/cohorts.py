"""The groups that run, and how full they are."""

from collections import Counter
from dataclasses import dataclass

from planner.domain.plan import Cohort, Plan
from planner.domain.scenario import Scenario
from planner.domain.week import Pattern
from planner.eligibility import Offering


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort with its fill; `weekly_minutes` count the members' individual sessions too."""

    cohort_id: str
    program_id: str
    site_id: str
    block_id: str
    pattern: Pattern
    start: int
    end: int
    room_id: str | None
    facilitators: tuple[str, ...]
    members: int
    capacity: int
    open_seats: int
    fill: float
    weekly_minutes: int
    locked: bool


def cohorts(s: Scenario, plan: Plan) -> list[CohortRow]:
    """Every cohort of the plan, by id."""
    return [_row(s, cohort) for cohort in plan.cohorts.values()]


def in_words(s: Scenario, plan: Plan) -> dict[str, str]:
    """Each cohort of the plan as people call it, by id; with its room, or its id, where others are called so too."""
    texts = {cohort.id: _offering(s, cohort).text for cohort in plan.cohorts.values()}
    times = Counter(texts.values())
    return {
        name: text if times[text] == 1 else f"{text}, {plan.cohorts[name].room or name}" for name, text in texts.items()
    }


def _offering(s: Scenario, cohort: Cohort) -> Offering:
    block = s.blocks[cohort.site, cohort.block]
    return Offering(s.programs[cohort.program], s.sites[cohort.site], block, cohort.pattern)


def weekly_minutes(s: Scenario, cohort: Cohort) -> int:
    """Group and individual minutes that each member gets in a week."""
    program = s.programs[cohort.program]
    group = len(cohort.pattern) * s.blocks[cohort.site, cohort.block].span.minutes
    return group + program.individual_per_week * program.individual_minutes


def _row(s: Scenario, cohort: Cohort) -> CohortRow:
    span = s.blocks[cohort.site, cohort.block].span
    running = s.cohorts.get(cohort.id)
    return CohortRow(
        cohort_id=cohort.id,
        program_id=cohort.program,
        site_id=cohort.site,
        block_id=cohort.block,
        pattern=cohort.pattern,
        start=span.start,
        end=span.end,
        room_id=cohort.room,
        facilitators=cohort.facilitators,
        members=cohort.members,
        capacity=cohort.capacity,
        open_seats=cohort.capacity - cohort.members,
        fill=cohort.members / cohort.capacity,
        weekly_minutes=weekly_minutes(s, cohort),
        locked=running is not None and running.locked,
    )
