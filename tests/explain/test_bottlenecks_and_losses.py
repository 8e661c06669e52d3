"""Marginal values are recomputed by adding and planning again; losses by taking away."""

from small_clinic import OFFICE, PROGRAM, ROOM, Rows, duty, people, small_clinic, small_tables, therapist
from test_reasons import planned

from planner.domain.progress import StopAfter, Unwatched
from planner.domain.settings import Settings
from planner.explain.bottlenecks import Certainty, marginals, uses
from planner.explain.contingency import Contingency, Loss, Span, contingencies
from planner.explain.plan_function import Planning
from planner.solver import plan
from planner.whatif.apply import apply

PLANNING = Planning(plan, Settings(workers=1), Unwatched())


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
    stopped = plan(s, watch=StopAfter(Unwatched(), 0))
    assert all(x.certainty is Certainty.ESTIMATED for x in marginals(s, stopped, PLANNING) if stopped.gap)


def test_use_counts_what_there_is_what_is_wanted_and_what_is_taken() -> None:
    s = small_clinic(participants=people("p1", "p2", "p3", "p4", "p5"))
    monday = {x.resource: x for x in uses(s, planned(s)) if x.day == 0}
    assert (monday["seats"].supply, monday["seats"].demand, monday["seats"].used) == (10, 5, 4)
    assert (monday["room_blocks"].supply, monday["room_blocks"].demand, monday["room_blocks"].used) == (1, 2, 1)
    assert (monday["therapist_blocks:talk"].supply, monday["therapist_blocks:talk"].used) == (1, 1)
    assert monday["individual_slots"].demand == 5


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
