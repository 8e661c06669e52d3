"""A long question about a plan: asked with a button, followed while it is worked on, stopped, and answered."""

from dataclasses import dataclass, replace

import streamlit as st

from planner.errors import StoreError
from planner.services import asking
from planner.services.questions import ANSWER, Question, asks
from planner.services.running import launch
from planner.store import Run, State, Store
from planner.ui.progress import follow, why_nothing
from planner.ui.roles import person

LONGER, LONGEST = 4, 1800.0
"""Asked again, a question may take so many times as long as before, up to so many seconds."""


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
        follow(store, run.id)
        return None
    if run is not None and run.state in {State.DONE, State.STOPPED} and _has_answer(store, run.id):
        _said(store, plan, run, what, may_ask=may_ask)
        return run
    if run is not None:
        st.warning(why_nothing(run), icon=":material/error:")
        _ask_button(store, plan, replace(what, seconds=seconds_again(run)), may_ask=may_ask)
    else:
        st.write(what.about)
        _ask_button(store, plan, what, may_ask=may_ask)
    return None


def seconds_again(run: Run) -> float:
    """How long the same question may take when it is asked again."""
    return min(run.settings.time_limit * LONGER, LONGEST)


def more_time(run: Run) -> str:
    """What to do where a question was not answered in full."""
    return f"Ask again: it may take up to {seconds_again(run) / 60:.0f} minutes then."


def _ask_button(store: Store, plan: int, what: Asking, *, may_ask: bool) -> None:
    clicked = st.button(
        what.verb,
        icon=what.icon,
        key=f"ask_{what.question}",
        disabled=not may_ask,
        help=None if may_ask else "Viewers can look at answers; a planner can ask.",
    )
    if clicked and may_ask:
        launch(store, asking.ask(store.runs, plan, asks(what.question), what.seconds, person().name))
        st.rerun()


def _said(store: Store, plan: int, run: Run, what: Asking, *, may_ask: bool) -> None:
    left, right = st.columns([4, 1], vertical_alignment="center")
    cut = " It was stopped early, so something may be missing." if run.state is State.STOPPED else ""
    when = f"{run.ended:%d %b %Y, %H:%M} UTC" if run.ended else ""
    left.caption(f"Answered {when} in {run.seconds or 0:.0f} seconds, for {run.by}.{cut}")
    with right:
        _ask_button(store, plan, replace(what, verb="Ask again", seconds=seconds_again(run)), may_ask=may_ask)


def _has_answer(store: Store, run: int) -> bool:
    try:
        return ANSWER in store.runs.plan_files(run)
    except StoreError:  # it was stopped before there was anything to keep
        return False
