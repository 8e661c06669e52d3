"""What is written on paper: a program's letter, name and colour, never the colour alone; and times."""

import string
from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.scenario import Scenario
from planner.domain.week import Span, clock
from planner.exports.colours import PALETTE, Colour, colours_of

DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A program's letter, name and colour; `pattern` is the colour's number, for hatching and kinds of lines."""

    letter: str
    name: str
    colour: Colour
    pattern: int


def marks_of(s: Scenario) -> Mapping[str, Mark]:
    """The mark of every program, the same at all sites."""
    colours = colours_of(s.programs)
    return {
        program.id: Mark(_letter(number), program.name or program.id, colours[program.id], number % len(PALETTE))
        for number, program in enumerate(s.programs.values())
    }


def times(span: Span) -> str:
    """From when to when, as on paper."""
    return f"{clock(span.start)}{DASH}{clock(span.end)}"


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, last = divmod(number, len(string.ascii_uppercase))
    return (_letter(before - 1) if before else "") + string.ascii_uppercase[last]
