"""Rounds of neighbourhoods: how large they are, what of them is looked at, and which sites come next."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from planner.solver.linear import Floats

GAP = 2e-4
"""Relative; the last points of one neighbourhood are worth less than the first of the next."""

GAIN = 5e-3
"""Of what is missing; less than this is no success."""

FRUITLESS = 10
"""So many neighbourhoods without success in a row end a round."""

TIRED, FRUITLESSLY = 0.8, 0.4
"""So much less likely to be next is a site after a success, and after none."""


class Telehealth(Enum):
    """What of the virtual sites is planned anew with a neighbourhood."""

    NONE = "none"
    NEAR = "of those who could come to its sites"
    ALL = "all"
    ALONE = "all, and no clinic"


@dataclass(frozen=True, slots=True)
class Round:
    """Every clinic `once`, or where most is missing until nothing is found any more.

    `open` limits the columns, `seconds` and `gap` each neighbourhood.
    """

    people: float
    seconds: float
    telehealth: Telehealth
    open: Floats
    once: bool = False
    gap: float = GAP


class Left:
    """The sites that a round has left to look at."""

    def __init__(self, sites: Iterable[int], *, once: bool) -> None:
        self._once, self._fruitless = once, 0
        self._chances = dict.fromkeys(sorted(sites), 1.0)

    def any(self) -> bool:
        """Whether the round goes on."""
        return bool(self._chances) and self._fruitless < FRUITLESS

    def chances(self, apart: Collection[int]) -> Mapping[int, float]:
        """How likely each site is to be next, without those that are to stay apart."""
        return {site: chance for site, chance in self._chances.items() if site not in apart}

    def before(self, sites: Iterable[int]) -> None:
        """Takes note that sites are being planned anew."""
        if self._once:
            for site in sites:
                self._chances.pop(site, None)

    def after(self, sites: Iterable[int], gain: float | None, *, tells: bool = True) -> None:
        """Takes note of what it has brought; None: it has to be done again.

        `tells`: whether without success it counts towards the end of the round; one that had to leave out what another
        was looking at does not.
        """
        if gain is None:
            self._chances |= dict.fromkeys(sites, 1.0)
        elif not self._once:
            self._fruitless = 0 if gain > GAIN else self._fruitless + tells
            for site in sites:
                self._chances[site] *= TIRED if gain > GAIN else FRUITLESSLY
