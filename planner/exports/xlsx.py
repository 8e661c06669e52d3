"""A workbook: a summary, each site's week to print and hang up, and tables to filter."""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from planner.exports.marks import marks_of
from planner.exports.names import sheet_names
from planner.exports.options import Files, Options
from planner.exports.xlsx_book import Book
from planner.exports.xlsx_grid import write_grid
from planner.exports.xlsx_summary import Summary
from planner.exports.xlsx_tables import COLUMNS_TITLE, SHOWN, listings, write_listing, write_meanings
from planner.views.tables import Planned
from planner.views.week_grid import SiteWeek, site_weeks

SUMMARY = "Summary"
LONGEST_LIST = 1_000_000
"""Bytes of a workbook's list of sheets that are read."""

OWN = (SUMMARY, *(table.title for table in SHOWN), COLUMNS_TITLE)


def export(planned: Planned, options: Options) -> Files:
    """One workbook; text in it is text, whatever it begins with."""
    weeks = site_weeks(planned.scenario, planned.plan)
    titles = list(site_titles(weeks))
    names = sheet_names([*OWN, *titles])
    of_tables = {table.name: names[table.title] for table in SHOWN}
    of_sites = {week.site_id: names[title] for week, title in zip(weeks, titles, strict=True)}
    marks = marks_of(planned.scenario)
    with Book(planned.summary.scenario, options.made) as book:
        Summary(book, names[SUMMARY], planned, of_sites, of_tables).write()
        for week in weeks:
            write_grid(book, of_sites[week.site_id], week, marks)
        for listing in listings(planned, options):
            write_listing(book, of_tables[listing.table.name], listing)
        write_meanings(book, names[COLUMNS_TITLE])
    return {"plan.xlsx": book.content}


def wrote(_: str, file: BinaryIO) -> bool:
    """Whether a file is a workbook with all sheets that each of ours has, be it saved again by another program."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open("xl/workbook.xml") as listed:
            sheets = re.findall(r'<sheet [^>]*?name="([^"]*)"', listed.read(LONGEST_LIST).decode())
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, UnicodeError, zlib.error):
        return False
    return set(OWN) <= set(map(html.unescape, sheets))


def site_titles(weeks: Sequence[SiteWeek]) -> Iterator[str]:
    """The sites' names, or where one is missing or taken already, with the site's id; no two alike."""
    taken = set(OWN)
    for week in weeks:
        title = week.name or week.site_id
        while title in taken:
            title = f"{title} ({week.site_id})"
        taken.add(title)
        yield title
