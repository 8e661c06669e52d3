"""Marginal values are recomputed by adding and planning again; losses by taking away."""

from dataclasses import replace

import pytest
from small_clinic import OFFICE, PROGRAM, ROOM, Rows, duty, people, small_clinic, small_tables, therapist
from test_reasons import planned

from planner.domain.outcome import Earlier, Outcome, Status
from planner.domain.progress import StopAfter, Unwatched, Watch
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.explain.additions import additions
from planner.explain.bottlenecks import uses
from planner.explain.contingency import Contingency, Loss, Span, contingencies
from planner.explain.marginals import Certainty, marginals
from planner.explain.plan_function import Planning
from planner.solver import plan
from planner.whatif.apply import apply

PLANNING = Planning(plan, Settings(workers=1), Unwatched())
SITES = ("north", "south")
OTHER = {**PROGRAM, "program_id": "other", "skill": "paint"}


def test_a_proven_marginal_value_is_the_difference_of_two_plans() -> None:
    rooms = [ROOM, {**ROOM, "room_id": "other"}, OFFICE]
    clinic: dict[str, Rows] = {"rooms": rooms, "participants": people("p1", "p2", "p3", "p4", "p5", "p6", "p7")}
    tables, s = small_tables(None, **clinic), small_clinic(None, **clinic)
    best = plan(s)
    proven = [x for x in marginals(s, best, PLANNING) if x.certainty is Certainty.PROVEN]
    assert any(x.people_gained for x in proven)
    for x in proven:
        after = plan(apply(tables, x.changes).scenario)
        assert after.score is not None
        assert best.score is not None
        assert after.plan is not None
        assert best.plan is not None
        assert x.score_gained == after.score - best.score
        assert x.people_gained == len(after.plan.placements) - len(best.plan.placements)


def test_nothing_is_proven_over_a_plan_that_is_not() -> None:
    s = small_clinic(participants=people("p1", "p2", "p3", "p4", "p5"))
    best = plan(s)
    assert best.bound is not None
    more = tuple(replace(part, bound=(part.bound or 0) + 2000) for part in best.parts)
    stopped = replace(best, status=Status.FEASIBLE, bound=best.bound + 2000, parts=more)
    assert stopped.gap
    proven = [x for x in marginals(s, stopped, PLANNING) if x.certainty is Certainty.PROVEN]
    assert {(x.people_gained, x.score_gained) for x in proven} <= {(0, 0)}


def apart() -> Scenario:
    """Two clinics that share nobody and nothing, each with more people than its therapist can lead."""
    three = (ROOM, {**ROOM, "room_id": "other"}, OFFICE)
    rooms = [{**x, "room_id": f"{x['room_id']}-{site}", "site_id": site} for x in three for site in SITES]
    many = [p for site in SITES for p in people(*(f"{site}-{n}" for n in range(6)), sites=site)]
    return small_clinic(
        sites=[{"site_id": site} for site in SITES],
        rooms=rooms,
        therapists=[therapist("ann"), therapist("bea", sites="south")],
        therapist_hours=[*duty("ann"), *duty("bea")],
        participants=many,
    )


def test_each_independent_part_is_proven_by_itself() -> None:
    s = apart()
    best = plan(s)
    parts = (best.parts[0], replace(best.parts[1], bound=best.parts[1].score + 1))
    half = replace(best, status=Status.FEASIBLE, bound=parts[0].score + parts[1].score + 1, parts=parts)
    gains = [x for x in marginals(s, half, PLANNING) if x.score_gained]
    assert {(x.site_id, x.certainty) for x in gains} == {
        ("north", Certainty.PROVEN),
        ("south", Certainty.ESTIMATED),
    }
    assert {x.people_gained for x in gains if x.resource.startswith("therapist")} == {2}


def test_what_nobody_could_use_is_proven_to_be_worth_nothing() -> None:
    s = small_clinic(participants=people("p1", "p2", "p3", "p4", "p5"))
    idle = {x.resource: x.certainty for x in marginals(s, plan(s), PLANNING) if not x.score_gained}
    assert idle["seat"] is Certainty.PROVEN
    assert {x.idle for x in additions(s) if x.resource == "seat"} == {True}
    nobody = small_clinic(participants=people("p1", sites="north", program_id="other"), programs=[PROGRAM, OTHER])
    assert all(x.idle for x in additions(nobody) if x.resource == "therapist_blocks:talk")


def nobody_plans(
    scenario: Scenario, settings: Settings | None = None, watch: Watch | None = None, start: Earlier | None = None
) -> Outcome:
    raise AssertionError(f"no time for a plan of {scenario.name}: {settings}, {watch}, {start}")


def test_without_time_for_plans_bottlenecks_tell_what_the_relaxation_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.explain.marginals.SECONDS_EACH", 0.0)
    s = apart()
    gains = marginals(s, plan(s), Planning(nobody_plans, Settings(workers=1), Unwatched()))
    assert len(gains) == len(list(additions(s)))
    assert any(x.people_gained is None and x.score_gained for x in gains)
    assert {x.score_gained for x in gains if x.certainty is Certainty.PROVEN} == {0}


