"""How many have a place, and how good the plan is, in words."""

from collections.abc import Iterator

from planner.views.still_placeable import still_placeable
from planner.views.tables import Planned

UNKNOWN = "How much better a plan could be is not known yet; a longer search may tell."


def proof_lines(planned: Planned) -> Iterator[str]:
    """One sentence each."""
    s = planned.summary
    placed, people = len(planned.plan.placements), len(planned.scenario.participants)
    yield f"Placed {placed:,} of {people:,} people in {len(planned.plan.cohorts):,} cohorts, in {s.seconds:.1f} s."
    if more := how_many_more(planned):
        yield more
    if s.bound is None:
        yield f"Score {s.score:,}; how much better a plan could be is not known yet."
    elif s.bound == s.score:
        yield f"Score {s.score:,}: proven optimal, no plan scores more."
    else:
        yield f"Score {s.score:,}; proven: no plan scores more than {s.bound:,} (gap {s.gap:.4%})."


def how_many_more(planned: Planned) -> str:
    """How many others could have a place beside those who have one; empty where the bound tells nothing or all have."""
    s, waiting = planned.summary, len(planned.plan.unplaced)
    if s.bound is None or not waiting:
        return ""
    more = still_placeable(planned.scenario, planned.plan, max(0, s.bound - s.score))
    if more == waiting:
        return "It is not proven yet that any of those without a place has to stay without."
    who = f"at most {more:,} more" if more else "nobody else"
    return f"Proven: {who} could be placed without making the places of others worse."


def how_sure(planned: Planned) -> str:
    """How much better another plan could be, in places of people who wait; more of them than people tell nothing."""
    s = planned.summary
    if s.bound is None:
        return UNKNOWN
    if s.bound <= s.score:
        return "Proven: no other plan is better."
    worth = planned.scenario.constants.weights.place_waiting
    if not worth:
        return (
            f"Proven: no other plan is better by more than {s.gap:.2%}." if s.gap is not None and s.gap < 1 else UNKNOWN
        )
    if s.bound - s.score < worth:
        return "Proven: no other plan is better by as much as one person's place is worth."
    places = -(-(s.bound - s.score) // worth)
    if places > len(planned.scenario.participants):
        return UNKNOWN
    much = "one place is" if places == 1 else f"{places:,} places are"
    return f"Proven: no other plan is better by more than {much} worth to people who wait."
