"""Heatmaps of use: how much of what there is the plan takes, the figures written in the cells."""

import altair as alt
import pandas as pd

from planner.ui.charts.readable import INK, names, readable

EMPTY, FULL = "rgba(18, 129, 143, 0.08)", "rgba(18, 129, 143, 0.9)"
"""The page shines through, so that the page's own text stands out on either, in the light and in the dark."""

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
            axis=names(),
        ),
        tooltip=[alt.Tooltip("says:N", title=" ")],
    )
    shade = alt.Color(
        "share:Q",
        scale=alt.Scale(domain=[0, 1], range=[EMPTY, FULL], clamp=True),
        legend=alt.Legend(title="used", format=".0%", orient="bottom", gradientLength=160),
    )
    nothing = "!isValid(datum.share)"
    squares = base.mark_rect(cornerRadius=5).encode(
        color=alt.when(nothing).then(alt.value("transparent")).otherwise(shade)
    )
    written = base.mark_text(fontSize=13, color=INK).encode(text="text:N")
    return readable(squares, written, height=ROW_HEIGHT * len(lines) + AROUND)
