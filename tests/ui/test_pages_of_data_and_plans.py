"""The pages' parts, each run in Streamlit's own test harness over a real store and real folders."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from small_clinic import people, small_tables
from streamlit.testing.v1 import AppTest

from planner.domain.settings import Settings
from planner.exports import EXPORTS
from planner.files import read_folder
from planner.services.carrying import carry
from planner.services.editing import Drafts, typed_of
from planner.services.library import keep_as
from planner.services.permission import Person
from planner.services.planning import versions
from planner.services.stored import plan_run
from planner.store import Kind, Queued, Store

DANA = Person("dana")

SECONDS = 30
SCREENS = Path(__file__).parent / "screens"

Run: TypeAlias = Callable[..., AppTest]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with one plan of a small clinic, run 1."""
    place = str(tmp_path_factory.mktemp("ui") / "planner.db")
    with Store(place) as store:
        tables = small_tables(participants=people("p1", "p2", "p3", "p4", "p5"))
        queued = Queued(Kind.PLAN, "small", "f00d", tables, Settings(workers=1), versions(), "dana", path="/clinic")
        run = store.runs.add(queued)
        carry(run, store.runs, lambda found, watch: plan_run(store.runs, found, watch))
    return place


@pytest.fixture
def app(address: str, tmp_path: Path) -> Iterator[Run]:
    """Runs a page's part, which finds the store and the scenario in the environment."""

    def run(screen: str, scenario: str = "") -> AppTest:
        os.environ.update(TEST_STORE=address, TEST_SCENARIO=scenario, TEST_HOME=str(tmp_path / "scenarios"))
        tested = AppTest.from_file(SCREENS / f"{screen}.py", default_timeout=SECONDS).run()
        assert not tested.exception, tested.exception
        return tested

    yield run
    for name in ("TEST_STORE", "TEST_SCENARIO", "TEST_HOME"):
        os.environ.pop(name, None)


def words(tested: AppTest) -> str:
    shown = (*tested.markdown, *tested.caption, *tested.info, *tested.success, *tested.warning, *tested.error)
    return "\n".join(str(element.value) for element in shown)


def test_the_schedule_says_what_it_shows(app: Run) -> None:
    assert "3 group and" in words(app("schedule"))


def test_a_search_that_finds_nothing_says_so(app: Run) -> None:
    tested = app("schedule")
    tested.text_input(key="find").set_value("nobody of this name").run()
    assert "Nothing here matches" in words(tested)


def test_a_search_finds_members_of_groups_and_says_where_everybody_is(app: Run) -> None:
    tested = app("schedule")
    placed = set()
    for who in ("p1", "p2", "p3", "p4", "p5"):
        tested.text_input(key="find").set_value(who).run()
        assert not tested.exception
        said = words(tested)
        if f"**{who}** is in iop at north, evening, Mon Wed Fri, with ann." in said:
            placed.add(who)
            assert "1 of 2 rooms shown" in said or "2 of 2 rooms shown" in said
            tested.button(key=f"show_participant_{who}").click().run()
            assert "1 of 4 participants shown" in words(tested)
            tested.segmented_control(key="by").set_value("room").run()
        else:
            assert f"**{who}** is waiting and has no place." in said
            assert "The page Plan finds what would place them." in said
    assert len(placed) == 4
    tested.text_input(key="find").set_value("iop at north").run()
    next(one for one in tested.button if str(one.key).startswith("show_cohort")).click().run()
    assert "1 of 1 cohorts shown" in words(tested)


def test_the_same_week_can_be_read_as_a_table(app: Run) -> None:
    tested = app("schedule")
    assert tested.selectbox(key="site").value == "north"
    assert not tested.exception


def test_use_is_said_in_a_sentence_beside_the_colours(app: Run) -> None:
    assert "seats in group rooms are used" in words(app("capacity"))


def test_a_table_is_sent_only_when_it_is_opened(app: Run) -> None:
    tested = app("capacity")
    assert not tested.dataframe
    tested.session_state["use_table"] = True
    assert list(tested.run().dataframe[0].value.columns) == ["Mon", "Wed", "Fri"]


def test_a_viewer_cannot_ask_for_bottlenecks(app: Run) -> None:
    tested = app("capacity")
    assert tested.button(key="ask_capacity").disabled
    assert tested.button(key="ask_contingency").disabled


def test_every_format_has_a_button(app: Run) -> None:
    buttons = {one.key for one in app("files").get("download_button")}
    assert buttons == {f"download_{name}" for name in EXPORTS}


