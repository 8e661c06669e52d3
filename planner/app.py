"""What Streamlit runs for `planner app`: the same as app.py, from wherever the planner is installed.

Not in planner/ui: Streamlit takes every file of a folder `pages` beside its script for a page of its own.
"""

from planner.ui.main import main

main()
