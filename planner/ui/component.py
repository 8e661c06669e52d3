"""The app's own elements: HTML with the style sheet and the script that stand beside the module and have its name."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer


def component(module: str, html: str) -> ComponentRenderer:
    """The element of a module, given its `__file__`."""
    file = Path(module)
    style, script = (file.with_suffix(end).read_text(encoding="utf-8") for end in (".css", ".js"))
    return st.components.v2.component(f"cohort_planner_{file.stem}", html=html, css=style, js=script)
