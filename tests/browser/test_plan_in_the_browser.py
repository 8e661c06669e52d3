import re
from pathlib import Path

import openpyxl
from app_server import TABLET, Reader

from planner.services.scenarios import demo_folder
from planner.services.whatifs import places
from planner.store import Kind, Store


def test_a_session_opens_with_a_click_and_has_a_link_of_its_own(reader: Reader) -> None:
    reader.open("schedule?scenario=demo&site=park&by=therapist")
    reader.page.locator("[data-session]").first.click()
    reader.settle()
    reader.page.get_by_role("dialog").get_by_text("When").wait_for()
    link = reader.page.url
    assert "session=" in link
    reader.page.goto(link)
    reader.page.get_by_role("dialog").get_by_text("When").wait_for()


def test_the_week_can_be_walked_through_by_keyboard(reader: Reader) -> None:
    reader.open("schedule?scenario=demo&site=park")
    first = reader.page.locator("[data-session]").first
    first.focus()
    reader.page.keyboard.press("Enter")
    reader.page.get_by_role("dialog").get_by_text("When").wait_for()


def test_whoever_is_searched_for_is_gone_to_wherever_they_are(reader: Reader) -> None:
    reader.open("schedule?scenario=demo&find=park-group-1")
    reader.click("Show park-group-1")
    reader.page.wait_for_url("**site=park*")
    reader.says("1 of 4 rooms shown")


def test_use_is_drawn_and_written(reader: Reader) -> None:
    reader.open("capacity?scenario=demo&resource=therapist_blocks&at=park")
    reader.says("therapists on duty for the whole block are used at Parkside Clinic")
    reader.page.locator("[data-testid=stVegaLiteChart]").first.wait_for()


def test_the_workbook_is_downloaded_and_reads_back(reader: Reader, tmp_path: Path) -> None:
    reader.open("exports?scenario=demo")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="Workbook as xlsx").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert re.fullmatch(r"three-clinics-run-\d+\.xlsx", path.name)
    assert len(openpyxl.load_workbook(path).sheetnames) > 3


def test_a_plan_is_published_and_said_to_be(reader: Reader, store_path: Path) -> None:
    scenario, what_if = places(demo_folder())
    with Store(store_path) as store:
        rows = [run.path for run in store.runs.list(kind=Kind.PLAN) if run.path in {scenario, what_if}]
    reader.open("exports?scenario=demo")
    reader.choose(rows.index(scenario))
    reader.click("Publish")
    reader.button("Withdraw").wait_for()
    reader.open("schedule?scenario=demo")
    reader.says("published")


def test_nothing_hangs_over_on_a_tablet(reader: Reader) -> None:
    width, height = TABLET
    reader.page.set_viewport_size({"width": width, "height": height})
    for page in ("data", "schedule", "capacity", "exports"):
        reader.open(f"{page}?scenario=demo")
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