def test_what_was_not_reached_by_a_stop_is_missing() -> None:
    s = apart()
    gains = marginals(s, plan(s), Planning(nobody_plans, Settings(workers=1), StopAfter(Unwatched(), 0)))
    assert {(x.resource, x.certainty) for x in gains} == {("seat", Certainty.PROVEN), ("office", Certainty.PROVEN)}


def test_what_is_worth_something_comes_first() -> None:
    s = apart()
    worth = [x.score_gained > 0 for x in marginals(s, plan(s), PLANNING)]
    assert worth == sorted(worth, reverse=True)
    assert worth[0]


def test_use_counts_what_there_is_what_is_wanted_and_what_is_taken() -> None:
    s = small_clinic(participants=people("p1", "p2", "p3", "p4", "p5"))
    monday = {x.resource: x for x in uses(s, planned(s)) if x.day == 0}
    assert (monday["seats"].supply, monday["seats"].demand, monday["seats"].used) == (10, 5, 4)
    assert (monday["room_blocks"].supply, monday["room_blocks"].demand, monday["room_blocks"].used) == (1, 2, 1)
    assert (monday["therapist_blocks:talk"].supply, monday["therapist_blocks:talk"].used) == (1, 1)
    assert monday["individual_slots"].demand == 5


def demand(s: Scenario, resource: str) -> list[int]:
    return [x.demand for x in uses(s, planned(s)) if x.resource == resource]


def test_people_count_on_the_days_of_their_own_program_s_patterns_alone() -> None:
    monday = {**PROGRAM, "patterns": "Mon Wed"}
    tuesday = {**OTHER, "patterns": "Tue Thu"}
    others = [{"participant_id": i, "program_id": "other"} for i in ("q1", "q2", "q3")]
    s = small_clinic(programs=[monday, tuesday], participants=[*people("p1", "p2"), *others])
    assert demand(s, "seats") == [2, 3, 2, 3]
    assert demand(s, "room_blocks") == [1, 1, 1, 1]
    assert demand(s, "therapist_blocks:talk") == [1, 0, 1, 0]
    assert demand(s, "therapist_blocks:paint") == [0, 1, 0, 1]
    assert demand(s, "individual_slots") == [2, 3, 2, 3]


def test_people_count_only_where_they_are_free_for_a_whole_pattern() -> None:
    hours = [{"participant_id": "p1", "day": day, "start": "08:00", "end": "21:00"} for day in ("Mon", "Tue", "Thu")]
    two = {**PROGRAM, "patterns": "Mon Wed;Tue Thu"}
    s = small_clinic(programs=[two], participants=people("p1", "p2"), participant_hours=hours)
    assert demand(s, "seats") == [1, 2, 1, 2]


def test_nobody_counts_in_groups_that_the_program_s_profile_does_not_allow() -> None:
    profile = {"profile_id": "rule", "days_min": "3"}
    program = {**PROGRAM, "patterns": "Mon Wed;Mon Tue Thu", "profile": "rule"}
    s = small_clinic(programs=[program], profiles=[profile])
    assert demand(s, "seats") == [3, 3, 0, 3]


def losses(*kinds: Loss, **tables: Rows) -> dict[tuple[str, Span], Contingency]:
    s = small_clinic(None, **tables)
    return {(x.id, x.span): x for x in contingencies(s, planned(s), kinds, PLANNING)}


def test_the_only_therapist_takes_everybody_with_them() -> None:
    loss = losses(Loss.THERAPIST)["ann", Span.GONE]
    assert (loss.cohorts_hit, loss.people_hit, loss.people_kept, loss.people_lost) == (1, 3, 0, 3)
    assert loss.lost == ("p1", "p2", "p3")
    assert loss.cover == ()


def test_a_second_therapist_is_named_as_the_cover_that_works() -> None:
    staff = [therapist("ann"), therapist("bea")]
    found = losses(Loss.THERAPIST, therapists=staff, therapist_hours=[*duty("ann"), *duty("bea")])
    hit = [x for x in found.values() if x.cohorts_hit]
    assert hit
    for x in hit:
        assert x.people_lost == 0
        assert x.people_kept == x.people_hit
        assert x.cover == tuple({"ann", "bea"} - {x.id})


def test_who_leads_the_running_group_that_takes_people_in_is_the_cover() -> None:
    s = small_clinic(
        {"weights": {"open_cohort": 0}},
        blocks=[
            {"block_id": "evening", "start": "17:00", "end": "20:00"},
            {"block_id": "morning", "start": "09:00", "end": "12:00"},
        ],
        programs=[{**PROGRAM, "individual_per_week": "0"}],
        therapists=[therapist("ann"), therapist("bea")],
        therapist_hours=[*duty("ann", "15:00"), *duty("bea", "08:00", "16:00")],
        participants=[
            *people("p1", "p2", preferred_block="evening"),
            *people("p3", "p4", blocks="morning"),
        ],
    )
    before = planned(s)
    assert len(before.cohorts) == 2
    found = {(x.id, x.span): x for x in contingencies(s, before, [Loss.THERAPIST], PLANNING)}
    gone = found["ann", Span.GONE]
    assert (gone.people_hit, gone.people_kept, gone.people_lost, gone.cover) == (2, 2, 0, ("bea",))


