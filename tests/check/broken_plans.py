"""A small correct plan, and ways to break it, each of which breaches one rule alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from two_clinics import planned_two_clinics

from planner.check.facts import minutes_to
from planner.domain.plan import Plan, Session
from planner.domain.rules import Rule
from planner.domain.scenario import Pair, PairKind, RoomKind, Scenario
from planner.domain.week import Span

Whole = TypeVar("Whole", Scenario, Plan)
Case = tuple[Scenario, Plan]
Breach = Callable[[Scenario, Plan], Case]
NORTH, WEST = "amh-north-1", "sud.oak-park.evening.MonWedFri"
ONLINE, EVENING = "amh.online.morning.MonTueThu", "sud.north.evening.MonTueThu"


def correct() -> Case:
    """The two clinics with their plan put right in what the views' example leaves loose."""
    planned = planned_two_clinics()
    s, plan = planned.scenario, planned.plan
    people = {
        key: replace(p, longitude=-87.8, latitude=41.9) if key == "p08" else p for key, p in s.participants.items()
    }
    s = replace(s, participants=people)
    s = change(s, "programs", "sud", extra_facilitator_above=5)
    plan = change(plan, "cohorts", WEST, facilitators=("t04",))
    for n in (1, 2, 3):
        plan = change(plan, "sessions", f"{WEST}.g{n}", therapists=("t04",))
    plan = change(plan, "sessions", "p10.i1", span=Span(12 * 60, 12 * 60 + 50))
    for key, p in plan.placements.items():
        site = s.sites[plan.cohorts[p.cohort].site]
        plan = change(plan, "placements", key, travel_minutes=minutes_to(s, s.participants[key], site))
    return s, plan


def change(whole: Whole, table: str, key: object, **values: object) -> Whole:
    """The same with other values in one row."""
    rows = dict(getattr(whole, table))
    rows[key] = replace(rows[key], **values)
    edited: dict[str, Any] = {table: rows}
    return replace(whole, **edited)


def without(plan: Plan, table: str, *keys: str) -> Plan:
    """The same without some rows."""
    return replace(plan, **{table: {key: row for key, row in getattr(plan, table).items() if key not in keys}})


def in_scenario(table: str, key: object, **values: object) -> Breach:
    """A scenario that asks for something else."""
    return lambda s, plan: (change(s, table, key, **values), plan)


def in_plan(table: str, key: str, **values: object) -> Breach:
    """A plan that says something else."""
    return lambda s, plan: (s, change(plan, table, key, **values))


def lost(table: str, *keys: str) -> Breach:
    """A plan that lacks rows."""
    return lambda s, plan: (s, without(plan, table, *keys))


def paired(kind: PairKind, one: str, other: str) -> Breach:
    """A scenario with one more pair."""
    return lambda s, plan: (replace(s, pairs=(Pair(kind, one, other),)), plan)


def moved(cohort: str, room: str | None) -> Breach:
    """A cohort in another room, in all files."""

    def breach(s: Scenario, plan: Plan) -> Case:
        c = plan.cohorts[cohort]
        most = min(s.programs[c.program].group_max, s.rooms[room].seats if room else 99)
        plan = change(plan, "cohorts", cohort, room=room, capacity=12 if c.site == "online" else most)
        for n in range(1, len(c.pattern) + 1):
            plan = change(plan, "sessions", f"{cohort}.g{n}", room=room)
        return s, plan

    return breach


def led_by(cohort: str, *therapists: str) -> Breach:
    """A cohort with other facilitators, in all files."""

    def breach(s: Scenario, plan: Plan) -> Case:
        plan = change(plan, "cohorts", cohort, facilitators=therapists)
        for n in range(1, len(plan.cohorts[cohort].pattern) + 1):
            plan = change(plan, "sessions", f"{cohort}.g{n}", therapists=therapists)
        return s, plan

    return breach


def unseated(*people: str) -> Breach:
    """People who lose their place, in all files."""

    def breach(s: Scenario, plan: Plan) -> Case:
        for key in people:
            p = s.participants[key]
            cohort = plan.placements[key].cohort
            plan = change(plan, "cohorts", cohort, members=plan.cohorts[cohort].members - 1)
            row = replace(
                plan.unplaced["p14"], participant=key, program=p.program, enrolled=p.enrolled, priority=p.priority
            )
            plan = replace(plan, unplaced={**plan.unplaced, key: row})
            plan = without(without(plan, "placements", key), "sessions", f"{key}.i1")
        return s, plan

    return breach


