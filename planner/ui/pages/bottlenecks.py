"""What one more of something would bring, and what the loss of something costs: the answers drawn and told."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from planner.domain.scenario import Scenario
from planner.services.asking import capacity_of, contingency_of
from planner.services.explaining import CapacityRow, ContingencyRow
from planner.services.naming import SPANS, making_room, people, what_less, what_more, who_covers, who_make_room
from planner.services.questions import Question
from planner.store import Store
from planner.ui.charts.bars import FATES, gains, losses
from planner.ui.folded import as_table
from planner.ui.linked import linked
from planner.ui.questions import Asking, answered
from planner.views.tables import Planned

MOST = 15
"""So many bars a chart; the table has all of them."""

ALL = "All that was tried, as a table"

ONE_MORE = Asking(
    Question.CAPACITY,
    120.0,
    "Find the bottlenecks",
    "Adds one seat, one room, one office and one therapist at a time and plans again, to see who gains a place. "
    "It takes up to two minutes, in the background.",
    ":material/query_stats:",
)
ONE_LESS = Asking(
    Question.CONTINGENCY,
    300.0,
    "Find what would break",
    "Takes away each therapist, room and site in turn, for a week and for good, and plans again for the people who are "
    "placed. It takes up to five minutes, in the background.",
    ":material/heart_broken:",
)


def one_more(store: Store, planned: Planned, run: int, *, may_ask: bool) -> None:
    """The bottlenecks of a run's plan."""
    found = answered(store, run, ONE_MORE, may_ask=may_ask)
    if found is None:
        return
    rows = [row for row in capacity_of(store.runs, found.id) if row.certainty]
    best = sorted((row for row in rows if row.people_gained), key=lambda row: (-(row.people_gained or 0), row.resource))
    if not best:
        st.success("One more seat, room, office or therapist alone would place nobody else.", icon=":material/check:")
    else:
        _gains(planned.scenario, best[:MOST])
    if rows:
        _gain_table(planned.scenario, rows)


def one_less(store: Store, planned: Planned, run: int, *, may_ask: bool) -> None:
    """What the loss of a therapist, a room or a site costs."""
    found = answered(store, run, ONE_LESS, may_ask=may_ask)
    if found is None:
        return
    rows = contingency_of(store.runs, found.id)
    hit = [row for row in rows if row.people_hit]
    if not hit:
        st.success("No single loss would touch anybody's place.", icon=":material/check:")
        return
    spans = list(SPANS)
    span = linked(
        "span",
        spans,
        spans[0],
        lambda key: st.segmented_control("Gone", spans, required=True, format_func=SPANS.__getitem__, key=key),
    )
    worst = sorted(
        (row for row in hit if row.span == span), key=lambda row: (-row.people_lost, -row.people_hit, row.id)
    )
    _losses(planned.scenario, worst[:MOST])
    _loss_table(planned.scenario, worst)


def _gains(s: Scenario, rows: Sequence[CapacityRow]) -> None:
    first = rows[0]
    what = what_more(s, first)
    st.write(
        f":material/trending_up: **{what[:1].upper()}{what[1:]}** would place "
        f"**{people(first.people_gained or 0)}** more ({first.certainty})."
    )
    frame = pd.DataFrame(
        [
            {
                "what": what_more(s, row),
                "people": row.people_gained,
                "certainty": row.certainty,
                "label": f"+{row.people_gained}, {row.certainty}",
            }
            for row in rows
        ]
    )
    st.altair_chart(gains(frame), width="stretch", alt="People who would gain a place by one more of each resource")


def _gain_table(s: Scenario, rows: Sequence[CapacityRow]) -> None:
    def table() -> None:
        st.caption(
            "Proven: planned again to its best plan, so the figure is exact. Estimated: what plans without a proof, or "
            "a simpler problem, bring; a hint and no more."
        )
        frame = pd.DataFrame(
            [
                {
                    "One more": what_more(s, row),
                    "More people placed": row.people_gained,
                    "Certainty": row.certainty,
                    "Who": ", ".join(row.people),
                }
                for row in rows
            ]
        )
        st.dataframe(frame, hide_index=True, placeholder="", alt="What one more of each resource brings")

    as_table("gains_table", table, ALL)


def _losses(s: Scenario, rows: Sequence[ContingencyRow]) -> None:
    if not rows:
        st.success("Nothing of this kind would touch anybody's place.", icon=":material/check:")
        return
    first = rows[0]
    st.write(
        f":material/warning: Without **{what_less(s, first)}** {people(first.people_hit)} would be hit, and "
        f"**{first.people_lost}** would lose their place{making_room(first)} ({first.certainty})."
    )
    points = [
        {"what": what_less(s, row), "people": number, "fate": fate, "order": order, "label": _fate(row)}
        for row in rows
        for order, (fate, number) in enumerate(
            zip(FATES, (row.people_hit - row.people_kept, who_make_room(row), row.people_kept), strict=True)
        )
    ]
    st.altair_chart(losses(pd.DataFrame(points)), width="stretch", alt="Whom each loss touches, and who keeps a place")


def _fate(row: ContingencyRow) -> str:
    if not row.people_lost:
        return "everyone keeps a place"
    return f"{row.people_lost} of {row.people_hit + who_make_room(row)} lose their place, {row.certainty}"


def _loss_table(s: Scenario, rows: Sequence[ContingencyRow]) -> None:
    def table() -> None:
        frame = pd.DataFrame(
            [
                {
                    "Loss": what_less(s, row),
                    "Cohorts hit": row.cohorts_hit,
                    "People hit": row.people_hit,
                    "Keep a place": row.people_kept,
                    "Lose their place": row.people_lost,
                    "Who covers": who_covers(s, row),
                    "Certainty": row.certainty,
                }
                for row in rows
            ]
        )
        st.dataframe(frame, hide_index=True, placeholder="", alt="What each loss breaks")

    as_table("losses_table", table, ALL)
