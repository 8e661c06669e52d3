"""Cuts: no whole values that the rows allow are cut off, whatever the cuts were made of."""

import itertools
from random import Random

import numpy as np
import pytest
from hard_models import knapsacks

from planner.solver.branch import Look, Looked
from planner.solver.cuts import ALIKE, Cut, Cutting, chosen, with_cuts
from planner.solver.highs import Highs, Relaxation, Relaxed
from planner.solver.linear import Builder, Floats, Linear, rows_of
from planner.solver.prices import priced

SHARES = [0.5, -0.5, 1 / 3, 2 / 3, -0.25, 0.2, 1.0, 0.75, -1.4]


def drawn(seed: int) -> Linear:
    """A few columns in a few rows, some of these with factors that are no whole numbers."""
    lines, random = Builder(), Random(seed)
    columns = [lines.column(random.randint(1, 3)) for _ in range(5)]
    for _ in range(3):
        part = random.choice([1.0, 1.0, 0.37])
        terms = [(column, part * random.choice([-3, -2, -1, 1, 2, 3, 5])) for column in random.sample(columns, 4)]
        lines.weighted(random.choice([-float("inf"), -5, 2]), part * random.randint(4, 9), terms)
    lines.equal(random.randint(1, 4), random.sample(columns, 3))
    if random.random() < 0.3:
        lines.fix(columns[0], 1)
    return lines.linear()


def sums_of(model: Linear, values: Floats) -> Floats:
    return np.bincount(rows_of(model), model.factor * values[model.column], minlength=len(model.below)).astype(float)


def all_values(model: Linear) -> list[Floats]:
    """Every whole values that its rows allow."""
    ranges = [range(int(low), int(high) + 1) for low, high in zip(model.lower, model.upper, strict=True)]
    found = (np.array(values, dtype=float) for values in itertools.product(*ranges))
    near = 1e-9
    return [
        values
        for values in found
        if (sums_of(model, values) >= model.below - near).all() and (sums_of(model, values) <= model.above + near).all()
    ]


def cuts_of(model: Linear, seed: int) -> list[Cut]:
    """Of values and weights at random."""
    random = Random(seed)
    found = []
    for _ in range(40):
        values = np.array([random.uniform(low, high) for low, high in zip(model.lower, model.upper, strict=True)])
        cutting = Cutting(model, values)
        weights = np.array([random.choice([0.0, *SHARES]) for _ in model.below])
        found.append(cutting.cut(weights))
    return [cut for cut in found if cut is not None]


@pytest.mark.parametrize("seed", range(60))
def test_no_whole_values_are_cut_off(seed: int) -> None:
    model = drawn(seed)
    for cut, values in itertools.product(cuts_of(model, seed), all_values(model)):
        assert cut.factors @ values[cut.columns] >= cut.least


@pytest.mark.parametrize("seed", range(60))
def test_leaving_out_small_factors_cuts_off_none_either(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.solver.cuts.TINY", 0.6)
    test_no_whole_values_are_cut_off(seed)


def test_there_is_something_to_cut_off_and_something_that_stays() -> None:
    """Otherwise the test before would say nothing."""
    models = [drawn(seed) for seed in range(60)]
    assert sum(len(cuts_of(model, seed)) for seed, model in enumerate(models)) > 300
    assert sum(len(all_values(model)) > 2 for model in models) > 30


def test_three_halves_of_one_thing_are_one() -> None:
    """Of 2 a + 2 b <= 3 the half is a + b <= 1.5, and whole numbers make that 1."""
    lines = Builder()
    one, other = lines.column(), lines.column()
    lines.weighted(-float("inf"), 3, [(one, 2.0), (other, 2.0)])
    cut = Cutting(lines.linear(), np.array([1.0, 0.5])).cut(np.array([0.5]))
    assert cut is not None
    assert cut.columns.tolist() == [one, other]
    assert cut.factors == pytest.approx([-(0.5**0.5)] * 2)
    assert cut.least == pytest.approx(-(0.5**0.5))
    assert cut.depth == pytest.approx(0.5 * 0.5**0.5)


def test_a_row_without_a_limit_on_its_side_makes_none() -> None:
    lines = Builder()
    one = lines.column(3)
    lines.weighted(-float("inf"), float("inf"), [(one, 2.0)])
    assert Cutting(lines.linear(), np.array([1.5])).cut(np.array([0.5])) is None


def test_of_cuts_that_are_alike_the_deepest_is_chosen() -> None:
    both = np.array([0, 1], dtype=np.int32)
    deep, alike, other = (
        Cut(both, np.array(factors), 1.0, depth)
        for factors, depth in (([0.6, 0.8], 0.3), ([0.8, 0.6], 0.2), ([1.0, 0.0], 0.1))
    )
    assert deep.factors @ alike.factors > ALIKE > deep.factors @ other.factors
    assert chosen([other, alike, deep]) == [deep, other]


def test_cuts_are_rows_after_the_others() -> None:
    model = drawn(1)
    cuts = cuts_of(model, 1)[:2]
    more = with_cuts(model, cuts)
    values = np.array([1.0, 0.0, 2.0, 1.0, 1.0])
    expected = [*sums_of(model, values), *(cut.factors @ values[cut.columns] for cut in cuts)]
    assert sums_of(more, values) == pytest.approx(expected)
    assert more.below[-2:].tolist() == [cut.least for cut in cuts]
    assert np.isinf(more.above[-2:]).all()


def test_a_tree_begins_with_cuts(engines: list[Highs]) -> None:
    model = knapsacks(24, 4, 400)
    (told,) = (one for one in engines[0].solve(Relaxation(model)) if isinstance(one, Relaxed))
    (looked,) = (one for one in engines[0].solve(Look(model, 0.0, 0, 1, 0, deep=False)) if isinstance(one, Looked))
    assert looked.bound < priced(model, told.values, told.rows).bound - 5
