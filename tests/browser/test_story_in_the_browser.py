"""From the first look to a tried change, as somebody new would walk it."""

import re

from app_server import Reader


def test_the_first_page_shows_the_demo_s_plan_and_the_ways_on(reader: Reader) -> None:
    reader.open("")
    reader.says("The plan of Three clinics")
    assert "of 113" in reader.text()
    reader.click("Go there")
    reader.page.wait_for_url("**/schedule*")


def test_a_plan_is_built_and_another_is_stopped(reader: Reader) -> None:
    reader.open("plan?scenario=regional")
    reader.click("Build plan")
    reader.button("Stop and keep the best plan").click()
    reader.button("Build plan").wait_for()
    reader.page.get_by_text(re.compile("stopped before anything|people placed")).first.wait_for()
    reader.open("exports?scenario=regional")
    reader.page.locator("[role=gridcell]", has_text="stopped").first.wait_for(state="attached")


def test_a_suggested_change_is_tried_and_compared(reader: Reader) -> None:
    reader.open(
        'what_if?scenario=demo&changes=[{"do":"room_opens","id":"new-1","site":"east","kind":"group","seats":10}]'
    )
    reader.says("new-1")
    reader.click("Plan it")
    reader.says("Beside the plan as it is")
    reader.says("Gain a place")
    reader.says("Lose their place")


def test_everyone_without_a_place_has_a_reason(reader: Reader) -> None:
    reader.open("plan?scenario=demo")
    reader.says("Without a place")
    reader.page.get_by_text(re.compile("therapist.*is free|not free|group room")).first.wait_for()
    assert reader.button("Find what would place them").is_enabled()


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