def test_the_room_in_which_people_are_seen_instead_is_the_cover() -> None:
    found = losses(Loss.ROOM, rooms=[ROOM, {**ROOM, "room_id": "hall"}, OFFICE, {**OFFICE, "room_id": "study"}])
    hit = [x for x in found.values() if x.people_hit]
    assert {"big", "hall"} & {x.id for x in hit}
    assert {"office", "study"} & {x.id for x in hit}
    others = {"big": "hall", "hall": "big", "office": "study", "study": "office"}
    assert {x.id: x.cover for x in hit} == {x.id: (others[x.id],) for x in hit}


def test_in_a_week_nobody_moves_to_another_block() -> None:
    blocks = [
        {"block_id": "evening", "start": "17:00", "end": "20:00"},
        {"block_id": "morning", "start": "09:00", "end": "12:00"},
    ]
    hours = [*duty("ann", "15:00"), *duty("bea", "08:00", "16:00")]
    staff = [therapist("ann"), therapist("bea")]
    found = losses(
        Loss.THERAPIST,
        blocks=blocks,
        therapists=staff,
        therapist_hours=hours,
        participants=people("p1", "p2", preferred_block="evening"),
    )
    assert found["ann", Span.WEEK].people_lost == 2
    assert found["ann", Span.GONE].people_lost == 0


def test_a_closed_site_loses_its_people_even_where_they_list_it() -> None:
    found = losses(Loss.SITE, Loss.ROOM, participants=people("p1", "p2", sites="north"))
    assert found["north", Span.WEEK].people_lost == 2
    assert found["big", Span.GONE].people_lost == 2


def test_the_most_fragile_comes_first() -> None:
    s = small_clinic(programs=[PROGRAM])
    found = contingencies(s, planned(s), list(Loss), PLANNING)
    assert [x.people_lost for x in found] == sorted((x.people_lost for x in found), reverse=True)


def near_each_other() -> Scenario:
    """Two clinics with a therapist each; everybody could go to either, and both together take everybody."""
    rooms = [{**x, "room_id": f"{x['room_id']}-{site}", "site_id": site} for x in (ROOM, OFFICE) for site in SITES]
    return small_clinic(
        sites=[{"site_id": site} for site in SITES],
        rooms=rooms,
        therapists=[therapist("ann"), therapist("bea", sites="south")],
        therapist_hours=[*duty("ann"), *duty("bea")],
        participants=people("p1", "p2", "p3", "p4", "p5"),
    )


def test_of_a_large_part_the_sites_around_are_planned_first_and_the_whole_where_that_proves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    s = near_each_other()
    before = planned(s)
    patient = replace(PLANNING, settings=Settings(time_limit=600, workers=1))
    whole = contingencies(s, before, [Loss.SITE], patient)
    monkeypatch.setattr("planner.explain.contingency.WHOLE", 0)
    monkeypatch.setattr("planner.explain.contingency.AROUND", 0)
    around = contingencies(s, before, [Loss.SITE], patient)
    assert {x.people_lost for x in around if x.span is Span.GONE} == {1}
    assert [replace(x, lost=(), cover=()) for x in around] == [replace(x, lost=(), cover=()) for x in whole]
    assert all(x.proven for x in around)


def test_without_time_for_plans_those_hit_are_lost_and_groups_that_become_too_small() -> None:
    s = small_clinic(
        therapists=[therapist("ann"), therapist("bea")],
        therapist_hours=[*duty("ann"), *duty("bea", "08:00", "16:00")],
        participants=[*people("p1", therapist_id="ann"), *people("p2", "p3", therapist_id="bea")],
    )
    hurried = Planning(nobody_plans, Settings(time_limit=0), Unwatched())
    found = {x.id: x for x in contingencies(s, planned(s), [Loss.THERAPIST], hurried) if x.span is Span.GONE}
    assert (found["ann"].people_hit, found["ann"].people_lost) == (3, 3)
    assert (found["bea"].people_hit, found["bea"].people_lost) == (2, 3)
    assert not any(x.proven for x in found.values())


def test_what_falls_in_one_part_asks_nothing_of_programs_that_only_another_part_has() -> None:
    rooms = [{**x, "room_id": f"{x['room_id']}-{site}", "site_id": site} for x in (ROOM, OFFICE) for site in SITES]
    s = small_clinic(
        sites=[{"site_id": "north", "programs": "iop"}, {"site_id": "south", "programs": "other"}],
        rooms=rooms,
        programs=[PROGRAM, OTHER],
        therapists=[therapist("ann"), {**therapist("bea", sites="south"), "skills": "paint"}],
        therapist_hours=[*duty("ann"), *duty("bea")],
        participants=[*people("p1", "p2"), *people("q1", "q2", "q3", program_id="other")],
    )
    found = {x.id: x for x in contingencies(s, planned(s), [Loss.THERAPIST], PLANNING) if x.span is Span.GONE}
    assert {name: x.lost for name, x in found.items()} == {"ann": ("p1", "p2"), "bea": ("q1", "q2", "q3")}
