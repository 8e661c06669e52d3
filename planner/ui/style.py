"""What Streamlit's themes leave out: a selected choice that is readable in the dark too, and a focus that is seen."""

import streamlit as st

CSS = """
button[role=radio][data-variant][aria-checked=true] { color: inherit; font-weight: 600; }
[data-testid=stTopNavLink]:focus-visible { outline: 3px solid currentColor; outline-offset: -1px; }
[data-testid=stMain]:focus-visible { outline: 2px solid currentColor; outline-offset: -2px; }
"""


def style() -> None:
    """Adds to the theme; it takes no room on the page."""
    st.html(f"<style>{CSS}</style>")
