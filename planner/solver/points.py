"""The score as the search sees it: what each decision adds. One function a decision, every term in one of them."""

from planner.domain.plan import Cohort, Placement, Plan
from planner.domain.scenario import Participant, RunningCohort, Scenario
from planner.domain.score import MOST_WAITING_DAYS, Term
from planner.eligibility import Offering, minutes_to


def seat_points(s: Scenario, p: Participant, o: Offering, running: RunningCohort | None) -> int:
    """What placing a person here adds, were their primary therapist to change.

    Terms place_enrolled, place_waiting, wait_day, travel_minute, other_block, move_cohort and change_therapist; the
    last is given back by `keep_points` where the therapist stays.
    """
    w = s.constants.weights
    placed = Term.PLACE_ENROLLED if p.enrolled else Term.PLACE_WAITING
    travel = max(0, minutes_to(s, p, o.site) - w.free_travel_minutes)
    counts = {
        placed: p.priority,
        Term.WAIT_DAY: min(MOST_WAITING_DAYS, p.days_waiting),
        Term.TRAVEL_MINUTE: travel,
        Term.OTHER_BLOCK: p.preferred_block not in (None, o.block.id),
        Term.MOVE_COHORT: p.enrolled and p.cohort is not None and (running is None or running.id != p.cohort),
        Term.CHANGE_THERAPIST: p.therapist is not None and o.program.individual_per_week > 0,
    }
    return sum(w.of(term) * count for term, count in counts.items())


def keep_points(s: Scenario) -> int:
    """What it adds that a placed person keeps their primary therapist."""
    return -s.constants.weights.of(Term.CHANGE_THERAPIST)


def open_points(s: Scenario, running: RunningCohort | None) -> int:
    """What running a cohort adds, were all its given facilitators to leave it: open_cohort, change_facilitator."""
    w = s.constants.weights
    given = len(set(running.facilitators)) if running else 0
    return w.of(Term.OPEN_COHORT) + given * w.of(Term.CHANGE_FACILITATOR)


def lead_points(s: Scenario, running: RunningCohort | None, therapist: str) -> int:
    """What it adds that this therapist leads: a given facilitator who stays is no change."""
    stays = running is not None and therapist in running.facilitators
    return -s.constants.weights.of(Term.CHANGE_FACILITATOR) if stays else 0


def most_points(s: Scenario) -> int:
    """More than this no plan scores: everyone placed, and nothing else counted."""
    w = s.constants.weights
    return sum(
        w.of(Term.PLACE_ENROLLED if p.enrolled else Term.PLACE_WAITING) * p.priority
        + w.of(Term.WAIT_DAY) * min(MOST_WAITING_DAYS, p.days_waiting)
        for p in s.participants.values()
    )


def score_of(s: Scenario, plan: Plan) -> int:
    """What a plan scores: the same points, decision by decision."""
    return sum(_placed_points(s, plan, p) for p in plan.placements.values()) + sum(
        _cohort_points(s, cohort) for cohort in plan.cohorts.values()
    )


def _placed_points(s: Scenario, plan: Plan, placement: Placement) -> int:
    p, cohort = s.participants[placement.participant], plan.cohorts[placement.cohort]
    o = Offering(s.programs[cohort.program], s.sites[cohort.site], s.blocks[cohort.site, cohort.block], cohort.pattern)
    keeps = p.therapist is not None and placement.therapist == p.therapist
    return seat_points(s, p, o, s.cohorts.get(cohort.id)) + (keep_points(s) if keeps else 0)


def _cohort_points(s: Scenario, cohort: Cohort) -> int:
    running = s.cohorts.get(cohort.id)
    return open_points(s, running) + sum(lead_points(s, running, t) for t in cohort.facilitators)
