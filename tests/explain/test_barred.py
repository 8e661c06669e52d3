"""What bars somebody is the least of all that could be, although most groups are only glanced at."""

import pytest
from tiny_scenarios import tiny

from planner.eligibility import Offering, Reach, offering_blockers, seat_blockers
from planner.explain.barred import _bars, _burden, _imaginable, bars
from planner.files import scenario_of


@pytest.mark.parametrize("seed", range(40))
def test_nobody_is_told_of_more_things_than_bar_them_from_some_group(seed: int) -> None:
    s = scenario_of(tiny(seed))[0]
    for person in s.participants.values():
        program = s.programs[person.program]
        least = None
        for (site, _), block in s.blocks.items():
            for pattern in program.patterns:
                o = Offering(program, s.sites[site], block, pattern)
                apart = {(x.code, x.sentence) for x in (*offering_blockers(s, o), *seat_blockers(s, person, o))}
                days = sum(not any(free.holds(block.span) for free in person.hours[day]) for day in pattern)
                profile = any(code == "profile" for code, _ in apart)
                others = sum(code not in {"hours", "profile"} for code, _ in apart)
                number = others + days + profile
                least = number if least is None else min(least, number)
        for reach in (None, Reach(s)):
            found = bars(s, person.id, reach)
            assert (None if found is None else len(found)) == least


@pytest.mark.parametrize("seed", range(40))
def test_of_as_many_things_the_cheapest_are_told_and_of_these_the_first(seed: int) -> None:
    s = scenario_of(tiny(seed))[0]
    for person in s.participants.values():
        everything = [_bars(s, person, o) for o in _imaginable(s, person)]
        found = bars(s, person.id)
        first = min(everything, key=_burden, default=None)
        assert [x.key for x in found or ()] == [x.key for x in first or ()]
