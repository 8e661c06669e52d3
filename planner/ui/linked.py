"""Choices that stand in the link by their ids, so that a link says what is on the screen.

Streamlit's own binding writes what people read, which changes with names and counts.
"""

from collections.abc import Callable, Sequence

import streamlit as st


def linked(key: str, options: Sequence[str], default: str, draw: Callable[[str], str | None]) -> str:
    """The choice that `draw` shows for the widget of this key; begins with what the link says, if that is an option.

    Where the link has changed and the widget has not, somebody has gone back or forward in the browser.
    """
    told, before = st.query_params.get(key, default), f"{key} in the link"
    now = st.session_state.get(key)
    if now not in options or (now == st.session_state.get(before) != told):
        st.session_state[key] = told if told in options else default
    chosen = draw(key) or default
    st.session_state[before] = chosen
    if chosen != default:
        if chosen != told:
            st.query_params[key] = chosen
    elif key in st.query_params:
        del st.query_params[key]
    return chosen
