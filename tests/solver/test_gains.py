"""What was seen of a column is expected of it again, and of others the average."""

import numpy as np
import pytest

from planner.solver.branch import Gain
from planner.solver.gains import LEAST, Gains, worth


def test_what_is_expected_is_the_average_of_what_was_seen_for_each_unit() -> None:
    gains = Gains(3)
    gains.note(0, 0, 10)
    gains.note(0, 0, 30)
    gains.note(0, 1, 4)
    down, up = gains.expected(np.array([1.25, 0.5, 2.0]))
    assert (down[0], up[0]) == (20 * 0.25, 4 * 0.75)


def test_of_what_nobody_has_seen_as_much_is_expected_as_of_others_on_average() -> None:
    gains = Gains(3)
    gains.hear([Gain(0, 0, 10), Gain(1, 0, 20), Gain(1, 1, 8)])
    down, up = gains.expected(np.array([0.0, 0.0, 0.5]))
    assert (down[2], up[2]) == (15 * 0.5, 8 * 0.5)


def test_before_anything_is_seen_all_columns_are_as_good() -> None:
    down, up = Gains(2).expected(np.array([0.5, 1.5]))
    assert down.tolist() == up.tolist() == [0.5, 0.5]


@pytest.mark.parametrize("sides", [(), (0,), (1,), (0, 1)])
def test_a_column_is_known_once_both_sides_were_seen(sides: tuple[int, ...]) -> None:
    gains = Gains(1)
    gains.hear(Gain(0, side, 5) for side in sides)
    assert gains.known(0) is (len(sides) > 1)


def test_news_are_what_was_seen_here_and_told_once() -> None:
    gains = Gains(2)
    gains.hear([Gain(0, 0, 1)])
    gains.note(1, 1, 2)
    assert gains.news() == [Gain(1, 1, 2)]
    assert gains.news() == []


def test_a_column_with_two_sides_that_bring_something_is_worth_more_than_one_with_a_better_single_one() -> None:
    assert worth(5.0, 5.0) > worth(100.0, 0.0) == 100 * LEAST
