"""Where the synthetic clinics are, what they offer and the rooms they have."""

import math
from collections.abc import Iterator, Sequence
from random import Random

from planner.domain.scenario import Room, RoomKind, Site
from planner.domain.travel import EARTH_RADIUS_KM
from planner.generate.options import Options
from planner.generate.programs import BY_TELEHEALTH, EVERYWHERE, PROGRAMS

SPACING_KM = 21.0
"""Between neighbours: people near a clinic reach it and up to three others in 45 minutes."""

REGION_GAP_KM = 120.0
"""Between regions that share nobody: farther than anybody travels."""

NAMED_REGION = 5
"""Clinics to a region in name only, where all are chained together."""

CORNER = (31.0, -97.0)
KM_PER_DEGREE = EARTH_RADIUS_KM * math.pi / 180
TIMEZONE = "America/Chicago"
TELEHEALTH = "telehealth"


def moved(latitude: float, longitude: float, north_km: float, east_km: float) -> tuple[float, float]:
    """The point so many kilometres away, in degrees."""
    shrink = math.cos(math.radians(latitude))
    return round(latitude + north_km / KM_PER_DEGREE, 4), round(longitude + east_km / KM_PER_DEGREE / shrink, 4)


def regions(options: Options) -> list[range]:
    """The clinics of each independent region, by number; one region where all are chained together."""
    size = options.region_size or options.sites
    return [range(first, min(first + size, options.sites)) for first in range(0, options.sites, size)]


def _on_a_grid(count: int) -> Iterator[tuple[int, int]]:
    """Row and column of each of so many clinics, so that the next one is a neighbour: there and back again."""
    width = math.ceil(math.sqrt(count))
    for number in range(count):
        row, column = divmod(number, width)
        yield row, column if row % 2 == 0 else width - 1 - column


def _coordinates(options: Options, rng: Random) -> list[tuple[float, float]]:
    areas = regions(options)
    across = math.ceil(math.sqrt(options.region_size or 1)) * SPACING_KM + REGION_GAP_KM
    points = []
    for area, (down, right) in zip(areas, _on_a_grid(len(areas)), strict=True):
        for row, column in _on_a_grid(len(area)):
            north = down * across + row * SPACING_KM + rng.uniform(-4, 4)
            east = right * across + column * SPACING_KM + rng.uniform(-4, 4)
            latitude, _ = moved(*CORNER, north, 0)
            points.append((latitude, moved(*CORNER, 0, east)[1]))
    return points


def _menus(options: Options, rng: Random) -> list[frozenset[str]]:
    """What each clinic offers: neighbours specialise in the same, so that people find enough others."""
    others = [program for program in PROGRAMS if program not in EVERYWHERE]
    named = options.region_size or NAMED_REGION
    menus: list[frozenset[str]] = []
    for first in range(0, options.sites, named):
        special = rng.sample(others, 2)
        neighbours = min(named, options.sites - first)
        menus += [frozenset((*EVERYWHERE, *special[: rng.choice((1, 1, 2))])) for _ in range(neighbours)]
    return menus


def people_per_site(options: Options, rng: Random) -> list[int]:
    """How many people live near each clinic; the sum is what was asked for."""
    weights = [rng.uniform(0.75, 1.25) for _ in range(options.sites)]
    counts = [int(options.people * weight / sum(weights)) for weight in weights]
    for _ in range(options.people - sum(counts)):
        counts[rng.randrange(options.sites)] += 1
    return counts


def sites(options: Options, people: Sequence[int], rng: Random) -> list[Site]:
    """The clinics, each with `people` near it, and the telehealth site if asked for."""
    width = len(str(options.sites))
    named = options.region_size or NAMED_REGION
    menus = _menus(options, rng)
    clinics = []
    for number, (latitude, longitude) in enumerate(_coordinates(options, rng)):
        clinics.append(
            Site(
                id=f"clinic-{number + 1:0{width}}",
                name=f"Clinic {number + 1}",
                region=f"Region {number // named + 1}",
                timezone=TIMEZONE,
                open=True,
                virtual=False,
                programs=menus[number],
                latitude=latitude,
                longitude=longitude,
                max_participants=max(1, people[number]) if rng.random() < 1 / 4 else None,
            )
        )
    return [*clinics, _telehealth()] if options.virtual else clinics


def _telehealth() -> Site:
    return Site(
        id=TELEHEALTH,
        name="Telehealth",
        region="",
        timezone=TIMEZONE,
        open=True,
        virtual=True,
        programs=frozenset(BY_TELEHEALTH),
        latitude=None,
        longitude=None,
        max_participants=None,
    )


def rooms(site: Site, people: int, rng: Random) -> Iterator[Room]:
    """The rooms of a clinic that `people` live near."""
    groups = max(1, round(people / 25))
    wanted = [RoomKind.GROUP] * groups + [RoomKind.FLEX] * rng.choice((0, 1, 1)) + [RoomKind.OFFICE] * (groups + 1)
    for number, kind in enumerate(wanted, 1):
        seats = 2 if kind is RoomKind.OFFICE else rng.choice((8, 10, 12, 12, 14))
        yield Room(f"{site.id}-{kind.value}-{number}", site.id, kind, seats, open=True)
