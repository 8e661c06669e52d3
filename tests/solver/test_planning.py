"""What `plan` promises: proofs, stops, starts and clashes."""

import time
from dataclasses import replace

import pytest
from small_clinic import OFFICE, PROGRAM, ROOM, duty, people, small_clinic, therapist

from planner.check import check
from planner.domain.outcome import Earlier, Status
from planner.domain.progress import Progress
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver import plan

OLD = {
    "cohort_id": "old", "program_id": "iop", "site_id": "north", "block_id": "evening", "pattern": "Mon Wed Fri",
    "locked": "yes",
}  # fmt: skip


class Stops:
    """A watch that says stop after some seconds, and keeps what it was told."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.told: list[Progress] = []

    def progress(self, now: Progress) -> None:
        self.told.append(now)

    def stopped(self) -> bool:
        return time.monotonic() > self._end


def drawn(**options: object) -> Scenario:
    return scenario_of(generate(Options(**options)))[0]  # type: ignore[arg-type] # named as in Options


def test_a_plan_of_a_small_clinic_is_proven_optimal_and_keeps_every_rule() -> None:
    s = small_clinic()
    outcome = plan(s)
    assert outcome.plan is not None
    assert outcome.status is Status.OPTIMAL
    assert outcome.score == outcome.bound == check(s, outcome.plan).score == 2900
    assert check(s, outcome.plan).ok


def test_the_same_input_gives_the_same_plan() -> None:
    s = drawn(sites=2, people=40, seed=3)
    assert plan(s).plan == plan(s).plan


def test_another_seed_gives_a_plan_that_is_as_good() -> None:
    s = drawn(sites=2, people=40, seed=3)
    assert plan(s).score == plan(s, Settings(seed=5)).score


def test_a_plan_is_proven_where_the_search_begins_from_the_best() -> None:
    # HiGHS 1.16.0 takes the start of this one to be worth 150 points more than it is, and never proves it
    assert plan(drawn(sites=2, people=50, seed=1), Settings(time_limit=30)).status is Status.OPTIMAL


def test_a_small_clinic_is_proven_to_the_last_point_whatever_places_weigh() -> None:
    s = small_clinic()
    weights = replace(s.constants.weights, place_waiting=500_000_000, place_enrolled=1_000_000_000)
    outcome = plan(replace(s, constants=replace(s.constants, weights=weights)), Settings(time_limit=20))
    assert outcome.status is Status.OPTIMAL
    assert outcome.score is not None
    assert outcome.score > 10**9


def test_components_are_planned_apart_and_counted_together() -> None:
    s = drawn(sites=4, people=60, seed=1, region_size=1)
    outcome = plan(s)
    assert len(outcome.parts) > 1
    assert outcome.plan is not None
    assert outcome.score == sum(part.score for part in outcome.parts) == check(s, outcome.plan).score
    assert outcome.bound == sum(part.bound or 0 for part in outcome.parts)


def test_a_stop_at_once_still_gives_a_plan_with_an_honest_bound() -> None:
    s = drawn(sites=4, people=120, seed=2, running=False)
    outcome = plan(s, Settings(), Stops(0))
    assert outcome.plan is not None
    assert check(s, outcome.plan).ok
    assert outcome.score is not None
    assert outcome.bound is not None
    assert outcome.score <= outcome.bound


def test_progress_tells_of_score_and_bound_and_the_bound_only_falls() -> None:
    watch = Stops(60)
    plan(drawn(sites=3, people=80, seed=4), Settings(), watch)
    bounds = [now.bound for now in watch.told if now.bound is not None]
    assert bounds == sorted(bounds, reverse=True)
    assert watch.told[-1].score == watch.told[-1].bound


def test_an_earlier_plan_of_the_same_scenario_is_kept_with_its_proof() -> None:
    s = drawn(sites=2, people=40, seed=3)
    first = plan(s)
    assert first.plan is not None
    again = plan(s, start=Earlier(first.plan, first.parts))
    assert again.plan == first.plan
    assert again.bound == first.bound


def test_after_a_change_a_start_gives_a_plan_as_good_as_from_nothing() -> None:
    s = drawn(sites=3, people=60, seed=6)
    first = plan(s)
    assert first.plan is not None
    gone = next(iter(s.therapists))
    changed = replace(
        s,
        therapists={i: t for i, t in s.therapists.items() if i != gone},
        participants={
            i: replace(p, therapist=None if p.therapist == gone else p.therapist) for i, p in s.participants.items()
        },
        cohorts={
            i: replace(c, facilitators=tuple(t for t in c.facilitators if t != gone), locked=False)
            for i, c in s.cohorts.items()
        },
        pairs=tuple(p for p in s.pairs if p.other != gone),
    )  # fmt: skip
    started, fresh = plan(changed, start=Earlier(first.plan, first.parts)), plan(changed)
    assert started.score == fresh.score == fresh.bound


def two_apart() -> Scenario:
    """Two components."""
    tables = generate(Options(sites=2, people=40, seed=4, region_size=1))
    return scenario_of(tables)[0]


def test_after_a_change_what_has_not_changed_is_not_searched_again() -> None:
    s = two_apart()
    first = plan(s)
    assert first.plan is not None
    assert len(first.parts) == 2
    unproven = tuple(replace(part, bound=part.score + 1000) for part in first.parts)
    gone = next(iter(s.participants))
    changed = replace(
        s,
        participants={i: p for i, p in s.participants.items() if i != gone},
        pairs=tuple(p for p in s.pairs if gone not in (p.participant, p.other)),
    )
    again = plan(changed, start=Earlier(first.plan, unproven))
    assert again.bound is not None
    assert again.score is not None
    assert again.bound - again.score == 1000


def test_where_nothing_has_changed_what_is_not_proven_yet_is_searched_on() -> None:
    s = two_apart()
    first = plan(s)
    assert first.plan is not None
    unproven = tuple(replace(part, bound=part.score + 1000) for part in first.parts)
    assert plan(s, start=Earlier(first.plan, unproven)).bound == first.score


def test_where_nobody_could_lead_nobody_is_placed_at_once() -> None:
    began = time.monotonic()
    outcome = plan(small_clinic(therapist_hours=[]))
    assert outcome.status is Status.OPTIMAL
    assert outcome.score == 0
    assert time.monotonic() - began < 30


def test_a_closed_site_among_those_that_a_person_lists_is_passed_over() -> None:
    s = small_clinic(
        sites=[{"site_id": "north"}, {"site_id": "south", "open": "no"}],
        participants=people("p1", "p2", sites="north;south"),
    )
    assert plan(s).score == 1900


CLASHES = {
    "a facilitator whose hours miss a meeting": (
        small_clinic(cohorts=[{**OLD, "facilitators": "ann"}], therapist_hours=duty("ann", days=["Mon", "Tue", "Wed"])),
        ("old",), ("R5",),
    ),
    "a facilitator who works elsewhere": (
        small_clinic(
            sites=[{"site_id": "north"}, {"site_id": "south"}],
            cohorts=[{**OLD, "facilitators": "zoe"}],
            therapists=[therapist("ann"), therapist("zoe", sites="south")],
        ),
        ("old",), ("R5",),
    ),
    "a closed block": (
        small_clinic(
            cohorts=[OLD], blocks=[{"block_id": "evening", "start": "17:00", "end": "20:00", "open": "no"}]
        ),
        ("old",), ("R1",),
    ),
    "an office instead of a room": (small_clinic(cohorts=[OLD], rooms=[OFFICE]), ("old",), ("R4",)),
    "too few people": (small_clinic(cohorts=[OLD], participants=people("p1")), ("old",), ("R3",)),
    "two cohorts in one room": (
        small_clinic(
            programs=[{**PROGRAM, "individual_per_week": "0"}],
            therapists=[therapist("ann"), therapist("bob")],
            therapist_hours=duty("ann") + duty("bob"),
            participants=people("p1", "p2", "p3", "p4"),
            cohorts=[OLD, {**OLD, "cohort_id": "two"}],
        ),
        ("old", "two"), ("R4",),
    ),
    "two cohorts in one room, which also share their one leader": (
        small_clinic(
            programs=[{**PROGRAM, "individual_per_week": "0"}],
            participants=people("p1", "p2", "p3", "p4"),
            cohorts=[
                {**OLD, "facilitators": "ann", "room_id": "big"},
                {**OLD, "cohort_id": "two", "facilitators": "ann", "room_id": "big"},
            ],
        ),
        ("old", "two"), ("R4",),
    ),
    "a member who belongs together with somebody of another program": (
        small_clinic(
            programs=[PROGRAM, {**PROGRAM, "program_id": "php"}],
            cohorts=[OLD],
            participants=[
                *people("p1", "p2", "p3", status="enrolled", cohort_id="old"),
                *({**p, "program_id": "php"} for p in people("p4")),
            ],
            pairs=[{"kind": "together", "participant_id": "p1", "other_id": "p4"}],
        ),
        ("old",), ("R10",),
    ),
    "one leader for two cohorts": (
        small_clinic(
            programs=[{**PROGRAM, "individual_per_week": "0"}],
            rooms=[ROOM, {**ROOM, "room_id": "other"}],
            participants=people("p1", "p2", "p3", "p4"),
            cohorts=[
                {**OLD, "facilitators": "ann", "room_id": "big"},
                {**OLD, "cohort_id": "two", "facilitators": "ann", "room_id": "other"},
                {**OLD, "cohort_id": "free", "locked": "no"},
            ],
        ),
        ("old", "two"), ("R7",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CLASHES)
def test_locks_that_contradict_the_rules_are_named_with_the_rules(name: str) -> None:
    s, cohorts, rules = CLASHES[name]
    outcome = plan(s)
    assert outcome.status is Status.NO_PLAN
    assert outcome.plan is None
    assert outcome.clash is not None
    assert outcome.clash.cohorts == cohorts
    assert outcome.clash.rules == rules
    assert all(cohort in outcome.clash.explanation for cohort in cohorts)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"blocks": "morning"}, "p2 cannot attend it, for they do not accept the evening block"),
        ({"program_id": "php"}, "p2 cannot attend it, for it is not their program, php"),
    ],
)
def test_a_member_who_cannot_attend_a_locked_cohort_is_named(cells: dict[str, str], said: str) -> None:
    enrolled = {"status": "enrolled", "cohort_id": "old"}
    outcome = plan(
        small_clinic(
            programs=[PROGRAM, {**PROGRAM, "program_id": "php"}],
            blocks=[
                {"block_id": "evening", "start": "17:00", "end": "20:00"},
                {"block_id": "morning", "start": "09:00", "end": "12:00"},
            ],
            cohorts=[OLD],
            participants=[*people("p1", "p3", **enrolled), *({**p, **cells} for p in people("p2", **enrolled))],
        )
    )
    assert outcome.clash is not None
    assert outcome.clash.explanation == f"Cohort old is locked, yet it cannot run: {said} (R1 place)."
