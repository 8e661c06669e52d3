"""The runs of a store, listed, shown, exported, repeated, stopped and forgotten from the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import clinic_and_what_if, planner
from sqlalchemy import update
from store_runs import plan_run

from planner.files import read_folder
from planner.store import State, Store
from planner.store.tables import RUNS


@pytest.fixture
def two(tmp_path: Path) -> None:
    """A clinic planned, and then its what-if."""
    for folder in clinic_and_what_if(tmp_path):
        assert planner("plan", folder).status == 0


def stored(**values: object) -> None:
    with Store() as store, store.runs._writing() as connection:
        connection.execute(update(RUNS).where(RUNS.c.id == 1).values(**values))


def test_an_empty_store_says_how_to_begin() -> None:
    assert "No runs yet: planner plan SCENARIO makes one." in planner("runs").out


def test_a_store_whose_name_is_mistyped_is_not_made(tmp_path: Path) -> None:
    mistyped = tmp_path / "clinik.db"
    said = planner("runs", "list", "--store", mistyped)
    assert (said.status, f"there is no store at {mistyped}" in said.err) == (2, True)
    assert not mistyped.exists()


@pytest.mark.usefixtures("two")
def test_the_newest_runs_are_listed_first() -> None:
    for command in (("runs",), ("runs", "list")):
        lines = [line for line in planner(*command).out.splitlines() if "plan" in line]
        assert ["Ann is away on Monday" in line for line in lines] == [True, False]
        listed = json.loads(planner(*command, "--json", "--most", 1).out)
        assert [(run["id"], run["state"], run["counts"]["placed"]) for run in listed] == [(2, "done", 0)]


@pytest.mark.usefixtures("two")
def test_a_run_is_shown_with_its_changes_in_words() -> None:
    said = planner("runs", "show", 2).out
    assert "begun from:   run 1" in said
    assert "is away on Mon" in said
    shown = json.loads(planner("runs", "show", 2, "--json").out)
    assert shown["changes"] == [{"do": "therapist_away", "therapist": "ann", "days": ["Mon"]}]
    assert shown["fingerprint"]


def test_a_run_that_is_not_there_is_bad_input() -> None:
    said = planner("runs", "show", 7)
    assert (said.status, "the store has no run 7; `planner runs` lists those it has" in said.err) == (2, True)


@pytest.mark.usefixtures("two")
def test_the_scenario_of_a_run_is_exported_with_its_changes_made(tmp_path: Path) -> None:
    assert planner("runs", "export", 2, tmp_path / "plain", "--scenario").status == 0
    days = {row["day"] for row in read_folder(tmp_path / "plain").tables.rows["therapist_hours"]}
    assert days == {"Tue", "Wed", "Thu", "Fri"}


@pytest.mark.usefixtures("two")
def test_no_folder_but_a_plan_s_is_replaced_by_an_export(tmp_path: Path) -> None:
    said = planner("runs", "export", 1, tmp_path / "clinic")
    assert (said.status, "is not a plan's folder" in said.err) == (2, True)


@pytest.mark.usefixtures("two")
def test_a_run_is_planned_again_in_the_background() -> None:
    assert "Run 3 is under way in the background" in planner("runs", "again", 1).out
    followed = planner("runs", "follow", 3)
    assert (followed.status, "run:          3" in followed.out) == (0, True)
    with Store() as store:
        assert store.runs.find(3).score == store.runs.find(1).score


@pytest.mark.usefixtures("two")
def test_a_run_whose_process_is_gone_is_shown_as_died() -> None:
    stored(state=State.WORKING, heartbeat=datetime.now(UTC) - timedelta(minutes=1), score=None)
    assert " died " in planner("runs").out
    said = planner("runs", "show", 1).out
    assert "planner runs again 1 plans it once more" in said
    assert planner("runs", "follow", 1).status == 1


def test_a_queued_run_is_cancelled_and_one_that_is_over_is_not() -> None:
    with Store() as store:
        store.runs.add(plan_run())
    assert planner("runs", "cancel", 1).status == 0
    again = planner("runs", "cancel", 1)
    assert (again.status, "Run 1 was over already: stopped." in again.out) == (1, True)


@pytest.mark.usefixtures("two")
def test_forgetting_is_asked_for_first_and_tells_how_many() -> None:
    stored(queued=datetime.now(UTC) - timedelta(days=40))
    refused = planner("runs", "purge", "--older-than", 30, typed="n\n")
    assert (refused.status, "1 runs from before" in refused.out) == (1, True)
    assert "1 runs forgotten." in planner("runs", "purge", "--older-than", 30, typed="y\n").out
    assert [run["id"] for run in json.loads(planner("runs", "--json").out)] == [2]
    assert "There is nothing to forget." in planner("runs", "purge", "--before", "2020-01-31").out
    assert "1 runs forgotten." in planner("runs", "purge", "--older-than", 0, "--yes").out


@pytest.mark.parametrize("options", [(), ("--before", "2020-01-31", "--older-than", 1), ("--before", "soon")])
def test_what_to_forget_must_be_said_in_one_way(options: tuple[object, ...]) -> None:
    assert planner("runs", "purge", "--yes", *options).status == 2
