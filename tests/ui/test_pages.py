"""Every page in each of its states: nothing yet, a plan, a run under way, one that failed, data that has changed."""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeAlias

import pytest
import streamlit as st
from small_clinic import people, small_tables
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Markdown, Subheader
from streamlit.testing.v1.element_tree import Warning as Warned

from planner.domain.progress import Progress
from planner.domain.settings import Settings
from planner.services import naming
from planner.services.asking import ask
from planner.services.carrying import carry
from planner.services.editing import Drafts, save, typed_of
from planner.services.explaining import ExplainRow
from planner.services.library import home_of, keep_as
from planner.services.opening import open_scenario
from planner.services.permission import Person
from planner.services.questions import ANSWER, Question, asks
from planner.services.running import queued
from planner.services.stored import plan_run
from planner.services.whatifs import changed
from planner.store import Ended, Store
from planner.ui.pages.history import how_good

DANA = Person("dana")

PAGES = ("start", "data", "plan", "schedule", "capacity", "what_if", "exports")
SCREEN = Path(__file__).parent / "screens" / "any_page.py"

Show: TypeAlias = Callable[..., AppTest]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store, and a small clinic as its user's only scenario."""
    monkeypatch.setenv("PLANNER_STORE", str(tmp_path / "planner.db"))
    st.cache_resource.clear()
    with Store() as opened:
        keep_as(small_tables(participants=people("p1", "p2", "p3", "p4", "p5")), "Small", home_of(opened.address), DANA)
        yield opened
    st.cache_resource.clear()


@pytest.fixture
def clinic(store: Store) -> Path:
    return home_of(store.address) / "small"


@pytest.fixture
def show(store: Store, clinic: Path) -> Show:
    """Draws a page for the small clinic."""
    assert store

    def run(page: str, **told: str) -> AppTest:
        os.environ["TEST_PAGE"] = page
        tested = AppTest.from_file(SCREEN, default_timeout=30)
        for name, value in {"scenario": f"my-{clinic.name}", **told}.items():
            tested.query_params[name] = value
        tested.run()
        assert not tested.exception, tested.exception
        return tested

    return run


def planned(store: Store, clinic: Path) -> int:
    run = store.runs.add(queued(open_scenario(clinic), Settings(workers=1)))
    carry(run, store.runs, lambda found, watch: plan_run(store.runs, found, watch))
    return run


def under_way(store: Store, clinic: Path) -> int:
    """A run that a worker has begun."""
    run = store.runs.add(queued(open_scenario(clinic), Settings()))
    store.runs.claim(run)
    return run


def words(tested: AppTest) -> str:
    kinds = (tested.title, tested.markdown, tested.caption, tested.info, tested.success, tested.warning, tested.error)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


@pytest.mark.parametrize("page", ["plan", "schedule", "capacity", "exports"])
def test_without_a_plan_a_page_says_where_to_build_one(show: Show, page: str) -> None:
    assert "There is no plan of this scenario yet" in words(show(page))


@pytest.mark.parametrize("page", PAGES)
def test_with_a_plan_every_page_is_drawn(store: Store, clinic: Path, show: Show, page: str) -> None:
    planned(store, clinic)
    assert show(page).title


@pytest.mark.parametrize("page", ["plan", "schedule", "capacity", "exports"])
def test_a_plan_of_older_data_is_marked(store: Store, clinic: Path, show: Show, page: str) -> None:
    planned(store, clinic)
    tables = open_scenario(clinic).tables
    typed = {**typed_of(tables), "pairs": ({"kind": "apart", "participant_id": "p1", "other_id": "p2"},)}
    drafts = Drafts(home_of(store.address), DANA)
    save(drafts.keep(clinic, typed, ""), home_of(store.address), DANA)
    assert "The data has changed since this plan was made" in words(show(page))


def test_a_published_plan_says_so_on_every_page_of_plans(store: Store, clinic: Path, show: Show) -> None:
    store.runs.publish(planned(store, clinic), "dana")
    for page in ("plan", "schedule", "capacity", "exports"):
        assert "published" in words(show(page))


