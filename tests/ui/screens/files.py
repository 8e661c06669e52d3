"""The files of run 1."""

import os

from planner.services.stored import planned_run
from planner.store import Store
from planner.ui.pages.files import files

with Store(os.environ["TEST_STORE"]) as store:
    files(planned_run(store.runs, 1), 1, dict)
