"""Sets of cohorts that exclude one another are found whole, and rule out what rows by the day let through."""

from dataclasses import replace
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.scenario import Scenario
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver.conflicts import in_a_room, largest_sets, under_a_leader
from planner.solver.highs import Ended, Found, Highs, Task
from planner.solver.linear import Linear
from planner.solver.model import model_of
from planner.solver.parts import PARTS

THINGS = range(7)
EDGES = st.sets(st.sampled_from(list(combinations(THINGS, 2))))


@given(EDGES)
def test_every_largest_set_is_found_and_no_other(edges: set[tuple[int, int]]) -> None:
    clashing = {one: {b for a, b in edges if a == one} | {a for a, b in edges if b == one} for one in THINGS}
    all_clash = [
        set(some)
        for size in range(1, len(THINGS) + 1)
        for some in combinations(THINGS, size)
        if all(b in clashing[a] for a, b in combinations(some, 2))
    ]
    largest = [some for some in all_clash if not any(some < other for other in all_clash)]
    found = [set(some) for some in largest_sets(clashing)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, largest))


def relaxed(model: Linear) -> float:
    """What the relaxation promises."""
    nothing = np.zeros_like(model.whole)
    task = Task(replace(model, whole=nothing, counts=nothing))
    with Highs() as engine:
        told = [x for x in engine.solve(task) if not isinstance(x, Ended)]
    return next(x.points for x in told if isinstance(x, Found))


def scarce() -> Scenario:
    """Sites with people whom rooms and staff keep waiting."""
    return scenario_of(generate(Options(sites=2, people=70, seed=1)))[0]


def test_they_bring_the_relaxation_closer_to_what_plans_can_do() -> None:
    s = scarce()
    without = tuple(part for part in PARTS if part not in {in_a_room, under_a_leader})
    assert relaxed(model_of(s).linear) < relaxed(model_of(s, without).linear) - 1
