"""Use, bottlenecks and losses of run 1, for a viewer."""

import os

from planner.services.stored import planned_run
from planner.store import Store
from planner.ui.pages import bottlenecks
from planner.ui.pages.capacity import use

with Store(os.environ["TEST_STORE"]) as store:
    planned = planned_run(store.runs, 1)
    use(planned)
    bottlenecks.one_more(store, planned, 1, may_ask=False)
    bottlenecks.one_less(store, planned, 1, may_ask=False)
