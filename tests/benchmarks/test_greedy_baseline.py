import pytest
from answering import checked_score
from greedy import greedy_plan

from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver import plan


def drawn(options: Options) -> Scenario:
    s, _ = scenario_of(generate(options))
    return s


@pytest.mark.parametrize(
    "options",
    [
        Options(1, 25, 1),
        Options(2, 60, 2),
        Options(2, 50, 3, virtual=True),
        Options(4, 80, 4, region_size=1),
        Options(2, 50, 5, running=False),
    ],
    ids=str,
)
def test_a_week_by_hand_obeys_every_rule_and_never_beats_the_bound(options: Options) -> None:
    s = drawn(options)
    by_hand = greedy_plan(s)
    assert by_hand is not None
    outcome = plan(s, Settings(time_limit=20, gap=0.01))
    assert outcome.score is not None
    assert outcome.bound is not None
    assert checked_score(s, by_hand) <= outcome.score <= outcome.bound


def test_a_week_by_hand_keeps_everybody_of_a_locked_cohort_and_opens_groups_for_those_who_wait() -> None:
    s = drawn(Options(2, 60, 2))
    by_hand = greedy_plan(s)
    assert by_hand is not None
    locked = {c.id for c in s.cohorts.values() if c.locked}
    stay = [p for p in s.participants.values() if p.enrolled and p.cohort in locked]
    assert stay
    assert all(by_hand.placements[p.id].cohort == p.cohort for p in stay)
    waiting = drawn(Options(3, 90, 5, running=False))
    opened = greedy_plan(waiting)
    assert opened is not None
    assert len(opened.placements) > 30


def test_a_plan_by_hand_that_breaks_a_rule_is_not_scored() -> None:
    s = drawn(Options(1, 25, 1))
    other = greedy_plan(drawn(Options(2, 60, 2)))
    assert other is not None
    with pytest.raises(ValueError, match="rules broken"):
        checked_score(s, other)
