"""A plan's folder: written safely and deterministically, read from anybody."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from planner.domain.outcome import Part
from planner.domain.plan import Plan
from planner.domain.summary import Summary
from planner.errors import BadInput
from planner.files import read_plan, refuse_target, write_plan
from planner.views.tables import Planned

Thing = TypeVar("Thing")


@pytest.fixture
def folder(two_clinics: Planned, tmp_path: Path) -> Path:
    write_plan(two_clinics.plan, two_clinics.summary, tmp_path / "plan")
    return tmp_path / "plan"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def findings(folder: Path) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_plan(folder)
    return [str(finding) for finding in refused.value.findings]


def rewrite(folder: Path, **keys: object) -> None:
    """The summary with other values; a key whose value is "gone" is taken out."""
    file = folder / "summary.json"
    content = {**json.loads(file.read_text(encoding="utf-8")), **keys}
    file.write_text(json.dumps({k: v for k, v in content.items() if v != "gone"}), encoding="utf-8")


def test_a_plan_written_and_read_is_the_same(two_clinics: Planned, folder: Path) -> None:
    assert read_plan(folder) == (two_clinics.plan, two_clinics.summary)


def _turned(rows: Mapping[str, Thing]) -> dict[str, Thing]:
    return {key: rows[key] for key in sorted(rows, reverse=True)}


def test_the_same_plan_gives_the_same_bytes_in_the_order_of_the_ids(two_clinics: Planned, folder: Path) -> None:
    plan = two_clinics.plan
    turned = Plan(_turned(plan.cohorts), _turned(plan.placements), _turned(plan.sessions), _turned(plan.unplaced))
    before = contents(folder)
    write_plan(turned, two_clinics.summary, folder)
    assert contents(folder) == before
    ids = [line.split(",")[0] for line in (folder / "sessions.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert ids == sorted(plan.sessions)


def test_the_summary_says_what_is_proven_of_the_whole_and_of_each_component(two_clinics: Planned, folder: Path) -> None:
    parts = (Part("ab12", 1, 5, 4000, 4100), Part("cd34", 1, 2, 900, None))
    summary = replace(two_clinics.summary, bound=None, gap=None, parts=parts)
    write_plan(two_clinics.plan, summary, folder)
    written = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert (written["format"], written["bound"], written["gap"]) == (1, None, None)
    assert written["components"][0] == {
        "fingerprint": "ab12",
        "sites": 1,
        "participants": 5,
        "score": 4000,
        "bound": 4100,
    }
    assert read_plan(folder)[1] == summary


def test_no_cell_begins_a_formula(two_clinics: Planned, tmp_path: Path) -> None:
    key, someone = next(iter(two_clinics.plan.unplaced.items()))
    plan = replace(two_clinics.plan, unplaced={key: replace(someone, explanation=" =cmd()")})
    write_plan(plan, two_clinics.summary, tmp_path / "plan")
    assert (tmp_path / "plan" / "unplaced.csv").read_text(encoding="utf-8").rstrip().endswith(",' =cmd()")


def test_a_plan_of_another_tool_needs_no_more_than_it_takes_to_check_it(two_clinics: Planned, folder: Path) -> None:
    content = {"format": 1, "scenario": "ours", "status": "feasible", "score": 7, "tool": {"name": "theirs"}}
    (folder / "summary.json").write_text(json.dumps(content), encoding="utf-8")
    file = folder / "placements.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("\n", ",x\n").replace(",x", ",note", 1), encoding="utf-8")
    plan, summary = read_plan(folder)
    assert plan == two_clinics.plan
    assert (summary.score, summary.bound, summary.gap, summary.parts, summary.input_sha256) == (7, None, None, (), "")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"score": "gone"}, "summary.json, score: is missing; add it"),
        ({"status": "gone"}, "summary.json, status: is missing; add it"),
        ({"score": "12"}, "summary.json, score: '12': input should be a valid integer"),
        ({"score": 1.5}, "summary.json, score: '1.5': input should be a valid integer"),
        ({"format": 2}, "summary.json, format: '2': input should be 1"),
        ({"status": "no_plan"}, "summary.json, status: 'no_plan': input should be 'optimal' or 'feasible'"),
        ({"bound": "high"}, "summary.json, bound: 'high': input should be a valid integer"),
        (
            {"terms": {"joy": {"count": 1, "points": 1}}},
            "summary.json, terms.joy: 'joy': is no term of the score; use one",
        ),
    ],
)
def test_what_is_wrong_in_a_summary_is_named_by_its_key(keys: dict[str, Any], said: str, folder: Path) -> None:
    rewrite(folder, **keys)
    (finding,) = findings(folder)
    assert finding.startswith(said)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"score": NaN}', "\ufeff{"])
def test_a_summary_that_is_none_is_bad_input(text: str, folder: Path) -> None:
    (folder / "summary.json").write_text(text, encoding="utf-8")
    assert all(finding.startswith("summary.json") for finding in findings(folder))


@pytest.mark.parametrize("name", ["cohorts.csv", "placements.csv", "sessions.csv", "unplaced.csv", "summary.json"])
def test_a_plan_without_one_of_its_files_is_no_plan(name: str, folder: Path) -> None:
    (folder / name).unlink()
    assert findings(folder) == [f"{name}: is missing; name a plan's folder, with all its files"]


def test_everything_that_cannot_be_read_is_said_at_once(folder: Path) -> None:
    for name, old, new in (
        ("cohorts.csv", "Mon", "Fri"),
        ("placements.csv", "travel_minutes", "minutes"),
        ("sessions.csv", "group", "party"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    rewrite(folder, score=None)
    said = findings(folder)
    assert {finding.split(",")[0].split(":")[0] for finding in said} == {
        "cohorts.csv",
        "placements.csv",
        "sessions.csv",
        "summary.json",
    }


def test_a_person_placed_twice_is_a_plan_nobody_can_read(folder: Path) -> None:
    file = folder / "placements.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    assert "is already in row 2" in findings(folder)[0]


def test_a_place_without_a_plan_is_said_to_have_none(tmp_path: Path) -> None:
    assert findings(tmp_path / "x") == [f"{tmp_path / 'x'}: is no folder; name a plan's folder"]


def _file(path: Path) -> None:
    path.write_text("mine")


def _letters(path: Path) -> None:
    path.mkdir()
    (path / "letter.txt").write_text("mine")


def _plan_and_a_note(path: Path) -> None:
    path.mkdir()
    (path / "summary.json").write_text("{}")
    (path / "note.txt").write_text("mine")


def _scenario(path: Path) -> None:
    path.mkdir()
    (path / "cohorts.csv").write_text("mine")


@pytest.mark.parametrize("make", [_file, _letters, _plan_and_a_note, _scenario])
def test_nothing_but_a_plan_is_replaced(make: Callable[[Path], None], two_clinics: Planned, tmp_path: Path) -> None:
    make(tmp_path / "here")
    with pytest.raises(BadInput, match="name a new folder"):
        refuse_target(tmp_path / "here")
    with pytest.raises(BadInput, match="name a new folder"):
        write_plan(two_clinics.plan, two_clinics.summary, tmp_path / "here")
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    files = [tmp_path / "here"] if (tmp_path / "here").is_file() else list((tmp_path / "here").iterdir())
    assert {file.read_text() for file in files} <= {"mine", "{}"}


def test_a_new_an_empty_and_a_plans_folder_may_be_written(two_clinics: Planned, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    summary: Summary = replace(two_clinics.summary, seed=99)
    for target in (tmp_path / "deep" / "down", tmp_path / "empty", folder):
        write_plan(two_clinics.plan, summary, target)
        assert read_plan(target)[1].seed == 99
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "empty", "plan"]
