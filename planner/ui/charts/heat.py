"""Heatmaps of use: how much of what there is the plan takes, the figures written in the cells."""

import altair as alt
import pandas as pd

from planner.ui.charts.readable import INK, readable

PALE, FULL = "#E6F0F4", "#0B5A6E"
BLACK, WHITE = "#000000", "#FFFFFF"
DARK_FROM = 0.76
"""From this share on a cell is written on in white: here black and white stand out alike, 4.5 to 1."""

ROW_HEIGHT, AROUND = 38, 118
"""Pixels of a line, and of the headings and the legend around all of them."""


def heatmap(cells: pd.DataFrame, across: list[str], across_title: str) -> alt.LayerChart:
    """Use by line and column.

    `cells` has `line`, `column`, `share` (0 to 1, NaN where there is nothing to use), `text` (what is written) and
    `says` (the sentence that is shown on pointing). Lines stand in the order of the frame; `across` orders columns.
    """
    lines = list(dict.fromkeys(cells["line"]))
    base = alt.Chart(cells).encode(
        x=alt.X(
            "column:N",
            sort=across,
            title=across_title,
            axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False),
        ),
        y=alt.Y(
            "line:N",
            sort=lines,
            title=None,
            scale=alt.Scale(paddingInner=0.1),
            axis=alt.Axis(labelLimit=240, ticks=False, domain=False),
        ),
        tooltip=[alt.Tooltip("says:N", title=" ")],
    )
    shade = alt.Color(
        "share:Q",
        scale=alt.Scale(domain=[0, 1], range=[PALE, FULL], clamp=True),
        legend=alt.Legend(title="used", format=".0%", orient="bottom", gradientLength=160),
    )
    nothing = "!isValid(datum.share)"
    squares = base.mark_rect(cornerRadius=5).encode(
        color=alt.when(nothing).then(alt.value("transparent")).otherwise(shade)
    )
    written = base.mark_text(fontSize=13).encode(
        text="text:N",
        color=alt.when(nothing)
        .then(alt.value(INK))
        .when(f"datum.share >= {DARK_FROM}")
        .then(alt.value(WHITE))
        .otherwise(alt.value(BLACK)),
    )
    return readable(squares, written, height=ROW_HEIGHT * len(lines) + AROUND)
