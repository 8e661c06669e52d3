"""The list of formats."""

import subprocess
import sys
from datetime import date
from fnmatch import fnmatch

import pytest

from planner.exports import EXPORTS, Dates, Options
from planner.views.tables import Planned


def test_every_format_says_what_it_is_and_how_its_files_end() -> None:
    assert sorted(EXPORTS) == ["csv", "fhir", "html", "ics", "parquet", "share", "xlsx"]
    for export in EXPORTS.values():
        assert export.about
        assert export.ending.startswith(".")


@pytest.mark.parametrize("name", ["csv", "ics", "parquet"])
def test_a_format_knows_its_own_files_again(name: str, two_clinics: Planned) -> None:
    patterns = EXPORTS[name].patterns
    options = Options(dates=Dates(date(2027, 1, 4), date(2027, 1, 31)))
    for file in EXPORTS[name](two_clinics, options):
        assert any(fnmatch(file, pattern) for pattern in patterns)


def test_naming_the_formats_loads_none_of_their_libraries() -> None:
    code = "import sys, planner.exports; print({'pyarrow', 'icalendar', 'xlsxwriter', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
