"""A small network with its plan, written by hand: two clinics in two time zones and a virtual one."""

from planner.domain.outcome import Status
from planner.domain.plan import Cohort, Placement, Plan, Session, SessionKind, Unplaced
from planner.domain.scenario import (
    Block,
    Constants,
    Duty,
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
from planner.domain.score import Tally, Term
from planner.domain.summary import Summary
from planner.domain.week import ALL_WEEK, Span
from planner.views.tables import Planned

MON, TUE, WED, THU, FRI = range(5)
MON_WED_FRI, MON_TUE_THU = (MON, WED, FRI), (MON, TUE, THU)
MORNING, EVENING = Span(9 * 60, 12 * 60), Span(17 * 60 + 30, 20 * 60 + 30)
PROGRAMS = frozenset({"amh", "sud"})
INDIVIDUAL_MINUTES = 50


def planned_two_clinics() -> Planned:
    return Planned(_scenario(), _plan(), _summary())


def _scenario() -> Scenario:
    sites = ("north", "oak-park", "online")
    blocks = {(site, "evening"): Block("evening", EVENING, open=True) for site in sites}
    blocks |= {(site, "morning"): Block("morning", MORNING, open=True) for site in sites}
    return Scenario(
        name="two clinics",
        description="",
        constants=Constants(),
        sites={
            "north": _site("north", "North Clinic", "America/New_York", 41.0, -74.0),
            "oak-park": _site("oak-park", "Oak Park & Söhne <West>", "America/Chicago", 41.9, -87.8),
            "online": Site("online", "Online", "", "America/New_York", True, True, PROGRAMS, None, None, None),
        },
        rooms={room.id: room for room in _rooms()},
        blocks=dict(sorted(blocks.items())),
        programs={"amh": _program("amh", "Adult mental health"), "sud": _program("sud", "Substance use")},
        profiles={"iop": Profile("iop", "IOP, nine hours", 540, None, 3, 120, 3, "a payer's manual", "2027-01-01")},
        therapists={t.id: t for t in _therapists()},
        participants={p.id: p for p in _participants()},
        pairs=(),
        cohorts={
            "amh-north-1": RunningCohort(
                "amh-north-1", "amh", "north", "morning", MON_WED_FRI, "n-1", ("t01",), locked=True
            )
        },
    )


def _site(name: str, title: str, timezone: str, latitude: float, longitude: float) -> Site:
    return Site(name, title, "East", timezone, True, False, PROGRAMS, latitude, longitude, 40)


def _rooms() -> tuple[Room, ...]:
    return (
        Room("n-1", "north", RoomKind.GROUP, 12, open=True),
        Room("n-2", "north", RoomKind.FLEX, 10, open=True),
        Room("n-3", "north", RoomKind.OFFICE, 2, open=True),
        Room("n-4", "north", RoomKind.OFFICE, 2, open=False),
        Room("o-1", "oak-park", RoomKind.GROUP, 8, open=True),
        Room("o-2", "oak-park", RoomKind.OFFICE, 2, open=True),
    )


def _program(name: str, title: str) -> Program:
    patterns = (MON_WED_FRI, MON_TUE_THU)
    blocks = frozenset({"morning", "evening"})
    return Program(name, title, name, patterns, blocks, 3, 12, 1, None, 1, INDIVIDUAL_MINUTES, "iop", 8)


def _therapists() -> tuple[Therapist, ...]:
    return (
        _therapist("t01", "Ada", ("north",)),
        _therapist("t02", "Ben", ("north",)),
        _therapist("t03", "Chloë", ("north", "online")),
        _therapist("t04", "", ("oak-park",)),
        _therapist("t05", "Eve", ("oak-park",)),
    )


def _therapist(name: str, title: str, sites: tuple[str, ...]) -> Therapist:
    duty = tuple(Duty(day, Span(8 * 60, 21 * 60), None) for day in range(5))
    return Therapist(name, title, PROGRAMS, sites, 20 * 60.0, 3, 5, None, duty)


def _participants() -> tuple[Participant, ...]:
    programs = ["amh"] * 4 + ["sud"] * 6 + ["amh"] * 4 + ["sud"]
    return tuple(_participant(number, program) for number, program in enumerate(programs, 1))


def _participant(number: int, program: str) -> Participant:
    enrolled = number <= 4 or number == 15
    east = number not in (8, 9, 10)
    return Participant(
        id=f"p{number:02d}",
        program=program,
        enrolled=enrolled,
        priority=1 + number % 2,
        blocks=frozenset({"morning", "evening"}),
        preferred_block="morning" if number < 8 else None,
        sites=None,
        max_travel_minutes=None,
        latitude=41.0 if east else 41.9,
        longitude=-74.1 if east else -87.8,
        cohort="amh-north-1" if number <= 4 else None,
        therapist="t01" if number <= 3 else None,
        days_waiting=0 if enrolled else 3 * number,
        hours=ALL_WEEK,
        travel={},
    )


COHORTS = (
    Cohort("amh-north-1", "amh", "north", "morning", MON_WED_FRI, "n-1", ("t01",), 4, 12),
    Cohort("amh.online.morning.MonTueThu", "amh", "online", "morning", MON_TUE_THU, None, ("t03",), 3, 12),
    Cohort("sud.north.evening.MonTueThu", "sud", "north", "evening", MON_TUE_THU, "n-2", ("t02",), 3, 10),
    Cohort("sud.oak-park.evening.MonWedFri", "sud", "oak-park", "evening", MON_WED_FRI, "o-1", ("t04", "t05"), 3, 8),
)
SEATED = (
    ("amh-north-1", ("p01", "p02", "p03", "p04")),
    ("amh.online.morning.MonTueThu", ("p11", "p12", "p13")),
    ("sud.north.evening.MonTueThu", ("p05", "p06", "p07")),
    ("sud.oak-park.evening.MonWedFri", ("p08", "p09", "p10")),
)
ALONE = (
    ("p01", "t01", TUE, 13 * 60, "n-3"),
    ("p02", "t01", TUE, 14 * 60, "n-3"),
    ("p03", "t01", TUE, 15 * 60, "n-3"),
    ("p04", "t02", TUE, 13 * 60, "n-2"),
    ("p05", "t02", WED, 10 * 60, "n-3"),
    ("p06", "t02", WED, 11 * 60, "n-3"),
    ("p07", "t01", THU, 10 * 60, "n-3"),
    ("p08", "t04", THU, 10 * 60, "o-2"),
    ("p09", "t04", THU, 11 * 60, "o-2"),
    ("p10", "t05", THU, 21 * 60, "o-2"),
    ("p11", "t03", WED, 10 * 60, None),
    ("p12", "t03", WED, 11 * 60, None),
    ("p13", "t03", WED, 12 * 60, None),
)


def _plan() -> Plan:
    cohort_of = {someone: cohort for cohort, members in SEATED for someone in members}
    sites = {cohort.id: cohort.site for cohort in COHORTS}
    placements = [
        Placement(someone, cohort_of[someone], therapist, 0 if sites[cohort_of[someone]] == "online" else 13)
        for someone, therapist, *_ in ALONE
    ]
    individual = [
        Session(
            f"{someone}.i1",
            SessionKind.INDIVIDUAL,
            day,
            Span(start, start + INDIVIDUAL_MINUTES),
            sites[cohort_of[someone]],
            room,
            (therapist,),
            cohort_of[someone],
            someone,
        )
        for someone, therapist, day, start, room in ALONE
    ]
    sessions = sorted([*_meetings(), *individual], key=lambda session: session.id)
    unplaced = (
        Unplaced("p14", "amh", False, 1, "no_seat", "Every adult mental health group in reach is full; open one more."),
        Unplaced("p15", "sud", True, 2, "no_hours", "No group meets within their hours."),
    )
    return Plan(
        cohorts={cohort.id: cohort for cohort in COHORTS},
        placements={placement.participant: placement for placement in placements},
        sessions={session.id: session for session in sessions},
        unplaced={someone.participant: someone for someone in unplaced},
    )


def _meetings() -> list[Session]:
    spans = {"morning": MORNING, "evening": EVENING}
    return [
        Session(f"{c.id}.g{n}", SessionKind.GROUP, day, spans[c.block], c.site, c.room, c.facilitators, c.id, None)
        for c in COHORTS
        for n, day in enumerate(c.pattern, 1)
    ]


def _summary() -> Summary:
    tallies = {
        Term.PLACE_ENROLLED: Tally(6, 120000),
        Term.PLACE_WAITING: Tally(13, 13000),
        Term.WAIT_DAY: Tally(243, 243),
        Term.CHANGE_THERAPIST: Tally(0, 0),
        Term.OPEN_COHORT: Tally(4, -400),
        Term.TRAVEL_MINUTE: Tally(30, -30),
        Term.OTHER_BLOCK: Tally(3, -60),
    }
    return Summary(
        scenario="two clinics",
        status=Status.FEASIBLE,
        score=sum(tally.points for tally in tallies.values()),
        bound=133000,
        gap=0.0018,
        terms=tallies,
        counts={"placed": 13, "unplaced": 2, "cohorts": 4, "sessions": 25},
        seconds=1.5,
        seed=0,
        versions={"planner": "1.0.0"},
        input_sha256="0" * 64,
    )
