"""Plans put side by side from the command line, with scenarios from the store, from a folder, or unknown."""

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import clinic_and_what_if, planner
from small_clinic import small_tables, therapist

from planner.files import read_plan, write_tables


@pytest.fixture
def plans(tmp_path: Path) -> tuple[Path, Path]:
    """Plans of a clinic whose therapist costs 50 an hour, and of the what-if in which she is away; both are kept."""
    folders = clinic_and_what_if(tmp_path, therapists=[therapist("ann", cost_per_hour="50")])
    for folder in folders:
        assert planner("plan", folder, "--out", tmp_path / f"plan-{folder.name}").status == 0
    return tmp_path / "plan-clinic", tmp_path / "plan-away"


def compared(*arguments: object) -> list[dict[str, Any]]:
    said = planner("compare", "--json", *arguments)
    assert said.status == 0, said.err
    content: list[dict[str, Any]] = json.loads(said.out)
    return content


def total(one: dict[str, Any]) -> dict[str, Any]:
    return next(row for row in one["groups"] if row["by"] == "all")


def test_plans_of_different_scenarios_are_compared_and_the_store_knows_their_scenarios(
    plans: tuple[Path, Path],
) -> None:
    (one,) = compared(*plans)
    assert (one["first"], one["second"]) == ("plan-clinic", "plan-away")
    row = total(one)
    assert (row["newly_unplaced"], row["closed"], row["before"]["fill"]) == (3, 1, 0.75)
    assert row["before"]["cost"] > 0
    assert (one["verdict"]["better"], one["verdict"]["undecided"]) == ("first", False)
    assert one["cohorts"][0]["pattern"] == "Mon Wed Fri"


def test_what_changed_is_told_in_tables(plans: tuple[Path, Path]) -> None:
    said = planner("compare", *plans).out
    assert "plan-clinic is better, proven: no plan of" in said
    assert "with a place no more: 3" in said
    for title in ("Altogether", "by program", "by site", "by block", "Cohorts that open and close", "People for whom"):
        assert title in said


def test_runs_are_compared_by_their_numbers(plans: tuple[Path, Path]) -> None:
    (one,) = compared(plans[0], 2)
    assert (one["second"], total(one)["newly_unplaced"]) == ("run 2", 3)


def test_a_plan_that_was_edited_into_another_one_is_not_compared(plans: tuple[Path, Path]) -> None:
    summary = plans[1] / "summary.json"
    claimed = json.loads(summary.read_text())
    summary.write_text(json.dumps({**claimed, "score": claimed["score"] + 1000}))
    said = planner("compare", *plans)
    assert said.status == 2
    assert f"plan-away: claims a score of {claimed['score'] + 1000}; it scores {claimed['score']}" in said.err
    sessions = plans[0] / "sessions.csv"
    sessions.write_text("".join(sessions.read_text().splitlines(keepends=True)[:-1]))
    said = planner("compare", *plans)
    assert said.status == 2
    assert "plan-clinic: does not keep the rules of its scenario: " in said.err
    assert "plan-away: claims" in said.err


def test_each_further_plan_is_compared_with_the_first(plans: tuple[Path, Path]) -> None:
    assert [(one["first"], one["second"]) for one in compared(1, 2, plans[0])] == [
        ("run 1", "run 2"),
        ("run 1", "plan-clinic"),
    ]


def test_without_the_store_costs_are_known_from_the_scenario_that_is_given(plans: tuple[Path, Path]) -> None:
    (bare,) = compared("--no-store", *plans)
    assert total(bare)["before"]["cost"] is None
    (known,) = compared("--no-store", "--scenario", plans[0].parent / "clinic", *plans)
    assert total(known)["before"]["cost"] > 0


def test_a_scenario_of_neither_plan_is_bad_input(plans: tuple[Path, Path]) -> None:
    write_tables(small_tables(), plans[0].parent / "other")
    said = planner("compare", *plans, "--scenario", plans[0].parent / "other")
    assert (said.status, "none of these plans was made from it" in said.err) == (2, True)


def test_gaps_that_leave_it_open_which_is_better_are_told(plans: tuple[Path, Path]) -> None:
    _, summary = read_plan(plans[1])
    vague = {"bound": 10_000, "gap": (10_000 - summary.score) / max(1, abs(summary.score)), "status": "feasible"}
    text = json.loads((plans[1] / "summary.json").read_text())
    (plans[1] / "summary.json").write_text(json.dumps(text | vague))
    (one,) = compared(*plans)
    assert one["verdict"]["undecided"]
    assert "Which is better is undecided: no plan of" in planner("compare", *plans).out


def test_one_plan_alone_is_bad_usage(plans: tuple[Path, Path]) -> None:
    said = planner("compare", plans[0])
    assert (said.status, "name at least two plans" in said.err) == (2, True)


def test_what_is_no_plan_is_bad_input(plans: tuple[Path, Path]) -> None:
    said = planner("compare", plans[0], plans[0].parent / "clinic")
    assert said.status == 2
    assert "Traceback" not in said.err


def test_everything_wrong_in_every_folder_is_said_at_once_with_the_folder(plans: tuple[Path, Path]) -> None:
    one, two = plans
    clinic = one.parent / "clinic"
    (one / "sessions.csv").unlink()
    (two / "summary.json").write_text("[")
    (clinic / "rooms.csv").unlink()
    said = planner("compare", one, two, one.parent / "nowhere", 99, "--scenario", clinic)
    assert said.status == 2
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [
        f"{one}/sessions.csv",
        f"{two}/summary.json",
        f"{one.parent}/nowhere",
        "99",
        f"{clinic}/rooms.csv",
    ]


@pytest.mark.parametrize("command", ["check", "contingency", "capacity"])
def test_what_is_wrong_with_a_scenario_and_a_plan_is_said_at_once(command: str, plans: tuple[Path, Path]) -> None:
    clinic, plan = plans[0].parent / "clinic", plans[0]
    (clinic / "rooms.csv").unlink()
    (plan / "cohorts.csv").unlink()
    said = planner(command, clinic, plan)
    assert said.status == 2
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [f"{clinic}/rooms.csv", f"{plan}/cohorts.csv"]
    assert planner("plan", clinic, "--start", plan).err == said.err


def test_a_store_that_cannot_be_read_costs_a_warning(plans: tuple[Path, Path], tmp_path: Path) -> None:
    said = planner("compare", *plans, "--store", tmp_path)
    assert (said.status, "Warning: the store" in said.err) == (0, True)
