"""What is the best plan, and can everybody be placed? Build it, watch it, stop it, and see who has no place and why."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from planner.domain.score import MOST_WAITING_DAYS, Term, Weights
from planner.domain.settings import Settings
from planner.errors import BadInput
from planner.services.asking import remedies_of
from planner.services.explaining import NOT_TOLD, ExplainRow, whys
from planner.services.naming import by_kind, least_first, people
from planner.services.questions import Question
from planner.services.running import launch, submit
from planner.store import Run, State
from planner.ui.faces import plan_or_nothing, say_unsaved
from planner.ui.figures import figures
from planner.ui.here import Here, here, look_at, opened
from planner.ui.progress import follow, why_nothing
from planner.ui.questions import Asking, answered, more_time
from planner.views.people import UnplacedRow, unplaced
from planner.views.score import terms
from planner.views.tables import Planned

LIMITS = {"20 seconds": 20.0, "1 minute": 60.0, "5 minutes": 300.0, "30 minutes": 1800.0}
CHANGES = "changes"
MOST = 100
ROWS = 12
"""People without a place a page: each has a sentence to read."""

WAYS = Asking(
    Question.REMEDIES,
    120.0,
    "Find what would place them",
    "Looks for the smallest changes that would give each of them a place and cost nobody theirs. Each is tried by "
    "planning again.",
    ":material/lightbulb:",
)


def page() -> None:
    """The button, the progress, the result."""
    where = here()
    planned = plan_or_nothing(where, "Plan", built_here=True)
    say_unsaved(where)
    _build(where)
    if planned is not None:
        figures(planned)
    _what_counts(where, planned)
    if planned is None or where.run is None:
        return
    _without(where, planned, where.run.id)


def _build(where: Here) -> None:
    working = [run for run in where.runs if not run.over]
    for run in working:
        follow(where.store, run.id)
    last = next((run for run in where.runs if run.over), None)
    if last is not None and last.score is None and not working:
        st.warning(why_nothing(last), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        limit = st.selectbox("Search for at most", list(LIMITS), index=1, key="limit", width=220)
        clicked = st.button(
            "Build plan",
            type="primary",
            icon=":material/play_arrow:",
            key="build",
            disabled=not where.may_write or bool(working),
        )
    if clicked and where.may_write:
        _begin(where, LIMITS[limit])


def _begin(where: Here, seconds: float) -> None:
    try:
        found = opened(where.path)
    except BadInput as error:
        text = f"The data cannot be planned: {len(error.findings)} problems. The page Data shows them all."
        st.error(text, icon=":material/error:")
        return
    launch(where.store, submit(where.store.runs, found, Settings(time_limit=seconds), where.who.name))
    look_at()
    st.rerun()


def _what_counts(where: Here, planned: Planned | None) -> None:
    """The priorities in words, and how often each came up in the plan."""
    weights = planned.scenario.constants.weights if planned is not None else _weights(where)
    if weights is None:
        return
    place = st.expander("What counts, the weightiest first", icon=":material/balance:", on_change="rerun", key="counts")
    with place:
        st.markdown(priorities(weights))
        st.caption("Change this in the sheet of settings on the page Data, or try it on the page What if.")
        if planned is not None and place.open:
            rows = terms(planned.scenario, planned.summary.terms)
            frame = pd.DataFrame([{"In this plan": f"{x.count:,}", "Counted": x.meaning} for x in rows if x.weight])
            st.dataframe(frame, hide_index=True, alt="How often each of these came up in the plan")


def _weights(where: Here) -> Weights | None:
    try:
        return opened(where.path).scenario.constants.weights
    except BadInput:
        return None


def priorities(w: Weights) -> str:
    """What counts as a numbered list; what has no weight is left out."""
    each = {
        Term.PLACE_ENROLLED: "each, times their priority",
        Term.PLACE_WAITING: "each, times their priority",
        Term.WAIT_DAY: f"a day, up to {MOST_WAITING_DAYS} days",
        Term.CHANGE_FACILITATOR: "a facilitator",
        Term.OPEN_COHORT: "a cohort",
        Term.TRAVEL_MINUTE: f"a minute beyond the first {w.free_travel_minutes}",
    }
    terms = sorted((term for term in Term if w.of(term)), key=lambda term: -abs(w.of(term)))
    return "\n".join(f"1. {term.aim.capitalize()}: {abs(w.of(term)):,} {each.get(term, 'each')}." for term in terms)


def _without(where: Here, planned: Planned, run: int) -> None:
    rows = unplaced(planned.scenario, planned.plan)
    st.header("Without a place", divider="gray", anchor=False)
    if not rows:
        st.success("Everybody has a place.", icon=":material/check_circle:")
        return
    above = st.container()
    found = answered(where.store, run, WAYS, may_ask=where.may_write)
    answer = remedies_of(where.store.runs, found.id) if found is not None else []
    with above:  # once it is known what the answer tells of them
        _reasons(planned, rows, answer)
    if found is not None:
        _ways(where, found, answer)


def _reasons(planned: Planned, rows: Sequence[UnplacedRow], answer: Sequence[ExplainRow]) -> None:
    """Everyone without a place, and why; where the plan does not know it, as the answer says it."""
    known = whys(answer)
    told = [
        replace(row, explanation=known.get(row.participant_id, row.explanation)) if row.reason in NOT_TOLD else row
        for row in rows
    ]
    pages = -(-len(rows) // ROWS)
    page = st.pagination(pages, key="unplaced_page") if pages > 1 else 1
    st.table(_frame(planned, told).iloc[(page - 1) * ROWS : page * ROWS].set_index("Participant"))
    untold = sum(row.reason in NOT_TOLD and row.participant_id not in known for row in rows)
    if untold and not answer:
        st.info(
            f"Of {people(untold)} it is not known yet why they have no place: the time was too short. "
            f"“{WAYS.verb}” looks into that too.",
            icon=":material/timer_off:",
        )


def _frame(planned: Planned, rows: Sequence[UnplacedRow]) -> pd.DataFrame:
    programs = planned.scenario.programs
    return pd.DataFrame(
        [
            {
                "Participant": row.participant_id,
                "Program": programs[row.program_id].name or row.program_id,
                "Priority": row.priority,
                "Days waiting": row.days_waiting,
                "Why": row.explanation,
            }
            for row in sorted(rows, key=lambda one: (-one.priority, -one.days_waiting, one.participant_id))
        ]
    )


def _ways(where: Here, found: Run, rows: Sequence[ExplainRow]) -> None:
    possible = least_first(row for row in rows if row.rank == 1)
    _without_ways(found, [row for row in rows if row.rank is None])
    if possible:
        st.caption(
            "The smallest change for each of them, by what it is about, the least first; every one was proven by "
            "planning again."
        )
    for kind, ways in by_kind(possible[:MOST]).items():
        st.subheader(kind, anchor=False)
        for row in ways:
            _way(where, row)
    if len(possible) > MOST:
        st.caption(f"and {len(possible) - MOST:,} more; the workbook under Exports has them all.")


def _way(where: Here, row: ExplainRow) -> None:
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.markdown(f":material/lightbulb: **{row.participant_id}**: {row.in_words}")
    if right.button(f"Try it for {row.participant_id}", key=f"try_{row.participant_id}", icon=":material/alt_route:"):
        told = {"scenario": str(st.query_params.get("scenario", where.path.name))}
        told[CHANGES] = json.dumps([dict(change) for change in (*_made(where), *row.changes)])
        st.switch_page(st.session_state["pages"]["what_if"], query_params=told)


def _made(where: Here) -> Sequence[Mapping[str, object]]:
    """The changes that the plan on the page has made already, where it is a what-if's."""
    return where.run.changes if where.run is not None and where.run not in where.runs else ()


def _without_ways(found: Run, rows: Sequence[ExplainRow]) -> None:
    """For whom no change was found, told apart: there is none, or the search ended before it could tell."""
    hopeless, untold = ([row.participant_id for row in rows if row.verified is proven] for proven in (True, False))
    if hopeless:
        who = ", ".join(hopeless)
        st.info(f"Proven: no change on the menu, nor two of them together, would place {who}.", icon=":material/info:")
    if untold:
        who = ", ".join(untold)
        stopped = found.state is State.STOPPED
        ended = "The search was stopped before it could tell" if stopped else "The time was too short to tell"
        st.info(f"{ended} what would place {who}. {more_time(found)}", icon=":material/timer_off:")
