"""Pages to print: what they show, what they leave out, and that they need nothing but themselves."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from planner.domain.plan import Plan, Session, SessionKind
from planner.domain.week import Span
from planner.exports import EXPORTS, Dates, Files, Options
from planner.exports.marks import DASH, marks_of, times
from planner.exports.print_html import LARGEST, SMALLEST, size
from planner.views.tables import Planned
from planner.views.week_grid import site_weeks

MADE = datetime(2027, 2, 1, 12, tzinfo=UTC)
DATES = Dates(date(2027, 2, 24), date(2027, 3, 12), frozenset({date(2027, 3, 9)}))
"""Two whole weeks and the end of one; a Tuesday is closed."""

EVIL = "<script>alert('x')</script>\"><img src=http://x.example>"
LOADS = {"src", "href", "srcset", "data", "action", "background", "poster"}


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.cells: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.cells and "td" in self.tags:
            self.cells[-1] += data


def exported(planned: Planned, dates: Dates | None = None) -> Files:
    return EXPORTS["html"](planned, Options(dates=dates, made=MADE))


def with_sessions(planned: Planned, sessions: Iterator[Session]) -> Planned:
    plan: Plan = replace(planned.plan, sessions={one.id: one for one in sessions})
    return replace(planned, plan=plan)


@pytest.fixture(scope="module")
def north(two_clinics: Planned) -> Page:
    return Page(exported(two_clinics)["week-north.html"])


def test_every_site_has_a_file_with_one_page(two_clinics: Planned) -> None:
    files = exported(two_clinics)
    assert list(files) == ["week-north.html", "week-oak-park.html", "week-online.html"]
    assert [Page(content).tags.count("section") for content in files.values()] == [1, 1, 1]


def test_every_session_of_the_site_is_on_its_page(two_clinics: Planned) -> None:
    for site in two_clinics.scenario.sites:
        shown = "\n".join(Page(exported(two_clinics)[f"week-{site}.html"]).cells)
        planned = [one for one in two_clinics.plan.sessions.values() if one.site == site]
        assert shown.count(DASH) == len(planned)
        assert all(times(one.span) in shown for one in planned)


def test_a_group_says_what_when_how_full_and_who(north: Page) -> None:
    assert any(f"AAdult mental health09:00{DASH}12:00 · 4 of 12 placesAda" in cell for cell in north.cells)


def test_nobody_in_treatment_is_on_a_page(two_clinics: Planned) -> None:
    for content in exported(two_clinics).values():
        assert not re.search(r"\bp\d\d\b", content.decode())


def test_a_page_runs_nothing_and_fetches_nothing(two_clinics: Planned) -> None:
    for content in exported(two_clinics, DATES).values():
        page = Page(content)
        assert not {"script", "link", "img", "iframe", "object", "base"} & set(page.tags)
        assert not LOADS & page.attributes
        assert not [name for name in page.attributes if name.startswith("on")]
        assert "default-src 'none'" in content.decode()
        assert not re.search(r"url\(|@import|https?:", content.decode())


def test_names_are_text_whatever_they_hold(two_clinics: Planned) -> None:
    s = two_clinics.scenario
    s = replace(
        s,
        name=EVIL,
        sites={key: replace(site, name=EVIL, region=EVIL, timezone=EVIL) for key, site in s.sites.items()},
        programs={key: replace(program, name=EVIL) for key, program in s.programs.items()},
        therapists={key: replace(one, name=EVIL) for key, one in s.therapists.items()},
    )
    for content in exported(replace(two_clinics, scenario=s)).values():
        page = Page(content)
        assert not {"script", "img"} & set(page.tags)
        assert EVIL in page.text


def test_programs_are_told_apart_without_colours(two_clinics: Planned) -> None:
    marks = marks_of(two_clinics.scenario).values()
    assert len({mark.letter for mark in marks}) == len({mark.pattern for mark in marks}) == 2
    text = exported(two_clinics)["week-north.html"].decode()
    assert 'class="s g k0"' in text
    assert 'class="s g k1"' in text
    assert "<b>A</b>Adult mental health" in text


def test_letters_go_on_after_z(two_clinics: Planned) -> None:
    one = two_clinics.scenario.programs["amh"]
    many = {f"{number:02d}": replace(one, id=f"{number:02d}") for number in range(60)}
    letters = [mark.letter for mark in marks_of(replace(two_clinics.scenario, programs=many)).values()]
    assert [letters[place] for place in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]
    assert len(set(letters)) == 60


def test_with_dates_there_is_a_page_for_each_week(two_clinics: Planned) -> None:
    text = exported(two_clinics, DATES)["week-north.html"].decode()
    assert re.findall(r"<h2>(.*?)</h2>", text) == [
        "Week of 22 February 2027",
        "Week of 01 March 2027",
        "Week of 08 March 2027",
    ]
    assert "<small>09 Mar</small>" in text


def test_closed_days_say_so_and_days_outside_the_dates_stay_empty(two_clinics: Planned) -> None:
    sections = exported(two_clinics, DATES)["week-north.html"].decode().split("<section")[1:]
    rooms = 3
    assert [section.count('<td class="off">closed') for section in sections] == [0, 0, rooms]
    assert [section.count('<td class="off"></td>') for section in sections] == [2 * rooms, 0, 0]


def test_a_fuller_week_is_printed_smaller_but_never_too_small_to_read(two_clinics: Planned) -> None:
    def at(times_over: int) -> float:
        sessions = (
            replace(one, id=f"{one.id}.{number}")
            for one in two_clinics.plan.sessions.values()
            for number in range(times_over)
        )
        planned = with_sessions(two_clinics, sessions)
        return size(site_weeks(planned.scenario, planned.plan)[0], marks_of(planned.scenario))

    assert at(1) == LARGEST
    assert LARGEST > at(4) > at(8) >= SMALLEST
    assert at(60) == SMALLEST


@pytest.mark.browser
def test_a_site_of_many_sessions_prints_on_one_page(two_clinics: Planned, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium")
    sessions = (
        replace(one, id=f"{one.id}.{number}", span=Span(one.span.start + number, one.span.end + number))
        for one in two_clinics.plan.sessions.values()
        for number in range(1 if one.kind is SessionKind.GROUP else 7)
    )
    (tmp_path / "week.html").write_bytes(exported(with_sessions(two_clinics, sessions))["week-north.html"])
    pdf = tmp_path / "week.pdf"
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={pdf}", "week.html"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) == 1
