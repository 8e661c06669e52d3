"""The schedule of run 1 of the store that the environment names."""

import os

from planner.services.stored import planned_run
from planner.store import Store
from planner.ui.pages.schedule import schedule

with Store(os.environ["TEST_STORE"]) as store:
    schedule(planned_run(store.runs, 1))
