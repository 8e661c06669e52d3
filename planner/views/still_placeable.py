"""How many more people any plan could place beside those who are placed, as far as the bound tells."""

from itertools import accumulate

from planner.domain.plan import Plan
from planner.domain.scenario import Participant, Scenario
from planner.domain.score import MOST_WAITING_DAYS, Term
from planner.eligibility import Reach, minutes_to


def still_placeable(s: Scenario, plan: Plan, spare: int) -> int:
    """The most people who could be placed beside all who are, at no higher costs of those; `spare` = bound - score.

    Whoever is placed in addition brings at least what `least_points` says, and all of them together bring no more than
    what the bound leaves: so they are at most as many as the cheapest of the unplaced that fit into it.
    """
    reach = Reach(s)
    changed = _facilitators_changed(s, plan)
    people = [s.participants[name] for name in plan.unplaced]
    brought = sorted(max(0, least_points(s, reach, p, changed.get(p.program, 0))) for p in people)
    return sum(total <= spare for total in accumulate(brought))


def least_points(s: Scenario, reach: Reach, p: Participant, changed: int = 0) -> int:
    """What placing a person adds at least: in the site farthest away, all they have given up, in a cohort of their own.

    For a cohort shared with others this is less than what they bring, so that the count above is never too small.
    `changed` facilitators may lead that cohort no more.
    """
    w = s.constants.weights
    farthest = max((minutes_to(s, p, site) for site in reach.sites(p)), default=0)
    counts = {
        Term.PLACE_ENROLLED if p.enrolled else Term.PLACE_WAITING: p.priority,
        Term.WAIT_DAY: min(MOST_WAITING_DAYS, p.days_waiting),
        Term.TRAVEL_MINUTE: max(0, farthest - w.free_travel_minutes),
        Term.OTHER_BLOCK: p.preferred_block is not None,
        Term.MOVE_COHORT: p.enrolled and p.cohort is not None,
        Term.CHANGE_THERAPIST: p.therapist is not None,
        Term.CHANGE_FACILITATOR: changed,
        Term.OPEN_COHORT: 1,
    }
    return sum(w.of(term) * count for term, count in counts.items())


def _facilitators_changed(s: Scenario, plan: Plan) -> dict[str, int]:
    """By program, the most facilitators that a running cohort could lose by going on after all."""
    most: dict[str, int] = {}
    for cohort in s.cohorts.values():
        if cohort.id not in plan.cohorts:
            most[cohort.program] = max(most.get(cohort.program, 0), len(cohort.facilitators))
    return most
