"""How good a plan is in words, and what rule profiles get of it."""

from dataclasses import replace

import pytest

from planner.views.proof import how_many_more, how_sure, proof_lines
from planner.views.score import by_profile
from planner.views.tables import Planned


@pytest.mark.parametrize(
    ("bound", "gap", "said"),
    [
        (133000, 0.0018, "no plan scores more than 133,000 (gap 0.1800%)"),
        (132753, 0.0, "proven optimal"),
        (None, None, "is not known yet"),
    ],
)
def test_the_proof_is_told_for_what_it_is(
    bound: int | None, gap: float | None, said: str, two_clinics: Planned
) -> None:
    summary = replace(two_clinics.summary, bound=bound, gap=gap)
    placed, *_, proof = proof_lines(replace(two_clinics, summary=summary))
    assert placed == "Placed 13 of 15 people in 4 cohorts, in 1.5 s."
    assert said in proof


@pytest.mark.parametrize(
    ("better", "said"),
    [
        (None, "is not known yet"),
        (10**9, "is not known yet"),
        (0, "Proven: no other plan is better."),
        (999, "by as much as one person's place is worth"),
        (1000, "by more than one place is worth"),
        (1001, "by more than 2 places are worth"),
    ],
)
def test_what_is_not_proven_is_measured_in_places(better: int | None, said: str, two_clinics: Planned) -> None:
    bound = None if better is None else two_clinics.summary.score + better
    assert said in how_sure(replace(two_clinics, summary=replace(two_clinics.summary, bound=bound)))


@pytest.mark.parametrize(
    ("better", "said"),
    [
        (None, ""),
        (0, "Proven: nobody else could be placed without"),
        (1000, "Proven: at most 1 more could be placed without"),
        (10**9, "It is not proven yet that any of those without a place has to stay without."),
    ],
)
def test_others_are_possible_as_far_as_the_bound_leaves_points(
    better: int | None, said: str, two_clinics: Planned
) -> None:
    bound = None if better is None else two_clinics.summary.score + better
    told = how_many_more(replace(two_clinics, summary=replace(two_clinics.summary, bound=bound)))
    assert told.startswith(said)
    assert bool(told) == bool(said)


def test_where_all_have_a_place_nobody_more_is_spoken_of(two_clinics: Planned) -> None:
    full = replace(two_clinics, plan=replace(two_clinics.plan, unplaced={}))
    assert how_many_more(replace(full, summary=replace(full.summary, bound=full.summary.score))) == ""


def test_a_profile_shows_the_hours_that_its_cohorts_give_beside_those_it_asks_for(two_clinics: Planned) -> None:
    (row,) = by_profile(two_clinics.scenario, two_clinics.plan)
    assert (row.profile_id, row.cohorts, row.members, row.meeting) == ("iop", 4, 13, 4)
    assert row.weekly_hours_least == row.weekly_hours_most == pytest.approx((3 * 180 + 50) / 60)
    assert (row.weekly_hours_min, row.weekly_hours_max) == (9, None)


def test_cohorts_that_fall_short_are_not_counted_as_meeting_it(two_clinics: Planned) -> None:
    s = two_clinics.scenario
    stricter = replace(s.profiles["iop"], gap_days_max=2)
    (row,) = by_profile(replace(s, profiles={"iop": stricter}), two_clinics.plan)
    assert (row.cohorts, row.meeting) == (4, 2)


def test_a_profile_without_cohorts_is_left_out(two_clinics: Planned) -> None:
    s = two_clinics.scenario
    other = replace(s.profiles["iop"], id="php")
    assert len(by_profile(replace(s, profiles={**s.profiles, "php": other}), two_clinics.plan)) == 1