def test_a_run_under_way_can_be_stopped_from_any_session(store: Store, clinic: Path, show: Show) -> None:
    run = under_way(store, clinic)
    tested = show("plan")
    assert tested.button(key="build").disabled
    tested.button(key=f"stop_{run}").click().run()
    assert store.runs.find(run).cancelled
    assert tested.button(key=f"stop_{run}").disabled
    (bar,) = tested.get("bidi_component")
    assert "Stopping" in str(bar.proto)


def test_a_run_under_way_says_how_far_it_is(store: Store, clinic: Path, show: Show) -> None:
    run = under_way(store, clinic)
    store.runs.beat([run], Progress(5.0, "planning", score=1000, placed=4, bound=1100))
    (bar,) = show("plan").get("bidi_component")
    assert "4 people placed so far, at most 10.0% from the best; 5 of at most" in str(bar.proto)


def test_a_bound_that_tells_nothing_is_no_percentage(store: Store, clinic: Path, show: Show) -> None:
    run = planned(store, clinic)
    assert how_good(replace(store.runs.find(run), gap=7.8239, bound=10**9)) == "how good is not known"
    run = under_way(store, clinic)
    store.runs.beat([run], Progress(5.0, "planning", score=1000, placed=4, bound=8824))
    (bar,) = show("plan").get("bidi_component")
    assert "4 people placed so far; 5 of at most" in str(bar.proto)


def test_work_that_says_nothing_of_itself_has_a_clock(store: Store, clinic: Path, show: Show) -> None:
    run = ask(store.runs, planned(store, clinic), asks(Question.REMEDIES), 60.0)
    store.runs.claim(run)
    time.sleep(1.1)
    (bar,) = show("plan").get("bidi_component")
    assert re.search(r"Working; [1-9]\d* of at most 60 seconds", str(bar.proto))


def test_a_run_that_failed_says_why(store: Store, clinic: Path, show: Show) -> None:
    run = under_way(store, clinic)
    store.runs.fail(run, "No plan exists. Cohort c1 is locked without a room.")
    assert "Cohort c1 is locked without a room" in words(show("plan"))


def test_everyone_without_a_place_is_listed_with_a_reason(store: Store, clinic: Path, show: Show) -> None:
    planned(store, clinic)
    table = show("plan").table[0].value
    assert len(table) == 1
    assert all(table["Why"])


def test_a_change_is_added_from_its_form_and_told_in_words(store: Store, clinic: Path, show: Show) -> None:
    planned(store, clinic)
    tested = show("what_if", verb="room_closes")
    tested.selectbox(key="room_closes room").set_value("big")
    tested.button(key="add room_closes").click().run()
    assert not tested.exception
    assert "big" in words(tested)


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("therapist_away", "Still to fill in: Days."),
        ("duty", "Still to fill in: Start, End."),
        ("room_opens", "Still to fill in: Or a new room: its id, Site of the new room"),
    ],
)
def test_a_form_says_what_it_lacks_in_its_own_words(
    store: Store, clinic: Path, show: Show, verb: str, said: str
) -> None:
    planned(store, clinic)
    tested = show("what_if", verb=verb)
    tested.button(key=f"add {verb}").click().run()
    assert said in words(tested)
    assert "changes" not in tested.query_params


def test_a_change_that_cannot_be_made_is_named_as_its_form_is(store: Store, clinic: Path, show: Show) -> None:
    planned(store, clinic)
    said = words(show("what_if", changes='[{"do":"therapist_away","therapist":"nobody","days":["Mon","Tue"]}]'))
    assert "A therapist is away on some days: nobody, Mon, Tue" in said
    assert "therapist_away" not in said


def test_what_is_wrong_stands_at_the_change_that_it_is_about(store: Store, clinic: Path, show: Show) -> None:
    planned(store, clinic)
    closes = [{"do": "room_closes", "room": room} for room in ("big", "nowhere", "office")]
    tested = show("what_if", changes=json.dumps(closes))
    said = [str(one.value) for one in tested.main if isinstance(one, Markdown | Warned)]
    place = next(n for n, text in enumerate(said) if text.startswith("Change 2: room 'nowhere' is not in rooms"))
    assert (said[place - 1][:2], said[place + 1][:2]) == ("2.", "3.")


def test_changes_that_do_not_fit_are_told_and_never_planned(store: Store, clinic: Path, show: Show) -> None:
    planned(store, clinic)
    tested = show("what_if", changes='[{"do":"room_closes","room":"nowhere"}]')
    assert "nowhere" in words(tested)
    before = len(store.runs.list())
    next(one for one in tested.button if one.label == "Plan it").click().run()
    assert not tested.exception
    assert len(store.runs.list()) == before


