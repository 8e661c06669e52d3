"""Every plan is kept, a what-if begins from its base's, and no trouble with the store costs anybody a plan."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from command_line import clinic_and_what_if, planner
from small_clinic import small_tables

from planner.domain.progress import Unwatched
from planner.files import write_tables
from planner.services.explaining import ExplainRow
from planner.services.keeping import Asked, keeper
from planner.services.opening import open_scenario
from planner.services.questions import Question
from planner.store import Kind, State, Store

ROW = ExplainRow("p9", "no_room", "There is no room.", None, (), None, "", verified=True)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return clinic_and_what_if(tmp_path)


def files(folder: Path) -> dict[str, str]:
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    summary = json.loads(texts.pop("summary.json"))
    return texts | {"summary.json": str({**summary, "seconds": 0})}


def test_a_plan_is_kept_with_its_files(folders: tuple[Path, Path], tmp_path: Path) -> None:
    said = planner("plan", folders[0], "--out", tmp_path / "plan")
    assert (said.status, "Kept as run 1.\n" in said.out) == (0, True)
    with Store() as store:
        run = store.runs.find(1)
        assert (run.kind, run.state, run.counts["placed"]) == (Kind.PLAN, State.DONE, 3)
    assert planner("runs", "export", 1, tmp_path / "again").status == 0
    assert files(tmp_path / "again") == files(tmp_path / "plan")


def test_planned_again_the_files_are_the_same(folders: tuple[Path, Path], tmp_path: Path) -> None:
    planner("plan", folders[0], "--out", tmp_path / "first")
    assert "Kept as run 2, begun from the plan of run 1." in planner("plan", folders[0], "--out", tmp_path / "2").out
    planner("plan", folders[0], "--out", tmp_path / "3", "--no-store")
    assert files(tmp_path / "first") == files(tmp_path / "2") == files(tmp_path / "3")


def test_another_seed_does_not_begin_from_what_the_first_has_found(folders: tuple[Path, Path]) -> None:
    planner("plan", folders[0])
    assert "Kept as run 2.\n" in planner("plan", folders[0], "--seed", 5).out


def test_capacity_without_a_plan_begins_from_the_stored_one_unless_nothing_is_to_be_kept(
    folders: tuple[Path, Path],
) -> None:
    clinic, _ = folders
    planner("plan", clinic)
    assert planner("capacity", clinic).status == 0
    assert planner("capacity", clinic, "--no-store").status == 0
    with Store() as store:
        assert [run.start for run in store.runs.list(kind=Kind.EXPLANATION)] == [1]


def test_a_what_if_begins_from_the_plan_of_its_base(folders: tuple[Path, Path]) -> None:
    planner("plan", folders[0])
    said = json.loads(planner("plan", folders[1], "--json").out)
    assert (said["run"], said["begun_from"], said["counts"]["placed"]) == (2, 1, 0)


def test_a_what_if_of_a_what_if_begins_from_the_nearest_that_was_planned(folders: tuple[Path, Path]) -> None:
    third = folders[0].parent / "third"
    third.mkdir()
    (third / "scenario.toml").write_text('name = "T"\nbase = "../away"\nchanges = [{do = "site_closes", site="north"}]')
    planner("plan", folders[0])
    assert json.loads(planner("plan", third, "--json").out)["begun_from"] == 1


def test_a_start_that_somebody_has_broken_is_begun_from_and_not_believed(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    planner("plan", folders[0], "--out", first, "--no-store")
    sessions = first / "sessions.csv"
    lines = sessions.read_text().splitlines(keepends=True)
    one = next(line for line in lines if ",individual," in line)
    sessions.write_text("".join(line for line in lines if line is not one))
    assert planner("check", folders[0], first).status == 1
    said = planner("plan", folders[0], "--start", first, "--out", again, "--no-store")
    assert (said.status, said.err) == (0, "")
    assert planner("check", folders[0], again).status == 0


def test_nothing_is_kept_where_it_is_not_wanted(folders: tuple[Path, Path]) -> None:
    assert "Kept" not in planner("plan", folders[0], "--no-store").out
    assert not Path(os.environ["PLANNER_STORE"]).exists()


@pytest.mark.parametrize("place", ["folder", "folder/letter.txt", "folder/letter.txt/runs.db"])
def test_a_store_that_cannot_be_used_costs_a_warning_and_no_plan(
    folders: tuple[Path, Path], tmp_path: Path, place: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").write_text("Dear Dana, this is no database, and it shall stay as it is.")
    said = planner("plan", folders[0], "--out", tmp_path / "plan", "--store", tmp_path / place)
    assert said.status == 0
    assert said.err.count("Warning: the store") == 1
    assert "what this run finds is not affected, but it is not kept there" in said.err
    assert "placements.csv" in files(tmp_path / "plan")


def test_a_store_that_fails_at_the_end_costs_a_warning_and_no_result(tmp_path: Path) -> None:
    write_tables(small_tables(), tmp_path / "clinic")
    asked = Asked(open_scenario(tmp_path / "clinic"), Question.CAPACITY, 5.0)
    told: list[str] = []

    def work(_: object) -> list[ExplainRow]:
        with sqlite3.connect(tmp_path / "runs.db") as database:
            database.execute("DROP TABLE plans")
        return [ROW]

    with keeper(str(tmp_path / "runs.db"), told.append) as kept:
        assert kept.answer(asked, Unwatched(), work) == [ROW]
        assert kept.run is None
    assert len(told) == 1


def test_a_plan_that_does_not_exist_is_kept_as_a_run_that_failed(tmp_path: Path) -> None:
    cohort = {"program_id": "iop", "site_id": "north", "block_id": "evening", "pattern": "Mon Wed Fri", "locked": "yes"}
    tables = small_tables(cohorts=[{"cohort_id": "c1", "room_id": "big", **cohort}], therapist_hours=[])
    write_tables(tables, tmp_path / "locked")
    assert planner("plan", tmp_path / "locked").status == 1
    with Store() as store:
        run = store.runs.find(1)
        assert run.state is State.FAILED
        assert run.error is not None
        assert run.error.startswith("No plan exists.")


def test_an_explanation_is_kept_with_what_it_was_asked_of(folders: tuple[Path, Path], tmp_path: Path) -> None:
    planner("plan", folders[1], "--out", tmp_path / "plan")
    assert planner("explain", folders[1], tmp_path / "plan", "--participant", "p1", "--time-limit", 20).status == 0
    with Store() as store:
        run = store.runs.find(2)
        assert (run.kind, run.state, run.start) == (Kind.EXPLANATION, State.DONE, 1)
        assert run.cell == {"question": "remedies", "people": "p1"}
        (row,) = json.loads(store.runs.plan_files(2)["answer.json"])[:1]
    assert row["participant_id"] == "p1"
    assert planner("runs", "export", 2, tmp_path / "answer").status == 0
    assert [path.name for path in (tmp_path / "answer").iterdir()] == ["answer.json"]


def test_a_plan_in_the_background_is_followed_to_its_end(folders: tuple[Path, Path]) -> None:
    said = planner("plan", folders[0], "--background")
    assert "planner runs follow 1" in said.out
    followed = planner("runs", "follow", 1)
    assert (followed.status, "done" in followed.out) == (0, True)


@pytest.mark.parametrize("option", [("--out", "plan"), ("--start", "plan"), ("--no-store",)])
def test_what_cannot_go_with_the_background_is_refused(folders: tuple[Path, Path], option: tuple[str, ...]) -> None:
    said = planner("plan", folders[0], "--background", *option)
    assert (said.status, "--background keeps the plan in the store" in said.err.replace("\n", " ")) == (2, True)
