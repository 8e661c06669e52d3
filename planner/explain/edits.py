"""Scenarios with one row otherwise: what the menu's changes mean."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from planner.domain.scenario import Block, Duty, Pair, Participant, Program, Room, Scenario, Site, Therapist
from planner.domain.week import Day, Span, week_of

Row = TypeVar("Row")
Key = TypeVar("Key")


def _with(rows: Mapping[Key, Row], key: Key, change: Callable[[Row], Row]) -> dict[Key, Row]:
    return {**rows, key: change(rows[key])}


def therapist(s: Scenario, name: str, change: Callable[[Therapist], Therapist]) -> Scenario:
    """With one therapist otherwise."""
    return replace(s, therapists=_with(s.therapists, name, change))


def participant(s: Scenario, name: str, change: Callable[[Participant], Participant]) -> Scenario:
    """With one participant otherwise."""
    return replace(s, participants=_with(s.participants, name, change))


def site(s: Scenario, name: str, change: Callable[[Site], Site]) -> Scenario:
    """With one site otherwise."""
    return replace(s, sites=_with(s.sites, name, change))


def program(s: Scenario, name: str, change: Callable[[Program], Program]) -> Scenario:
    """With one program otherwise."""
    return replace(s, programs=_with(s.programs, name, change))


def room(s: Scenario, name: str, **values: Any) -> Scenario:  # noqa: ANN401 - a room's fields
    """With one room otherwise."""
    return replace(s, rooms=_with(s.rooms, name, lambda x: replace(x, **values)))


def with_room(s: Scenario, new: Room) -> Scenario:
    """With one room more."""
    return replace(s, rooms=dict(sorted({**s.rooms, new.id: new}.items())))


def new_therapist(name: str, skill: str, site: str, duty: Iterable[tuple[Day, Span]], hours: float) -> Therapist:
    """A therapist with one skill at one site, so many direct hours a week and no other limit."""
    rows = tuple(Duty(day, span, None) for day, span in duty)
    return Therapist(name, name, frozenset({skill}), (site,), hours * 60, None, None, None, rows)


def with_therapist(s: Scenario, new: Therapist) -> Scenario:
    """With one therapist more."""
    return replace(s, therapists=dict(sorted({**s.therapists, new.id: new}.items())))


def opened_block(s: Scenario, where: str, name: str) -> Scenario:
    """With a block open at one site."""

    def opened(block: Block) -> Block:
        return replace(block, open=True)

    return replace(s, blocks=_with(s.blocks, (where, name), opened))


def opened_site(s: Scenario, name: str) -> Scenario:
    """With a site open."""
    return site(s, name, lambda x: replace(x, open=True))


def offering(s: Scenario, where: str, program: str) -> Scenario:
    """With a site that offers one program more."""
    return site(s, where, lambda x: replace(x, programs=x.programs | {program}))


def unruled(s: Scenario, name: str) -> Scenario:
    """With a program that is held to no profile."""
    return program(s, name, lambda x: replace(x, profile=None))


def untied(s: Scenario, pair: Pair) -> Scenario:
    """Without one pair."""
    return replace(s, pairs=tuple(x for x in s.pairs if x != pair))


def accepting(s: Scenario, name: str, block: str) -> Scenario:
    """With a participant who accepts one block more."""
    return participant(s, name, lambda p: replace(p, blocks=p.blocks | {block}))


def reaching(s: Scenario, name: str, site: str, minutes: int) -> Scenario:
    """With a participant who travels so many minutes at least, or lists the site where they list some."""

    def farther(p: Participant) -> Participant:
        if p.sites is not None:
            return replace(p, sites=p.sites | {site})
        limit = s.constants.max_travel_minutes if p.max_travel_minutes is None else p.max_travel_minutes
        return replace(p, max_travel_minutes=max(limit, minutes))

    return participant(s, name, farther)


def running(s: Scenario, name: str, block: str) -> Scenario:
    """With a program that runs in one block more."""
    return program(s, name, lambda x: replace(x, blocks=x.blocks | {block}))


def working(s: Scenario, name: str, minutes: float) -> Scenario:
    """With a therapist who may give so many direct minutes a week at least."""
    return therapist(s, name, lambda t: replace(t, max_direct_minutes=max(t.max_direct_minutes, minutes)))


def on_duty(t: Therapist, day: Day, span: Span) -> Therapist:
    """A therapist with more duty, at any of their sites."""
    duty = {*t.duty, Duty(day, span, None)}
    return replace(t, duty=tuple(sorted(duty, key=lambda row: (row.day, row.span, row.site or ""))))


def free(p: Participant, day: Day, span: Span) -> Participant:
    """A participant who is free for longer."""
    spans = [(d, free) for d, free_then in enumerate(p.hours) for free in free_then]
    return replace(p, hours=week_of([*spans, (day, span)]))
