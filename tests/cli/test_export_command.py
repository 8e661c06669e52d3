"""`planner export`, as typed."""

import subprocess
import sys
from pathlib import Path

import pytest
from icalendar import Calendar


def planner(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "planner", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_STORE", str(tmp_path / "store.db"))


@pytest.fixture
def plan(clinic_and_plan: Path) -> Path:
    return clinic_and_plan / "plan"


def test_formats_go_to_a_folder_beside_the_plan_and_the_scenario_is_found(plan: Path) -> None:
    done = planner("export", plan, "--csv", "--parquet", "--ics", "--from", "2027-01-04", "--until", "2027-03-28")
    assert done.returncode == 0, done.stderr
    out = plan.with_name("plan-export")
    assert sorted(path.name for path in out.iterdir()) == ["csv", "ics", "parquet"]
    assert f"Written to {out / 'ics'}." in done.stdout
    assert "Days from 2027-01-04 until 2027-03-28, 0 of them closed." in done.stdout


def test_closed_days_may_be_repeated_or_listed(plan: Path, tmp_path: Path) -> None:
    days = (
        "--from",
        "2027-01-04",
        "--until",
        "2027-01-31",
        "--closed",
        "2027-01-11,2027-01-12",
        "--closed",
        "2027-01-18",
    )
    done = planner("export", plan, "--scenario", plan.with_name("scenario"), "--out", tmp_path / "out", "--ics", *days)
    assert done.returncode == 0, done.stderr
    files = sorted((tmp_path / "out/ics").iterdir())
    assert any(b"EXDATE" in file.read_bytes() for file in files)
    assert all(Calendar.from_ical(file.read_bytes().decode()).events for file in files)


def test_a_new_export_updates_the_calendars_of_the_old(plan: Path, tmp_path: Path) -> None:
    options = (*("--out", tmp_path / "out", "--ics", "--sequence", 5), *("--from", "2027-01-04"))
    for expected in (b"SEQUENCE:5", b"SEQUENCE:6"):
        assert planner("export", plan, *options).returncode == 0
        assert expected in (tmp_path / "out/ics/therapist-ann.ics").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a format or several: --xlsx, --ics"),
        (["--ics", "--from", "1.2.2027"], "'1.2.2027' is not a date; write it as 2027-03-15"),
        (["--ics", "--from", "2027-02-30"], "'2027-02-30' is not a date"),
        (["--ics", "--from", "2027-03-01", "--until", "2027-02-01"], "ends before it starts"),
        (["--ics", "--from", "9999-12-25"], "9999-12-25 is a day of another century; give one between 2000-01-01 and"),
        (["--ics", "--sequence", "2147483648"], "above 2,147,483,647, the highest that calendar programs read"),
        (["--ics", "--scenario", "nowhere"], "nowhere"),
    ],
)
def test_bad_usage_is_said_in_words_and_writes_nothing(
    arguments: list[str], said: str, plan: Path, tmp_path: Path
) -> None:
    done = planner("export", plan, "--out", tmp_path / "out", *arguments)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
