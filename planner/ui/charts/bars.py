"""Bars: what one more of something brings, and what the loss of something costs."""

from typing import Any

import altair as alt
import pandas as pd

from planner.ui.charts.readable import INK, readable

PROVEN, ESTIMATED = "#2E7D5B", "#C8701A"
LOST, MADE_ROOM, KEPT = "#B5394E", "#E0A15E", "#7FA8B8"
FATES = ["lose their place", "lose theirs to make room", "keep a place"]
BAR, AROUND = 38, 80
"""Pixels of a bar with what is written above it, and of the legend and the axis around all of them."""

THICK, BELOW, ABOVE = 12, 9, 8
"""Pixels of a bar's height, and how far from the middle of its place it and what is written stand."""


def gains(rows: pd.DataFrame) -> alt.LayerChart:
    """People who would gain a place by one more of each; the best first.

    `rows` has `what` (a label, unique), `people`, `certainty` (proven or estimated) and `label` (written above it).
    """
    base = alt.Chart(rows).encode(y=alt.Y("what:N", sort=list(rows["what"]), title=None, axis=None))
    colour = alt.Color(
        "certainty:N",
        scale=alt.Scale(domain=["proven", "estimated"], range=[PROVEN, ESTIMATED]),
        legend=alt.Legend(title=None, orient="top"),
    )
    bars = base.mark_bar(cornerRadiusEnd=4, size=THICK, yOffset=BELOW).encode(
        x=alt.X("people:Q", title="more people placed", **_axis(max(rows["people"]))), color=colour
    )
    written = _written(base)
    return readable(bars, written, height=BAR * len(rows) + AROUND)


def losses(rows: pd.DataFrame) -> alt.LayerChart:
    """Of the people whom each loss hits and those who make room for them, who keeps a place and who does not.

    `rows` has `what` (a label, unique for each loss), `people`, `fate` (one of FATES), `order` (of the fates) and
    `label`, written once for each loss.
    """
    order = list(dict.fromkeys(rows["what"]))
    base = alt.Chart(rows).encode(y=alt.Y("what:N", sort=order, title=None, axis=None))
    bars = base.mark_bar(size=THICK, yOffset=BELOW).encode(
        x=alt.X("people:Q", stack="zero", title="people", **_axis(max(rows.groupby("what")["people"].sum()))),
        color=alt.Color(
            "fate:N",
            scale=alt.Scale(domain=FATES, range=[LOST, MADE_ROOM, KEPT]),
            legend=alt.Legend(title=None, orient="top"),
        ),
        order=alt.Order("order:Q"),
        tooltip=[alt.Tooltip("what:N", title="loss"), alt.Tooltip("people:Q"), alt.Tooltip("fate:N", title="who")],
    )
    once = base.transform_aggregate(label="max(label)", groupby=["what"])
    written = _written(once)
    return readable(bars, written, height=BAR * len(order) + AROUND)


def _written(base: alt.Chart) -> alt.Chart:
    """What each bar is and says, above it: beside it there would be no room on a narrow screen."""
    text = base.transform_calculate(said="datum.what + ': ' + datum.label")
    mark = text.mark_text(align="left", dy=-ABOVE, fontSize=12, limit=alt.ExprRef("width"), color=INK)
    written: alt.Chart = mark.encode(x=alt.value(0), text="said:N")
    return written


def _axis(most: int) -> dict[str, Any]:
    """An axis of people in whole numbers."""
    return {"axis": alt.Axis(tickMinStep=1, format="d"), "scale": alt.Scale(domainMax=max(1, most))}
