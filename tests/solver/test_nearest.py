"""Of plans as good the one nearest to an earlier plan: whom a change does not concern keep all that they had."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from small_clinic import OFFICE, PROGRAM, ROOM, duty, people, small_clinic, therapist
from tiny_scenarios import tiny

from planner.check import check
from planner.domain.outcome import Earlier
from planner.domain.plan import Plan, SessionKind
from planner.domain.scenario import Scenario
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver import plan

CHUNK = 30


def planned(s: Scenario, before: Plan | None = None) -> Plan:
    """The best plan, checked, and as good as from nothing."""
    outcome = plan(s, start=None if before is None else Earlier(before))
    assert outcome.plan is not None
    assert outcome.score == outcome.bound == check(s, outcome.plan).score
    assert check(s, outcome.plan).ok
    return outcome.plan


def with_other_costs(s: Scenario) -> Scenario:
    """What no rule and no score knows of is otherwise."""
    return replace(s, therapists={i: replace(t, cost_per_hour=99.0) for i, t in s.therapists.items()})


def without_one(s: Scenario) -> Scenario:
    """The first of those who wait is gone."""
    gone = next(i for i, p in s.participants.items() if not p.enrolled)
    return replace(
        s,
        participants={i: p for i, p in s.participants.items() if i != gone},
        pairs=tuple(x for x in s.pairs if gone not in (x.participant, x.other)),
    )


def individual(x: Plan) -> set[tuple[object, ...]]:
    """Who is seen alone, by whom and when."""
    return {(one.participant, one.therapists, one.day, one.span) for one in x.sessions.values() if one.participant}


@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize("seed", range(1, 6))
def test_a_change_that_concerns_nobody_leaves_everything_as_it_was(seed: int, *, running: bool) -> None:
    s, _ = scenario_of(generate(Options(sites=2, people=50, seed=seed, running=running)))
    before = planned(s)
    assert before.sessions
    assert planned(with_other_costs(s), before) == before


@pytest.mark.parametrize("first", range(0, 90, CHUNK))
def test_a_plan_from_an_earlier_one_keeps_every_rule_and_is_as_good(first: int) -> None:
    kept = kept_by_chance = 0
    for seed in range(first, first + CHUNK):
        s, _ = scenario_of(tiny(seed))
        before = plan(s).plan
        if before is None or all(p.enrolled for p in s.participants.values()):
            continue
        fewer = without_one(s)
        now, from_nothing = planned(fewer, before), planned(fewer)
        assert check(fewer, now).score == check(fewer, from_nothing).score, f"seed {seed}"
        kept += len(individual(before) & individual(now))
        kept_by_chance += len(individual(before) & individual(from_nothing))
    assert kept > kept_by_chance


def two_groups(many: int = 8, leaders: Sequence[str] = ("ann", "bea"), **first_room: str) -> Scenario:
    """So many people for two groups of the same offering, of four at most."""
    return small_clinic(
        None,
        rooms=[{**ROOM, **first_room}, {**ROOM, "room_id": "other"}, {**OFFICE, "seats": "3"}],
        programs=[PROGRAM],
        therapists=[therapist(name) for name in leaders],
        therapist_hours=[row for name in leaders for row in duty(name)],
        participants=people(*(f"p{n}" for n in range(1, many + 1))),
    )


def exchanged(before: Plan) -> Plan:
    """The same with everybody in the other one of two groups."""
    one, two = sorted(before.cohorts)
    other = {one: two, two: one}
    sessions = {
        i: replace(x, cohort=other[x.cohort]) if x.kind is SessionKind.INDIVIDUAL else x
        for i, x in before.sessions.items()
    }
    placements = {i: replace(x, cohort=other[x.cohort]) for i, x in before.placements.items()}
    return replace(before, placements=placements, sessions=sessions)


def test_everyone_stays_in_the_one_of_two_like_groups_that_they_had() -> None:
    s = two_groups()
    for before in (planned(s), exchanged(planned(s))):
        assert check(s, before).ok
        assert planned(with_other_costs(s), before) == before


def test_a_group_keeps_its_id_and_its_people_when_a_like_one_closes() -> None:
    before = planned(two_groups())
    (second,) = (c for c in before.cohorts.values() if c.room == "other")
    assert second.id != min(before.cohorts)
    now = planned(two_groups(open="no"), before)
    assert [*now.cohorts] == [second.id]
    members = [{i for i, x in p.placements.items() if x.cohort == second.id} for p in (before, now)]
    assert members[0] == members[1]


def test_like_groups_have_as_many_members_as_each_other_and_later_as_many_as_they_had() -> None:
    s = two_groups(6)
    even = planned(s)
    assert [c.members for c in even.cohorts.values()] == [3, 3]
    one, two = even.cohorts.values()
    moved = min(i for i, x in even.placements.items() if x.cohort == one.id)
    sessions = {i: replace(x, cohort=two.id) if x.participant == moved else x for i, x in even.sessions.items()}
    uneven = replace(
        even,
        cohorts={one.id: replace(one, members=2), two.id: replace(two, members=4)},
        placements={**even.placements, moved: replace(even.placements[moved], cohort=two.id)},
        sessions=sessions,
    )
    assert check(s, uneven).ok
    assert planned(with_other_costs(s), uneven) == uneven


@pytest.mark.parametrize("leaves", ["bea", "dan"])
def test_who_leads_one_of_two_like_groups_stays_with_it_when_the_other_one_leaves(leaves: str) -> None:
    before = planned(two_groups(leaders=("bea", "dan")))
    stays = ({"bea", "dan"} - {leaves}).pop()
    (theirs,) = (c.id for c in before.cohorts.values() if c.facilitators == (stays,))
    now = planned(two_groups(leaders=sorted(("cal", stays))), before)
    assert now.cohorts[theirs].facilitators == (stays,)
    assert {i: x.cohort for i, x in now.placements.items()} == {i: x.cohort for i, x in before.placements.items()}


@pytest.mark.parametrize("odd", ["sessions without a therapist", "groups of an unknown program", "groups nowhere"])
def test_a_start_that_says_odd_things_is_begun_from(odd: str) -> None:
    s, _ = scenario_of(generate(Options(sites=2, people=40, seed=3)))
    outcome = plan(s)
    before = outcome.plan
    assert before is not None
    edited = {
        "sessions without a therapist": {
            "sessions": {i: replace(x, therapists=()) for i, x in before.sessions.items()}
        },
        "groups of an unknown program": {"cohorts": {i: replace(c, program="?") for i, c in before.cohorts.items()}},
        "groups nowhere": {"cohorts": {i: replace(c, site="?") for i, c in before.cohorts.items()}},
    }[odd]
    start = Earlier(replace(before, **edited), outcome.parts)  # type: ignore[arg-type] # fields of a plan
    for changed in (s, with_other_costs(s)):
        again = plan(changed, start=start)
        assert again.score == again.bound == outcome.score
