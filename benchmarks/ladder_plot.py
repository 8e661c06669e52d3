"""The ladder as a picture: time, gap, people and memory over the number of people, split beside coupled."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import altair as alt
from ladder_rows import Row
from rungs import SHAPES

WIDTH, HEIGHT = 330, 150
COLOURS = ("#0072b2", "#e69f00", "#009e73")
PEOPLE = (50, 100, 300, 1_000, 3_000, 10_000, 20_000)


@dataclass(frozen=True, slots=True)
class Panel:
    """A row of the picture. `ticks` are the values at the axis; what is below the least of them is drawn there."""

    title: str
    ticks: Sequence[float]
    curves: Mapping[str, Callable[[Row], float | None]]
    form: str = ","


PANELS = (
    Panel(
        "Seconds to a plan within",
        (0.1, 1, 10, 100, 1000),
        {
            "any gap": lambda row: row.first,
            "0.5 %": lambda row: row.to_0_5,
            "0.05 %": lambda row: row.to_0_05,
        },
    ),
    Panel(
        "Gap to the proven bound",
        (1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10),
        {
            "planner": lambda row: row.above(row.score),
            "greedy": lambda row: row.above(row.greedy_score),
            "plain CP-SAT": lambda row: row.above(row.plain_score),
        },
        ".3~%",
    ),
    Panel("People who could still be placed", (0.1, 1, 10, 100, 1000), {"planner": lambda row: row.still}),
    Panel(
        "Peak memory in MiB",
        (100, 1_000, 10_000),
        {"planner": lambda row: row.peak_mib, "plain CP-SAT": lambda row: row.plain_peak_mib},
    ),
)


def draw(rows: Sequence[Row], path: Path) -> None:
    """Writes the picture as SVG."""
    lines = [
        alt.hconcat(*(_drawn(panel, [row for row in rows if row.shape == shape], shape) for shape in SHAPES))
        for panel in PANELS
    ]
    alt.vconcat(*lines).resolve_scale(color="independent").save(path, format="svg")


def _drawn(panel: Panel, rows: Sequence[Row], shape: str) -> alt.Chart:
    points = alt.InlineData(values=list(_points(panel, rows)))
    people = alt.Scale(type="log", domain=[PEOPLE[0], PEOPLE[-1]])
    values = alt.Scale(type="log", domain=[panel.ticks[0], panel.ticks[-1]], clamp=True)
    colours = alt.Scale(domain=list(panel.curves), range=list(COLOURS[: len(panel.curves)]))
    chart = alt.Chart(points, title=f"{panel.title}: {shape}", width=WIDTH, height=HEIGHT)
    drawn: alt.Chart = chart.mark_line(point=alt.OverlayMarkDef(size=40)).encode(
        x=alt.X("people:Q", title="people", scale=people, axis=alt.Axis(values=PEOPLE, format=",")),
        y=alt.Y("value:Q", title=None, scale=values, axis=alt.Axis(values=panel.ticks, format=panel.form)),
        color=alt.Color("curve:N", title=None, sort=None, scale=colours),
    )
    return drawn


def _points(panel: Panel, rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    for curve, value_of in panel.curves.items():
        for row in rows:
            if (value := value_of(row)) is not None:
                yield {"people": row.people, "curve": curve, "value": max(panel.ticks[0], value)}
