"""Text that is readable in the light and in the dark."""

import altair as alt

INK = "currentColor"
"""The colour of the page's own text: Streamlit greys axes too much in the light, and knows no text of marks at all."""


def readable(chart: alt.LayerChart) -> alt.LayerChart:
    """The chart, without a frame, all that is written around it as dark or light as the page's text."""
    framed: alt.LayerChart = (
        chart.configure_view(strokeWidth=0)
        .configure_axis(labelColor=INK, titleColor=INK)
        .configure_legend(labelColor=INK, titleColor=INK)
    )
    return framed
