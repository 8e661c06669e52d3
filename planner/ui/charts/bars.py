"""Bars: what one more of something brings, and what the loss of something costs."""

from typing import Any

import altair as alt
import pandas as pd

from planner.ui.charts.readable import INK, readable

PROVEN, ESTIMATED = "#2E7D5B", "#C8701A"
LOST, MADE_ROOM, KEPT = "#B5394E", "#E0A15E", "#7FA8B8"
FATES = ["lose their place", "lose theirs to make room", "keep a place"]
BAR, AROUND = 32, 80
"""Pixels of a bar, and of the legend and the axis around all of them."""

ROOM = 1.25
"""The axis goes on beyond the longest bar: what is written at that bar needs its room."""


def gains(rows: pd.DataFrame) -> alt.LayerChart:
    """People who would gain a place by one more of each; the best first.

    `rows` has `what` (a label, unique), `people`, `certainty` (proven or estimated) and `label` (written at the bar).
    """
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "what:N", sort=list(rows["what"]), title=None, axis=alt.Axis(labelLimit=420, ticks=False, domain=False)
        ),
        x=alt.X("people:Q", title="more people placed", **_axis(max(rows["people"]))),
    )
    colour = alt.Color(
        "certainty:N",
        scale=alt.Scale(domain=["proven", "estimated"], range=[PROVEN, ESTIMATED]),
        legend=alt.Legend(title=None, orient="top"),
    )
    bars = base.mark_bar(cornerRadiusEnd=4, size=18).encode(color=colour)
    written = base.mark_text(align="left", dx=6, color=INK).encode(text="label:N")
    return readable(bars, written, height=BAR * len(rows) + AROUND)


def losses(rows: pd.DataFrame) -> alt.LayerChart:
    """Of the people whom each loss hits and those who make room for them, who keeps a place and who does not.

    `rows` has `what` (a label, unique for each loss), `people`, `fate` (one of FATES), `order` (of the fates) and
    `label`, written once for each loss.
    """
    order = list(dict.fromkeys(rows["what"]))
    base = alt.Chart(rows).encode(
        y=alt.Y("what:N", sort=order, title=None, axis=alt.Axis(labelLimit=320, ticks=False, domain=False)),
    )
    bars = base.mark_bar(size=18).encode(
        x=alt.X("people:Q", stack="zero", title="people", **_axis(max(rows.groupby("what")["people"].sum()))),
        color=alt.Color(
            "fate:N",
            scale=alt.Scale(domain=FATES, range=[LOST, MADE_ROOM, KEPT]),
            legend=alt.Legend(title=None, orient="top"),
        ),
        order=alt.Order("order:Q"),
        tooltip=[alt.Tooltip("what:N", title="loss"), alt.Tooltip("people:Q"), alt.Tooltip("fate:N", title="who")],
    )
    written = base.transform_aggregate(total="sum(people)", label="max(label)", groupby=["what"])
    label = written.mark_text(align="left", dx=6, color=INK).encode(x=alt.X("total:Q"), text="label:N")
    return readable(bars, label, height=BAR * len(order) + AROUND)


def _axis(most: int) -> dict[str, Any]:
    """An axis of people in whole numbers, with room for what is written at the longest bar."""
    return {"axis": alt.Axis(tickMinStep=1, format="d"), "scale": alt.Scale(domainMax=max(1, most) * ROOM)}
