from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from planner.solver.highs import Bounded, Ended, Found, Message
from planner.solver.race import CHECKS, Race


def told(checks: int, random: Random) -> list[Message]:
    """What a search says on its way to so many checks."""
    steps = sorted(random.randint(0, checks) for _ in range(5))
    found = Found(np.zeros(1), 1.0, 2.0, checks)
    return [*(Bounded(2.0, step) for step in steps), found, Ended(checks=checks)]


def winner(choose: Sequence[Message], whole: Sequence[Message], random: Random) -> str:
    """Who counts, where the two are heard in any order."""
    race = Race()
    left = {"choose": list(choose), "whole": list(whole)}
    while not (race.to_choose or race.to_whole):
        name = random.choice([name for name, messages in left.items() if messages])
        (race.choose if name == "choose" else race.whole).hear(left[name].pop(0))
    assert race.to_choose != race.to_whole
    return "choose" if race.to_choose else "whole"


@pytest.mark.parametrize("seed", range(50))
def test_who_counts_does_not_depend_on_the_speed_of_either(seed: int) -> None:
    random = Random(seed)
    choose, whole = (told(random.randint(1, 300), random) for _ in range(2))
    assert len({winner(choose, whole, random) for _ in range(20)}) == 1


@pytest.mark.parametrize(
    ("choose", "whole", "counts"),
    [
        (CHECKS, 1, "choose"),
        (CHECKS + 1, 1, "whole"),
        (CHECKS + 1, CHECKS + 1, "choose"),
        (200, 200, "choose"),
        (201, 200, "whole"),
    ],
)
def test_choose_counts_unless_it_has_more_to_do(choose: int, whole: int, counts: str) -> None:
    assert winner([Ended(checks=choose)], [Ended(checks=whole)], Random(0)) == counts


@pytest.mark.parametrize("seed", range(5))
def test_one_whose_process_died_leaves_it_to_the_other(seed: int) -> None:
    died, ended = [Ended(failed=True)], [Ended(checks=500)]
    assert winner(died, ended, Random(seed)) == "whole"
    assert winner(ended, died, Random(seed)) == "choose"


def test_where_both_died_there_is_nothing_to_wait_for() -> None:
    race = Race()
    seen = []
    for work in (race.choose, race.whole):
        work.hear(Ended(failed=True))
        seen.append((race.failed, race.to_choose, race.to_whole))
    assert seen == [(False, False, False), (True, False, False)]
