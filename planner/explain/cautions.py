"""What in a valid scenario is surely a mistake: legal, yet somebody should look at the table again."""

from planner.domain.scenario import Scenario
from planner.errors import Finding
from planner.explain.doubtful_cohorts import cohorts
from planner.explain.doubtful_people import pairs, people
from planner.explain.doubtful_places import rooms, sites
from planner.explain.doubtful_programs import profiles, programs
from planner.explain.doubtful_staff import hours, therapists


def cautions(scenario: Scenario) -> tuple[Finding, ...]:
    """Every such place, table by table, with what would be right; rows are named by their ids, in `value`."""
    tables = (sites, rooms, programs, profiles, therapists, hours, people, pairs, cohorts)
    return tuple(finding for table in tables for finding in table(scenario))
