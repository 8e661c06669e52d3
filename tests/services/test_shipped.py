import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.domain.settings import Settings
from planner.files import read_plan
from planner.services.checking import check_folder
from planner.services.opening import open_scenario
from planner.services.running import queued
from planner.services.scenarios import demo_folder
from planner.services.shipped import PLAN, take_in
from planner.services.stored import planned_run
from planner.store import Ended, Runs, State, Store


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with Store(tmp_path / "planner.db") as store:
        yield store.runs


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PLAN, tmp_path / "plan"))


def test_the_shipped_plan_is_a_proven_one_of_the_demo_as_it_is() -> None:
    again = "the demo's plan is out of date; make it again: planner plan scenarios/demo --out scenarios/demo-plan"
    checked = check_folder(demo_folder(), PLAN)
    assert checked.same_scenario, again
    assert checked.ok, again
    assert checked.summary.bound == checked.summary.score, again


def test_an_empty_store_gets_it_once(runs: Runs) -> None:
    run = take_in(runs)
    assert run is not None
    assert take_in(runs) is None
    kept = runs.find(run)
    assert (kept.state, kept.scenario, kept.gap) == (State.DONE, "Three clinics", 0)
    assert planned_run(runs, run).plan == read_plan(PLAN)[0]


def test_a_store_with_a_plan_of_the_demo_stays_as_it_is(runs: Runs) -> None:
    run = runs.add(queued(open_scenario(demo_folder()), Settings()))
    runs.claim(run)
    runs.finish(run, Ended({"summary.json": "{}"}, 1, 1, 0.0, {}))
    assert take_in(runs) is None
    assert [one.id for one in runs.list()] == [run]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("summary.json", '"input_sha256": "', '"input_sha256": "0'),
        ("summary.json", '"score": 1467071', '"score": 1467072'),
        ("summary.json", "{", "["),
        ("cohorts.csv", "park-g", "nowhere-g"),
    ],
    ids=["of other tables", "claims too much", "cannot be read", "breaks a rule"],
)
def test_a_plan_that_is_not_sound_is_left_alone(runs: Runs, copied: Path, file: str, old: str, new: str) -> None:
    text = (copied / file).read_text(encoding="utf-8")
    assert old in text
    (copied / file).write_text(text.replace(old, new), encoding="utf-8")
    assert take_in(runs, copied) is None
    assert runs.list() == ()


def test_no_shipped_plan_is_no_trouble(runs: Runs, tmp_path: Path) -> None:
    assert take_in(runs, tmp_path / "nothing") is None
