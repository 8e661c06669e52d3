"""Give me the file; what did we send last time? Every format to download, and every run to find again."""

from functools import partial

import streamlit as st

from planner.services.asking import ways_found
from planner.store import Run
from planner.ui.faces import plan_or_nothing
from planner.ui.here import Here, here, look_at, name_of_run
from planner.ui.pages.files import files
from planner.ui.pages.history import History, history


def page() -> None:
    """The files of the plan that the link names, then the runs of its scenario."""
    where = here()
    planned = plan_or_nothing(where, "Exports and history")
    if planned is not None and where.run is not None:
        files(planned, where.run.id, partial(ways_found, where.store.runs, where.run.id))
    st.header("History", divider="gray", anchor=False)
    history(History(where.store, where.who, partial(_open, where)), where.path)


def _open(where: Here, run: Run) -> None:
    look_at(name_of_run(run, where.names), run.id)
    st.rerun()
