"""The sites in a person's reach, wherever on earth: the same as one by one, without looking at each."""

from random import Random

import pytest
from small_clinic import people, small_clinic

from planner.domain.tables import Row
from planner.eligibility import Reach, in_reach

AROUND = {"a town": (52.5, 13.4), "the date line": (-16.8, 179.9), "a pole": (89.6, 20.0), "Greenwich": (51.5, 0.0)}


def somewhere(random: Random, centre: tuple[float, float], degrees: float) -> Row:
    latitude, longitude = (x + random.uniform(-degrees, degrees) for x in centre)
    longitude = (longitude + 180) % 360 - 180
    return {"latitude": f"{max(-90, min(90, latitude)):.4f}", "longitude": f"{longitude:.4f}"}


@pytest.mark.parametrize("place", AROUND)
@pytest.mark.parametrize(("degrees", "minutes"), [(1.5, "60"), (60.0, "6000")])
def test_nobody_in_reach_is_overlooked(place: str, degrees: float, minutes: str) -> None:
    random = Random(1)
    sites = [{"site_id": f"s{n}", **somewhere(random, AROUND[place], degrees)} for n in range(150)]
    homes = [somewhere(random, AROUND[place], degrees) for _ in range(40)]
    rows = [row for n, home in enumerate(homes) for row in people(f"p{n}", max_travel_minutes=minutes, **home)]
    s = small_clinic(sites=[{"site_id": "north"}, *sites], participants=rows)
    reach, all_sites = Reach(s), sorted(s.sites.values(), key=lambda site: site.id)
    found = {p.id: reach.sites(p) for p in s.participants.values()}
    assert found == {p.id: [site for site in all_sites if in_reach(s, p, site)] for p in s.participants.values()}
    assert sum(map(len, found.values())) > 2 * len(found)
