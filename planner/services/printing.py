"""A site's week as one page to print."""

from planner.exports import Options
from planner.exports.names import file_names
from planner.services.exchanging import export_files
from planner.views.tables import Planned
from planner.views.week_grid import site_weeks


def print_page(planned: Planned, site: str) -> bytes:
    """The HTML file of one site. KeyError where the site is closed and holds no session."""
    names = file_names([week.site_id for week in site_weeks(planned.scenario, planned.plan)], "week-", ".html")
    return export_files(planned, "html", Options())[names[site]]
