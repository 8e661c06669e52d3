"""Whom the difference between two plans touches, as a table."""

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd
import streamlit as st

from planner.services.comparing_runs import PersonChange

COLUMNS = ("Participant", "What", "Group before", "Group after", "Therapist before", "Therapist after")

GROUPS, GROUP_WIDTH = COLUMNS[2:4], 370
"""The columns that need their room, and pixels of one."""


def who_table(people: Sequence[PersonChange]) -> None:
    """Who gains, loses or moves: from which group and therapist to which."""
    frame = pd.DataFrame([asdict(one) for one in people])
    frame.columns = pd.Index(COLUMNS)
    wide = {name: st.column_config.TextColumn(width=GROUP_WIDTH) for name in GROUPS}
    st.dataframe(frame, hide_index=True, placeholder="", column_config=wide, alt="People for whom something changes")
