"""The workbook, opened by LibreOffice: its values agree with the views', and a site is a page."""

import csv
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.exports import EXPORTS
from planner.exports.xlsx_tables import SHOWN
from planner.views.columns import Unit
from planner.views.tables import Planned, Table

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALL_SHEETS_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="there is no LibreOffice"),
]


def convert(folder: Path, to: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", to, "plan.xlsx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)


@pytest.fixture(scope="module")
def folder(two_clinics: Planned, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "plan.xlsx").write_bytes(EXPORTS["xlsx"](two_clinics)["plan.xlsx"])
    convert(folder, ALL_SHEETS_AS_SHOWN)
    return folder


def cells(folder: Path, sheet: str) -> Iterator[list[str]]:
    with (folder / f"plan-{sheet}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WRITERS: dict[Unit, Callable[[Any], str]] = {
    Unit.HOURS: "{:,.1f}".format,
    Unit.SHARE: "{:.0%}".format,
    **dict.fromkeys((Unit.COUNT, Unit.MINUTES, Unit.POINTS), "{:,d}".format),
    Unit.TIME: lambda minute: f"{minute // 60:02d}:{minute % 60:02d}",
    Unit.DAY: lambda day: DAYS[day],
    Unit.PATTERN: lambda days: " ".join(DAYS[day] for day in days),
    Unit.YES_NO: lambda value: "yes" if value else "no",
    Unit.LIST: ", ".join,
}
"""What stands in a cell by the plan's own account, written anew."""


def shown(value: object, unit: Unit) -> str:
    return "" if value is None else WRITERS.get(unit, str)(value)


@pytest.mark.parametrize("table", SHOWN, ids=lambda table: table.name)
def test_every_table_agrees_with_the_view(table: Table, folder: Path, two_clinics: Planned) -> None:
    heading, *lines = cells(folder, table.title)
    assert heading[: len(table.columns)] == [column.title for column in table.columns]
    rows = table.rows(two_clinics)
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        for column, text in zip(table.columns, line, strict=False):
            assert text == shown(getattr(row, column.name), column.unit), column.name


def test_it_prints_a_page_for_each_site_and_table(folder: Path, two_clinics: Planned) -> None:
    convert(folder, "pdf")
    pages = len(re.findall(rb"/Type\s*/Page\b", (folder / "plan.pdf").read_bytes()))
    sites = len(two_clinics.scenario.sites)
    assert 1 + sites + len(SHOWN) < pages < 1 + sites + len(SHOWN) + 20
