"""What has just happened: shown for a moment, and read aloud to who cannot see it."""

import streamlit as st

from planner.ui.component import component

TOLD = "told"

_component = component(__file__, '<div role="status"></div>')


def tell(text: str, icon: str) -> None:
    """Shows the text for a moment; it is read aloud as soon as the whole page is drawn again."""
    st.toast(text, icon=icon)
    st.session_state[TOLD] = text


def read_aloud() -> None:
    """What was told last, for ears alone: what Streamlit shows for a moment is no live region."""
    _component(key="read_aloud", data=st.session_state.get(TOLD, ""))
