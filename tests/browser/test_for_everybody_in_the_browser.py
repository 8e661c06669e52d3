"""The app for those who hear it and for those without a mouse: axe-core's rules, and the whole story by keyboard."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from app_server import Reader
from axe_playwright_python.sync_playwright import Axe

STREAMLIT_S = {
    # the box that takes dropped files has a name though it is no control; the button inside it is one, and has it too
    ("presentation-role-conflict", "stFileUploaderDropzone"),
}
"""What Streamlit itself draws against a rule where no page can change it: the rule, and the one element's test id."""

STOP = """() => {
  const inside = one => one.shadowRoot?.activeElement ? inside(one.shadowRoot.activeElement) : one;
  const above = one => one ? [one, ...above(one.parentElement ?? one.getRootNode().host)] : [];
  const look = one => above(one).slice(0, 4).map(each => getComputedStyle(each)).map(
    style => [style.outlineStyle, style.boxShadow, style.borderColor, style.backgroundColor].join()).join();
  const name = one => one.matches("main, body") ? "" :
    one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.innerText || one.tagName;
  const here = inside(document.activeElement), last = window.lastStop;
  const drawn = last?.element.matches("body, canvas");  // nothing has it, or a grid that draws where in it
  const unseen = last?.element.isConnected && last.element !== here && last.look === look(last.element) && !drawn;
  window.lastStop = { element: here, look: look(here), name: name(here).replace(/\\s+/g, " ").trim() };
  return [window.lastStop.name, unseen ? last.name || "the page" : ""];
}"""
"""The name of what has the focus now, and of what had it before if that looked no different then."""

MOST_STOPS = 80


def broken(reader: Reader) -> list[str]:
    """The rules that the page breaks, each with an element that does."""
    found: dict[str, Any] = Axe().run(reader.page).response
    nodes = [(rule["id"], node["html"].partition(">")[0]) for rule in found["violations"] for node in rule["nodes"]]
    known = [(name, f'data-testid="{which}"') for name, which in STREAMLIT_S]
    return [f"{name}: {tag}" for name, tag in nodes if not any(name == rule and mark in tag for rule, mark in known)]


@pytest.mark.parametrize(
    ("page", "unfolded", "title"),
    [
        ("", "The same as a table", "Start"),
        ("data?scenario=demo&sheet=rooms", "Bring in a workbook", "Data"),
        ("plan?scenario=demo", "What counts", "Plan"),
        ("schedule?scenario=demo&site=park", "The same as a table", "Schedule"),
        ("capacity?scenario=demo&at=park", "The same as a table", "Capacity"),
        ("what_if?scenario=demo&changes=[{%22do%22:%22demand%22,%22factor%22:2}]", "", "What if"),
        ("exports?scenario=demo", "Clear away old runs", "Exports and history"),
    ],
)
def test_a_screen_reader_is_given_all_of_a_page(reader: Reader, page: str, unfolded: str, title: str) -> None:
    reader.open(page)
    if unfolded:
        reader.page.locator("summary", has_text=unfolded).click()
        reader.settle()
    assert broken(reader) == []
    assert reader.page.title() == f"{title} · Cohort planner"


class Keyboard:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.page = reader, reader.page

    def open(self, path: str) -> None:
        """Opens a page by its link; what gets the focus looks so at once."""
        self.reader.open(path)
        self.page.add_style_tag(content="* { transition: none !important; }")

    def press(self, *keys: str) -> None:
        """Presses one key after another and waits for the answer."""
        for key in keys:
            self.page.keyboard.press(key)
        self.reader.settle()

    def here(self) -> str:
        """What has the focus; it looks otherwise than without."""
        name, unseen = self.page.evaluate(STOP)
        assert not unseen, f"{unseen} has the focus and nobody sees it"
        return str(name)

    def walk_to(self, name: str) -> None:
        """Goes on with Tab until something of this name, after its icon, has the focus."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if re.search(rf"(^|\s){re.escape(name)}$", self.here()):
                return
        raise AssertionError(f"{name} cannot be reached")

    def go_to(self, page: str, link: str) -> None:
        """Opens a page from the list of pages."""
        self.walk_to(page)
        self.press("Enter")
        self.page.wait_for_url(f"**/{link}*")
        self.page.get_by_role("heading", name=page, level=1).wait_for()
        self.reader.settle()


def test_a_plan_is_built_and_stopped_by_keyboard_and_both_are_told(reader: Reader) -> None:
    keys = Keyboard(reader)
    keys.open("")
    keys.go_to("Plan", "plan")
    keys.walk_to("Scenario")
    keys.page.keyboard.type("Region")
    keys.press("Enter")
    keys.page.wait_for_url("**scenario=regional*")
    keys.walk_to("Search for at most")
    keys.page.keyboard.type("5 min")  # long enough to be stopped on a busy machine too
    keys.press("Enter")
    keys.walk_to("Build plan")
    keys.press("Enter")
    keys.page.get_by_role("status").filter(has_text=re.compile("Working|Waiting|Starting")).wait_for(state="attached")
    assert broken(reader) == []
    keys.walk_to("Stop and keep the best plan")
    keys.press("Enter")
    keys.page.get_by_role("status").filter(has_text=re.compile(r"Run \d+ (is over|ended)")).wait_for(state="attached")
    keys.go_to("Exports and history", "exports")
    keys.page.locator("[role=gridcell]", has_text="stopped").first.wait_for(state="attached")


def test_reasons_sessions_what_ifs_and_files_are_reached_by_keyboard(reader: Reader, tmp_path: Path) -> None:
    keys = Keyboard(reader)
    keys.open("plan?scenario=demo")
    first = reader.page.locator("table tbody th").first.inner_text()
    keys.walk_to("Next page")
    keys.press("Enter")
    assert first not in reader.text()
    _a_session_of_a_cohort(keys)
    _a_what_if(keys)
    _a_file(keys, tmp_path)


def _a_session_of_a_cohort(keys: Keyboard) -> None:
    keys.go_to("Schedule", "schedule")
    keys.walk_to("Rooms")
    keys.press("ArrowRight", "ArrowRight", "Space")
    keys.page.wait_for_url("**by=cohort*")
    keys.page.keyboard.press("Tab")
    keys.press("ArrowDown", "ArrowDown")
    session = keys.here()
    keys.press("Enter")
    keys.page.get_by_role("dialog").get_by_text("When").wait_for()
    assert broken(keys.reader) == []
    keys.press("Escape")
    keys.page.get_by_role("dialog").wait_for(state="hidden")
    keys.reader.settle()
    assert keys.here() == session


def _a_what_if(keys: Keyboard) -> None:
    keys.go_to("What if", "what_if")
    keys.walk_to("Therapist")
    keys.press("ArrowDown", "ArrowDown", "Enter")
    keys.walk_to("Add this change")
    keys.press("Enter")
    keys.walk_to("Plan it")
    keys.press("Enter")
    keys.reader.says("Gain a place")


def _a_file(keys: Keyboard, folder: Path) -> None:
    keys.go_to("Exports and history", "exports")
    keys.walk_to("Workbook as xlsx")
    with keys.page.expect_download() as download:
        keys.page.keyboard.press("Enter")
    download.value.save_as(folder / "plan.xlsx")
    assert "Summary" in openpyxl.load_workbook(folder / "plan.xlsx").sheetnames
