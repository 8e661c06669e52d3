"""Plans handed over: read, checked, their scenario found, and written whole or not at all."""

import io
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from small_clinic import small_tables

from planner.domain.progress import Unwatched
from planner.domain.settings import Settings
from planner.errors import BadInput, PlanRefused
from planner.exports import EXPORTS, Dates, Options
from planner.files import read_plan, write_plan, write_tables
from planner.files.workbook_out import write_workbook
from planner.services.exchanging import (
    OpenedPlan,
    dates_between,
    download,
    earlier_calendars,
    open_plan,
    place_of,
    ways_to_place,
    write_exports,
)
from planner.services.keeping import keeper, readable_runs
from planner.services.opening import open_scenario
from planner.services.planning import plan_scenario
from planner.views.tables import Planned

OPTIONS = Options(dates=Dates(date(2027, 1, 4), date(2027, 1, 31)), made=datetime(2027, 1, 1, tzinfo=UTC))


@pytest.fixture
def home(clinic_and_plan: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(clinic_and_plan, tmp_path / "home"))


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_scenario_is_found_beside_the_plan(home: Path) -> None:
    opened = open_plan(home / "plan")
    assert opened.opened.path == (home / "scenario").resolve()
    assert opened.same_scenario


def test_the_scenario_is_found_among_workbooks_too(home: Path) -> None:
    write_workbook(open_scenario(home / "scenario").tables, home / "clinic.xlsx")
    shutil.rmtree(home / "scenario")
    assert open_plan(home / "plan").opened.path == (home / "clinic.xlsx").resolve()


def test_a_scenario_that_has_changed_since_is_not_taken_silently(home: Path) -> None:
    tables = small_tables(participants=[{"participant_id": "p9", "program_id": "iop"}])
    shutil.rmtree(home / "scenario")
    write_tables(tables, home / "scenario")
    with pytest.raises(BadInput, match=r"name it with --scenario; .*scenario has its name, but has changed since"):
        open_plan(home / "plan")


def test_a_scenario_that_is_nowhere_is_asked_for(home: Path) -> None:
    shutil.rmtree(home / "scenario")
    with pytest.raises(BadInput, match=r"no scenario nearby is the one .*; name it with --scenario$"):
        open_plan(home / "plan")


def test_the_scenario_is_found_in_the_store_where_it_was_planned(home: Path) -> None:
    opened = open_scenario(home / "scenario")
    said: list[str] = []
    with keeper(str(home / "store.db"), said.append) as kept:
        kept.plan(opened, Settings(time_limit=20), Unwatched())
    shutil.rmtree(home / "scenario")
    with readable_runs(str(home / "store.db"), said.append) as runs:
        assert open_plan(home / "plan", runs=runs).opened.scenario == opened.scenario
    assert said == []


def test_an_unsound_plan_is_refused_with_what_is_wrong(home: Path) -> None:
    plan, summary = read_plan(home / "plan")
    write_plan(replace(plan, sessions={}), summary, home / "plan")
    with pytest.raises(PlanRefused, match="is not sound, and was not exported"):
        open_plan(home / "plan", home / "scenario")


def test_a_plan_that_claims_a_false_score_is_refused(home: Path) -> None:
    plan, summary = read_plan(home / "plan")
    write_plan(plan, replace(summary, score=summary.score + 1), home / "plan")
    with pytest.raises(PlanRefused, match="claims a score"):
        open_plan(home / "plan", home / "scenario")


def test_formats_are_written_side_by_side_and_replace_what_they_wrote_before(home: Path) -> None:
    planned = open_plan(home / "plan").planned
    assert write_exports(planned, ["csv", "ics"], home / "out", OPTIONS) == [home / "out/csv", home / "out/ics"]
    first = files(home / "out")
    assert {"csv/sessions.csv", "csv/data_dictionary.csv", "ics/therapist-ann.ics", "ics/room-big.ics"} <= set(first)
    write_exports(planned, ["csv", "ics"], home / "out", OPTIONS)
    second = files(home / "out")
    assert set(second) == set(first)
    assert second["csv/sessions.csv"] == first["csv/sessions.csv"]
    assert b"SEQUENCE:" in first["ics/room-big.ics"]
    assert second["ics/room-big.ics"] != first["ics/room-big.ics"]  # its SEQUENCE has risen
    assert earlier_calendars(home / "out/ics").keys() == {"therapist-ann.ics", "room-big.ics", "room-office.ics"}


def test_nothing_is_written_where_a_foreign_folder_is_in_the_way(home: Path) -> None:
    planned = open_plan(home / "plan").planned
    (home / "out/ics").mkdir(parents=True)
    (home / "out/ics/holidays.ics").write_text("mine")
    with pytest.raises(BadInput, match=r"is there already and is not an earlier export \(ics\)"):
        write_exports(planned, ["csv", "ics"], home / "out", OPTIONS)
    assert set(files(home / "out")) == {"ics/holidays.ics"}


