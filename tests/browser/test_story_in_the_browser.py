"""From the first look to a tried change, as somebody new would walk it."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from app_server import Reader

from planner.services.asking import ask
from planner.services.explaining import ExplainRow
from planner.services.questions import ANSWER, Question, asks
from planner.services.stored import planned_run
from planner.store import Ended, Store


def test_the_first_page_shows_the_demo_s_plan_and_the_ways_on(reader: Reader) -> None:
    reader.open("")
    reader.says("The plan of Three clinics")
    assert "of 113" in reader.text()
    reader.click("Go to Schedule")
    reader.page.wait_for_url("**/schedule*")


@pytest.fixture
def answered(store_path: Path) -> str:
    """An answer to what would place everyone, as if it had been asked before: for one person, an hour more of duty."""
    with Store(store_path) as store:
        plan = next(run for run in reversed(store.runs.list()) if run.score is not None)
        someone = next(iter(planned_run(store.runs, plan.id).plan.unplaced.values()))
        duty = {"do": "duty", "therapist": "okafor", "day": "Mon", "start": "17:00", "end": "18:00"}
        row = ExplainRow(someone.participant, "staff", "", 1, (duty,), 1, "", True, "Ngozi Okafor works an hour more")
        run = ask(store.runs, plan.id, asks(Question.REMEDIES), 60.0)
        store.runs.claim(run)
        store.runs.finish(run, Ended({ANSWER: json.dumps([asdict(row)])}, None, None, None, {}))
    return someone.participant


def test_a_suggested_change_is_tried_and_compared(reader: Reader, answered: str) -> None:
    reader.open("plan?scenario=demo")
    reader.says(answered)
    reader.click(f"Try it for {answered}")
    reader.page.wait_for_url("**/what_if*changes=*")
    reader.says("Okafor")
    reader.page.go_back()
    reader.says("Without a place")
    assert reader.page.url.endswith("/plan?scenario=demo")
    reader.page.go_forward()
    reader.says("Okafor")
    reader.click("Plan it")
    reader.says("Beside the plan as it is")
    reader.says("Gain a place")
    reader.says("Lose their place")


def test_everyone_without_a_place_has_a_reason(reader: Reader) -> None:
    reader.open("plan?scenario=demo")
    reader.says("Without a place")
    reader.page.get_by_text(re.compile("therapist.*is free|not free|group room")).first.wait_for()
    reader.page.get_by_role("button", name=re.compile("Find what would place them|Ask again")).first.wait_for()


def test_two_browsers_see_the_same_run(reader: Reader) -> None:
    other = reader.page.context.browser
    assert other is not None
    context = other.new_context()
    second = Reader(context.new_page(), reader.address)
    reader.open("plan?scenario=what-if-room-closes")
    reader.click("Build plan")
    second.open("plan?scenario=what-if-room-closes")
    second.page.get_by_text(re.compile("Working|Waiting|Starting|people placed")).first.wait_for()
    context.close()
    reader.button("Build plan").wait_for()
