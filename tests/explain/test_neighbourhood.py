"""The sites around a loss: what the plan does there stays possible, and nothing possible there disturbs the rest."""

from collections.abc import Iterable

import pytest
from small_clinic import Rows, duty, people, small_clinic
from test_reasons import planned

from planner.check import check
from planner.domain.plan import Plan
from planner.explain.neighbourhood import near_sites, neighbourhood
from planner.solver import plan

TWO: dict[str, Rows] = {
    "sites": [{"site_id": "north"}, {"site_id": "south"}, {"site_id": "web", "modality": "virtual"}],
    "rooms": [
        {"room_id": f"{kind}-{site}", "site_id": site, "kind": kind, "seats": "8"}
        for site in ("north", "south")
        for kind in ("group", "office")
    ],
    "therapists": [
        {"therapist_id": t, "skills": "talk", "sites": sites, "max_direct_hours": "20", "max_evenings": "3"}
        for t, sites in (("ann", "north;web"), ("bea", "north;south"), ("cem", "south;web"))
    ],
    "therapist_hours": [*duty("ann"), *duty("bea"), *duty("cem")],
    "participants": [
        *people("n1", "n2", sites="north"),
        *people("s1", "s2", "s3", sites="south"),
        *people("w1", "w2", sites="web"),
    ],
}


def part_of(whole: Plan, sites: Iterable[str]) -> Plan:
    """What a plan does at some sites."""
    cohorts = {i: c for i, c in whole.cohorts.items() if c.site in sites}
    return Plan(
        cohorts,
        {i: x for i, x in whole.placements.items() if x.cohort in cohorts},
        {i: x for i, x in whole.sessions.items() if x.cohort in cohorts},
        {},
    )


@pytest.mark.parametrize("sites", [{"north"}, {"south"}, {"web"}, {"north", "web"}], ids=lambda x: "+".join(sorted(x)))
def test_a_neighbourhood_admits_what_the_plan_does_there_and_goes_together_with_the_rest(sites: set[str]) -> None:
    s = small_clinic(None, **TWO)
    before = planned(s)
    assert len(before.placements) == 7
    few = neighbourhood(s, before, sites)
    assert check(few, part_of(before, sites)).violations == ()
    again = plan(few).plan
    assert again is not None
    elsewhere = part_of(before, s.sites.keys() - sites)
    both = Plan(
        {**again.cohorts, **elsewhere.cohorts},
        {**again.placements, **elsewhere.placements},
        {**again.sessions, **elsewhere.sessions},
        {},
    )
    assert check(s, both).violations == ()


def test_the_sites_around_a_loss_are_those_that_share_people_or_therapists_with_it() -> None:
    s = small_clinic(None, **TWO)
    before = planned(s)
    assert near_sites(s, before, {"n1", "n2"}, {"north"}, most=2) == {"north"}
    assert near_sites(s, before, {"n1", "n2"}, {"north"}, most=7) == {"north", "south", "web"}
