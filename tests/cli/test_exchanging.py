"""Scenarios shown, and taken in and out of workbooks, by the command itself."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import planner as typed

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def planner(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "planner", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_is_the_same_after_a_workbook(tmp_path: Path) -> None:
    assert planner("show", SCENARIOS / "demo", "--out", tmp_path / "plain").returncode == 0
    assert planner("export-scenario", tmp_path / "plain", tmp_path / "demo.xlsx").returncode == 0
    assert planner("import", tmp_path / "demo.xlsx", tmp_path / "back").returncode == 0
    assert files(tmp_path / "back") == files(tmp_path / "plain")


def test_a_what_if_is_shown_with_its_changes_made(tmp_path: Path) -> None:
    shown = planner("show", SCENARIOS / "what-if-okafor-leaves", "--out", tmp_path / "without")
    assert shown.returncode == 0
    assert "Okafor" in shown.stdout
    assert b"okafor" not in files(tmp_path / "without")["therapists.csv"]


def test_what_comes_with_a_change_is_told_beside_the_tables(tmp_path: Path) -> None:
    assert planner("show", SCENARIOS / "demo", "--out", tmp_path / "base").returncode == 0
    changes = '{ do = "lock", cohort = "dbt-park-am" }, { do = "site_closes", site = "park" }'
    (tmp_path / "closed").mkdir()
    text = f'name = "Park closes"\nbase = "../base"\nchanges = [{changes}]\n'
    (tmp_path / "closed" / "scenario.toml").write_text(text)
    shown = planner("show", tmp_path / "closed", "--out", tmp_path / "after")
    assert shown.returncode == 0
    assert "change 2 (site_closes): cohort dbt-park-am loses its site park and is unlocked" in shown.stderr


def test_the_template_is_a_workbook_that_can_be_validated(tmp_path: Path) -> None:
    assert planner("template", tmp_path / "new.xlsx").returncode == 0
    validated = planner("validate", tmp_path / "new.xlsx")
    assert validated.returncode == 0
    assert "valid" in validated.stdout


@pytest.mark.parametrize("name", ["demo.csv", "demo.xls", "demo"])
@pytest.mark.parametrize("command", [("template",), ("export-scenario", SCENARIOS / "demo")])
def test_a_workbook_is_called_one(tmp_path: Path, command: tuple[object, ...], name: str) -> None:
    said = typed(*command, tmp_path / name)
    assert (said.status, said.out) == (2, "")
    assert "would be a workbook, and its name does not end in .xlsx; name it demo.xlsx" in said.err
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_workbook_is_refused_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "letter.xlsx").write_text("Dear all")
    refused = planner("import", tmp_path / "letter.xlsx", tmp_path / "folder")
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "folder").exists()
