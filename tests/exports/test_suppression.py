"""Small counts are hidden, and cannot be worked out from what is shown: an attacker with a linear program tries."""

import random
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.linear_solver import pywraplp

from planner.exports.suppression import ALL, Cell, Counts, hidden_cells, with_totals

FEWEST = 11


def table(rows: list[list[int]]) -> dict[Cell, int]:
    counts = {(f"r{i}", f"c{j}"): count for i, row in enumerate(rows) for j, count in enumerate(row)}
    return with_totals(counts, [f"r{i}" for i in range(len(rows))], [f"c{j}" for j in range(len(rows[0]))])


def known(counts: Counts, hidden: frozenset[Cell], cell: Cell) -> tuple[float, float]:
    """The least and the most that a hidden count can be, given what is shown and that no count is below nothing."""
    found = []
    for sign in (1, -1):
        solver = pywraplp.Solver.CreateSolver("GLOP")
        value = {x: solver.NumVar(0, 10_000, "") if x in hidden else counts[x] for x in counts}
        lines: dict[tuple[int, str], list[Cell]] = defaultdict(list)
        for x in counts:
            lines[0, x[0]].append(x)
            lines[1, x[1]].append(x)
        for (axis, _), line in lines.items():
            if any(x in hidden for x in line):
                parts = sum(value[x] for x in line if x[1 - axis] != ALL)
                solver.Add(parts == sum(value[x] for x in line if x[1 - axis] == ALL))
        solver.Minimize(sign * value[cell])
        assert solver.Solve() == solver.OPTIMAL
        found.append(sign * solver.Objective().Value())
    return found[0], found[1]


@settings(max_examples=60)
@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([0, 0, 1, 3, 7, 10, 11, 12, 25, 60]), min_size=width, max_size=width),
            min_size=1,
            max_size=6,
        )
    )
)
def test_no_small_count_can_be_worked_out(rows: list[list[int]]) -> None:
    counts = table(rows)
    hidden = hidden_cells(counts, FEWEST)
    for cell, count in counts.items():
        if 0 < count < FEWEST:
            assert cell in hidden
            least, most = known(counts, hidden, cell)
            assert most - least >= 1


def test_large_counts_and_zeros_are_shown_where_no_small_one_is_near() -> None:
    assert hidden_cells(table([[20, 0, 30], [12, 11, 0]]), FEWEST) == frozenset()


def test_one_small_count_takes_the_smallest_square_of_others_with_it() -> None:
    hidden = hidden_cells(table([[5, 20, 90], [30, 40, 90], [90, 90, 90]]), FEWEST)
    assert hidden == {("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")}


def test_hidden_counts_of_a_row_add_up_to_the_fewest_at_least() -> None:
    hidden = hidden_cells(table([[2, 3, 40, 50], [20, 20, 60, 70]]), FEWEST)
    assert {("r0", "c0"), ("r0", "c1"), ("r0", "c2")} <= hidden


def test_totals_are_kept_where_they_can_be() -> None:
    draws = random.Random(4)
    counts = table([[draws.choice([0, 3, 8, 14, 30]) for _ in range(6)] for _ in range(40)])
    hidden = hidden_cells(counts, FEWEST)
    assert not any(column != ALL and row == ALL for row, column in hidden)
    assert (ALL, ALL) not in hidden


@pytest.mark.parametrize("rows", [[[5]], [[0]], [[30]], [[5, 0]], [[3], [30]]])
def test_the_smallest_tables_are_safe_too(rows: list[list[int]]) -> None:
    counts = table(rows)
    hidden = hidden_cells(counts, FEWEST)
    assert all(cell in hidden for cell, count in counts.items() if 0 < count < FEWEST)


def test_a_network_of_clinics_takes_no_time() -> None:
    draws = random.Random(1)
    counts = table([[draws.choice([0, 0, 4, 9, 12, 20, 35]) for _ in range(8)] for _ in range(150)])
    assert hidden_cells(counts, FEWEST)
