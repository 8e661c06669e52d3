"""The store's runs."""

import os

from planner.store import Store
from planner.ui.pages.history import History, history

with Store(os.environ["TEST_STORE"]) as store:
    history(History(store, "dana", True, lambda _: None), None)
