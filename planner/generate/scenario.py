"""A synthetic scenario from its options: places, staff, people, the week that runs today, ties."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Protocol, TypeVar

from planner.domain.scenario import Block, Constants, Participant, Scenario, Site
from planner.domain.tables import Tables
from planner.eligibility import Reach, minutes_to
from planner.generate.options import Options
from planner.generate.people import people
from planner.generate.programs import BLOCKS, EARLY_EVENING, PROFILES, PROGRAMS
from planner.generate.running import Today, today
from planner.generate.sites import people_per_site, rooms, sites
from planner.generate.staff import therapists
from planner.generate.tables import tables_of
from planner.generate.ties import pairs

EARLY_EVENINGS = 0.15
"""The share of clinics whose evening begins earlier than elsewhere."""

IN_PERSON_ONLY = 0.5
"""The share of people whose payer pays for no telehealth, where there is some."""

KNOWN_TRAVEL = 0.03
"""The share of people whose minutes to a clinic are given: they come by bus."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=_Identified)


def generate(options: Options) -> Tables:
    """A scenario's tables; the same options give the same tables."""
    scenario, _ = synthetic(options)
    return tables_of(scenario)


def synthetic(options: Options) -> tuple[Scenario, Today]:
    """A scenario, and the week that runs in it today session by session: proof that it can go on."""
    rng = Random(options.seed)
    near = people_per_site(options, rng)
    scenario = _without_people(options, near, rng)
    clinics = [site for site in scenario.sites.values() if not site.virtual]
    scenario = replace(scenario, participants=_by_id(people(clinics, near, rng)))
    scenario = replace(scenario, participants=_by_id(_with_travel(scenario, options, rng)))
    now = today(scenario, rng) if options.running else Today({}, {}, {}, ())
    scenario = replace(scenario, cohorts=now.cohorts, participants=_by_id(_enrolled(scenario, now)))
    return replace(scenario, pairs=pairs(scenario, rng)), now


def _by_id(things: Iterable[Thing]) -> Mapping[str, Thing]:
    return {thing.id: thing for thing in things}


def _without_people(options: Options, near: Sequence[int], rng: Random) -> Scenario:
    places = sites(options, near, rng)
    clinics = places[: options.sites]
    offered = {program for site in places for program in site.programs}
    programs = {program.id: program for program in PROGRAMS.values() if program.id in offered}
    asked = {program.profile for program in programs.values()}
    return Scenario(
        name=f"synthetic-{options.sites}-sites-{options.people}-people-seed-{options.seed}",
        description=_description(options),
        constants=Constants(),
        sites=_by_id(places),
        rooms=_by_id(room for clinic, count in zip(clinics, near, strict=True) for room in rooms(clinic, count, rng)),
        blocks={(site.id, block.id): block for site in places for block in _blocks(site, rng)},
        programs=programs,
        profiles={profile.id: profile for profile in PROFILES.values() if profile.id in asked},
        therapists=_by_id(therapists(options, places, near, rng)),
        participants={},
        pairs=(),
        cohorts={},
    )


def _description(options: Options) -> str:
    tied = (
        "therapists who work at two clinics tie all of them together"
        if options.region_size is None
        else f"regions of {options.region_size} clinics share nobody"
    )
    return (
        f"Synthetic: {options.sites} clinics{' and telehealth' if options.virtual else ''}, {options.people} people; "
        f"{tied}; {'some cohorts run today' if options.running else 'everybody waits'}. Drawn with seed {options.seed}."
    )


def _blocks(site: Site, rng: Random) -> list[Block]:
    early = not site.virtual and rng.random() < EARLY_EVENINGS
    return [EARLY_EVENING if early and block.id == EARLY_EVENING.id else block for block in BLOCKS.values()]


def _with_travel(s: Scenario, options: Options, rng: Random) -> Iterable[Participant]:
    """The same people; some accept clinics in reach only, not telehealth, and some have given minutes of travel."""
    reach = Reach(s)
    for p in s.participants.values():
        near = [site for site in reach.sites(p) if not site.virtual]
        listed = near and options.virtual and rng.random() < IN_PERSON_ONLY
        known = near[:1] if rng.random() < KNOWN_TRAVEL else []
        yield replace(
            p,
            sites=frozenset(site.id for site in near) if listed else None,
            travel={site.id: minutes_to(s, p, site) + rng.randint(0, 20) for site in known},
        )


def _enrolled(s: Scenario, now: Today) -> Iterable[Participant]:
    cohort_of = {member: cohort for cohort, members in now.members.items() for member in members}
    for p in s.participants.values():
        cohort = cohort_of.get(p.id)
        if cohort is None:
            yield p
        else:
            yield replace(p, enrolled=True, cohort=cohort, therapist=now.therapists[p.id], days_waiting=0)
