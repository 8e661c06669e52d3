"""Text that is readable in the light and in the dark."""

import altair as alt

INK = "currentColor"
"""The colour of the page's own text: Streamlit greys axes too much in the light, and knows no text of marks at all."""


def readable(*layers: alt.Chart, height: int) -> alt.LayerChart:
    """A chart of these layers without a frame; all that is written around it has the colour of the page's text."""
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=height)
        .configure_view(strokeWidth=0)
        .configure_axis(labelColor=INK, titleColor=INK)
        .configure_legend(labelColor=INK, titleColor=INK)
    )
    return chart
