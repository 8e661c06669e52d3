"""Running cohorts that are legal as written yet cannot go on as they are."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from planner.domain.scenario import RunningCohort, Scenario
from planner.domain.week import Span, days_text
from planner.eligibility import Offering, lead_blockers, offering_at, offering_blockers
from planner.errors import Finding


def cohorts(s: Scenario) -> Iterator[Finding]:
    """Running cohorts that cannot go on: for their site, facilitators or room, or for another in the same room."""
    members = Counter(p.cohort for p in s.participants.values() if p.enrolled)
    for cohort in s.cohorts.values():
        o = offering_at(s, cohort.program, cohort.site, cohort.block, cohort.pattern)
        if o is None:
            wrong = f"{cohort.id} meets in the {cohort.block} block, which has no times at {cohort.site}"
            yield _finding(cohort, "block_id", wrong, "add the block for this site to blocks.csv")
            continue
        for blocker in offering_blockers(s, o):
            yield _finding(cohort, "cohort_id", f"{cohort.id} cannot go on: {blocker.sentence}", _remedy(cohort))
        yield from _facilitators(s, cohort, o)
        yield from _room(s, cohort, members[cohort.id])
    yield from _in_one_room(s)


def _finding(cohort: RunningCohort, column: str, wrong: str, right: str) -> Finding:
    return Finding("cohorts.csv", None, column, cohort.id, wrong, right)


def _remedy(cohort: RunningCohort) -> str:
    """A lock that cannot be kept leaves no plan at all; without it the cohort merely ends or changes."""
    return "correct it, or unlock the cohort: no plan can keep it" if cohort.locked else "correct it, or it will change"


def _facilitators(s: Scenario, cohort: RunningCohort, o: Offering) -> Iterator[Finding]:
    for facilitator in cohort.facilitators:
        for blocker in lead_blockers(s.therapists[facilitator], o):
            yield _finding(cohort, "facilitators", f"{cohort.id}: {blocker.sentence}", _remedy(cohort))


def _room(s: Scenario, cohort: RunningCohort, members: int) -> Iterator[Finding]:
    most = s.programs[cohort.program].group_max
    if cohort.room is not None:
        room = s.rooms[cohort.room]
        most = min(most, room.seats)
        if room.site != cohort.site or not room.holds_groups:
            wrong = f"{cohort.id}: {room.id} is no open group or flex room of {cohort.site}"
            yield _finding(cohort, "room_id", wrong, _remedy(cohort))
    if members > most:
        wrong = f"{cohort.id} has {members} enrolled members and places for {most}"
        yield _finding(cohort, "cohort_id", wrong, _remedy(cohort))


def _in_one_room(s: Scenario) -> Iterator[Finding]:
    """Two cohorts that meet in one room at the same time."""
    by_room = defaultdict[str, list[tuple[RunningCohort, Span]]](list)
    for cohort in s.cohorts.values():
        if cohort.room is not None and (block := s.blocks.get((cohort.site, cohort.block))) is not None:
            by_room[cohort.room].append((cohort, block.span))
    for room, meeting in by_room.items():
        for (one, earlier), (other, span) in combinations(meeting, 2):
            days = [day for day in one.pattern if day in other.pattern]
            if days and earlier.meets(span):
                wrong = f"{one.id} and {other.id} both meet in {room} at the same time on {days_text(days)}"
                yield _finding(other, "room_id", wrong, _remedy_of_two(one, other))


def _remedy_of_two(one: RunningCohort, other: RunningCohort) -> str:
    if one.locked and other.locked:
        return "give one of them another room, or unlock it: no plan can keep both"
    return "give one of them another room, or one will change"
