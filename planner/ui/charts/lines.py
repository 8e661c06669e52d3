"""Lines: how a search came to its plan, and how plans of a scenario went from run to run."""

import altair as alt
import pandas as pd

PLACED, BOUND = "#0B6E7F", "#C8701A"
HEIGHT = 220


def progress(points: pd.DataFrame) -> alt.Chart:
    """The people placed over the seconds of a search, as steps; `points` has `seconds` and `placed`."""
    chart: alt.Chart = (
        alt.Chart(points, height=HEIGHT)
        .mark_line(interpolate="step-after", color=PLACED, point=True)
        .encode(
            x=alt.X("seconds:Q", title="seconds"),
            y=alt.Y("placed:Q", title="people placed", scale=alt.Scale(zero=False), axis=alt.Axis(tickMinStep=1)),
            tooltip=["seconds:Q", "placed:Q"],
        )
    )
    return chart


def history(runs: pd.DataFrame) -> alt.Chart:
    """People placed and not placed, run by run; `runs` has `run` (its number), `people`, `fate` and `says`."""
    chart: alt.Chart = (
        alt.Chart(runs, height=HEIGHT)
        .mark_bar()
        .encode(
            x=alt.X("run:O", title="run", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("people:Q", title="people"),
            color=alt.Color(
                "fate:N",
                scale=alt.Scale(domain=["placed", "without a place"], range=[PLACED, BOUND]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[alt.Tooltip("says:N", title=" ")],
        )
    )
    return chart
