"""The list of formats."""

import subprocess
import sys

from planner.exports import EXPORTS


def test_every_format_says_what_it_is_and_how_its_files_end() -> None:
    assert sorted(EXPORTS) == ["csv", "fhir", "html", "ics", "parquet", "share", "xlsx"]
    for export in EXPORTS.values():
        assert export.about
        assert export.endings
        assert all(ending.startswith(".") for ending in export.endings)


def test_naming_the_formats_loads_none_of_their_libraries() -> None:
    code = "import sys, planner.exports; print({'pyarrow', 'icalendar', 'xlsxwriter', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
