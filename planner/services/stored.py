"""Between the store, which keeps texts, and plans: a stored run planned, and a stored plan read."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from planner.domain.fingerprint import fingerprint
from planner.domain.outcome import Earlier
from planner.domain.plan import Plan
from planner.domain.progress import Watch
from planner.domain.settings import Settings
from planner.domain.summary import Summary
from planner.domain.tables import Tables
from planner.files import read_plan, scenario_of, write_plan
from planner.services.opening import Opened
from planner.services.planning import MOST_ASKED, plan_scenario
from planner.services.telling import with_none_empty
from planner.store import Ended, Run, Runs
from planner.views.tables import Planned


def plan_run(runs: Runs, run: Run, watch: Watch) -> Ended:
    """Plans the scenario that the store keeps for a run. Raises what `plan_scenario` does."""
    return plan_tables(runs.tables(run.id), run.settings, watch, runs.start_files(run.id))


def plan_tables(
    tables: Tables, settings: Settings, watch: Watch, start: Mapping[str, str] | None, most_asked: int = MOST_ASKED
) -> Ended:
    """Plans a scenario, from the files of an earlier plan where given. Raises what `plan_scenario` does."""
    begin = None if start is None else earlier(start)
    return ended(plan_scenario(opened_of(tables), settings, watch, begin, most_asked))


def opened_of(tables: Tables) -> Opened:
    """A scenario as the store keeps it, opened. Raises BadInput."""
    scenario, warnings = scenario_of(tables)
    return Opened(Path(), tables, scenario, None, (), (), warnings, fingerprint(scenario))


def ended(planned: Planned) -> Ended:
    """A plan as the store keeps it."""
    s = planned.summary
    return Ended(files_of(planned.plan, s), s.score, s.bound, s.gap, s.counts)


def earlier(files: Mapping[str, str]) -> Earlier:
    """A stored plan to start from."""
    plan, summary = plan_of(files)
    return Earlier(plan, summary.parts)


def files_of(plan: Plan, summary: Summary) -> Mapping[str, str]:
    """The files of a plan's folder by name."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "plan")
        write_plan(plan, summary, folder)
        return {path.name: path.read_bytes().decode() for path in sorted(folder.iterdir())}


def planned_run(runs: Runs, run: int) -> Planned:
    """A stored run's plan with the scenario it was made for. Raises StoreError where the run has no plan."""
    plan, summary = plan_of(runs.plan_files(run))
    return Planned(opened_of(runs.tables(run)).scenario, with_none_empty(plan), summary)


def plan_of(files: Mapping[str, str]) -> tuple[Plan, Summary]:
    """A stored plan with what is known about it."""
    with tempfile.TemporaryDirectory() as home:
        for name, text in files.items():
            Path(home, name).write_bytes(text.encode())
        return read_plan(Path(home))
