"""Where am I, and what is the next step?"""

import streamlit as st

from planner.domain.settings import Settings
from planner.services.library import is_own
from planner.services.running import launch, submit
from planner.store import Kind
from planner.ui.figures import figures
from planner.ui.here import Here, here, look_at, name_of_run, opened
from planner.ui.pages.capacity import at_a_glance
from planner.ui.pages.history import FACES
from planner.ui.progress import follow

FIRST_SECONDS = 60.0
RECENT = 6


def page() -> None:
    """The chosen scenario's plan in figures, the ways on, and what was done last."""
    where = here()
    st.title("Who fits in which group, where, when and with whom?", anchor=False)
    st.write("A proven weekly plan for intensive outpatient programs: rooms, therapists and everyone's place at once.")
    if _is_demo(where) and not where.runs and where.may_write:
        _first_plan(where.store.address, where)
        where = here()
    _plan(where)
    _steps()
    if where.planned is not None:
        st.header("The week at a glance", divider="gray", anchor=False)
        at_a_glance(where.planned)
    _recent(where)


def _is_demo(where: Here) -> bool:
    return where.path.name == "demo" and not is_own(where.path, where.home)


@st.cache_resource(show_spinner=False)
def _first_plan(address: str, _where: Here) -> int:
    """Begins the demo's first plan: once, however many come at the same moment."""
    _ = address
    run = submit(_where.store.runs, opened(_where.path), Settings(time_limit=FIRST_SECONDS), _where.who.name)
    launch(_where.store, run)
    return run


def _plan(where: Here) -> None:
    working = next((run for run in where.runs if not run.over), None)
    if working is not None:
        follow(where.store, working.id)
    planned, run = where.planned, where.run
    if planned is None or run is None:
        if working is None:
            st.info("This scenario has no plan yet. Go to Plan to build one.", icon=":material/event_note:")
        return
    st.header(f"The plan of {planned.scenario.name}", divider="gray", anchor=False)
    figures(planned, "It is made-up data: nobody in it exists." if _is_demo(where) else "")


def _steps() -> None:
    ways = (
        ("schedule", "Look at the week", ":material/calendar_view_week:", "Who is where and when, by room or person."),
        ("plan", "See who has no place", ":material/person_off:", "Everyone's reason, and what would place them."),
        ("what_if", "Ask what if", ":material/alt_route:", "Somebody leaves, a room opens, demand grows."),
        ("data", "Use your own data", ":material/upload_file:", "A workbook, filled in from the template."),
    )
    for column, (name, title, icon, about) in zip(st.columns(4), ways, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"{icon} **{title}**")
            st.caption(about)
            page = name.replace("_", " ").capitalize()  # four buttons that all say "Go there" are one to who hears them
            if st.button(f"Go to {page}", key=f"go_{name}", icon=":material/arrow_forward:", help=title):
                st.switch_page(st.session_state["pages"][name], query_params=st.query_params.to_dict())


def _recent(where: Here) -> None:
    st.header("Recent", divider="gray", anchor=False)
    for run in where.store.runs.list(RECENT, kind=Kind.PLAN):
        left, right = st.columns([5, 1], vertical_alignment="center")
        placed = f", {run.counts['placed']} of {run.counts['participants']} placed" if "placed" in run.counts else ""
        left.markdown(f"Run {run.id}: {run.scenario} · {FACES[run.state]}{placed}")
        name = name_of_run(run, where.names)
        if name is not None and right.button(
            f"Open run {run.id}", key=f"recent_{run.id}", icon=":material/open_in_new:"
        ):
            look_at(name, run.id if run.score is not None else None)
            st.rerun()
