"""What has just happened: shown for a moment, and read aloud to who cannot see it."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
TOLD = "told"

_component = st.components.v2.component(
    "cohort_planner_told",
    html='<div role="status"></div>',
    css=(HERE / "told.css").read_text(encoding="utf-8"),
    js=(HERE / "told.js").read_text(encoding="utf-8"),
)


def tell(text: str, icon: str) -> None:
    """Shows the text for a moment; it is read aloud as soon as the whole page is drawn again."""
    st.toast(text, icon=icon)
    st.session_state[TOLD] = text


def read_aloud() -> None:
    """What was told last, for ears alone: what Streamlit shows for a moment is no live region."""
    _component(key="read_aloud", data=st.session_state.get(TOLD, ""))
