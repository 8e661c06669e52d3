"""The browser's history: one entry for each thing that somebody did, so that Back leads back at the first press."""

from pathlib import Path

import streamlit as st

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def one_entry_a_click() -> None:
    """Stands at the end of a page, where the room that it takes is not seen."""
    st.html(f"<script>{SCRIPT}</script>", unsafe_allow_javascript=True)
