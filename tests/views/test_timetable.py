import pytest

from planner.domain.plan import Session
from planner.views.tables import Planned
from planner.views.timetable import By, Line, Timetable, timetable


def lines(two_clinics: Planned, site: str, by: By) -> dict[str, Line]:
    return {line.id: line for line in table(two_clinics, site, by).lines}


def table(two_clinics: Planned, site: str, by: By) -> Timetable:
    return timetable(two_clinics.scenario, two_clinics.plan, site, by)


def test_rooms_come_in_the_order_of_what_they_are_for(two_clinics: Planned) -> None:
    assert list(lines(two_clinics, "north", By.ROOM)) == ["n-1", "n-2", "n-3"]


def test_what_meets_online_has_a_line_of_its_own(two_clinics: Planned) -> None:
    (line,) = table(two_clinics, "online", By.ROOM).lines
    assert (line.title, sum(map(len, line.cells))) == ("online", sum(s.site == "online" for s in sessions(two_clinics)))


def sessions(two_clinics: Planned) -> list[Session]:
    return list(two_clinics.plan.sessions.values())


@pytest.mark.parametrize("site", ["north", "oak-park", "online"])
def test_rooms_hold_every_session_of_the_site_once(two_clinics: Planned, site: str) -> None:
    shown = [e.session_id for line in table(two_clinics, site, By.ROOM).lines for cell in line.cells for e in cell]
    assert sorted(shown) == sorted(s.id for s in two_clinics.plan.sessions.values() if s.site == site)


def test_a_therapist_s_line_shows_work_at_other_sites_too(two_clinics: Planned) -> None:
    line = lines(two_clinics, "north", By.THERAPIST)["t03"]
    assert line.title == "Chloë"
    assert {e.site_id for cell in line.cells for e in cell} >= {"online"}


def test_a_cohort_s_line_holds_its_meetings_and_says_how_full_it_is(two_clinics: Planned) -> None:
    line = lines(two_clinics, "north", By.COHORT)["amh-north-1"]
    assert [len(cell) for cell in line.cells] == [1, 0, 1, 0, 1]
    assert line.note == "Mon Wed Fri, 09:00, 4 of 12"


def test_a_person_s_line_holds_the_group_and_their_own_sessions(two_clinics: Planned) -> None:
    line = lines(two_clinics, "north", By.PARTICIPANT)["p01"]
    entries = [e for cell in line.cells for e in cell]
    assert sum(e.group for e in entries) == 3
    assert {e.participant for e in entries if not e.group} <= {"p01"}


def test_days_of_the_weekend_are_shown_only_where_something_happens(two_clinics: Planned) -> None:
    assert table(two_clinics, "north", By.ROOM).days == (0, 1, 2, 3, 4)
