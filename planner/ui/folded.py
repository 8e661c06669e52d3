"""What is folded away until somebody opens it: it is neither worked out nor sent before."""

from collections.abc import Callable

import streamlit as st


def folded(title: str, icon: str, key: str, draw: Callable[[], object]) -> None:
    """A title to open, and then what `draw` draws; a grid alone takes a browser longer than the page around it."""
    place = st.expander(title, icon=icon, on_change="rerun", key=key)
    if place.open:
        with place:
            draw()


def as_table(key: str, draw: Callable[[], object], title: str = "The same as a table") -> None:
    """What a chart shows, to sort and search, and for those who cannot see the chart."""
    folded(title, ":material/table_rows:", key, draw)
