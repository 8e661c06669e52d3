import re
from pathlib import Path

import openpyxl
from app_server import SECONDS, Reader
from playwright.sync_api import expect

from planner.files import read_folder
from planner.files.example import EXAMPLE
from planner.files.workbook_out import write_workbook
from planner.services.editing import Drafts
from planner.services.permission import Person
from planner.services.running import user


def copy_of_the_demo(reader: Reader) -> None:
    reader.open("data?scenario=demo")
    reader.click("Make a copy to edit")
    reader.page.wait_for_url("**scenario=my-*")


def hand_over(reader: Reader, file: Path) -> None:
    """Gives the page a file; the button that takes it in comes once the file is there, and a click before is lost."""
    reader.page.locator("input[type=file]").set_input_files(file)
    reader.button("Take it in").wait_for()
    reader.settle()


def test_pasted_cells_stay_as_they_are_and_every_problem_is_told(reader: Reader, own_folder: Path) -> None:
    copy_of_the_demo(reader)
    (copy,) = own_folder.iterdir()
    before = read_folder(copy).tables
    reader.open(f"data?scenario=my-{copy.name}&sheet=rooms")
    reader.paste(0, "007\tnorth\thall\t99999999999\nBAD ID!\tmars\tgroup\ttwelve")
    for told in ("'BAD ID!' is not an id", "'twelve' is not a whole number", "mars is not in sites"):
        reader.says(told)
    reader.says("Nothing is saved while something is wrong")
    draft = Drafts(own_folder, Person(user())).find(copy)
    assert draft is not None
    cells = [tuple(row.values())[:4] for row in draft.typed["rooms"][:2]]
    assert cells == [("007", "north", "hall", "99999999999"), ("BAD ID!", "mars", "group", "twelve")]
    assert read_folder(copy).tables == before
    reader.page.reload()
    reader.says("'BAD ID!' is not an id")
    reader.click("Discard my changes")
    reader.click("Yes, discard them")
    reader.says("Nothing is wrong")
    reader.button("Yes, discard them").wait_for(state="hidden")


def test_rows_pasted_below_the_last_are_saved_after_a_look_at_the_difference(reader: Reader, own_folder: Path) -> None:
    copy_of_the_demo(reader)
    (copy,) = own_folder.iterdir()
    reader.open(f"data?scenario=my-{copy.name}&sheet=blocks")
    reader.paste(4, "morning\t\t09:00\t12:00\nlate\t\t21:00\t23:00\nlater\tnorth\t22:00\t24:00")
    reader.page.locator("[role=gridcell]", has_text="late").first.wait_for(state="attached")
    reader.says("What saving changes")
    reader.says("Changes that are not saved yet")
    assert reader.button("Discard my changes").is_enabled()
    reader.click("Save")
    reader.says("All is saved")
    assert reader.button("Save").is_disabled()
    blocks = {row["block_id"]: row for row in read_folder(copy).tables.rows["blocks"]}
    assert (blocks["late"]["start"], blocks["later"]["site_id"]) == ("21:00", "north")


def test_two_windows_that_paste_into_one_sheet_lose_nothing(reader: Reader, own_folder: Path) -> None:
    copy_of_the_demo(reader)
    (copy,) = own_folder.iterdir()
    second = Reader(reader.page.context.new_page(), reader.address)
    for window in (reader, second):
        window.open(f"data?scenario=my-{copy.name}&sheet=rooms")
    reader.paste(0, "007\tnorth\tgroup\t11")
    reader.says("What saving changes")
    second.paste(1, "008\tnorth\tgroup\t12")
    second.page.locator("[role=gridcell]", has_text="007").first.wait_for(state="attached")
    draft = Drafts(own_folder, Person(user())).find(copy)
    assert draft is not None
    assert [row["room_id"] for row in draft.typed["rooms"][:2]] == ["007", "008"]


def test_a_broken_workbook_is_taken_in_and_put_right_on_the_screen(
    reader: Reader, own_folder: Path, tmp_path: Path
) -> None:
    write_workbook(EXAMPLE, tmp_path / "Our clinic.xlsx")
    book = openpyxl.load_workbook(tmp_path / "Our clinic.xlsx")
    book["rooms"]["D2"] = "a dozen"
    book.save(tmp_path / "Our clinic.xlsx")
    reader.open("data")
    reader.page.get_by_text("Bring in a workbook").click()
    hand_over(reader, tmp_path / "Our clinic.xlsx")
    reader.click("Take it in")
    reader.says("'a dozen' is not a whole number")
    reader.says("rooms, row 2, seats")
    assert not own_folder.exists() or not list(own_folder.iterdir())


def test_a_file_that_is_no_workbook_changes_nothing_and_says_why(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "letter.xlsx").write_text("Dear Dana")
    reader.open("data")
    reader.page.get_by_text("Bring in a workbook").click()
    hand_over(reader, tmp_path / "letter.xlsx")
    reader.click("Take it in")
    reader.says("is not a whole .xlsx workbook")


def test_back_and_forward_go_through_the_sheets_that_were_looked_at(reader: Reader) -> None:
    chosen = reader.page.locator("button[role=radio][aria-checked=true]")

    def shows(sheet: str, link: str) -> None:
        # a choice made before the link tells of the last one would share its place in the browser's history
        reader.page.wait_for_url(f"**/data?{link}")
        expect(chosen).to_have_text(re.compile(rf"^{sheet}\b"), timeout=SECONDS * 1000)
        reader.settle()

    reader.open("data?scenario=demo")
    for sheet in ("rooms", "blocks"):
        reader.page.get_by_role("radio", name=sheet).click()
        shows(sheet, f"scenario=demo&sheet={sheet}")
    reader.page.go_back()
    shows("rooms", "scenario=demo&sheet=rooms")
    reader.page.go_back()
    shows("sites", "scenario=demo")
    reader.page.go_forward()
    shows("rooms", "scenario=demo&sheet=rooms")
