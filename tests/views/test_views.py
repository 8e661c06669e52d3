from dataclasses import replace

import pytest

from planner.domain.scenario import Participant, Scenario
from planner.domain.score import Term
from planner.domain.week import Span
from planner.views import capacity, cohorts, load, people, score, sessions, week_grid
from planner.views.columns import COLUMNS, Unit, as_text, values_of
from planner.views.tables import TABLES, Planned, Table


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_has_a_column_for_each_value_of_its_rows(table: Table, two_clinics: Planned) -> None:
    rows = table.rows(two_clinics)
    assert rows
    assert {len(values_of(row)) for row in rows} == {len(table.columns)}
    texts = [as_text(value, column.unit) for value, column in zip(values_of(rows[0]), table.columns, strict=True)]
    assert all(isinstance(text, str) for text in texts)


def test_the_dictionary_holds_no_column_that_no_table_has() -> None:
    used = {column.name for table in TABLES for column in table.columns}
    assert used == set(COLUMNS)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, Unit.COUNT, ""),
        (-2, Unit.POINTS, "-2"),
        (2, Unit.DAY, "Wed"),
        ((0, 2, 4), Unit.PATTERN, "Mon Wed Fri"),
        (1440, Unit.TIME, "24:00"),
        (("t1", "t2"), Unit.LIST, "t1;t2"),
        (False, Unit.YES_NO, "no"),
        (1 / 3, Unit.SHARE, "0.3333"),
    ],
)
def test_values_are_written_as_the_contract_writes_them(value: object, unit: Unit, text: str) -> None:
    assert as_text(value, unit) == text


def test_a_group_session_has_open_seats_and_an_individual_one_a_participant(two_clinics: Planned) -> None:
    rows = {row.session_id: row for row in sessions.sessions(two_clinics.scenario, two_clinics.plan)}
    assert (rows["amh-north-1.g1"].open_seats, rows["amh-north-1.g1"].participant_id) == (8, None)
    assert (rows["p01.i1"].open_seats, rows["p01.i1"].participant_id, rows["p01.i1"].minutes) == (None, "p01", 50)


def test_a_cohort_is_locked_only_where_the_scenario_locks_it(two_clinics: Planned) -> None:
    rows = cohorts.cohorts(two_clinics.scenario, two_clinics.plan)
    assert [row.locked for row in rows] == [True, False, False, False]
    assert (rows[0].fill, rows[0].weekly_minutes) == (4 / 12, 3 * 180 + 50)


def test_a_placement_says_what_changes_for_the_person(two_clinics: Planned) -> None:
    rows = {row.participant_id: row for row in people.placements(two_clinics.scenario, two_clinics.plan)}
    assert (rows["p01"].kept_cohort, rows["p01"].kept_therapist, rows["p01"].preferred) == (True, True, True)
    assert (rows["p05"].kept_cohort, rows["p05"].kept_therapist, rows["p05"].preferred) == (None, None, False)


def test_everyone_is_counted_once_by_program_and_once_by_site(two_clinics: Planned) -> None:
    for rows in (
        people.by_program(two_clinics.scenario, two_clinics.plan),
        people.by_site(two_clinics.scenario, two_clinics.plan),
    ):
        assert sum(row.placed_enrolled for row in rows) == 4
        assert sum(row.placed_waiting for row in rows) == 9
        assert sum(row.unplaced_enrolled for row in rows) == 1
        assert sum(row.unplaced_waiting for row in rows) == 1


def _home(s: Scenario, person: Participant) -> str | None:
    return people.home_sites(s, [person])[person.id]


def test_a_person_without_a_place_is_counted_at_the_nearest_site_in_reach(two_clinics: Planned) -> None:
    s = two_clinics.scenario
    person = s.participants["p14"]
    assert _home(s, person) == "north"
    assert _home(s, replace(person, travel={"oak-park": 1})) == "oak-park"
    assert _home(s, replace(person, cohort="amh-north-1", latitude=0.0)) == "north"


def test_a_virtual_site_is_home_only_where_no_other_is_in_reach(two_clinics: Planned) -> None:
    s = two_clinics.scenario
    far = replace(s.participants["p14"], latitude=0.0, longitude=0.0)
    assert _home(s, far) == "online"
    assert _home(replace(s, sites={"north": s.sites["north"]}), far) is None


def test_a_therapist_s_week_adds_up_to_their_sessions(two_clinics: Planned) -> None:
    rows = {row.therapist_id: row for row in load.therapists(two_clinics.scenario, two_clinics.plan)}
    assert (rows["t02"].group_hours, rows["t02"].direct_hours) == (9, 11.5)
    assert (rows["t02"].evenings, rows["t02"].people, rows["t02"].sites) == (3, 3, ("north",))
    assert rows["t02"].use_share == pytest.approx(11.5 / 20)


def test_a_day_runs_from_the_first_start_to_the_last_end(two_clinics: Planned) -> None:
    days = load.therapist_days(two_clinics.scenario, two_clinics.plan)
    tuesday = next(row for row in days if row.therapist_id == "t02" and row.day == 1)
    assert (tuesday.start, tuesday.end, tuesday.sessions) == (13 * 60, 20 * 60 + 30, 2)


def test_an_unused_room_is_listed_with_nothing_in_it(two_clinics: Planned) -> None:
    rows = {row.room_id: row for row in load.rooms(two_clinics.scenario, two_clinics.plan)}
    assert (rows["n-4"].sessions, rows["n-4"].used_hours) == (0, 0)
    assert rows["n-1"].used_hours == 9


def test_the_points_of_the_terms_add_up_to_the_score(two_clinics: Planned) -> None:
    rows = score.terms(two_clinics.scenario, two_clinics.summary.terms)
    assert len(rows) == len(Term)
    assert sum(row.points for row in rows) == two_clinics.summary.score
    assert next(row for row in rows if row.term == "open_cohort").weight == -100


