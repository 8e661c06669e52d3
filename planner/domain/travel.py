"""The contract's minutes of travel between a person's home and a site."""

import math
from functools import lru_cache

EARTH_RADIUS_KM = 6371.0


@lru_cache(maxsize=100_000)  # every model of the same people asks again
def great_circle_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Kilometres along the surface between two points in degrees (haversine formula)."""
    phi, to_phi = math.radians(latitude), math.radians(to_latitude)
    half_lat = (to_phi - phi) / 2
    half_lon = math.radians(to_longitude - longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi) * math.cos(to_phi) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def travel_minutes(km: float, detour: float, speed_kmh: float) -> int:
    """Minutes for a distance, rounded to the nearest (a half goes up)."""
    return math.floor(km * detour / speed_kmh * 60 + 0.5)