def at(key: str, day: int, start: int, **values: object) -> Breach:
    """An individual session at another time, in minutes after midnight."""
    return in_plan("sessions", key, day=day, span=Span(start, start + 50), **values)


def seen_by(key: str, therapist: str | None) -> Breach:
    """Another primary therapist, in all files."""

    def breach(s: Scenario, plan: Plan) -> Case:
        plan = change(plan, "placements", key, therapist=therapist)
        return s, change(plan, "sessions", f"{key}.i1", therapists=(therapist,) if therapist else ("t04",))

    return breach


def twice(key: str) -> Breach:
    """One more individual session than asked for, on another day."""

    def breach(s: Scenario, plan: Plan) -> Case:
        first = plan.sessions[f"{key}.i1"]
        second: Session = replace(first, id=f"{key}.i2", day=4, span=Span(13 * 60, 13 * 60 + 50))
        return s, replace(plan, sessions={**plan.sessions, second.id: second})

    return breach


def both_ways(one: Breach, other: Breach) -> Breach:
    """Two changes, one after the other."""
    return lambda s, plan: other(*one(s, plan))


PROFILE = ("profiles", "iop")
MORNING = ("north", "morning")


def roaming(s: Scenario, plan: Plan) -> Case:
    """The western therapists work in the north as well."""
    for t in ("t04", "t05"):
        s = change(s, "therapists", t, sites=("north", "oak-park"))
    return s, plan


