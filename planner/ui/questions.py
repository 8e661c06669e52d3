"""A long question about a plan: asked with a button, followed while it is worked on, stopped, and answered."""

from dataclasses import dataclass

import streamlit as st

from planner.services import asking
from planner.services.asking import Question
from planner.services.running import launch
from planner.store import Run, State, Store

LOOK_EVERY = 1.0
"""Seconds between two looks at a question that is worked on."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What to ask of a run's plan, for so many seconds at most; `verb` is on the button, `about` beside it."""

    question: Question
    seconds: float
    verb: str
    about: str
    icon: str


def answered(store: Store, plan: int, what: Asking, *, may_ask: bool) -> Run | None:
    """The run that holds the answer; None while there is none, which is said with what can be done."""
    run = asking.asked(store.runs, plan, what.question)
    if run is not None and not run.over:
        _follow(store, run.id, what)
        return None
    if run is not None and run.state in {State.DONE, State.STOPPED} and _has_answer(store, run.id):
        _said(store, plan, run, what, may_ask=may_ask)
        return run
    if run is not None:
        st.warning(_why_none(run), icon=":material/error:")
    else:
        st.write(what.about)
    _ask_button(store, plan, what, may_ask=may_ask)
    return None


def _ask_button(store: Store, plan: int, what: Asking, *, may_ask: bool, label: str | None = None) -> None:
    clicked = st.button(
        label or what.verb,
        icon=what.icon,
        key=f"ask_{what.question}",
        disabled=not may_ask,
        help=None if may_ask else "Viewers can look at answers; a planner can ask.",
    )
    if clicked and may_ask:
        launch(store, asking.ask(store.runs, plan, what.question, what.seconds))
        st.rerun()


def _said(store: Store, plan: int, run: Run, what: Asking, *, may_ask: bool) -> None:
    left, right = st.columns([4, 1], vertical_alignment="center")
    cut = " It was stopped early, so something may be missing." if run.state is State.STOPPED else ""
    when = f"{run.ended:%d %b %Y, %H:%M} UTC" if run.ended else ""
    left.caption(f"Answered {when} in {run.seconds or 0:.0f} seconds, for {run.by}.{cut}")
    with right:
        _ask_button(store, plan, what, may_ask=may_ask, label="Ask again")


def _why_none(run: Run) -> str:
    if run.state is State.STOPPED:
        return "The question was stopped before anything was found. Ask again and give it a little longer."
    if run.state is State.DIED:
        return f"The worker on run {run.id} ended unexpectedly. Nothing else is lost; ask again."
    return f"There is no answer: {run.error or 'the worker could not say why'}"


def _has_answer(store: Store, run: int) -> bool:
    try:
        return asking.ANSWER in store.runs.plan_files(run)
    except Exception:  # noqa: BLE001 - a run that was stopped at once has no files
        return False


def _follow(store: Store, run: int, what: Asking) -> None:
    def look() -> None:
        now = store.runs.find(run)
        if now.over:
            st.rerun()
        _progress(store, now, what)

    st.fragment(look, run_every=LOOK_EVERY, key=f"follow_{what.question}")()


def _progress(store: Store, run: Run, what: Asking) -> None:
    seconds = run.progress.seconds if run.progress else 0.0
    share = min(1.0, seconds / what.seconds)
    words = "waiting for a free worker" if run.state is State.QUEUED else _phase(run)
    st.progress(
        share, text=f":material/hourglass_top: Working: {words}; {seconds:.0f} of at most {what.seconds:.0f} seconds."
    )
    st.caption("You can leave this page, or close it: the work goes on and is found here again.")
    if st.button(
        "Stop with what is known", icon=":material/stop_circle:", key=f"stop_{run.id}", disabled=run.cancelled
    ):
        store.runs.cancel(run.id)
        st.toast("Stopping …", icon=":material/stop_circle:")


def _phase(run: Run) -> str:
    if run.progress is None:
        return "starting"
    done = f", {run.progress.done} of {run.progress.parts} done" if run.progress.parts > 1 else ""
    return f"{run.progress.phase}{done}"