def test_a_date_that_cannot_be_read_is_said(app: Run) -> None:
    tested = app("files")
    tested.text_input(key="closed").set_value("2027-01-01, Easter").run()
    assert "Easter: not a date" in words(tested)


def test_history_shows_each_plan_with_how_good_it_is(app: Run) -> None:
    shown = app("history").dataframe[0].value
    assert list(shown["Run"]) == [1]
    assert list(shown["State"]) == ["✓ done"]
    assert list(shown["How good"]) == ["proven best"]


def test_what_comes_with_the_planner_is_locked_and_can_be_copied(app: Run, tmp_path: Path) -> None:
    tested = app("data", str(Path(__file__).parents[2] / "scenarios" / "demo"))
    tested.button(key="copy").click().run()
    assert not tested.exception
    (copy,) = (tmp_path / "scenarios").iterdir()
    assert read_folder(copy).tables.settings["name"] == "Three clinics (copy)"


def test_a_draft_with_a_wrong_cell_is_kept_said_and_not_saved(app: Run, tmp_path: Path) -> None:
    home = tmp_path / "scenarios"
    path = keep_as(small_tables(), "Mine", home, DANA)
    typed = dict(typed_of(read_folder(path).tables))
    typed["rooms"] = ({**typed["rooms"][0], "seats": "a dozen"}, *typed["rooms"][1:])
    Drafts(home, DANA).keep(path, typed, "")
    tested = app("data", str(path))
    assert "one problem" in words(tested)
    assert "is not a whole number" in words(tested)
    assert "Nothing is saved while something is wrong" in words(tested)
    assert tested.button(key="save").disabled


def test_a_draft_is_compared_saved_and_then_gone(app: Run, tmp_path: Path) -> None:
    home = tmp_path / "scenarios"
    path = keep_as(small_tables(), "Mine", home, DANA)
    typed = dict(typed_of(read_folder(path).tables))
    typed["rooms"] = ({**typed["rooms"][0], "seats": "9"}, *typed["rooms"][1:])
    Drafts(home, DANA).keep(path, typed, "")
    tested = app("data", str(path))
    diff = tested.dataframe[-1].value
    assert list(diff["Before"]) == ["10"]
    assert list(diff["After"]) == ["9"]
    tested.button(key="save").click().run()
    assert read_folder(path).tables.rows["rooms"][0]["seats"] == "9"
    assert Drafts(home, DANA).find(path) is None


def test_what_another_window_typed_is_not_undone_by_looking(app: Run, tmp_path: Path) -> None:
    home = tmp_path / "scenarios"
    path = keep_as(small_tables(), "Mine", home, DANA)
    tested = app("data", str(path))
    tested.session_state["sheet"] = "rooms"
    tested.run()
    typed = dict(typed_of(read_folder(path).tables))
    typed["rooms"] = ({**typed["rooms"][0], "seats": "9"}, *typed["rooms"][1:])
    Drafts(home, DANA).keep(path, typed, "")
    tested.run()
    assert not tested.exception
    kept = Drafts(home, DANA).find(path)
    assert kept is not None
    assert kept.typed["rooms"][0]["seats"] == "9"
    assert list(tested.dataframe[-1].value["After"]) == ["9"]


def test_a_draft_is_discarded_once_it_was_asked_again(app: Run, tmp_path: Path) -> None:
    home = tmp_path / "scenarios"
    path = keep_as(small_tables(), "Mine", home, DANA)
    Drafts(home, DANA).keep(path, {**typed_of(read_folder(path).tables), "rooms": ()}, "")
    tested = app("data", str(path))
    tested.session_state[f"discard {path} 0"] = True
    tested.run()
    assert "There is no way back" in words(tested)
    assert Drafts(home, DANA).find(path) is not None
    tested.button(key="discard_sure").click().run()
    assert "Nothing is wrong" in words(tested)
    assert "There is no way back" not in words(tested)
    assert Drafts(home, DANA).find(path) is None


def test_saving_stands_above_the_sheet_and_says_whether_there_is_anything_to_save(app: Run, tmp_path: Path) -> None:
    home = tmp_path / "scenarios"
    path = keep_as(small_tables(), "Mine", home, DANA)
    assert app("data", str(path)).button(key="save").disabled
    Drafts(home, DANA).keep(path, {**typed_of(read_folder(path).tables), "pairs": ()}, "somebody else's")
    tested = app("data", str(path))
    assert not tested.button(key="save").disabled
    assert "Somebody saved this scenario since you began" in words(tested)
    everything = [getattr(one, "key", None) for one in tested.main]
    assert everything.index("save") < everything.index("sheet")
