"""The app: which pages there are, and what stands above all of them."""

import streamlit as st

from planner.errors import PlannerError
from planner.services.failures import without_data
from planner.services.publishing import in_force
from planner.store import Run
from planner.ui.entries import one_entry_a_click
from planner.ui.here import Here, astray, here, look_at, stay
from planner.ui.pages import capacity, data, exports, plan, schedule, start, what_if
from planner.ui.pages.history import how_good
from planner.ui.roles import sign_in, signs_out
from planner.ui.style import style
from planner.ui.told import read_aloud

PAGES = (
    ("start", start.page, "Start", ":material/home:"),
    ("data", data.page, "Data", ":material/table_edit:"),
    ("plan", plan.page, "Plan", ":material/event_available:"),
    ("schedule", schedule.page, "Schedule", ":material/calendar_view_week:"),
    ("capacity", capacity.page, "Capacity", ":material/stacked_bar_chart:"),
    ("what_if", what_if.page, "What if", ":material/alt_route:"),
    ("exports", exports.page, "Exports and history", ":material/download:"),
)

LOOKS = (
    "You are here as a viewer: you can see and download everything; building, changing and publishing is for planners."
)


def main() -> None:
    """Draws the page that the link names."""
    pages = {name: st.Page(draw, title=title, icon=icon, url_path=name) for name, draw, title, icon in PAGES}
    st.session_state["pages"] = pages
    chosen = st.navigation(list(pages.values()), position="top")
    st.set_page_config(page_title=f"{chosen.title} · Cohort planner", page_icon="🗓️", layout="wide")
    style()
    sign_in()
    try:
        stay()
        where = here()
        if lost := astray(where):
            st.warning(lost, icon=":material/link_off:")
        _pickers(where)
        if not where.may_write:
            st.caption(f":material/visibility: {LOOKS}")
        chosen.run()
    except PlannerError as error:
        st.error(str(error), icon=":material/error:")
    except Exception as error:  # noqa: BLE001 - nobody shall meet a traceback
        st.error(without_data(error), icon=":material/error:")
        st.button("Try again", icon=":material/refresh:")
    signs_out()
    read_aloud()
    one_entry_a_click()


def _pickers(where: Here) -> None:
    titles = {name: one.title for name, one in where.names.items()}
    titles.setdefault(where.name, f"{where.path.name} (not saved yet)")
    st.session_state["scenario picked"] = where.name
    left, right = st.columns(2)
    left.selectbox(
        "Scenario", list(titles), format_func=titles.__getitem__, key="scenario picked", on_change=_to_scenario
    )
    planned = [run for run in where.runs if run.score is not None]
    if planned and where.run is not None:
        force = in_force(where.runs)
        labels = {run.id: _plan_label(run, force) for run in planned}
        labels.setdefault(where.run.id, f"{_plan_label(where.run, force)} · {where.run.scenario}")
        st.session_state["run picked"] = where.run.id
        right.selectbox("Plan", list(labels), format_func=labels.__getitem__, key="run picked", on_change=_to_run)


def _plan_label(run: Run, force: frozenset[int]) -> str:
    star = "★ published · " if run.id in force else ""
    placed = f"{run.counts.get('placed', 0):,} of {run.counts.get('participants', 0):,} placed"
    return f"{star}run {run.id} · {placed} · {how_good(run)}"


def _to_scenario() -> None:
    look_at(st.session_state["scenario picked"])


def _to_run() -> None:
    look_at(run=st.session_state["run picked"])
