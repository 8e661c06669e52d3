"""What was planned before: every run with its figures, to open, compare, repeat, publish or clear away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import streamlit as st

from planner.services.comparing_runs import compare_runs
from planner.services.permission import Person
from planner.services.publishing import Publication, in_force, publication
from planner.services.running import again, launch
from planner.services.whatifs import places
from planner.store import Kind, Run, State, Store
from planner.ui.told import tell
from planner.ui.who import who_table

MOST = 200
"""Runs shown, the newest first."""

PAIR = 2

FACES = {
    State.QUEUED: "◷ waiting",
    State.WORKING: "◴ working",
    State.DONE: "✓ done",
    State.STOPPED: "■ stopped",
    State.FAILED: "✕ failed",
    State.DIED: "✕ ended unexpectedly",
}


@dataclass(frozen=True, slots=True)
class History:
    """The store, who looks, and how a run is opened."""

    store: Store
    who: Person
    open_run: Callable[[Run], None]


def history(x: History, scenario: Path | None) -> None:
    """The runs of one scenario and its what-ifs, or of all, and what can be done with those that are selected."""
    runs = [run for run in x.store.runs.list(MOST) if run.kind is not Kind.EXPLANATION]
    here = [run for run in runs if scenario is None or run.path in places(scenario)]
    every = st.toggle("Runs of every scenario", key="every", bind="query-params", value=False) or scenario is None
    shown = runs if every else here
    if not shown:
        st.info("Nothing was planned yet. Build a plan, and it is found here.", icon=":material/history:")
        return
    force = in_force(runs)
    picked = _table(shown, force)
    _actions(x, picked, force)
    _purge(x)


def _table(runs: Sequence[Run], force: frozenset[int]) -> list[Run]:
    frame = pd.DataFrame([_row(run, force) for run in runs])
    event = st.dataframe(
        frame,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key="runs",
        placeholder="",
        column_config={
            "Started": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
            "Seconds": st.column_config.NumberColumn(format="%.1f"),
        },
        alt="Every run with its state, figures and whether it is published",
    )
    st.caption(
        "Select one run to open, publish or repeat it; select two to compare them. By keyboard: arrow keys, then Shift "
        "and Space. Times are UTC."
    )
    return [runs[number] for number in event.get("selection", {}).get("rows", ()) if number < len(runs)]


def _row(run: Run, force: frozenset[int]) -> dict[str, object]:
    mark = publication(run, force)
    return {
        "Run": run.id,
        "Scenario": run.scenario,
        "State": FACES[run.state],
        "Published": f"★ {mark}" if mark is Publication.IN_FORCE else str(mark),
        "Placed": run.counts.get("placed"),
        "Without a place": run.counts.get("unplaced"),
        "How good": how_good(run),
        "Started": run.started or run.queued,
        "Seconds": run.seconds,
        "By": run.by,
    }


def how_good(run: Run) -> str:
    """How far the plan may be from the best one, in words; that another may be twice as good tells nothing."""
    if run.score is None:
        return ""
    if run.gap is None or run.bound is None or run.gap >= 1:
        return "how good is not known"
    return "proven best" if run.gap <= 0 else f"at most {run.gap:.2%} from the best"


def _actions(x: History, picked: Sequence[Run], force: frozenset[int]) -> None:
    if len(picked) == PAIR:
        _compare(x, *sorted(picked, key=lambda run: run.id))
    elif len(picked) > PAIR:
        st.info("Select one run, or two to compare.", icon=":material/info:")
    elif picked:
        _one(x, picked[0], force)


def _one(x: History, run: Run, force: frozenset[int]) -> None:
    with st.container(border=True):
        st.markdown(f"**Run {run.id}** of {run.scenario}: {FACES[run.state]}")
        if run.error:
            st.warning(run.error, icon=":material/error:")
        with st.container(horizontal=True):
            has_plan = run.score is not None
            if st.button("Open", icon=":material/open_in_new:", disabled=not has_plan, key="open_run"):
                st.toast(f"Run {run.id} is open: all pages show its plan.", icon=":material/open_in_new:")
                x.open_run(run)
            if st.button("Run again", icon=":material/replay:", disabled=not x.who.may_write, key="again"):
                _again(x, run)
            if run.id in force:
                if st.button("Withdraw", icon=":material/unpublished:", disabled=not x.who.may_write, key="withdraw"):
                    _mark(x, run, publish=False)
            elif st.button(
                "Publish", icon=":material/campaign:", disabled=not (has_plan and x.who.may_write), key="publish"
            ):
                _mark(x, run, publish=True)
        if run.published:
            st.caption(f"Published {run.published:%d %b %Y, %H:%M} UTC by {run.published_by}.")


def _again(x: History, run: Run) -> None:
    if x.who.may_write:
        number = again(x.store.runs, run.id, x.who.name)
        launch(x.store, number)
        tell(f"Run {number} has begun.", icon=":material/replay:")
        st.rerun()


def _mark(x: History, run: Run, *, publish: bool) -> None:
    if x.who.may_write and publish:
        x.store.runs.publish(run.id, x.who.name)
    elif x.who.may_write:
        x.store.runs.withdraw(run.id)
    st.rerun()


def _compare(x: History, first: Run, second: Run) -> None:
    if first.score is None or second.score is None:
        st.info("Only runs with a plan can be compared.", icon=":material/info:")
        return
    compared = compare_runs(x.store.runs, first.id, second.id)
    found = compared.comparison
    everyone = next(row for row in found.groups if row.by == "all")
    with st.container(border=True):
        said = found.verdict.sentence
        st.markdown(f"**Run {second.id} against run {first.id}.** {said[:1].upper()}{said[1:]}.")
        cards = st.columns(4)
        cards[0].metric("Placed", everyone.after.placed, everyone.after.placed - everyone.before.placed or None)
        cards[1].metric("Newly placed", everyone.newly_placed)
        cards[2].metric("Lose their place", everyone.newly_unplaced)
        cards[3].metric("Move", everyone.moved)
        if compared.people:
            who_table(compared.people)
        else:
            st.success("Nothing changes for anybody.", icon=":material/check:")


def _purge(x: History) -> None:
    with st.expander("Clear away old runs", icon=":material/delete_sweep:"):
        days = st.number_input("Older than so many days", min_value=0, value=90, step=1, key="purge_days")
        before = datetime.now(UTC) - timedelta(days=int(days))
        old = len(x.store.runs.over_before(before))
        st.write(f"{old} runs and their plans would be forgotten. Published plans stay, and so do scenarios.")
        sure = st.checkbox("I do not need them any more", key="purge_sure")
        may = sure and x.who.may_write
        if st.button("Clear them away", disabled=not (may and old), icon=":material/delete:") and may:
            gone = x.store.runs.purge(before)
            tell(f"{gone} runs are forgotten.", icon=":material/delete:")
            st.rerun()
