"""A run that is worked on: how far it is, in words, and a way to stop it. Every tab and every user sees the same."""

from datetime import UTC, datetime

import streamlit as st

from planner.domain.outcome import gap_between
from planner.domain.progress import Progress
from planner.errors import StoreError
from planner.store import Kind, Run, State, Store
from planner.ui.live import live
from planner.ui.roles import person
from planner.ui.told import tell

LOOK_EVERY = 1.0
"""Seconds between two looks at the store."""


def follow(store: Store, run: int) -> None:
    """Shows the run until it is over, then draws the whole page again."""

    def look() -> None:
        try:
            now = store.runs.find(run)
        except StoreError:  # somebody has cleared it away
            st.rerun()
        if now.over:
            tell(_over(now), icon=":material/event_available:")
            st.rerun()
        _show(store, now)

    st.fragment(look, run_every=LOOK_EVERY, key=f"follow_{run}")()


def _show(store: Store, run: Run) -> None:
    limit = run.settings.time_limit
    seconds = run.progress.seconds if run.progress else _since(run)
    live(_words(run), f"{seconds:.0f} of at most {limit:.0f} seconds", seconds / limit, key=f"live_{run.id}")
    st.caption("You can leave this page or close it: the work goes on, and is found here again.")
    label = "Stop and keep the best plan" if run.kind is Kind.PLAN else "Stop with what is known"
    may_stop = person().may_write
    st.button(
        label,
        icon=":material/stop_circle:",
        key=f"stop_{run.id}",
        disabled=run.cancelled or not may_stop,
        on_click=_stop,  # before the run is shown again, so that the page says at once that it is being stopped
        args=(store, run.id),
    )


def _stop(store: Store, run: int) -> None:
    if person().may_write:
        store.runs.cancel(run)
        tell("Stopping …", icon=":material/stop_circle:")


def _since(run: Run) -> float:
    """Seconds since a worker began, for work that says nothing of itself before its end."""
    return 0.0 if run.started is None else max(0.0, (datetime.now(UTC) - run.started).total_seconds())


def _words(run: Run) -> str:
    if run.cancelled:
        return "Stopping"
    if run.state is State.QUEUED:
        return "Waiting for a worker to begin"
    if run.progress is None:
        return "Starting" if run.kind is Kind.PLAN else "Working"
    now = run.progress
    placed = f", {now.placed:,} people placed so far" if now.placed is not None else ""
    parts = f", {now.done} of {now.parts} parts done" if now.parts > 1 else ""
    phase = "checking the plan" if now.phase == "done" else now.phase
    return f"Working: {phase}{placed}{_how_near(now)}{parts}"


def _how_near(now: Progress) -> str:
    """How far the best plan so far may be from the best there is; empty while what is proven tells nothing."""
    gap = gap_between(now.score, now.bound)
    if not now.score or now.score < 0 or gap is None or gap >= 1:
        return ""
    return f", at most {gap:.1%} from the best" if gap > 0 else ", proven best"


def _over(run: Run) -> str:
    """That the work is over and what came of it."""
    if run.kind is Kind.EXPLANATION:
        return "The answer is there." if run.state is State.DONE else "The search for an answer has ended."
    if "placed" not in run.counts:
        return f"Run {run.id} ended without a plan."
    return f"Run {run.id} is over: {run.counts['placed']:,} of {run.counts['participants']:,} people placed."


def why_nothing(run: Run) -> str:
    """Why a run that is over has nothing to show, and what to do."""
    if run.state is State.STOPPED:
        return "It was stopped before anything was found. Try again and give it a little longer."
    if run.state is State.DIED:
        return f"The worker on run {run.id} ended unexpectedly. Nothing else is lost; try again."
    return run.error or "The worker could not say why there is nothing."
