"""What may leave the building names nobody and nothing, and shows no small count."""

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from planner.exports import EXPORTS, Dates, Files, Options
from planner.exports.share import site_codes
from planner.views.tables import Planned


def rows(files: Files, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def files(two_clinics: Planned) -> Files:
    dates = Dates(date(2027, 1, 4), date(2027, 1, 24), frozenset({date(2027, 1, 11)}))
    return EXPORTS["share"](two_clinics, Options(dates=dates, fewest_shown=4))


def test_nobody_and_no_place_and_no_date_is_named(files: Files, two_clinics: Planned) -> None:
    s, plan = two_clinics.scenario, two_clinics.plan
    text = b"".join(files.values()).decode()
    names = {*(x.name for x in s.sites.values()), *(x.name for x in s.therapists.values())} - {""}
    ids = {*s.participants, *s.therapists, *s.rooms, *plan.cohorts, *plan.sessions, *names, "oak-park", "2027", "13:00"}
    assert {name for name in ids if re.search(rf"\b{re.escape(name)}\b", text)} == set()
    cells = {cell for table in ("people", "groups", "weeks") for row in rows(files, table) for cell in row.values()}
    assert not cells & ({*s.sites, *(site.region for site in s.sites.values())} - {""})


def test_no_small_count_is_shown(files: Files) -> None:
    shown = [int(row["people"]) for table in ("people", "reasons") for row in rows(files, table) if row["people"]]
    assert all(count == 0 or count >= 4 for count in shown)
    for row in rows(files, "people"):
        assert (row["suppressed"] == "yes") == (row["people"] == "")


def test_what_is_shown_is_so(files: Files, two_clinics: Planned) -> None:
    plan, codes = two_clinics.plan, site_codes(two_clinics)
    true = Counter[tuple[str, str]]()
    for placement in plan.placements.values():
        cohort = plan.cohorts[placement.cohort]
        true.update(product((codes[cohort.site], "all"), (cohort.program, "all")))
    shown = [row for row in rows(files, "people") if row["measure"] == "placed" and row["people"]]
    assert {(row["site"], row["program"]): int(row["people"]) for row in shown} == {
        (row["site"], row["program"]): true[row["site"], row["program"]] for row in shown
    }
    assert {(row["site"], row["program"]) for row in shown} >= {("all", "all")}


def test_weeks_have_numbers_and_closed_days_are_left_out(files: Files, two_clinics: Planned) -> None:
    code = site_codes(two_clinics)["oak-park"]
    meetings = {row["week"]: row["group_meetings"] for row in rows(files, "weeks") if row["site"] == code}
    assert meetings == {"1": "3", "2": "2", "3": "3"}


def test_without_dates_there_is_one_typical_week(two_clinics: Planned) -> None:
    files = EXPORTS["share"](two_clinics, Options())
    assert {row["week"] for row in rows(files, "weeks")} == {"1"}
    assert files["READ-ME.txt"].startswith(b"A plan of a typical week for 3 sites")


def test_it_says_that_it_is_no_legal_de_identification(files: Files) -> None:
    text = files["READ-ME.txt"].decode()
    assert "not a legal de-identification" in text
    assert "from 1 to 3 are not shown" in text


def test_every_column_is_explained(files: Files) -> None:
    explained = rows(files, "data_dictionary")
    for table in ("people", "reasons", "groups", "weeks"):
        assert [row["column"] for row in explained if row["table"] == table] == list(rows(files, table)[0])


def test_reasons_do_not_tell_a_total_that_the_people_hide(two_clinics: Planned) -> None:
    files = EXPORTS["share"](two_clinics, Options(fewest_shown=11))
    assert {row["suppressed"] for row in rows(files, "reasons")} == {"yes"}


def test_a_plan_of_nothing_can_be_shared(two_clinics: Planned) -> None:
    nothing = replace(two_clinics.plan, cohorts={}, placements={}, sessions={}, unplaced={})
    files = EXPORTS["share"](replace(two_clinics, plan=nothing), Options())
    assert rows(files, "groups") == []
    assert {row["people"] for row in rows(files, "people")} == {"0"}
