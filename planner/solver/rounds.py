"""Rounds of neighbourhoods: how large they are, what of them is looked at, and which sites come next."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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
class Look:
    """What of a neighbourhood is looked at: `open` limits the columns, `seconds` the search."""

    open: Floats
    seconds: float
    telehealth: Telehealth = Telehealth.NONE


@dataclass(frozen=True, slots=True)
class Round:
    """Every clinic `once`, or where most is missing until nothing is found any more.

    `looks`: the first, and for a site around which nothing was found the next. `opening`: decisions are made before
    the rest, and sites that have no plan yet are left theirs: what they would make of therapists and people has its
    price. `gap` is that of each neighbourhood.
    """

    people: float
    looks: Sequence[Look]
    once: bool = False
    gap: float = GAP
    opening: bool = False


class Left:
    """The sites that a round has left to look at, and how often each was looked at in vain."""

    def __init__(self, sites: Iterable[int], looks: int, *, once: bool) -> None:
        self._once, self._fruitless, self._last = once, 0, looks - 1
        self._chances = dict.fromkeys(sorted(sites), 1.0)
        self._looks: Counter[int] = Counter()

    def any(self) -> bool:
        """Whether the round goes on."""
        return bool(self._chances) and self._fruitless < FRUITLESS

    def chances(self, apart: Collection[int]) -> Mapping[int, float]:
        """How likely each site is to be next, without those that are to stay apart."""
        return {site: chance for site, chance in self._chances.items() if site not in apart}

    def look(self, seed: int) -> int:
        """The number of the look to be taken around a site."""
        return self._looks[seed]

    def before(self, sites: Iterable[int]) -> None:
        """Takes note that sites are being planned anew."""
        if self._once:
            for site in sites:
                self._chances.pop(site, None)

    def after(self, seed: int, sites: Iterable[int], gain: float | None, *, tells: bool = True) -> None:
        """Takes note of what a look around a site has brought; None: it has to be done again.

        `tells`: whether it counts where it was in vain; one that had to leave out what another was looking at does not.
        """
        if gain is None:
            self._chances |= dict.fromkeys(sites, 1.0)
        elif not self._once:
            self._note(seed, sites, success=gain > GAIN, tells=tells)

    def _note(self, seed: int, sites: Iterable[int], *, success: bool, tells: bool) -> None:
        wider = not success and tells and self._looks[seed] < self._last
        self._looks[seed] += wider
        if success:
            self._fruitless = 0
        elif not wider:
            self._fruitless += tells
        for site in set(sites) & self._chances.keys():
            self._chances[site] *= TIRED if success else FRUITLESSLY