def test_a_link_to_a_scenario_of_one_s_own_that_is_gone_shows_the_demo(show: Show) -> None:
    assert "To look at only" in words(show("data", scenario="my-gone"))


@pytest.mark.parametrize("page", ["schedule", "capacity", "exports"])
def test_while_the_first_plan_is_made_every_page_says_so(store: Store, clinic: Path, show: Show, page: str) -> None:
    store.runs.add(queued(open_scenario(clinic), Settings(workers=1)))
    tested = show(page)
    assert "There is no plan of this scenario yet" not in words(tested)
    assert "stop_1" in {button.key for button in tested.button}


def test_an_example_is_a_change_to_plan(store: Store, clinic: Path, show: Show) -> None:
    planned(store, clinic)
    tested = show("what_if")
    tested.button(key="example 1").click().run()
    assert not tested.exception
    assert "20 % more people wait" in words(tested)


@pytest.mark.parametrize("run", ["999", "9" * 30, "-1", "one"])
def test_a_link_to_nothing_shows_the_demo_and_no_error(show: Show, run: str) -> None:
    assert "82 of 113 people placed" in words(show("plan", scenario="no-such-scenario", run=run))


def test_a_planned_what_if_stands_beside_its_base(store: Store, clinic: Path, show: Show) -> None:
    planned(store, clinic)
    planned_without(store, clinic, "big")
    tested = show("what_if")
    assert "**Room big at" in words(tested)
    assert [one.label for one in tested.metric][:3] == ["Placed", "Gain a place", "Lose their place"]
    assert tested.metric[0].value == "0"
    assert "is better, proven" in words(tested)
    assert "score" not in words(tested)


def planned_without(store: Store, clinic: Path, room: str) -> int:
    """A planned what-if that nobody has kept."""
    made = changed(open_scenario(clinic), [{"do": "room_closes", "room": room}])
    run = store.runs.add(replace(queued(made, Settings(workers=1)), start=None))
    carry(run, store.runs, lambda found, watch: plan_run(store.runs, found, watch))
    return run


def test_who_loses_a_place_is_named_with_group_and_therapist(store: Store, clinic: Path, show: Show) -> None:
    planned(store, clinic)
    run = planned_without(store, clinic, "big")
    tested = show("what_if")
    tested.session_state[f"who_{run}"] = True
    people = tested.run().dataframe[-1].value
    assert set(people["What"]) == {"- loses the place"}
    assert set(people["Group before"]) == {"iop at north, evening, Mon Wed Fri"}
    assert set(people["Therapist before"]) == {"ann"}
    assert set(people["Group after"]) == {""}


@pytest.mark.parametrize("by", ["cohort", "therapist", "room", "participant"])
def test_the_schedule_says_how_many_sessions_a_clinic_has_however_they_are_shown(
    store: Store, clinic: Path, show: Show, by: str
) -> None:
    planned(store, clinic)
    assert "3 group and 4 individual sessions a week at north" in words(show("schedule", by=by))


def test_a_what_if_stands_in_the_history_of_its_base(store: Store, clinic: Path, show: Show) -> None:
    base = planned(store, clinic)
    run = planned_without(store, clinic, "office")
    assert list(show("exports").dataframe[-1].value["Run"]) == [run, base]
    tested = show("start")
    tested.button(key=f"recent_{run}").click().run()
    assert tested.query_params["run"] == str(run)
    assert f"open_{run}" in {button.key for button in show("what_if").button}


def test_a_what_if_is_set_beside_the_plan_as_it_is_also_while_its_own_is_looked_at(
    store: Store, clinic: Path, show: Show
) -> None:
    planned(store, clinic)
    run = planned_without(store, clinic, "big")
    assert show("what_if", run=str(run)).metric[2].value == "4"


