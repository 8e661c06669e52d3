"""How far something is: a line and a bar to see, and the line read aloud now and then to who cannot see them."""

from planner.ui.component import component

_component = component(
    __file__, '<p></p><progress max="1" aria-label="Time of the search"></progress><div role="status"></div>'
)


def live(words: str, clock: str, share: float, key: str) -> None:
    """Shows the words, the clock and the share of the time that is over; `words` alone are read aloud."""
    line = f"{words}; {clock}."
    _component(key=key, data={"line": line, "words": words, "clock": clock, "share": min(1.0, share)})
