"""The pages that plan, each whole in Streamlit's own test harness over a store with a plan in it."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from small_clinic import people, small_tables
from streamlit.testing.v1 import AppTest

from planner.domain.settings import Settings
from planner.files import read_folder
from planner.services.carrying import carry
from planner.services.editing import Drafts, typed_of
from planner.services.library import keep_as
from planner.services.opening import open_scenario
from planner.services.permission import Person
from planner.services.running import submit, user
from planner.services.stored import plan_run
from planner.store import Store
from planner.ui.here import names, path_of

DANA = Person("dana")

OWN = {"scenario": "my-small"}
DEMO = "Three clinics"
LEAVES = [{"do": "therapist_leaves", "therapist": "ann"}]
ROLES = {"planners": ["ria@clinic.example"], "viewers": ["vic@clinic.example"]}


def start() -> None:
    from planner.ui.pages.start import page  # noqa: PLC0415 - runs as a script of its own

    page()


def plan() -> None:
    from planner.ui.pages.plan import page  # noqa: PLC0415

    page()


def what_if() -> None:
    from planner.ui.pages.what_if import page  # noqa: PLC0415

    page()


def progress() -> None:
    import streamlit as st  # noqa: PLC0415

    from planner.ui.here import the_store  # noqa: PLC0415
    from planner.ui.progress import follow  # noqa: PLC0415

    follow(the_store(), int(st.query_params["run"]))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store beside which a scenario of one's own lies, for seven people of whom four find a place."""
    monkeypatch.setenv("PLANNER_STORE", str(tmp_path / "planner.db"))
    st.cache_resource.clear()
    everyone = people(*(f"p{number}" for number in range(1, 8)))
    keep_as(small_tables(participants=everyone), "small", tmp_path / "scenarios", DANA)
    return Store(tmp_path / "planner.db")


@pytest.fixture
def planned(store: Store, tmp_path: Path) -> Store:
    """With a plan of it, run 1."""
    run = submit(store.runs, open_scenario(tmp_path / "scenarios" / "small"), Settings(workers=1))
    carry(run, store.runs, lambda found, watch: plan_run(store.runs, found, watch))
    return store


def seen(page: Callable[[], None], email: str = "", **link: str) -> AppTest:
    tested = AppTest.from_function(page, default_timeout=30)
    if email:
        tested.secrets["auth"], tested.secrets["roles"] = {"cookie_secret": "x"}, ROLES
        tested.user.update({"is_logged_in": True, "email": email})
    for name, value in {**OWN, **link}.items():
        tested.query_params[name] = value
    tested.run()
    assert not tested.exception, tested.exception
    return tested


def words(tested: AppTest) -> str:
    shown = (*tested.markdown, *tested.caption, *tested.info, *tested.success, *tested.warning, *tested.error)
    return "\n".join(str(element.value) for element in shown)


@pytest.mark.usefixtures("planned")
def test_the_start_says_how_many_have_a_place_and_that_none_could_do_better() -> None:
    tested = seen(start)
    assert [metric.label for metric in tested.metric[:2]] == ["People placed, of 7", "Without a place"]
    assert [metric.value for metric in tested.metric[:2]] == ["4", "3"]
    assert "Proven: nobody else could be placed without" in words(tested)
    assert "Proven: no other plan is better." in words(tested)
    assert "seats in group rooms are used" in words(tested)


@pytest.mark.usefixtures("store")
def test_a_scenario_without_a_plan_says_the_next_step() -> None:
    assert "no plan yet" in words(seen(start))
    tested = seen(plan)
    assert "There is no plan of this scenario yet" in words(tested)
    assert not tested.button(key="build").disabled


@pytest.mark.usefixtures("store")
def test_what_counts_is_said_in_words_before_there_is_a_plan() -> None:
    said = words(seen(plan))
    assert "Those who wait get a place: 1,000 each, times their priority." in said
    assert said.index("Those who are enrolled keep a place") < said.index("Those who wait get a place")


@pytest.mark.usefixtures("planned")
def test_the_plan_lists_everyone_without_a_place_with_the_reason() -> None:
    tested = seen(plan)
    assert len(tested.table[0].value) == 3
    assert all(tested.table[0].value["Why"])
    assert not tested.button(key="ask_remedies").disabled


def test_a_viewer_neither_builds_nor_asks_nor_keeps(planned: Store) -> None:
    tested = seen(plan, "vic@clinic.example")
    assert tested.button(key="build").disabled
    tested = seen(what_if, "vic@clinic.example", changes=json.dumps(LEAVES))
    assert {button.label for button in tested.button if button.disabled} >= {"Plan it", "Keep as a scenario"}
    assert [run.scenario for run in planned.runs.list() if run.scenario != DEMO] == ["small"]


@pytest.mark.parametrize(("email", "runs"), [("vic@clinic.example", 1), ("ria@clinic.example", 2)])
def test_a_forged_click_of_a_viewer_builds_nothing(planned: Store, email: str, runs: int) -> None:
    tested = seen(plan, email)
    button = tested.button(key="build")
    button.proto.disabled = False
    button.click().run()
    assert not tested.exception
    built = [run for run in planned.runs.list() if run.scenario == "small"]
    assert len(built) == runs
    assert {run.by for run in built[:-1]} <= {"ria@clinic.example"}


