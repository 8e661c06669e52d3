"""Who could sit where: people whom nobody is tied to are counted together, the others told apart."""

import pytest
from small_clinic import PROGRAM, ROOM, duty, people, small_clinic, therapist

from planner.check import check
from planner.domain.progress import Unwatched
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.solver import plan
from planner.solver.candidates import compile_problem
from planner.solver.problem import Problem

EIGHT = tuple(f"p{n}" for n in range(1, 9))
STAFF = ("ann", "bob", "cem", "dia")


def _eight(*pairs: tuple[str, str, str], modality: str = "virtual", rooms: int = 0) -> Scenario:
    """Eight people, four therapists, groups of two to four; so many rooms."""
    return small_clinic(
        sites=[{"site_id": "north", "modality": modality}],
        rooms=[{**ROOM, "room_id": f"room{n}"} for n in range(rooms)],
        programs=[{**PROGRAM, "individual_per_week": "0"}],
        therapists=[therapist(name) for name in STAFF],
        therapist_hours=[row for name in STAFF for row in duty(name)],
        participants=people(*EIGHT),
        pairs=[{"kind": kind, "participant_id": one, "other_id": other} for kind, one, other in pairs],
    )


def _seats(problem: Problem, person: str) -> int:
    number = next(n for n, p in enumerate(problem.people) if p.id == person)
    return len(problem.seats_of[number])


def test_where_nobody_is_tied_one_unit_stands_for_all_new_cohorts() -> None:
    problem = compile_problem(_eight())
    assert len(problem.units) == 1
    assert problem.pools == ()
    assert {_seats(problem, p) for p in EIGHT} == {1}


def test_in_telehealth_those_who_are_tied_have_cohorts_of_their_own_to_choose_from() -> None:
    problem = compile_problem(_eight(("apart", "p1", "p2")))
    (pool,) = problem.pools
    assert pool.units == (0, 1, 2)
    assert problem.members_of[0] == ()
    # The first cohort with anybody of the two is the first; so only the second of them has a choice.
    assert [_seats(problem, p) for p in ("p1", "p2", "p3")] == [1, 2, 1]


def test_who_stays_together_counts_as_one() -> None:
    problem = compile_problem(_eight(("together", "p1", "p2"), ("together", "p2", "p3")))
    assert problem.pools[0].units == (0, 1)
    assert [_seats(problem, p) for p in ("p1", "p2", "p3", "p4")] == [1, 1, 1, 1]


def test_a_tie_to_somebody_who_could_not_come_or_lead_ties_nobody() -> None:
    problem = compile_problem(_eight(("not_with", "p1", "ann")))
    assert problem.pools != ()
    away = small_clinic(
        programs=[{**PROGRAM, "individual_per_week": "0"}],
        therapists=[therapist("ann"), therapist("bob", skills="other")],
        therapist_hours=duty("ann") + duty("bob"),
        participants=people("p1", "p2", "p3") + people("p4", blocks="evening", sites="north", max_travel_minutes="0"),
        pairs=[{"kind": "not_with", "participant_id": "p1", "other_id": "bob"}],
    )
    assert compile_problem(away).pools == ()


def test_in_a_clinic_each_room_has_its_cohort_and_the_others_join_any() -> None:
    problem = compile_problem(_eight(("apart", "p1", "p2"), modality="in_person", rooms=3))
    (pool,) = problem.pools
    assert len(pool.units) == 3
    assert [_seats(problem, p) for p in ("p1", "p2", "p3")] == [3, 3, 1]


@pytest.mark.parametrize(("modality", "rooms"), [("virtual", 0), ("in_person", 4)])
@pytest.mark.parametrize(
    ("pairs", "placed"),
    [
        ((("apart", "p1", "p2"), ("apart", "p2", "p3"), ("apart", "p1", "p3")), 8),
        ((("together", "p1", "p2"), ("together", "p3", "p4"), ("apart", "p2", "p3")), 8),
        (tuple(("apart", one, other) for one in EIGHT for other in EIGHT if one < other), 0),
        (tuple(("not_with", "p1", name) for name in STAFF), 7),
        (tuple(("not_with", p, "ann") for p in EIGHT), 8),
    ],
)
def test_everybody_is_placed_whom_their_ties_allow(
    modality: str, rooms: int, pairs: tuple[tuple[str, str, str], ...], placed: int
) -> None:
    s = _eight(*pairs, modality=modality, rooms=rooms)
    outcome = plan(s, Settings(), Unwatched())
    assert outcome.plan is not None
    assert outcome.score == outcome.bound == check(s, outcome.plan).score
    assert check(s, outcome.plan).violations == ()
    assert len(outcome.plan.placements) == placed
