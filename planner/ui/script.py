"""What Streamlit runs for `planner app`: the same as app.py, from wherever the planner is installed."""

from planner.ui.main import main

main()
