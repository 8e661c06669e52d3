"""A plan crossed with what blocks would best make, each for itself (`blocks.own_best`): a better one out of both.

Where the two decide alike that is kept, and where they differ either is open. Few decisions are, so dozens of clinics
with their telehealth are a small problem: that finds what no neighbourhood of a few clinics has found.
"""

from collections.abc import Collection, Generator, Sequence
from contextlib import closing

import numpy as np

from planner.solver.fill import Values
from planner.solver.highs import LISTEN, Found, Highs, Task
from planner.solver.linear import Floats
from planner.solver.neighbours import Sites
from planner.solver.prices import Prices
from planner.solver.reduce import reduced
from planner.solver.tree import searched

CLINICS = 40
"""So many are crossed at once."""

SECONDS = 10.0
"""For that; most is found in the first few."""

GAP = 1e-5
"""Relative; what is left is for neighbourhoods."""

WORTH = 30.0
"""Points that a seat may lose by the prices and be open still."""


def crossed(
    sites: Sites, prices: Prices, values: Values, other: Values, engines: Sequence[Highs]
) -> Generator[Values | None, None, None]:
    """Better and better values; None often in between. `other` need be no plan."""
    linear = sites.model.linear
    for clinics in sites.groups(CLINICS):
        rest = reduced(linear, *either(sites, prices, values, other, clinics))
        if rest is None or not len(rest.columns):
            continue
        task = Task(rest.linear, start=values[rest.columns].astype(np.float64), gap=GAP, seconds=SECONDS)
        with closing(searched(task, engines, LISTEN)) as messages:
            for message in messages:
                if isinstance(message, Found):
                    values = rest.whole_values(message.whole)
                yield values if isinstance(message, Found) else None


def either(
    sites: Sites, prices: Prices, values: Values, other: Values, clinics: Collection[int]
) -> tuple[Floats, Floats]:
    """Bounds of the columns that leave these clinics, with telehealth near them, the one's or the other's decisions.

    Seats are open where either has them or the prices allow; all elsewhere stays as it is in `values`.
    """
    model = sites.model
    linear, is_open = model.linear, sites.columns(clinics) | sites.telehealth(clinics)
    decided, shut = is_open & linear.whole, np.zeros_like(is_open)
    shut[model.v.sits] = True
    shut &= ~prices.worth(WORTH) & (values == 0) & (other == 0) & (linear.lower == 0)
    lower = np.where(is_open, linear.lower, values)
    upper = np.where(is_open & ~shut, linear.upper, values)
    lower[decided] = np.minimum(values, other)[decided]
    upper[decided] = np.maximum(values, other)[decided]
    return lower, upper
