"""The faces of a page beside its content: no plan yet, out of date, published."""

import streamlit as st

from planner.errors import PlannerError
from planner.services.editing import Drafts
from planner.services.publishing import in_force
from planner.store import Run, State
from planner.ui.here import Here, opened
from planner.ui.progress import follow
from planner.views.tables import Planned


def plan_or_nothing(where: Here, title: str, *, built_here: bool = False) -> Planned | None:
    """The plan that the page shows, with its title and what is to be known of it; None where there is none yet.

    `built_here`: the page shows itself what is being worked on.
    """
    st.title(title, anchor=False)
    planned = where.planned
    if planned is None:
        _nothing(where, built_here=built_here)
        return None
    _state(where, planned)
    return planned


def say_unsaved(where: Here) -> None:
    """That what was typed on the page Data is not planned before it is saved, where there is any such."""
    if Drafts(where.home, where.who).find(where.path) is not None:
        text = "Changes on the page Data are not saved yet. What is planned here does not have them."
        st.warning(text, icon=":material/edit_note:")


def _nothing(where: Here, *, built_here: bool) -> None:
    working = next((run for run in where.runs if not run.over), None)
    if working is None:
        how = "Say how long to search at most, and press Build plan." if built_here else "Build one on the page Plan."
        st.info(f"There is no plan of this scenario yet. {how}", icon=":material/event_note:")
    elif not built_here:
        follow(where.store, working.id)


def _state(where: Here, planned: Planned) -> None:
    run = where.run
    if run is None:
        return
    counts = planned.summary.counts
    placed = f"{counts['placed']} of {counts['participants']} people placed"
    published = " :green-badge[:material/campaign: published]" if run.id in in_force(where.runs) else ""
    cut = _cut_off(run)
    when = f"{run.started or run.queued:%d %b %Y, %H:%M} UTC"
    st.caption(f"Run {run.id} of {run.scenario}, {when}: {placed}.{cut}{published}")
    if _out_of_date(where):
        text = "The data has changed since this plan was made. Build a plan again to take the changes in."
        st.warning(text, icon=":material/update:")


def _cut_off(run: Run) -> str:
    """That a search ended before its end, and so need not end alike another time; empty where nothing is better."""
    if run.state is State.STOPPED:
        return " The search was stopped early."
    if run.gap is None or run.gap > 0:
        return " The time for the search ran out: another search, or a longer one, may end with another plan."
    return ""


def _out_of_date(where: Here) -> bool:
    """Whether the scenario on disk is another one now; one that cannot be read is told on the page Data."""
    if where.run is None or where.run not in where.runs:
        return False
    try:
        return opened(where.path).fingerprint != where.run.fingerprint
    except PlannerError:
        return False
