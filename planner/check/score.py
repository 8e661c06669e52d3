"""The terms of the score, one count each, in the order of docs/model.md."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from planner.check.reading import Reading
from planner.check.record import same_offering
from planner.domain.scenario import Scenario
from planner.domain.score import MOST_WAITING_DAYS, Tally, Term


def tallies(s: Scenario, reading: Reading) -> dict[Term, Tally]:
    """Each term's count and points."""
    counts = {term: count(s, reading) for term, count in TERMS.items()}
    return {term: Tally(n, n * s.constants.weights.of(term)) for term, n in counts.items()}


def place_enrolled(_: Scenario, reading: Reading) -> int:
    """Priorities of those placed who are enrolled."""
    return sum(seat.person.priority for seat in reading.seats.values() if seat.person.enrolled)


def place_waiting(_: Scenario, reading: Reading) -> int:
    """Priorities of those placed who wait."""
    return sum(seat.person.priority for seat in reading.seats.values() if not seat.person.enrolled)


def wait_day(_: Scenario, reading: Reading) -> int:
    """Days waited by those placed, none for more than the most that count."""
    return sum(min(seat.person.days_waiting, MOST_WAITING_DAYS) for seat in reading.seats.values())


def move_cohort(_: Scenario, reading: Reading) -> int:
    """Enrolled people in another cohort than the one given."""
    people = ((seat.person, seat.placement) for seat in reading.seats.values())
    return sum(p.enrolled and p.cohort is not None and p.cohort != now.cohort for p, now in people)


def change_therapist(_: Scenario, reading: Reading) -> int:
    """People with individual sessions and another primary therapist than the one given."""
    seats = (seat for seat in reading.seats.values() if seat.group.program.individual_per_week)
    return sum(seat.person.therapist not in (None, seat.placement.therapist) for seat in seats)


def change_facilitator(s: Scenario, reading: Reading) -> int:
    """Facilitators given for running cohorts that continue, who lead them no more."""
    pairs = ((running, reading.plan.cohorts.get(key)) for key, running in s.cohorts.items())
    going_on = ((running, c) for running, c in pairs if c and same_offering(c, running))
    return sum(t not in c.facilitators for running, c in going_on for t in running.facilitators)


def open_cohort(_: Scenario, reading: Reading) -> int:
    """Cohorts in the plan."""
    return len(reading.plan.cohorts)


def travel_minute(s: Scenario, reading: Reading) -> int:
    """Minutes of travel beyond each person's free ones."""
    free = s.constants.weights.free_travel_minutes
    return sum(max(0, seat.minutes - free) for seat in reading.seats.values())


def other_block(_: Scenario, reading: Reading) -> int:
    """People in another block than the one they prefer."""
    seats = reading.seats.values()
    return sum(seat.person.preferred_block not in (None, seat.group.cohort.block) for seat in seats)


TERMS: Mapping[Term, Callable[[Scenario, Reading], int]] = MappingProxyType(
    {
        Term.PLACE_ENROLLED: place_enrolled,
        Term.PLACE_WAITING: place_waiting,
        Term.WAIT_DAY: wait_day,
        Term.MOVE_COHORT: move_cohort,
        Term.CHANGE_THERAPIST: change_therapist,
        Term.CHANGE_FACILITATOR: change_facilitator,
        Term.OPEN_COHORT: open_cohort,
        Term.TRAVEL_MINUTE: travel_minute,
        Term.OTHER_BLOCK: other_block,
    }
)
"""What counts each term, in the contract's order."""
