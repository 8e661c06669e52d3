"""Honest bounds: from a search in floating point to a whole score that no plan exceeds."""

import math

ABSOLUTE = 1e-3
RELATIVE = 1e-9
"""What the simplex method's tolerances can add to a bound, with room to spare: docs/solver.md."""

NO_LESS = 0.9
"""Scores are whole, so a search may end once its bound is closer than this to its score."""


def safe(bound: float) -> float:
    """A bound with what the simplex method's tolerances can add to it."""
    return bound + ABSOLUTE + RELATIVE * abs(bound)


def whole_bound(bound: float) -> int | None:
    """The largest whole score within a bound, its tolerance added; None where nothing is bounded yet."""
    if not math.isfinite(bound):
        return None
    return math.floor(safe(bound))


def within(score: float, bound: float, gap: float) -> bool:
    """Whether a score is proven to a relative gap, as the contract counts gaps."""
    return bound - score <= gap * max(1, abs(score))
