"""Tiny scenarios with every feature: each explanation is true of a model that shares no code with the planner."""

from itertools import islice
from pathlib import Path
from random import Random

import pytest
from plain_judge import Judge
from tiny_scenarios import tiny

from planner.domain.tables import Tables

GRID = 30
"""Scenarios on a finer grid take the plain model too long."""

PAIRS = 8
"""So many pairs of changes are tried for each person where fewer should do."""


def judges(first: int, number: int, folder: Path) -> list[Judge]:
    """Of the tiny scenarios from the first on, so many in which somebody has no place."""
    coarse = (tiny(seed) for seed in range(first, first + 20 * number))
    found = (Judge(tables, folder / str(n)) for n, tables in enumerate(coarse) if _is_coarse(tables))
    return list(islice((judge for judge in found if judge.before is not None and judge.before.unplaced), number))


def _is_coarse(tables: Tables) -> bool:
    return tables.settings["grid_minutes"] in {GRID, 60} and len(tables.rows["participants"]) <= 6


@pytest.mark.parametrize("first", [0, 1000])
def test_undoing_all_that_a_reason_names_gives_a_place_and_undoing_less_does_not(first: int, tmp_path: Path) -> None:
    for judge in judges(first, 3, tmp_path):
        assert list(judge.of_reasons()) == []


@pytest.mark.parametrize("first", [2000, 3000])
def test_what_it_would_take_does_and_nothing_smaller_does(first: int, tmp_path: Path) -> None:
    for judge in judges(first, 2, tmp_path):
        assert list(judge.of_remedies(PAIRS, Random(first))) == []


def test_proven_marginal_values_are_what_planning_again_gains(tmp_path: Path) -> None:
    for judge in judges(4000, 2, tmp_path):
        assert list(judge.of_marginals()) == []


def test_proven_losses_leave_the_people_whom_the_best_re_plan_keeps(tmp_path: Path) -> None:
    for judge in judges(5000, 2, tmp_path):
        assert list(judge.of_losses()) == []
