from small_clinic import OFFICE, ROOM, duty, people, small_clinic, therapist

from planner.domain.scenario import Scenario
from planner.explain.fewest import no_fewer
from planner.solver.highs import Highs


def proven(s: Scenario, lost: int, *sites: str) -> bool:
    with Highs() as engine:
        return no_fewer(s, lost, frozenset(sites), engine, lambda: False)


def two_sites() -> Scenario:
    """One room for four at each site; six people who can go to north alone, one who can go to both."""
    sites = [{"site_id": "north"}, {"site_id": "south"}]
    rooms = [
        {**room, "room_id": f"{room['room_id']}-{site}", "site_id": site}
        for room in (ROOM, OFFICE)
        for site in ("north", "south")
    ]
    staff = [therapist("ann"), therapist("bea", sites="south")]
    waiting = [*people("p1", "p2", "p3", "p4", "p5", "p6", sites="north"), *people("q", sites="north;south")]
    return small_clinic(
        sites=sites,
        rooms=rooms,
        therapists=staff,
        therapist_hours=[*duty("ann"), *duty("bea")],
        participants=waiting,
    )


def test_two_of_six_have_no_place_in_a_group_of_four_whatever_is_done() -> None:
    assert proven(two_sites(), 2, "north")
    assert not proven(two_sites(), 3, "north")


def test_whoever_could_go_elsewhere_is_not_counted_as_lost() -> None:
    assert not proven(two_sites(), 1, "south")
    assert proven(two_sites(), 2, "north", "south")


def test_nothing_is_proven_by_a_search_that_was_stopped_at_once() -> None:
    with Highs() as engine:
        assert not no_fewer(two_sites(), 3, {"north"}, engine, lambda: True)


def test_people_count_by_their_priority() -> None:
    s = small_clinic(participants=[*people("p1", "p2", "p3", "p4"), *people("p5", "p6", priority="3")])
    assert proven(s, 2, "north")
    assert not proven(s, 3, "north")
