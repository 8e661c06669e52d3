"""A plan in four figures and a sentence: what Start and Plan begin with."""

import streamlit as st

from planner.views.proof import how_many_more, how_sure
from planner.views.tables import Planned


def figures(planned: Planned, further: str = "") -> None:
    """How many have a place, what runs for them, and how sure it is that no plan is better; `further` ends it."""
    counts = planned.summary.counts
    cards = st.columns(4)
    # "2,304 of 2,500" would be cut short on a tablet, so those who ask stand in the label
    cards[0].metric(f"People placed, of {counts['participants']:,}", f"{counts['placed']:,}", border=True)
    cards[1].metric("Without a place", f"{counts['unplaced']:,}", border=True)
    cards[2].metric("Cohorts that run", f"{counts['cohorts']:,}", border=True)
    sessions = counts["group_sessions"] + counts["individual_sessions"]
    cards[3].metric("Sessions a week", f"{sessions:,}", border=True)
    sure = f"{how_many_more(planned)} {how_sure(planned)} The plan was checked against every rule. {further}"
    st.caption(f":material/verified: {sure.strip()}")
