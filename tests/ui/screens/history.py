"""The store's runs."""

import os

from planner.services.permission import Person
from planner.store import Store
from planner.ui.pages.history import History, history

with Store(os.environ["TEST_STORE"]) as store:
    history(History(store, Person("dana"), lambda _: None), None)
