import re
from typing import Any

import pandas as pd
import pytest

from planner.domain.week import Span
from planner.exports.colours import colours_of
from planner.ui.charts.bars import gains, losses
from planner.ui.charts.heat import heatmap
from planner.ui.charts.week import Week, legend_html, week_html
from planner.views.tables import Planned
from planner.views.timetable import By, Entry, Line, timetable


def week(two_clinics: Planned, site: str, by: By, chosen: str = "") -> str:
    table = timetable(two_clinics.scenario, two_clinics.plan, site, by)
    colours = colours_of(two_clinics.scenario.programs)
    return week_html(Week(by, table.days, table.lines, site, colours, chosen, f"Week of {site}"))


def test_every_session_of_the_site_is_a_button_that_names_its_kind_in_words(two_clinics: Planned) -> None:
    html = week(two_clinics, "north", By.ROOM)
    here = [one for one in two_clinics.plan.sessions.values() if one.site == "north"]
    assert html.count('<button type="button"') == len(here)
    assert "individual" in html
    assert "Substance use" in html


def test_the_chosen_session_alone_is_pressed(two_clinics: Planned) -> None:
    chosen = next(one.id for one in two_clinics.plan.sessions.values() if one.site == "north")
    html = week(two_clinics, "north", By.ROOM, chosen)
    assert html.count('aria-pressed="true"') == 1
    assert f'data-session="{chosen}" aria-pressed="true"' in html


def test_days_and_lines_are_headings_for_those_who_cannot_see_the_table(two_clinics: Planned) -> None:
    html = week(two_clinics, "north", By.THERAPIST)
    assert html.count('scope="col"') == 6
    assert html.count('scope="row"') == 3
    assert "<caption>Week of north</caption>" in html


def test_no_text_of_a_scenario_is_taken_for_html() -> None:
    nasty = '"><script>alert(1)</script>'
    entry = Entry(nasty, True, Span(540, 600), nasty, nasty, "amh", nasty, nasty, (nasty,), nasty, 1, 2)
    line = Line(nasty, nasty, nasty, ((entry,),))
    colours = colours_of(["amh"])
    html = week_html(Week(By.COHORT, (0,), (line,), "x", colours, "", nasty)) + legend_html([("amh", nasty)], colours)
    assert "<script" not in html


def spec(chart: Any) -> dict[str, Any]:  # noqa: ANN401 - any of altair's charts
    described: dict[str, Any] = chart.to_dict()
    return described


def test_a_heatmap_writes_the_figure_in_each_cell_and_keeps_the_order_of_lines() -> None:
    cells = pd.DataFrame(
        [
            {"line": "morning", "column": "Mon", "share": 0.5, "text": "6 of 12", "says": "half full"},
            {"line": "evening", "column": "Mon", "share": None, "text": "closed", "says": "nothing to use"},
        ]
    )
    described = spec(heatmap(cells, ["Mon", "Tue"], "day"))
    squares, written = described["layer"]
    assert written["encoding"]["text"]["field"] == "text"
    assert squares["encoding"]["y"]["sort"] == ["morning", "evening"]
    assert squares["encoding"]["color"]["scale"]["domain"] == [0, 1]


def lightness(colour: tuple[float, ...]) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("page", "ink"), [((255,) * 3, (17,) * 3), ((14, 17, 23), (250,) * 3)], ids=["light", "dark"])
def test_the_page_s_text_stands_out_on_every_cell_of_a_heatmap(page: tuple[int, ...], ink: tuple[int, ...]) -> None:
    shade = spec(CHARTS[2])["layer"][0]["encoding"]["color"]
    for colour in shade["scale"]["range"]:
        *parts, opacity = map(float, re.findall(r"[\d.]+", colour))
        behind = tuple(top * opacity + below * (1 - opacity) for top, below in zip(parts, page, strict=True))
        less, more = sorted((lightness(behind), lightness(tuple(map(float, ink)))))
        assert (more + 0.05) / (less + 0.05) >= 4.5


CHARTS = (
    gains(pd.DataFrame([{"what": "one room", "people": 2, "certainty": "proven", "label": "+2, proven"}])),
    losses(pd.DataFrame([{"what": "Ada", "people": 2, "fate": "keep a place", "order": 1, "label": "0 lose"}])),
    heatmap(pd.DataFrame([{"line": "am", "column": "Mon", "share": 0.5, "text": "1", "says": "half"}]), ["Mon"], ""),
)


@pytest.mark.parametrize("chart", CHARTS[:2], ids=["gains", "losses"])
def test_bars_say_in_words_what_their_colours_mean(chart: Any) -> None:  # noqa: ANN401 - any of altair's charts
    bars, written = spec(chart)["layer"]
    assert bars["encoding"]["color"]["legend"]["orient"] == "top"
    assert "datum.what + ': ' + datum.label" in str(written["transform"])


@pytest.mark.parametrize("chart", CHARTS[:2], ids=["gains", "losses"])
def test_a_phone_s_whole_width_is_left_to_bars_and_what_is_said_of_them(chart: Any) -> None:  # noqa: ANN401 - as above
    bars, written = spec(chart)["layer"]
    assert bars["encoding"]["y"]["axis"] is None
    assert written["encoding"]["x"] == {"value": 0}
    assert written["mark"]["limit"] == {"expr": "width"}


@pytest.mark.parametrize("chart", CHARTS, ids=["gains", "losses", "use"])
def test_what_is_written_in_a_chart_has_the_colour_of_the_page_s_text(chart: Any) -> None:  # noqa: ANN401 - as above
    described = spec(chart)
    _, written = described["layer"]
    assert "currentColor" in str(written)
    assert {
        described["config"][part][f"{what}Color"] for part in ("axis", "legend") for what in ("label", "title")
    } == {"currentColor"}