@pytest.mark.parametrize(("email", "stopped"), [("vic@clinic.example", False), ("ria@clinic.example", True)])
def test_only_a_planner_stops_what_is_worked_on(store: Store, tmp_path: Path, email: str, *, stopped: bool) -> None:
    run = submit(store.runs, open_scenario(tmp_path / "scenarios" / "small"), Settings())
    store.runs.claim(run)
    tested = seen(progress, email, run=str(run))
    assert "You can leave this page" in words(tested)
    assert tested.button(key=f"stop_{run}").disabled is not stopped
    if stopped:
        tested.button(key=f"stop_{run}").click().run()
    assert store.runs.find(run).cancelled is stopped


def test_a_run_that_was_stopped_before_it_found_anything_says_so(store: Store, tmp_path: Path) -> None:
    store.runs.cancel(submit(store.runs, open_scenario(tmp_path / "scenarios" / "small"), Settings()))
    assert "stopped before anything was found" in words(seen(plan))


@pytest.mark.usefixtures("planned")
def test_a_plan_of_older_data_is_marked(tmp_path: Path) -> None:
    file = tmp_path / "scenarios" / "small" / "rooms.csv"
    file.write_text(file.read_text(encoding="utf-8-sig").replace("10", "9"), encoding="utf-8")
    assert "The data has changed since this plan was made" in words(seen(plan))


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("page", [plan, what_if])
def test_what_was_typed_and_not_saved_is_said_not_to_be_planned(page: Callable[[], None], tmp_path: Path) -> None:
    home = tmp_path / "scenarios"
    assert "not saved yet" not in words(seen(page))
    Drafts(home, Person(user())).keep(home / "small", typed_of(read_folder(home / "small").tables), "")
    assert "not saved yet. What is planned here does not have them." in words(seen(page))


@pytest.mark.usefixtures("planned")
def test_a_link_that_names_a_run_alone_finds_its_scenario() -> None:
    assert seen(start, scenario="", run="1").metric[0].value == "4"


@pytest.mark.usefixtures("planned")
def test_a_link_to_a_run_that_is_not_here_shows_what_there_is() -> None:
    assert seen(start, run="99").metric[0].value == "4"


@pytest.mark.usefixtures("planned")
def test_changes_in_the_link_stand_as_sentences() -> None:
    tested = seen(what_if, changes=json.dumps(LEAVES))
    assert re.search(r"1\. .*ann", words(tested))
    assert "Plan it" in {button.label for button in tested.button}


@pytest.mark.parametrize("link", ["{", "7", '["x"]', "null"])
@pytest.mark.usefixtures("planned")
def test_a_broken_link_is_an_empty_card(link: str) -> None:
    assert "Choose what changes, add it" in words(seen(what_if, changes=link))


@pytest.mark.usefixtures("planned")
def test_a_change_that_does_not_fit_says_what_would_be_right() -> None:
    tested = seen(what_if, changes='[{"do": "therapist_leaves", "therapist": "nobody"}]')
    assert tested.warning


@pytest.mark.usefixtures("planned")
def test_zeros_of_an_id_and_a_figure_of_nought_stay_as_they_are_typed() -> None:
    tested = seen(what_if, verb="therapist_joins")
    tested.text_input(key="therapist_joins id").set_value("007")
    tested.button(key="add therapist_joins").click().run()
    assert json.loads(tested.query_params["changes"])[0]["id"] == "007"
    tested = seen(what_if, verb="weight")
    tested.text_input(key="weight value").set_value("0")
    tested.button(key="add weight").click().run()
    assert json.loads(tested.query_params["changes"])[0]["value"] == 0


@pytest.mark.usefixtures("planned")
def test_a_form_says_what_is_so_now_and_takes_a_change_once() -> None:
    tested = seen(what_if, verb="group_size")
    assert tested.selectbox(key="group_size program").options[0].endswith(" people now")
    tested.button(key="add group_size").click().run()
    assert "Still to fill in: At least so many people, At most so many people." in words(tested)
    tested.text_input(key="group_size max").set_value("3")
    tested.button(key="add group_size").click().run()
    tested.text_input(key="group_size max").set_value("3")
    tested.button(key="add group_size").click().run()
    assert "This change is in the list already." in words(tested)
    assert len(json.loads(tested.query_params["changes"])) == 1
    assert any("1,000 now" in one for one in seen(what_if, verb="weight").selectbox(key="weight name").options)


def test_scenarios_of_the_same_name_are_told_apart(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store
    folders = [keep_as(small_tables(), "Week 12", tmp_path / name, DANA).parent for name in ("east", "west")]
    monkeypatch.setenv("PLANNER_SCENARIOS", os.pathsep.join(map(str, folders)))
    known = names(tmp_path / "scenarios")
    found = [name for name, one in known.items() if one.title == "Week 12"]
    assert found[0] == "week-12"
    assert len(set(found)) == 2
    assert [path_of(name, known, tmp_path / "scenarios", DANA).parent for name in found] == folders
