"""One colour for each program, the same on screen, in the workbook and on paper.

The fills are pale enough for black print on a grey printer; the edge is the fill's darker sister. No fact is told by
colour alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A fill and its edge, as `#RRGGBB`."""

    fill: str
    edge: str


PALETTE = (
    Colour("#DCE9F9", "#2F6DB5"),
    Colour("#DDF1E1", "#2E8B57"),
    Colour("#FCE8D2", "#C8701A"),
    Colour("#EADFF5", "#7A4FB0"),
    Colour("#FBE0E6", "#BC3F62"),
    Colour("#D8F0F0", "#1C8585"),
    Colour("#F6F0C8", "#97821A"),
    Colour("#E6E2DC", "#6F6455"),
)
INK = "#1B2733"
MUTED = "#5B6875"
LINE = "#B9C3CD"
BAND = "#22384F"


def colours_of(programs: Iterable[str]) -> dict[str, Colour]:
    """A colour for each program, in the order given; they repeat after the eighth."""
    return {program: PALETTE[number % len(PALETTE)] for number, program in enumerate(programs)}