BREACHES: tuple[tuple[Rule, str, Breach], ...] = (
    (Rule.RECORD, "somebody is forgotten", lost("unplaced", "p14")),
    (Rule.RECORD, "wrong number of members", in_plan("cohorts", NORTH, members=5)),
    (Rule.RECORD, "wrong capacity", in_plan("cohorts", NORTH, capacity=11)),
    (Rule.RECORD, "wrong travel minutes", in_plan("placements", "p01", travel_minutes=1)),
    (Rule.RECORD, "a meeting is missing", lost("sessions", f"{NORTH}.g1")),
    (Rule.RECORD, "a meeting ends early", in_plan("sessions", f"{ONLINE}.g1", span=Span(540, 700))),
    (Rule.RECORD, "the individual session is too short", in_plan("sessions", "p05.i1", span=Span(600, 630))),
    (Rule.RECORD, "an individual session names another cohort", in_plan("sessions", "p05.i1", cohort=NORTH)),
    (Rule.RECORD, "another status", in_plan("unplaced", "p14", enrolled=True)),
    (Rule.PLACE, "closed site", in_scenario("sites", "oak-park", open=False)),
    (Rule.PLACE, "closed block", in_scenario("blocks", MORNING, open=False)),
    (Rule.PLACE, "program not offered", in_scenario("sites", "oak-park", programs=frozenset({"amh"}))),
    (Rule.PLACE, "pattern of another program", in_scenario("programs", "sud", patterns=((0, 1, 3),))),
    (Rule.PLACE, "block not accepted", in_scenario("participants", "p11", blocks=frozenset({"evening"}))),
    (Rule.PLACE, "site not listed", in_scenario("participants", "p08", sites=frozenset({"north"}))),
    (Rule.PLACE, "too far", in_scenario("participants", "p05", max_travel_minutes=5)),
    (Rule.PLACE, "not free", in_scenario("participants", "p08", hours=((),) + ((Span(0, 1440),),) * 6)),
    (Rule.PROFILE, "too few weekly minutes", in_scenario(*PROFILE, weekly_minutes_min=591)),
    (Rule.PROFILE, "too many weekly minutes", in_scenario(*PROFILE, weekly_minutes_max=589)),
    (Rule.PROFILE, "too few days", in_scenario(*PROFILE, days_min=4)),
    (Rule.PROFILE, "too short days", in_scenario(*PROFILE, day_minutes_min=181)),
    (Rule.PROFILE, "too long a gap", in_scenario(*PROFILE, gap_days_max=2)),
    (Rule.SIZE, "too few", unseated("p08")),
    (Rule.SIZE, "fewer than the program asks", in_scenario("programs", "sud", group_min=4)),
    (
        Rule.SIZE,
        "more seated than seats",
        both_ways(in_scenario("rooms", "o-1", seats=2), in_plan("cohorts", WEST, capacity=2)),
    ),
    (Rule.ROOM, "no room", moved(WEST, None)),
    (Rule.ROOM, "an office", in_scenario("rooms", "o-1", kind=RoomKind.OFFICE)),
    (Rule.ROOM, "another site's room", moved(WEST, "n-1")),
    (Rule.ROOM, "a closed room", in_scenario("rooms", "n-1", open=False)),
    (Rule.ROOM, "a room at a virtual site", moved(ONLINE, "n-2")),
    (Rule.ROOM, "an office for two", at("p06.i1", 1, 14 * 60)),
    (Rule.FACILITATORS, "too few", in_scenario("programs", "amh", facilitators=2)),
    (Rule.FACILITATORS, "one more for a larger group", in_scenario("programs", "amh", extra_facilitator_above=2)),
    (Rule.FACILITATORS, "works elsewhere", led_by(ONLINE, "t05")),
    (
        Rule.FACILITATORS,
        "one twice",
        both_ways(in_scenario("programs", "sud", extra_facilitator_above=2), led_by(WEST, "t04", "t04")),
    ),
    (Rule.INDIVIDUAL, "no session", lost("sessions", "p05.i1")),
    (Rule.INDIVIDUAL, "one too many", twice("p05")),
    (Rule.INDIVIDUAL, "no primary therapist", seen_by("p08", None)),
    (Rule.INDIVIDUAL, "outside duty", at("p10.i1", 3, 21 * 60)),
    (Rule.INDIVIDUAL, "occupied time ends after duty", at("p05.i1", 5, 10 * 60)),
    (Rule.CLASH, "off the grid", at("p05.i1", 2, 9 * 60 + 5)),
    (Rule.CLASH, "no office", in_plan("sessions", "p05.i1", room=None)),
    (Rule.CLASH, "a group room", in_plan("sessions", "p05.i1", room="n-1", day=1)),
    (Rule.CLASH, "a closed office", in_plan("sessions", "p05.i1", room="n-4")),
    (Rule.CLASH, "a room at a virtual site", in_plan("sessions", "p11.i1", room="n-3", span=Span(780, 830))),
    (Rule.CLASH, "a therapist in two sessions", at("p07.i1", 0, 10 * 60)),
    (Rule.WORKLOAD, "too many minutes", in_scenario("therapists", "t01", max_direct_minutes=739.0)),
    (Rule.WORKLOAD, "too many evenings", in_scenario("therapists", "t04", max_evenings=2)),
    (Rule.WORKLOAD, "too many people", in_scenario("therapists", "t01", max_individual=3)),
    (Rule.PAIRS, "apart", paired(PairKind.APART, "p01", "p02")),
    (Rule.PAIRS, "together, one without a place", paired(PairKind.TOGETHER, "p11", "p14")),
    (Rule.PAIRS, "together, in two cohorts", paired(PairKind.TOGETHER, "p01", "p11")),
    (Rule.PAIRS, "not with the facilitator", paired(PairKind.NOT_WITH, "p04", "t01")),
    (Rule.PAIRS, "not with the primary therapist", paired(PairKind.NOT_WITH, "p04", "t02")),
    (Rule.LOCKED, "another room", in_scenario("cohorts", NORTH, room="n-2")),
    (Rule.LOCKED, "another facilitator", in_scenario("cohorts", NORTH, facilitators=("t02",))),
    (Rule.LOCKED, "another pattern", in_scenario("cohorts", NORTH, pattern=(0, 1, 3))),
    (Rule.LOCKED, "a member gone", unseated("p01")),
    (Rule.CENSUS, "north", in_scenario("sites", "north", max_participants=6)),
    (Rule.CENSUS, "west", in_scenario("sites", "oak-park", max_participants=2)),
    (Rule.CENSUS, "online", in_scenario("sites", "online", max_participants=0)),
    (Rule.ONE_SITE, "a meeting and a session", both_ways(roaming, seen_by("p05", "t04"))),
    (Rule.ONE_SITE, "another session", both_ways(roaming, seen_by("p06", "t04"))),
    (Rule.ONE_SITE, "a session and a meeting", both_ways(roaming, led_by(EVENING, "t05"))),
)
