"""The commands give rows whose columns other programs can rely on, and sentences for people."""

import csv
import json
from pathlib import Path

import pytest
from command_line import planner
from small_clinic import people, small_tables, therapist
from typer.testing import CliRunner

from planner.cli.main import app
from planner.domain.tables import Row
from planner.files import write_tables

COLUMNS = {
    "explain": "participant_id reason explanation rank changes cost cohort_id verified",
    "capacity": "resource site_id block_id day supply demand used changes people_gained score_gained certainty",
    "contingency": "kind id span cohorts_hit people_hit people_kept people_lost cover",
}

ASKED = {"explain": ["--all"], "capacity": [], "contingency": ["--kind", "therapist"]}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A clinic with one person too many, and its plan."""
    folder = tmp_path_factory.mktemp("asked")
    scenario, plan = folder / "clinic", folder / "plan"
    names: dict[str, list[Row]] = {
        "sites": [{"site_id": "north", "name": "Northgate"}],
        "therapists": [{**therapist("ann"), "name": "Ann Lee"}],
    }
    write_tables(small_tables(None, participants=people("p1", "p2", "p3", "p4", "p5"), **names), scenario)
    assert told("plan", str(scenario), "--out", str(plan), "--no-store")
    return scenario, plan


def told(*words: str) -> str:
    found = CliRunner().invoke(app, list(words))
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.mark.parametrize("command", COLUMNS)
def test_csv_and_json_have_the_documented_columns(command: str, folders: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    asked = [command, *map(str, folders), *ASKED[command], "--no-store"]
    written = json.loads(told(*asked, "--out", str(file), "--json"))
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert len(rows) == len(written)
    for row, same in zip(rows, written, strict=True):
        assert row.keys() == same.keys() >= set(COLUMNS[command].split())


@pytest.mark.parametrize("command", COLUMNS)
def test_no_file_but_an_earlier_answer_is_replaced(command: str, folders: tuple[Path, Path], tmp_path: Path) -> None:
    scenario, plan = folders
    asked = [command, scenario, plan, *ASKED[command], "--no-store", "--out"]
    other = tmp_path / "another.csv"
    other.write_text("kind,id\n")
    binary = tmp_path / "picture.png"
    binary.write_bytes(b"\x89PNG\xff")
    for theirs in (scenario / "participants.csv", plan / "unplaced.csv", other, binary):
        before = theirs.read_bytes()
        said = planner(*asked, theirs)
        assert (said.status, said.out) == (2, "")
        assert f"{theirs}: is there already and is not an earlier answer to this question" in said.err
        assert theirs.read_bytes() == before
    assert planner(*asked, tmp_path).status == 2
    empty = tmp_path / "empty.csv"
    empty.touch()
    for _ in range(2):
        assert planner(*asked, empty).status == 0
    assert empty.read_text(encoding="utf-8").startswith(",".join(COLUMNS[command].split()[:2]))


def test_the_terminal_says_who_has_no_place_and_what_would_do(folders: tuple[Path, Path]) -> None:
    text = told("explain", *map(str, folders), "--all", "--no-store")
    assert "has no place (group_full)" in text
    assert "  1. " in text
    assert "Cost 3" in text


def test_the_terminal_says_what_one_more_would_bring(folders: tuple[Path, Path]) -> None:
    text = told("capacity", *map(str, folders), "--no-store")
    assert "A group room more at Northgate: 0 more people" in text
    assert "(proven)" in text
    assert " north" not in text


def test_the_terminal_says_by_name_who_would_be_missed(folders: tuple[Path, Path]) -> None:
    text = told("contingency", *map(str, folders), "--kind", "therapist", "--no-store")
    assert "Without therapist Ann Lee for good: 4 people hit, 0 of them keep a place, 4 people left without one" in text
    assert " ann" not in text