def test_everything_of_somebody_s_own_that_is_in_the_way_is_said_at_once_and_stays(home: Path) -> None:
    planned = open_plan(home / "plan").planned
    mine = ["out/plan.xlsx", "out/fhir-bundle.json", "out/share/people.csv", "out/parquet/use.parquet", "keep.csv"]
    for path in mine:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text("mine")
    before = files(home)
    with pytest.raises(BadInput) as refused:
        write_exports(planned, ["xlsx", "csv", "parquet", "fhir", "share"], home / "out", OPTIONS, home / "keep.csv")
    assert [finding.wrong for finding in refused.value.findings] == [
        "is there already and is not an earlier export (xlsx)",
        "is there already and is not an earlier export (parquet)",
        "is there already and is not an earlier export (fhir)",
        "is there already and is not an earlier export (share)",
        "is there already and is not an earlier mapping",
    ]
    assert files(home) == before


def test_single_files_of_an_earlier_export_are_replaced(home: Path) -> None:
    planned = open_plan(home / "plan").planned
    for _ in range(2):
        write_exports(planned, ["xlsx"], home / "week.xlsx", OPTIONS)
        write_exports(planned, ["fhir"], home / "week.json", OPTIONS, home / "keep.csv")
    assert {"week.xlsx", "week.json", "keep.csv"} <= set(files(home))


def test_nothing_is_written_into_a_plan_s_own_folder(home: Path) -> None:
    planned = open_plan(home / "plan").planned
    before = files(home)
    with pytest.raises(
        BadInput, match="a plan's folder, which holds its plan alone; name a place beside it"
    ) as refused:
        write_exports(planned, ["csv", "fhir"], home / "plan", OPTIONS, home / "plan" / "keep.csv")
    assert len(refused.value.findings) == 3
    assert files(home) == before


@pytest.mark.parametrize("keep", ["out/fhir-bundle.json", "out/csv/keep.csv", "out"])
def test_a_mapping_does_not_go_where_an_export_goes(home: Path, keep: str) -> None:
    planned = open_plan(home / "plan").planned
    with pytest.raises(BadInput, match="is where the export goes"):
        write_exports(planned, ["csv", "fhir"], home / "out", OPTIONS, home / keep)
    assert not (home / "out").exists()


def test_one_file_cannot_hold_several_formats(home: Path) -> None:
    planned = open_plan(home / "plan").planned
    with pytest.raises(BadInput, match="is one file for several formats; name a folder"):
        write_exports(planned, ["xlsx", "csv"], home / "week.xlsx", OPTIONS)
    assert not (home / "week.xlsx").exists()


def test_earlier_calendars_that_are_not_there_are_not_passed_over(home: Path) -> None:
    with pytest.raises(BadInput, match="is no folder; name the folder of the calendars"):
        earlier_calendars(home / "calendars")


@pytest.mark.parametrize("name", ["ics", "csv", "parquet"])
def test_a_download_of_several_files_is_an_archive_of_them(name: str, two_clinics: Planned) -> None:
    title, content = download(two_clinics, name, OPTIONS)
    assert title == f"two_clinics-{name}.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) > 3
    assert download(two_clinics, name, OPTIONS)[1] == content


def test_a_format_of_one_file_goes_where_it_is_told_or_under_its_own_name() -> None:
    xlsx, fhir, ics = EXPORTS["xlsx"], EXPORTS["fhir"], EXPORTS["ics"]
    assert place_of(xlsx, Path("out")) == Path("out/plan.xlsx")
    assert place_of(xlsx, Path("out/week.XLSX")) == Path("out/week.XLSX")
    assert place_of(fhir, Path("out")) == Path("out/fhir-bundle.json")
    assert place_of(ics, Path("out")) == Path("out/ics")


def test_calendars_cover_twelve_weeks_from_next_monday_where_nobody_says_otherwise() -> None:
    dates = dates_between(None, None, (), date(2026, 11, 25))
    assert (dates.first, dates.last) == (date(2026, 11, 30), date(2027, 2, 21))
    assert dates_between(None, None, (), date(2026, 11, 30)).first == date(2026, 12, 7)
    assert dates_between(date(2027, 1, 6), None, (), date(2026, 11, 25)).first == date(2027, 1, 6)


def test_weeks_that_nobody_named_end_with_the_calendar() -> None:
    assert dates_between(date(2099, 12, 25), None, (), date(2026, 11, 25)).last == date(2099, 12, 31)
    with pytest.raises(BadInput, match="9999-12-25 is a day of another century"):
        dates_between(date(9999, 12, 25), None, (), date(2026, 11, 25))


def test_calendars_get_the_usual_dates_where_none_are_given(two_clinics: Planned) -> None:
    _, content = download(two_clinics, "ics", replace(OPTIONS, dates=None))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"20270104T" in archive.read("therapist-t01.ics")


def test_what_would_place_somebody_is_said_in_words(tmp_path: Path) -> None:
    people = [{"participant_id": f"p{n}", "program_id": "iop"} for n in range(1, 6)]
    write_tables(small_tables(participants=people), tmp_path / "scenario")
    opened = open_scenario(tmp_path / "scenario")
    planned = plan_scenario(opened, Settings(time_limit=20))
    (left,) = planned.plan.unplaced
    ways = ways_to_place(OpenedPlan(opened, planned, same_scenario=True), 60)
    assert set(ways) == {left}
    assert all(ways[left])
    assert ways_to_place(OpenedPlan(opened, planned, same_scenario=True), 0) == {}