@pytest.mark.parametrize(
    ("stopped", "untold"),
    [(False, "The time was too short to tell"), (True, "The search was stopped before it could tell")],
)
def test_for_whom_no_change_was_found_is_told_apart(
    store: Store, clinic: Path, show: Show, *, stopped: bool, untold: str
) -> None:
    plan = planned(store, clinic)
    rows = [
        ExplainRow(who, "staff", "", None, (), None, "", verified=proven)
        for who, proven in (("p1", True), ("p2", False))
    ]
    run = ask(store.runs, plan, asks(Question.REMEDIES), 60.0)
    store.runs.claim(run)
    answer = {ANSWER: json.dumps([asdict(row) for row in rows])}
    store.runs.finish(run, Ended(answer, None, None, None, {}, stopped=stopped))
    said = words(show("plan"))
    assert "no change on the menu, nor two of them together, would place p1." in said
    assert f"{untold} what would place p2." in said
    assert ("It was stopped early" in said) is stopped


def answered(store: Store, plan: int, *rows: ExplainRow) -> None:
    """An answer to what would place people, as if it had been asked before for half a minute."""
    run = ask(store.runs, plan, asks(Question.REMEDIES), 30.0)
    store.runs.claim(run)
    store.runs.finish(run, Ended({ANSWER: json.dumps([asdict(row) for row in rows])}, None, None, None, {}))


def test_ways_to_place_people_stand_by_what_they_are_about_the_least_first(
    store: Store, clinic: Path, show: Show
) -> None:
    duty: dict[str, object] = {"do": "duty", "therapist": "ann", "day": "Mon", "start": "07:00", "end": "08:00"}
    seat: dict[str, object] = {"do": "set", "table": "rooms", "key": {"room_id": "big"}, "values": {"seats": 11}}
    hours: dict[str, object] = {
        "do": "set",
        "table": "therapists",
        "key": {"therapist_id": "ann"},
        "values": {"max_direct_hours": "44"},
    }
    ways: dict[str, tuple[tuple[dict[str, object], ...], int]] = {
        "p1": ((duty, duty), 12),
        "p2": ((duty,), 6),
        "p3": ((seat,), 2),
        "p4": ((hours,), 16),
        "p5": ((), 0),
    }
    rows = [ExplainRow(who, "staff", "", 1, todo, cost, "c", verified=True) for who, (todo, cost) in ways.items()]
    answered(store, planned(store, clinic), *rows)
    tested = show("plan")
    said = [str(one.value) for one in tested.main if isinstance(one, Markdown | Subheader)]
    heads = [one.value for one in tested.subheader]
    assert [said.index(head) for head in heads] == sorted(said.index(head) for head in heads)
    assert heads == [naming.AGAIN, naming.KINDS["rooms"], naming.KINDS["duty"]]
    order = [re.findall(r"\*\*(p\d)\*\*", text) for text in said]
    assert [who for found in order for who in found] == ["p5", "p3", "p2", "p4", "p1"]


def test_a_reason_that_was_not_found_in_time_says_what_finds_it(store: Store, clinic: Path, show: Show) -> None:
    run = planned(store, clinic)
    files = dict(store.runs.plan_files(run))
    header, row = files["unplaced.csv"].splitlines()
    who = row.partition(",")[0]
    cells = ",".join(row.split(",")[:4])
    files["unplaced.csv"] = f"{header}\n{cells},undecided,The search was stopped before it could tell why.\n"
    cut = under_way(store, clinic)
    store.runs.finish(cut, Ended(files, 4000, 5000, 0.25, {"placed": 4, "participants": 5}))
    assert "Of one person it is not known yet why they have no place" in words(show("plan", run=str(cut)))
    answered(store, cut, ExplainRow(who, "group_full", "Groups are full.", None, (), None, "", verified=False))
    tested = show("plan", run=str(cut))
    assert list(tested.table[0].value["Why"]) == ["Groups are full."]
    assert "is not known yet" not in words(tested)
    assert f"what would place {who}. Ask again: it may take up to 2 minutes then." in words(tested)
    tested.button(key="ask_remedies").click().run()
    assert store.runs.asked(cut)[0].settings.time_limit == 120.0


def test_a_plan_that_time_decided_says_so(store: Store, clinic: Path, show: Show) -> None:
    run = planned(store, clinic)
    assert "The time for the search ran out" not in words(show("plan"))
    ended = store.runs.plan_files(run)
    run = under_way(store, clinic)
    store.runs.finish(run, Ended(ended, 2900, 3190, 0.1, {"placed": 4, "participants": 5}))
    assert "The time for the search ran out" in words(show("plan", run=str(run)))
