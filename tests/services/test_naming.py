from planner.explain.menu import menu
from planner.services.naming import KINDS, kind_of
from planner.services.opening import open_scenario
from planner.services.scenarios import demo_folder


def test_everything_that_may_place_somebody_is_of_a_kind() -> None:
    s = open_scenario(demo_folder()).scenario
    kinds = {kind_of([one.change]) for person in s.participants for one in menu(s, person)}
    assert kinds == set(KINDS.values())
