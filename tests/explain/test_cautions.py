"""Each caution from both sides: an edit that is surely a mistake, and its neighbour that is not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from planner.domain.scenario import (
    Block,
    Constants,
    Duty,
    Pair,
    PairKind,
    Participant,
    Profile,
    Program,
    Room,
    RoomKind,
    RunningCohort,
    Scenario,
    Site,
    Therapist,
)
from planner.domain.week import ALL_WEEK, Span, week_of
from planner.explain.cautions import cautions

MON, TUE, WED, THU, FRI = range(5)
MON_WED_FRI, MON_TUE_THU = (MON, WED, FRI), (MON, TUE, THU)
MORNING, EVENING = Span(540, 720), Span(1080, 1260)
ALL_BLOCKS = frozenset({"morning", "evening"})

Edit = Callable[[Scenario], Scenario]

AMH = Program("amh", "", "mh", (MON_WED_FRI,), frozenset({"morning"}), 4, 10, 1, None, 1, 50, "iop", 8)
DBT = Program("dbt", "", "dbt", (MON_WED_FRI, MON_TUE_THU), ALL_BLOCKS, 5, 8, 1, None, 2, 50, None, 8)


def a_person(name: str, **differs: Any) -> Participant:  # noqa: ANN401 - any column
    person = Participant(name, "amh", False, 1, ALL_BLOCKS, None, None, None, 40.0, -90.0, None, None, 0, ALL_WEEK, {})
    return replace(person, **differs)


def a_therapist(name: str, skills: set[str], sites: tuple[str, ...]) -> Therapist:
    duty = tuple(Duty(day, Span(480, 1260), None) for day in range(5))
    return Therapist(name, "", frozenset(skills), sites, 1800, None, None, None, duty)


def a_sound_scenario() -> Scenario:
    programs = frozenset({"amh", "dbt"})
    people = [a_person(f"p{n}") for n in range(1, 5)]
    people += [a_person("m1", enrolled=True, cohort="c1", therapist="ann"), a_person("d1", program="dbt")]
    return Scenario(
        name="sound",
        description="",
        constants=Constants(),
        sites={
            "east": Site("east", "", "", "UTC", True, False, programs, 40.0, -90.0, 30),
            "west": Site("west", "", "", "UTC", True, False, programs, 40.1, -90.0, None),
        },
        rooms={
            "e1": Room("e1", "east", RoomKind.GROUP, 10, open=True),
            "e2": Room("e2", "east", RoomKind.OFFICE, 1, open=True),
            "w1": Room("w1", "west", RoomKind.FLEX, 8, open=True),
        },
        blocks={
            (site, block): Block(block, span, open=True)
            for site in ("east", "west")
            for block, span in (("morning", MORNING), ("evening", EVENING))
        },
        programs={"amh": AMH, "dbt": DBT},
        profiles={"iop": Profile("iop", "", 540, 1140, 3, 180, 2, "", "")},
        therapists={"ann": a_therapist("ann", {"mh"}, ("east", "west")), "bob": a_therapist("bob", {"dbt"}, ("west",))},
        participants={p.id: p for p in people},
        pairs=(Pair(PairKind.TOGETHER, "p1", "p2"), Pair(PairKind.APART, "p1", "p3")),
        cohorts={"c1": RunningCohort("c1", "amh", "east", "morning", MON_WED_FRI, "e1", ("ann",), locked=True)},
    )


def edit(table: str, name: object, **values: Any) -> Edit:  # noqa: ANN401 - any column
    """Replaces fields of one row."""

    def edited(s: Scenario) -> Scenario:
        rows: Mapping[Any, Any] = getattr(s, table)
        changed: dict[str, Any] = {table: {**rows, name: replace(rows[name], **values)}}
        return replace(s, **changed)

    return edited


def another_cohort(**differs: Any) -> Edit:  # noqa: ANN401 - any column
    """One more that is as c1, but for these columns."""
    return lambda s: replace(s, cohorts={**s.cohorts, "c2": replace(s.cohorts["c1"], id="c2", **differs)})


def pairs(*tied: Pair) -> Edit:
    return lambda s: replace(s, pairs=tied)


def both(first: Edit, second: Edit) -> Edit:
    return lambda s: second(first(s))


def without(table: str, *names: object) -> Edit:
    def cut(s: Scenario) -> Scenario:
        left: dict[str, Any] = {table: {name: row for name, row in getattr(s, table).items() if name not in names}}
        return replace(s, **left)

    return cut


def at(day: int, start: int, end: int, site: str | None = None) -> tuple[Duty, ...]:
    """The usual duty of all other days, and these hours on one."""
    usual = tuple(Duty(other, Span(480, 1260), None) for other in range(5) if other != day)
    return (*usual, Duty(day, Span(start, end), site))


def test_a_sound_scenario_raises_no_caution() -> None:
    assert cautions(a_sound_scenario()) == ()


MISTAKES: Mapping[str, tuple[Edit, str, str, str, str]] = {
    "a site with half a place": (
        edit("sites", "west", longitude=None),
        "sites.csv", "longitude", "west", "west has a latitude but no longitude, so that no travel is counted",
    ),
    "a person with half a place": (
        edit("participants", "p4", latitude=None),
        "participants.csv", "latitude", "p4", "p4 has a longitude but no latitude, so that no travel is counted",
    ),
    "no therapist has the skill": (
        edit("therapists", "bob", skills=frozenset({"mh"})),
        "programs.csv", "skill", "dbt", "no therapist has the skill dbt",
    ),
    "the skilled work elsewhere": (
        edit("sites", "west", programs=frozenset({"amh"})),
        "programs.csv", "skill", "dbt", "no therapist with the skill dbt works at an open site that offers dbt",
    ),
    "too few to lead together": (
        edit("programs", "dbt", facilitators=2),
        "programs.csv", "facilitators", "dbt", "dbt needs 2 facilitators; no site that offers it has more than 1",
    ),
    "offered nowhere": (
        both(edit("sites", "east", programs=frozenset({"amh"})), edit("sites", "west", programs=frozenset({"amh"}))),
        "programs.csv", "program_id", "dbt", "no open site offers dbt",
    ),
    "offered at closed sites only": (
        both(edit("sites", "east", programs=frozenset({"amh"})), edit("sites", "west", open=False)),
        "programs.csv", "program_id", "dbt", "no open site offers dbt",
    ),
    "no block is open": (
        both(edit("blocks", ("east", "morning"), open=False), edit("blocks", ("west", "morning"), open=False)),
        "programs.csv", "blocks", "amh", "no block of amh is open",
    ),
    "a date that reads as two": (
        edit("profiles", "iop", effective="03/04/2027"),
        "profiles.csv", "effective", "iop", "03/04/2027 can be read as two days",
    ),
    "a pattern against the profile": (
        edit("programs", "amh", patterns=(MON_WED_FRI, MON_TUE_THU)),
        "programs.csv", "patterns", "amh", "amh on Mon Tue Thu meets the rules of iop in none of its blocks",
    ),
    "a group larger than every room": (
        edit("programs", "dbt", group_min=11, group_max=12),
        "programs.csv", "group_min", "dbt", "its largest room seats 10",
    ),
    "a room too small for every group": (
        edit("rooms", "w1", seats=3),
        "rooms.csv", "seats", "w1", "w1 seats 3, fewer than the smallest group at west, which has 4 members",
    ),
    "no group room": (edit("rooms", "w1", open=False), "rooms.csv", "kind", "west", "no open group or flex room"),
    "no office": (
        edit("rooms", "w1", kind=RoomKind.GROUP),
        "rooms.csv", "kind", "west", "no open office or flex room for the individual sessions of amh, dbt",
    ),
    "a licence below every group": (
        edit("sites", "west", max_participants=3),
        "sites.csv", "max_participants", "west", "licensed for 3, fewer than its smallest group of 4",
    ),
    "never on duty": (
        edit("therapists", "bob", duty=()),
        "therapist_hours.csv", "therapist_id", "bob", "bob is never on duty",
    ),
    "a skill that nobody asks for": (
        edit("therapists", "ann", skills=frozenset({"art"})),
        "therapists.csv", "skills", "ann", "no program asks for a skill of ann: art",
    ),
    "duty too short for any session": (
        edit("therapists", "bob", duty=at(TUE, 780, 810)),
        "therapist_hours.csv", "start", "bob", "the duty of bob on Tue 13:00 to 13:30 covers no block",
    ),
    "duty off the grid": (
        edit("therapists", "bob", duty=at(TUE, 790, 855)),
        "therapist_hours.csv", "start", "bob", "Tue 13:10 to 14:15",
    ),
    "nothing in reach": (
        edit("participants", "p4", latitude=45.0),
        "participants.csv", "sites", "p4", "no open site in reach of p4 offers amh",
    ),
    "accepts no block of the program": (
        edit("participants", "p4", blocks=frozenset({"evening"})),
        "participants.csv", "blocks", "p4", "amh runs in no block that p4 accepts",
    ),
    "hours that fit no pattern": (
        edit("participants", "p4", hours=week_of([(TUE, Span(480, 1200)), (THU, Span(480, 1200))])),
        "participant_hours.csv", "start", "p4", "the hours of p4 cover all meetings of no offering of amh",
    ),
    "prefers what they do not accept": (
        edit("participants", "p4", blocks=frozenset({"morning"}), preferred_block="evening"),
        "participants.csv", "preferred_block", "p4", "p4 prefers the evening block but does not accept it",
    ),
    "enrolled in nothing": (
        edit("participants", "p4", enrolled=True),
        "participants.csv", "cohort_id", "p4", "p4 is enrolled in no cohort",
    ),
    "waits in a cohort": (
        edit("participants", "p4", cohort="c1"),
        "participants.csv", "status", "p4", "p4 waits and yet has the cohort c1",
    ),
    "a member who cannot attend": (
        edit("participants", "m1", blocks=frozenset({"evening"})),
        "participants.csv", "cohort_id", "m1", "m1 cannot attend c1, their own cohort: they do not accept the morning",
    ),
    "a member of another program": (
        edit("participants", "m1", program="dbt", therapist=None),
        "participants.csv", "cohort_id", "m1", "it is not their program, dbt",
    ),
    "a therapist without the skill": (
        edit("participants", "p4", therapist="bob"),
        "participants.csv", "therapist_id", "p4", "bob, the therapist of p4, lacks the skill of amh",
    ),
    "a therapist of another site": (
        both(edit("participants", "m1", therapist="bob"), edit("therapists", "bob", skills=frozenset({"mh", "dbt"}))),
        "participants.csv", "therapist_id", "m1", "bob, the therapist of m1, does not work at east, where c1 meets",
    ),
    "together in two programs": (
        pairs(Pair(PairKind.TOGETHER, "p1", "d1")),
        "pairs.csv", "other_id", "p1 d1", r"p1 \(amh\) and d1 \(dbt\) belong together",
    ),
    "together and apart": (
        pairs(Pair(PairKind.TOGETHER, "p1", "p2"), Pair(PairKind.APART, "p2", "p1")),
        "pairs.csv", "kind", "p1 p2", "p1 and p2 are to be together and apart",
    ),
    "a facilitator off duty": (
        edit("therapists", "ann", duty=at(WED, 600, 1260)),
        "cohorts.csv", "facilitators", "c1", "c1: ann is not on duty for the whole morning block on Wed",
    ),
    "a facilitator without the skill": (
        both(edit("cohorts", "c1", facilitators=("bob",)), edit("therapists", "bob", sites=("east", "west"))),
        "cohorts.csv", "facilitators", "c1", "bob does not have the skill mh",
    ),
    "a cohort in a closed block": (
        edit("blocks", ("east", "morning"), open=False),
        "cohorts.csv", "cohort_id", "c1", "c1 cannot go on: the morning block is closed at east",
    ),
    "a cohort in a block without times": (
        without("blocks", ("east", "morning")),
        "cohorts.csv", "block_id", "c1", "the morning block, which has no times at east",
    ),
    "a cohort in an office": (
        edit("cohorts", "c1", room="e2"),
        "cohorts.csv", "room_id", "c1", "e2 is no open group or flex room of east",
    ),
    "a cohort in another site's room": (
        edit("cohorts", "c1", room="w1"),
        "cohorts.csv", "room_id", "c1", "w1 is no open group or flex room of east",
    ),
    "two locked cohorts in one room": (
        another_cohort(pattern=MON_TUE_THU, facilitators=()),
        "cohorts.csv", "room_id", "c2",
        "c1 and c2 both meet in e1 at the same time on Mon; give one of them another room, or unlock it: no plan can",
    ),
    "two cohorts in one room of which one may change": (
        both(
            edit("blocks", ("east", "evening"), span=Span(600, 780)),
            another_cohort(block="evening", facilitators=(), locked=False),
        ),
        "cohorts.csv", "room_id", "c2", "both meet in e1 at the same time on Mon Wed Fri; .* or one will change",
    ),
    "more members than seats": (
        lambda s: replace(
            s, participants={f"m{n}": a_person(f"m{n}", enrolled=True, cohort="c1") for n in range(11)}, pairs=()
        ),
        "cohorts.csv", "cohort_id", "c1", "c1 has 11 enrolled members and places for 10",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_what_would_be_right(mistake: str) -> None:
    change, file, column, value, wrong = MISTAKES[mistake]
    found = cautions(change(a_sound_scenario()))
    said = [str(finding) for finding in found if (finding.file, finding.column, finding.value) == (file, column, value)]
    assert len(said) == 1
    with pytest.raises(ValueError, match=wrong):
        raise ValueError(said[0])
    assert all(finding.right for finding in found)


SOUND: Mapping[str, Edit] = {
    "a group exactly as large as the largest room": edit("programs", "dbt", group_min=10, group_max=12),
    "a room exactly as large as the smallest group": edit("rooms", "w1", seats=4),
    "a small room that is an office": edit("rooms", "e2", seats=1),
    "a licence for exactly one group": edit("sites", "west", max_participants=4),
    "a closed site without rooms": both(
        both(edit("sites", "east", open=True), edit("sites", "west", programs=frozenset({"amh", "dbt"}))),
        both(without("rooms", "e9"), edit("therapists", "bob", sites=("west", "east"))),
    ),
    "hours for one individual session": edit("therapists", "bob", duty=at(TUE, 790, 870)),
    "hours that touch and so hold a session together": edit(
        "therapists", "bob", duty=(*at(TUE, 780, 810), Duty(TUE, Span(810, 840), "west"))
    ),
    "a listed site out of reach": edit("participants", "p4", latitude=45.0, sites=frozenset({"west"})),
    "hours for one pattern of two": edit(
        "participants", "d1", hours=week_of((day, Span(480, 1200)) for day in MON_TUE_THU)
    ),
    "apart in one program": pairs(Pair(PairKind.APART, "p1", "p2"), Pair(PairKind.TOGETHER, "p1", "p3")),
    "a cohort without a given room": edit("cohorts", "c1", room=None),
    "two cohorts in one room one after the other": both(
        edit("blocks", ("east", "evening"), span=Span(720, 900)),
        both(edit("programs", "amh", blocks=ALL_BLOCKS), another_cohort(block="evening")),
    ),
    "two cohorts in one room on other days": both(
        edit("programs", "amh", patterns=(MON_WED_FRI, (TUE, THU)), profile=None),
        another_cohort(pattern=(TUE, THU), facilitators=()),
    ),
    "two cohorts without a given room": both(edit("cohorts", "c1", room=None), another_cohort(facilitators=())),
    "as many members as seats": lambda s: replace(
        s, participants={p.id: p for p in (a_person(f"m{n}", enrolled=True, cohort="c1") for n in range(10))}, pairs=()
    ),
}


@pytest.mark.parametrize("neighbour", SOUND)
def test_what_only_looks_like_a_mistake_raises_no_caution(neighbour: str) -> None:
    assert cautions(SOUND[neighbour](a_sound_scenario())) == ()


def test_a_lock_that_cannot_be_kept_is_said_to_leave_no_plan() -> None:
    s = edit("therapists", "ann", duty=at(WED, 600, 1260))(a_sound_scenario())
    locked, unlocked = cautions(s), cautions(edit("cohorts", "c1", locked=False)(s))
    assert "no plan can keep it" in locked[0].right
    assert "it will change" in unlocked[0].right
