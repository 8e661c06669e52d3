"""`planner export --fhir` with a key of one's own, as typed."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

DATES = ("--from", "2027-01-04", "--until", "2027-01-17")


def export(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "planner", "export", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def plan(clinic_and_plan: Path) -> Path:
    return clinic_and_plan / "plan"


def test_the_mapping_finds_everyone_in_the_bundle_again(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("twenty random letters, or more\n", encoding="utf-8")
    keep = tmp_path / "keep.csv"
    out = tmp_path / "out"
    done = export(plan, "--out", out, "--fhir", "--key", tmp_path / "key", "--mapping", keep, *DATES)
    assert done.returncode == 0, done.stderr
    assert f"Written to {keep}; keep it in house." in done.stdout
    bundle = json.dumps(json.loads((out / "fhir-bundle.json").read_text(encoding="utf-8")))
    with keep.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(row["value"] in bundle for row in rows)


@pytest.mark.parametrize(
    ("key", "said"), [("short", "holds 5 characters, which could be guessed"), (None, "cannot be read")]
)
def test_a_key_that_is_none_is_refused(key: str | None, said: str, plan: Path, tmp_path: Path) -> None:
    if key is not None:
        (tmp_path / "key").write_text(key, encoding="utf-8")
    done = export(plan, "--out", tmp_path / "out", "--fhir", "--key", tmp_path / "key", *DATES)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert not (tmp_path / "out").exists()


def test_the_mapping_never_takes_the_place_of_its_key(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("twenty random letters, or more\n", encoding="utf-8")
    same = ("--key", tmp_path / "key", "--mapping", tmp_path / "key")
    done = export(plan, "--out", tmp_path / "out", "--fhir", *same, *DATES)
    assert done.returncode == 2
    assert "is there already and is not an earlier mapping" in " ".join(done.stderr.split())
    assert (tmp_path / "key").read_text(encoding="utf-8") == "twenty random letters, or more\n"


def test_a_page_to_print_is_of_the_typical_week_unless_dates_are_named(plan: Path, tmp_path: Path) -> None:
    assert export(plan, "--out", tmp_path / "out", "--html", "--fhir").returncode == 0
    (page,) = (tmp_path / "out/html").iterdir()
    assert "Typical week" in page.read_text(encoding="utf-8")
    assert export(plan, "--out", tmp_path / "out", "--html", *DATES).returncode == 0
    assert page.read_text(encoding="utf-8").count("<h2>Week of") == 2
