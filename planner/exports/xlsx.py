"""A workbook: a summary, each site's week to print and hang up, and tables to filter."""

from collections.abc import Iterator, Sequence

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


def site_titles(weeks: Sequence[SiteWeek]) -> Iterator[str]:
    """The sites' names, or where one is missing or taken already, with the site's id; no two alike."""
    taken = set(OWN)
    for week in weeks:
        title = week.name or week.site_id
        while title in taken:
            title = f"{title} ({week.site_id})"
        taken.add(title)
        yield title
