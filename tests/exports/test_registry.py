"""The list of formats."""

import io
import subprocess
import sys
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from planner.exports import EXPORTS, Dates, Options
from planner.views.tables import Planned


def test_every_format_says_what_it_is_and_how_its_files_end() -> None:
    assert sorted(EXPORTS) == ["csv", "fhir", "html", "ics", "parquet", "share", "xlsx"]
    for export in EXPORTS.values():
        assert export.about
        assert export.ending.startswith(".")


@pytest.mark.parametrize("name", EXPORTS)
def test_a_format_knows_its_own_files_again_and_no_others(name: str, two_clinics: Planned) -> None:
    options = Options(dates=Dates(date(2027, 1, 4), date(2027, 1, 31)))
    for file, content in EXPORTS[name](two_clinics, options).items():
        assert EXPORTS[name].wrote(file, io.BytesIO(content))
        for foreign in (b"", b"participant_id,room\np1,big\n", b"PK\x03\x04", b"PAR1", b'{"resourceType": "Bundle"}'):
            assert not EXPORTS[name].wrote(file, io.BytesIO(foreign))


def test_a_format_of_several_files_knows_them_by_their_names_too(two_clinics: Planned) -> None:
    content = EXPORTS["csv"](two_clinics)["sessions.csv"]
    assert not EXPORTS["csv"].wrote("mine.csv", io.BytesIO(content))
    assert not EXPORTS["csv"].wrote("use.csv", io.BytesIO(content))


def test_a_workbook_that_was_saved_by_another_program_is_known_again_and_another_workbook_is_not(
    two_clinics: Planned,
) -> None:
    saved, other = io.BytesIO(), io.BytesIO()
    load_workbook(io.BytesIO(EXPORTS["xlsx"](two_clinics)["plan.xlsx"])).save(saved)
    Workbook().save(other)
    assert EXPORTS["xlsx"].wrote("week.xlsx", saved)
    assert not EXPORTS["xlsx"].wrote("week.xlsx", other)


def test_naming_the_formats_loads_none_of_their_libraries() -> None:
    code = "import sys, planner.exports; print({'pyarrow', 'icalendar', 'xlsxwriter', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
