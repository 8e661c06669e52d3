import pytest
from answering import checked_score
from plain_cpsat import plain_plan

from planner.domain.settings import Settings
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver import plan


@pytest.mark.parametrize("options", [Options(1, 25, 1), Options(1, 30, 2), Options(1, 24, 3, virtual=True)], ids=str)
def test_the_plain_models_optimum_is_the_planners(options: Options) -> None:
    s, _ = scenario_of(generate(options))
    plain, bound = plain_plan(s, 20)
    assert plain is not None
    outcome = plan(s, Settings(time_limit=20))
    assert checked_score(s, plain) == bound == outcome.score == outcome.bound
