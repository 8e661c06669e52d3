"""Text that is readable in the light and in the dark, and on a narrow screen."""

import altair as alt

INK = "currentColor"
"""The colour of the page's own text: Streamlit greys axes too much in the light, and knows no text of marks at all."""

LETTERS, WIDEST = 26, 200
"""So many stand in a line of what names a line of a chart, and pixels of one that has no space to be parted at."""

_IN_LINES = f"split(trim(replace(datum.label, regexp('(.{{1,{LETTERS}}})(\\\\s+|$)', 'g'), '$1\\n')), '\\n')"


def names() -> alt.Axis:
    """The axis that names the lines of a chart, in several lines of text where one would leave a phone no chart."""
    return alt.Axis(labelExpr=_IN_LINES, labelLimit=WIDEST, ticks=False, domain=False)


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
