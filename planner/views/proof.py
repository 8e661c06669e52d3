"""How many have a place, and how good the plan is, in words."""

from collections.abc import Iterator

from planner.views.tables import Planned


def proof_lines(planned: Planned) -> Iterator[str]:
    """One sentence each."""
    s = planned.summary
    placed, people = len(planned.plan.placements), len(planned.scenario.participants)
    yield f"Placed {placed:,} of {people:,} people in {len(planned.plan.cohorts):,} cohorts, in {s.seconds:.1f} s."
    if s.bound is None:
        yield f"Score {s.score:,}; how much better a plan could be is not known yet."
    elif s.bound == s.score:
        yield f"Score {s.score:,}: proven optimal, no plan scores more."
    else:
        yield f"Score {s.score:,}; proven: no plan scores more than {s.bound:,} (gap {s.gap:.4%})."
