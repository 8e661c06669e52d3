"""The demo's plan that comes with the planner, so that nobody has to wait for a first one."""

from dataclasses import replace
from pathlib import Path

from planner.domain.settings import Settings
from planner.errors import BadInput
from planner.files import read_plan
from planner.services.checking import check_plan
from planner.services.opening import Opened, open_scenario
from planner.services.running import queued
from planner.services.scenarios import FOLDER, demo_folder
from planner.services.stored import ended
from planner.store import Runs
from planner.views.tables import Planned

PLAN = FOLDER / "demo-plan"
BY = "comes with the planner"


def take_in(runs: Runs, folder: Path = PLAN) -> int | None:
    """Keeps the shipped plan as a run of the demo, where the store has no plan of the demo yet.

    None where it has, or where the plan is not a sound one of the demo as it is now: then it is left alone.
    """
    try:
        demo = open_scenario(demo_folder())
        if any(run.path == str(demo.path.resolve()) for run in runs.plans(demo.fingerprint)):
            return None
        planned = _sound(demo, folder)
    except BadInput:
        return None
    return None if planned is None else _kept(runs, demo, planned)


def _sound(demo: Opened, folder: Path) -> Planned | None:
    plan, summary = read_plan(folder)
    if summary.input_sha256 != demo.fingerprint:
        return None
    return Planned(demo.scenario, plan, summary) if check_plan(demo, plan, summary).ok else None


def _kept(runs: Runs, demo: Opened, planned: Planned) -> int:
    made = queued(demo, Settings(seed=planned.summary.seed), by=BY)
    run = runs.add(replace(made, versions=planned.summary.versions))
    runs.claim(run)
    runs.finish(run, ended(planned))
    return run
