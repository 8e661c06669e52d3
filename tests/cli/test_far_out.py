"""Numbers, moments and names far out of any range: bad input, said in words."""

from pathlib import Path

import pytest
from command_line import clinic_and_what_if, planner

LONG = "n" * 300
HUGE = "9" * 24


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    clinic_and_what_if(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ("plan", LONG),
        ("plan", "clinic", "--start", LONG),
        ("validate", LONG),
        ("check", "clinic", LONG),
        ("compare", LONG, LONG),
        ("explain", "clinic", LONG, "--all"),
        ("contingency", "clinic", LONG),
        ("sweep", LONG),
        ("show", "clinic", "--out", LONG),
        ("import", LONG, "folder"),
        ("template", f"{LONG}.xlsx"),
        ("export-scenario", "clinic", f"{LONG}.xlsx"),
        ("export", LONG, "--csv"),
        ("export", "plan", "--csv", "--fhir", "--out", LONG),
        ("runs", "--store", LONG),
        ("app", "--scenarios", LONG),
        ("app", "--secrets", LONG),
    ],
    ids=lambda command: " ".join(command).replace(LONG, "long"),
)
@pytest.mark.usefixtures("home")
def test_a_name_that_is_too_long_is_said_to_be_so(command: tuple[str, ...]) -> None:
    said = planner(*command)
    assert (said.status, said.out) == (2, "")
    assert "(File name too long)" in said.err


@pytest.mark.parametrize("command", ["show", "cancel", "again", "follow", "export"])
def test_a_run_of_so_large_a_number_is_not_there(home: Path, command: str) -> None:
    assert planner("plan", "clinic").status == 0
    said = planner("runs", command, HUGE, *([home / "out"] if command == "export" else []))
    assert (said.status, "has nothing of so large a number; `planner runs` lists what it has" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("command", "right"),
    [
        (("runs", "--most", HUGE), "less than or equal to 1000000"),
        (("runs", "list", "--most", HUGE), "less than or equal to 1000000"),
        (("runs", "purge", "--older-than", "1e20"), "less than or equal to 36500"),
        (("runs", "purge", "--before", "0001-01-01"), "no run is of the year 1; name a day such as 2026-01-31"),
        (("runs", "purge", "--before", "9999-12-31"), "no run is of the year 9999; name a day such as 2026-01-31"),
        (("plan", "clinic", "--workers", HUGE), "less than or equal to 1000"),
        (("sweep", "sweep.toml", "--workers", HUGE), "less than or equal to 1000"),
        (("generate", "out", "--people", "1e20"), "valid integer"),
        (("generate", "out", "--people", HUGE), "people are too many; at most 1,000,000 can be drawn"),
        (("generate", "out", "--sites", HUGE), "sites are too many; at most 10,000 can be drawn"),
    ],
)
def test_numbers_and_moments_out_of_range_are_refused(home: Path, command: tuple[str, ...], right: str) -> None:
    said = planner(*command)
    assert (said.status, said.out) == (2, "")
    assert right in " ".join(said.err.split())
    assert not (home / "out").exists()
