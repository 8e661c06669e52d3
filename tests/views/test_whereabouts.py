from dataclasses import replace

import pytest

from planner.views.tables import Planned
from planner.views.timetable import By
from planner.views.whereabouts import Found, whereabouts


def found(two_clinics: Planned, text: str, near: str | None = None) -> list[Found]:
    return whereabouts(two_clinics.scenario, two_clinics.plan, text, near)


@pytest.mark.parametrize(
    ("text", "by", "site", "where"),
    [
        (
            "P08",
            By.PARTICIPANT,
            "oak-park",
            "is in Substance use at Oak Park & Söhne <West>, evening, ",
        ),
        ("p15", By.PARTICIPANT, None, "is enrolled and has no place. No group meets within their hours."),
        ("sud.oak", By.COHORT, "oak-park", "has 3 of 8 people and is led by"),
        ("o-2", By.ROOM, "oak-park", "is a room at Oak Park & Söhne <West>."),
    ],
)
def test_whoever_is_searched_for_is_found_wherever_they_are(
    two_clinics: Planned, text: str, by: By, site: str | None, where: str
) -> None:
    (one,) = found(two_clinics, text)
    assert (one.by, one.site) == (by, site)
    assert one.where.startswith(where)


def test_a_therapist_is_found_by_name_at_the_site_that_is_looked_at(two_clinics: Planned) -> None:
    sites = sorted(two_clinics.scenario.therapists["t03"].sites)
    assert [found(two_clinics, "chlo", near)[0].site for near in sites] == sites


def test_who_is_called_just_so_comes_before_who_only_begins_so(two_clinics: Planned) -> None:
    s = two_clinics.scenario
    therapists = {**s.therapists, "t01": replace(s.therapists["t01"], name="P1")}
    ids = [one.id for one in found(replace(two_clinics, scenario=replace(s, therapists=therapists)), "p1")]
    assert ids == ["t01", "p10", "p11", "p12", "p13", "p14", "p15"]


def test_nothing_is_found_where_nothing_is_searched_for(two_clinics: Planned) -> None:
    assert found(two_clinics, " ") == []
