"""Who is in, or waiting for, a program at the synthetic clinics: where they live and when they can come."""

from collections.abc import Sequence
from random import Random

from planner.domain.scenario import Participant, Site
from planner.domain.week import ALL_WEEK, Hours, Span, week_of
from planner.generate.programs import ADOLESCENT, AFTER_SCHOOL, AFTERNOON, EVENING, MORNING, PROGRAMS, SHARE
from planner.generate.sites import moved
from planner.generate.staff import WEEK

HOME_KM = 6.0
"""Standard deviation of homes around their clinic, north and east."""


def _on_weekdays(start: int, end: int) -> Hours:
    return week_of((day, Span(start, end)) for day in WEEK)


SCHOOL = _on_weekdays(15 * 60 + 30, 20 * 60)
AFTER_WORK = _on_weekdays(17 * 60, 22 * 60)
MORNINGS = _on_weekdays(8 * 60, 13 * 60)
DAYTIME = _on_weekdays(8 * 60, 17 * 60)

LIVES: tuple[tuple[Hours, frozenset[str], int], ...] = (
    (ALL_WEEK, frozenset({MORNING, AFTERNOON, AFTER_SCHOOL, EVENING}), 30),
    (AFTER_WORK, frozenset({EVENING}), 32),
    (MORNINGS, frozenset({MORNING}), 18),
    (DAYTIME, frozenset({MORNING, AFTERNOON}), 20),
)
"""Hours, accepted blocks and the relative number of adults who live so."""


def _day_off(hours: Hours, rng: Random) -> Hours:
    """The same hours with one weekday free from morning to night."""
    free = rng.choice(WEEK)
    return tuple((Span(8 * 60, 22 * 60),) if day == free else spans for day, spans in enumerate(hours))


def _life(program: str, rng: Random) -> tuple[Hours, frozenset[str]]:
    """When a person can come and the blocks they accept."""
    if program == ADOLESCENT.id:
        return SCHOOL, frozenset({AFTER_SCHOOL})
    lives = [life for life in LIVES if life[1] & PROGRAMS[program].blocks]
    hours, blocks, _ = rng.choices(lives, [share for _, _, share in lives])[0]
    return (_day_off(hours, rng) if hours is AFTER_WORK and rng.random() < 1 / 2 else hours), blocks


def _preferred(program: str, blocks: frozenset[str], rng: Random) -> str | None:
    choice = sorted(blocks & PROGRAMS[program].blocks)
    return rng.choice(choice) if choice and rng.random() < 2 / 5 else None


def person(number: str, site: Site, rng: Random) -> Participant:
    """Somebody who waits and lives near a clinic that offers what they need."""
    offered = sorted(site.programs)
    program = rng.choices(offered, [SHARE[one] for one in offered])[0]
    hours, blocks = _life(program, rng)
    latitude, longitude = moved(site.latitude or 0, site.longitude or 0, rng.gauss(0, HOME_KM), rng.gauss(0, HOME_KM))
    return Participant(
        id=number,
        program=program,
        enrolled=False,
        priority=rng.choices((1, 2, 3, 4, 5), (70, 17, 8, 3, 2))[0],
        blocks=blocks,
        preferred_block=_preferred(program, blocks, rng),
        sites=None,
        max_travel_minutes=rng.choices((None, 30, 60), (85, 10, 5))[0],
        latitude=latitude,
        longitude=longitude,
        cohort=None,
        therapist=None,
        days_waiting=min(200, int(rng.expovariate(1 / 21))),
        hours=hours,
        travel={},
    )


def people(clinics: Sequence[Site], near: Sequence[int], rng: Random) -> list[Participant]:
    """Everybody, in the order of their clinics."""
    homes = [clinic for clinic, count in zip(clinics, near, strict=True) for _ in range(count)]
    width = max(4, len(str(len(homes))))
    return [person(f"P-{number:0{width}}", clinic, rng) for number, clinic in enumerate(homes, 1)]
