"""The app: which pages there are, and what stands above all of them."""

import streamlit as st

from planner.ui.here import RUN, SCENARIO, Here, here, name_of, shelf
from planner.ui.pages import capacity, data, exports, schedule


def main() -> None:
    """Draws the page that the link names."""
    st.set_page_config(page_title="Cohort planner", page_icon="🗓️", layout="wide")
    chosen = st.navigation(
        [
            st.Page(data.page, title="Data", icon=":material/table_edit:", url_path="data"),
            st.Page(schedule.page, title="Schedule", icon=":material/calendar_view_week:", url_path="schedule"),
            st.Page(capacity.page, title="Capacity", icon=":material/stacked_bar_chart:", url_path="capacity"),
            st.Page(exports.page, title="Exports and history", icon=":material/download:", url_path="exports"),
        ],
        position="top",
    )
    _pickers(here())
    chosen.run()


def _pickers(where: Here) -> None:
    names = [name_of(one.path, where.home) for one in shelf(where.home)]
    titles = {name_of(one.path, where.home): one.title for one in shelf(where.home)}
    now = name_of(where.path, where.home)
    if now not in names:
        names.append(now)
    st.session_state["scenario picked"] = now
    left, right = st.columns(2)
    left.selectbox(
        "Scenario", names, format_func=lambda one: titles.get(one, one), key="scenario picked", on_change=_to_scenario
    )
    planned = [run for run in where.runs if run.score is not None]
    if planned and where.run is not None:
        numbers = [run.id for run in planned] + ([where.run.id] if where.run not in planned else [])
        st.session_state["run picked"] = where.run.id
        right.selectbox("Plan", numbers, format_func=lambda one: f"run {one}", key="run picked", on_change=_to_run)


def _to_scenario() -> None:
    st.query_params[SCENARIO] = st.session_state["scenario picked"]
    st.query_params.pop(RUN, None)


def _to_run() -> None:
    st.query_params[RUN] = str(st.session_state["run picked"])
