"""The workbook, read back by openpyxl: its sheets, and that their cells are the views' values and no formulas."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.domain.scenario import Scenario
from planner.domain.score import Tally, Term
from planner.domain.week import Span
from planner.exports import EXPORTS, Options
from planner.exports.marks import DASH
from planner.exports.xlsx import site_titles
from planner.exports.xlsx_book import height, text_of
from planner.exports.xlsx_tables import NOT_ASKED, SHOWN
from planner.views.columns import Unit
from planner.views.tables import Planned, Table
from planner.views.week_grid import site_weeks

MADE = datetime(2027, 2, 1, 12, tzinfo=UTC)
REMEDIES = {"p14": ["Open one more group", "Raise the group size to 13"]}
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", '=HYPERLINK("http://x.example")')


def opened(planned: Planned, remedies: Mapping[str, list[str]] | None = None) -> Workbook:
    (content,) = EXPORTS["xlsx"](planned, Options(made=MADE, remedies=remedies or {})).values()
    return load_workbook(io.BytesIO(content), rich_text=False)


def named(planned: Planned, **sites: str) -> Planned:
    """The same plan with other names for its sites."""
    s = planned.scenario
    changed = {key: replace(site, name=sites.get(key.replace("-", "_"), site.name)) for key, site in s.sites.items()}
    return replace(planned, scenario=replace(s, sites=changed))


def rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def texts(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        for row in rows(sheet):
            yield from (value for value in row if isinstance(value, str))


@pytest.fixture(scope="module")
def book(two_clinics: Planned) -> Workbook:
    return opened(two_clinics, remedies=REMEDIES)


def test_a_summary_comes_first_then_the_sites_then_the_tables(book: Workbook) -> None:
    assert book.sheetnames[:4] == ["Summary", "North Clinic", "Oak Park & Söhne <West>", "Online"]
    assert book.sheetnames[4:] == [*(table.title for table in SHOWN), "What columns mean"]


@pytest.mark.parametrize("table", SHOWN, ids=lambda table: table.name)
def test_every_table_holds_what_the_view_says(book: Workbook, two_clinics: Planned, table: Table) -> None:
    heading, *lines = rows(book[table.title])
    assert list(heading)[: len(table.columns)] == [column.title for column in table.columns]
    view = table.rows(two_clinics)
    assert len(lines) == len(view) > 0
    for line, row in zip(lines, view, strict=True):
        for column, value in zip(table.columns, line, strict=False):
            same(value, getattr(row, column.name), column.unit)


def same(read: object, value: object, unit: Unit) -> None:
    if value in (None, "", ()):
        assert read in (None, "")
    elif unit is Unit.TIME:
        assert isinstance(value, int)
        assert read == (time(value // 60, value % 60) if value < 1440 else timedelta(days=1))
    elif isinstance(value, int | float) and not isinstance(value, bool) and unit is not Unit.DAY:
        assert read == pytest.approx(value)
        assert not isinstance(read, str)
    else:
        assert read == text_of(value, unit)


def test_the_summary_tells_people_proof_and_score(book: Workbook, two_clinics: Planned) -> None:
    lines = rows(book["Summary"])
    flat = [cell for line in lines for cell in line]
    assert lines[0][0] == "two clinics"
    assert "Placed 13 of 15 people in 4 cohorts, in 1.5 s." in flat
    assert any(isinstance(x, str) and "no plan scores more than 133,000" in x for x in flat)
    assert next(line for line in lines if line[0] == "No plan can score more than")[1] == 133000
    assert next(line for line in lines if line[0] == "open_cohort")[1:4] == (4, -100, -400)
    assert next(line for line in lines if line[0] == "iop")[2:8] == (
        4,
        13,
        4,
        pytest.approx(9 + 5 / 6),
        *[pytest.approx(9 + 5 / 6), 9],
    )
    assert [line[2:6] for line in lines if line[0] == "All"] == [(4, 9, 1, 1)] * 2
    assert two_clinics.summary.score in flat


def test_an_unknown_bound_is_not_passed_over(two_clinics: Planned) -> None:
    unproven = replace(two_clinics, summary=replace(two_clinics.summary, bound=None, gap=None))
    lines = rows(opened(unproven)["Summary"])
    assert next(line for line in lines if line[0] == "Gap")[1] == "not known"


def test_each_site_in_the_summary_leads_to_its_week(book: Workbook) -> None:
    links = {cell.value: cell.hyperlink.location for row in book["Summary"] for cell in row if cell.hyperlink}
    assert links["oak-park"] == "'Oak Park & Söhne <West>'!A1"
    assert links["Therapists' week"] == "'Therapists'' week'!A1"


def test_a_site_sheet_shows_every_session_of_the_site_and_nobody_in_treatment(
    book: Workbook, two_clinics: Planned
) -> None:
    for week in site_weeks(two_clinics.scenario, two_clinics.plan):
        sheet = book[week.name]
        shown = [text for row in rows(sheet) for text in row if isinstance(text, str) and DASH in text]
        planned = [one for one in two_clinics.plan.sessions.values() if one.site == week.site_id]
        assert len(shown) == len(planned)
        assert not any(person in text for text in shown for person in two_clinics.scenario.participants)
    assert f"A  Adult mental health\n09:00{DASH}12:00 · 4 of 12 places\nAda" in [
        x for row in rows(book["North Clinic"]) for x in row
    ]


def test_sites_print_landscape_one_page_wide_with_their_heading_on_every_page(book: Workbook) -> None:
    for name in ("North Clinic", "Sessions"):
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows is not None
        assert sheet.freeze_panes is not None
    assert book["Sessions"].auto_filter.ref == "A1:Q26"


def test_programs_are_told_apart_by_colour_and_by_letter(book: Workbook) -> None:
    cells = [cell for row in book["North Clinic"].iter_rows() for cell in row if isinstance(cell.value, str)]
    fills = {cell.value[:1]: cell.fill.start_color.rgb for cell in cells if "·" in cell.value and "\n" in cell.value}
    assert fills == {"A": "FFDCE9F9", "B": "FFDDF1E1"}


def test_whoever_has_no_place_has_a_reason_and_what_it_would_take(book: Workbook) -> None:
    heading, *lines = rows(book["Without a place"])
    assert heading[-1] == "What it would take"
    assert lines[0][-1] == "Open one more group\nor: Raise the group size to 13"
    assert lines[1][-1] == NOT_ASKED


def test_no_cell_begins_a_formula_and_negative_figures_stay_figures(two_clinics: Planned) -> None:
    for text in EVIL:
        evil = named(two_clinics, north=text, oak_park=text, online=text)
        programs = {key: replace(program, name=text) for key, program in evil.scenario.programs.items()}
        therapists = {key: replace(one, name=text) for key, one in evil.scenario.therapists.items()}
        s = replace(evil.scenario, programs=programs, therapists=therapists)
        book = opened(replace(evil, scenario=s), remedies={"p14": [text]})
        assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
        assert not [x for x in texts(book) if x.lstrip(" \t")[:1] in set("=+-@")]
        assert -400 in [cell for row in rows(book["Score"]) for cell in row]


def test_sheets_have_names_that_no_two_share(two_clinics: Planned) -> None:
    long = "A name that is far longer than any sheet's may be"
    awkward = named(two_clinics, north="Summary", oak_park=f"{long} one", online=f"{long} two")
    book = opened(awkward)
    assert book.sheetnames[1] == "Summary (north)"
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(len(name) <= 31 for name in book.sheetnames)
    odd = named(two_clinics, north="sessions", oak_park="a/b:[c]*?", online="'History'")
    assert opened(odd).sheetnames[1:4] == ["sessions 2", "a b  c", "Sheet History"]


def test_sites_of_one_name_are_told_apart_by_their_id(two_clinics: Planned) -> None:
    same_names = named(two_clinics, north="oak-park (north)", oak_park="", online="oak-park")
    assert len(set(site_titles(site_weeks(same_names.scenario, same_names.plan)))) == 3


def test_the_same_plan_gives_the_same_bytes(two_clinics: Planned) -> None:
    options = Options(made=MADE)
    assert EXPORTS["xlsx"](two_clinics, options) == EXPORTS["xlsx"](two_clinics, options)


def test_an_empty_plan_has_its_sheets_too(two_clinics: Planned) -> None:
    s: Scenario = replace(two_clinics.scenario, participants={}, cohorts={})
    plan = replace(two_clinics.plan, cohorts={}, placements={}, sessions={}, unplaced={})
    none = replace(two_clinics.summary, terms={Term.OPEN_COHORT: Tally(0, 0)}, score=0, bound=0, gap=0.0)
    book = opened(Planned(s, plan, none))
    assert len(rows(book["Sessions"])) == 1
    assert [row[0] for row in rows(book["North Clinic"])][4] == "n-1\ngroup, 12 seats"


def test_the_end_of_the_day_is_shown_as_24_00(two_clinics: Planned) -> None:
    sessions = {key: replace(one, span=Span(1380, 1440)) for key, one in two_clinics.plan.sessions.items()}
    late = replace(two_clinics, plan=replace(two_clinics.plan, sessions=sessions))
    cell = opened(late)["Sessions"]["G2"]
    assert (cell.value, cell.number_format) == (timedelta(days=1), "[hh]:mm")


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    assert height([("short", 60)]) == height([])
    assert height([("word " * 60, 60)]) > 4 * 13
    assert height([("word " * 60_000, 60)]) <= 409