def test_a_cohort_complies_only_where_every_figure_of_its_profile_holds(two_clinics: Planned) -> None:
    s, plan = two_clinics.scenario, two_clinics.plan
    assert all(row.meets_profile for row in score.compliance(s, plan))
    iop = s.profiles["iop"]
    for stricter in (
        replace(iop, weekly_minutes_min=600),
        replace(iop, weekly_minutes_max=500),
        replace(iop, days_min=4),
        replace(iop, day_minutes_min=181),
        replace(iop, gap_days_max=1),
    ):
        strict = replace(s, profiles={"iop": stricter})
        assert not any(row.meets_profile for row in score.compliance(strict, plan))


def test_a_program_without_a_profile_asks_for_nothing(two_clinics: Planned) -> None:
    free = {name: replace(program, profile=None) for name, program in two_clinics.scenario.programs.items()}
    rows = score.compliance(replace(two_clinics.scenario, programs=free), two_clinics.plan)
    assert {(row.profile_id, row.meets_profile) for row in rows} == {("", True)}


def _figures(planned: Planned, site: str, block: str, day: int) -> dict[str, tuple[int | None, int]]:
    rows = capacity.capacity(planned.scenario, planned.plan)
    return {
        row.resource: (row.supply, row.use)
        for row in rows
        if (row.site_id, row.block_id, row.day) == (site, block, day)
    }


def test_supply_and_use_of_a_block_are_what_is_there_and_what_the_plan_takes(two_clinics: Planned) -> None:
    assert _figures(two_clinics, "north", "morning", 0) == {
        "seats": (22, 4),
        "room_blocks": (2, 1),
        "therapist_blocks": (3, 1),
        "office_minutes": (2 * 180, 0),
    }
    assert _figures(two_clinics, "north", "morning", 2)["office_minutes"] == (360, 100)


def test_a_flex_room_with_a_cohort_in_it_is_no_office(two_clinics: Planned) -> None:
    assert _figures(two_clinics, "north", "evening", 0)["office_minutes"] == (180, 0)


def test_a_virtual_site_has_no_limit_but_its_therapists(two_clinics: Planned) -> None:
    figures = _figures(two_clinics, "online", "morning", 0)
    assert figures["seats"] == (None, 3)
    assert figures["therapist_blocks"] == (1, 1)


def test_a_closed_site_offers_nothing(two_clinics: Planned) -> None:
    s = two_clinics.scenario
    closed = replace(s, sites={**s.sites, "north": replace(s.sites["north"], open=False)})
    empty = replace(two_clinics.plan, cohorts={}, sessions={})
    assert not _figures(replace(two_clinics, scenario=closed, plan=empty), "north", "morning", 0)


def _of_monday(planned: Planned, site: str) -> dict[str, tuple[int | None, int]]:
    rows = capacity.days(planned.scenario, planned.plan)
    return {row.resource: (row.supply, row.use) for row in rows if (row.site_id, row.day) == (site, 0)}


def test_a_day_s_blocks_add_up_and_what_two_of_them_share_counts_once(two_clinics: Planned) -> None:
    s = two_clinics.scenario
    apart = _of_monday(two_clinics, "north")
    assert apart["seats"] == (2 * 22, 4 + 3)
    assert apart["room_blocks"] == (2 * 2, 2)
    assert apart["office_minutes"][0] == 360 + 180
    noon = replace(s.blocks["north", "morning"], id="noon", span=Span(10 * 60, 13 * 60))
    programs = {name: replace(one, blocks=one.blocks | {"noon"}) for name, one in s.programs.items()}
    overlapping = replace(s, blocks={**s.blocks, ("north", "noon"): noon}, programs=programs)
    shared = _of_monday(replace(two_clinics, scenario=overlapping), "north")
    assert (shared["seats"], shared["room_blocks"]) == (apart["seats"], apart["room_blocks"])
    assert shared["therapist_blocks"] == apart["therapist_blocks"]
    assert shared["office_minutes"] == (apart["office_minutes"][0] + 2 * 60, apart["office_minutes"][1])


def test_the_grid_shows_open_rooms_groups_first_and_weekdays(two_clinics: Planned) -> None:
    north, _, online = week_grid.site_weeks(two_clinics.scenario, two_clinics.plan)
    assert [row.room.id for row in north.rows if row.room] == ["n-1", "n-2", "n-3"]
    assert north.days == (0, 1, 2, 3, 4)
    assert [row.room for row in online.rows] == [None]
    tuesday = north.rows[1].cells[1]
    assert [(one.span, one.group) for one in tuesday] == [(Span(780, 830), False), (Span(1050, 1230), True)]
    assert tuesday[0].therapists == ("Ben",)


def test_a_weekend_day_is_shown_only_where_it_has_sessions(two_clinics: Planned) -> None:
    plan = two_clinics.plan
    saturday = replace(plan.sessions["p01.i1"], day=5)
    moved = replace(plan, sessions={**plan.sessions, "p01.i1": saturday})
    north, oak, _ = week_grid.site_weeks(two_clinics.scenario, moved)
    assert (north.days[-1], oak.days[-1]) == (5, 4)


def test_nobody_in_treatment_appears_in_a_grid(two_clinics: Planned) -> None:
    for week in week_grid.site_weeks(two_clinics.scenario, two_clinics.plan):
        for row in week.rows:
            for cell in row.cells:
                assert all(not one.group or one.members for one in cell)
                fields = [text for one in cell for text in (one.cohort_id, *one.therapists)]
                assert not set(fields) & set(two_clinics.scenario.participants)
