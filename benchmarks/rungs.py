"""The rungs of the ladder: 2 to 500 sites, each once in regions that share nobody and once all tied together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from planner.generate import Options

SITES = (2, 4, 10, 15, 40, 150, 300, 500)
PEOPLE_PER_SITE = 30
SHAPES = ("split", "coupled")

REGIONS = {2: 1, 4: 2, 300: 10, 500: 10}
"""Sites a region where they are not five."""

LIMITS = {2: 10.0, 4: 30.0, 10: 60.0, 15: 60.0, 40: 150.0, 150: 300.0, 300: 600.0, 500: 600.0}
"""Seconds of search by sites, where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A gap to be reached within so many seconds of the whole process."""

    gap: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Rung:
    """A scenario of the ladder. `region` None: floating therapists and a telehealth site tie all sites together.

    `limit` is the search's, in seconds; `peak_mib` the most memory that it may take, None where nothing is asked.
    """

    sites: int
    region: int | None
    limit: float
    goals: tuple[Goal, ...] = field(default=())
    peak_mib: int | None = None

    @property
    def name(self) -> str:
        """`40c` is 40 sites coupled, `150r5` is 150 sites in regions of five."""
        return f"{self.sites}c" if self.region is None else f"{self.sites}r{self.region}"

    @property
    def shape(self) -> str:
        """One of SHAPES."""
        return "coupled" if self.region is None else "split"

    @property
    def people(self) -> int:
        """Participants."""
        return self.sites * PEOPLE_PER_SITE

    def options(self, seed: int) -> Options:
        """What to draw."""
        return Options(self.sites, self.people, seed, self.region, virtual=self.region is None)


MUST_REACH = (
    Rung(40, None, 150.0, (Goal(0.002, 45.0), Goal(0.0004, 150.0)), 2 * 1024),
    Rung(150, 5, 90.0, (Goal(0.0004, 90.0),), 3 * 1024),
    Rung(150, None, 300.0, (Goal(0.0015, 300.0),), 4 * 1024),
    Rung(500, 10, 600.0, (Goal(0.001, 600.0),), 8 * 1024),
)
"""The rungs of which a gap, a time and a peak of memory are asked."""


def _ladder() -> Iterator[Rung]:
    asked = {rung.name: rung for rung in MUST_REACH}
    for sites in SITES:
        for region in (REGIONS.get(sites, 5), None):
            rung = Rung(sites, region, LIMITS[sites])
            yield asked.get(rung.name, rung)


LADDER = tuple(_ladder())


def chosen(names: Iterable[str], shapes: Iterable[str]) -> list[Rung]:
    """The rungs asked for, by name or by number of sites. Raises ValueError with the names of those that there are."""
    shapes, asked = set(shapes), list(names)
    known = {rung.name for rung in LADDER} | {str(sites) for sites in SITES}
    if unknown := [name for name in asked if name not in known]:
        raise ValueError(f"no such rung: {', '.join(unknown)}; there are {', '.join(rung.name for rung in LADDER)}")
    if wrong := shapes.difference(SHAPES):
        raise ValueError(f"no such shape: {', '.join(sorted(wrong))}; there are {', '.join(SHAPES)}")
    return [rung for rung in LADDER if rung.name in asked or (str(rung.sites) in asked and rung.shape in shapes)]
