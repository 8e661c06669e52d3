"""A run to put into a store, with whatever is special about it."""

from dataclasses import replace
from typing import Any

from planner.domain.settings import Settings
from planner.domain.tables import Tables
from planner.store import Ended, Kind, Queued

TABLES = Tables(
    {"name": "Two clinics", "grid_minutes": 30, "weights": {"open_cohort": 100}},
    {"sites": ({"site_id": "north", "name": "Nörth"}, {"site_id": "east", "name": ""}), "rooms": ()},
)

PLAN_RUN = Queued(
    kind=Kind.PLAN,
    scenario="Two clinics",
    fingerprint="f00d",
    tables=TABLES,
    settings=Settings(time_limit=5.0, gap=0.01, seed=7, workers=1),
    versions={"planner": "1.0"},
    by="dana",
    path="/scenarios/two",
    changes=({"do": "lock", "cohort": "c1"},),
)

ENDED = Ended(
    {"cohorts.csv": "cohort_id\r\nc1\r\n"}, 9_000_000_000, 9_100_000_000, 0.0111, {"placed": 12, "unplaced": 3}
)


def plan_run(**special: Any) -> Queued:  # noqa: ANN401 - any field of a run
    return replace(PLAN_RUN, **special)
