"""Sites and rooms that are legal as written yet hold no group, or nobody's individual sessions."""

from collections.abc import Iterator

from planner.domain.scenario import Participant, Program, Room, Scenario, Site
from planner.errors import Finding


def sites(s: Scenario) -> Iterator[Finding]:
    """Sites with half a place, and open ones without a group room, an office they need, or a licence for one group."""
    for site in s.sites.values():
        yield from half_a_place("sites.csv", site)
        if site.open:
            yield from _site(s, site)


def half_a_place(file: str, x: Site | Participant) -> Iterator[Finding]:
    """One coordinate without the other, which counts as none: everybody then is near, or everything."""
    if (x.latitude is None) != (x.longitude is None):
        lacks, has = ("latitude", "longitude") if x.latitude is None else ("longitude", "latitude")
        wrong = f"{x.id} has a {has} but no {lacks}, so that no travel is counted"
        yield Finding(file, None, lacks, x.id, wrong, f"add the {lacks}, or take out the {has}")


def _site(s: Scenario, site: Site) -> Iterator[Finding]:
    offered = [program for program in s.programs.values() if program.id in site.programs]
    least = min((program.group_min for program in offered), default=0)
    if site.max_participants is not None and site.max_participants < least:
        wrong = f"{site.id} is licensed for {site.max_participants}, fewer than its smallest group of {least}"
        yield Finding("sites.csv", None, "max_participants", site.id, wrong, "correct the licence, or close the site")
    if not site.virtual:
        yield from _without_rooms(s, site, offered)


def _without_rooms(s: Scenario, site: Site, offered: list[Program]) -> Iterator[Finding]:
    here = [room for room in s.rooms.values() if room.site == site.id]
    alone = [program.id for program in offered if program.individual_per_week]
    if not any(room.holds_groups for room in here):
        wrong = f"{site.id} is open but has no open group or flex room, so no cohort can meet there"
        yield Finding("rooms.csv", None, "kind", site.id, wrong, "add or open one, or close the site")
    elif alone and not any(room.serves_as_office for room in here):
        wrong = f"{site.id} has no open office or flex room for the individual sessions of {', '.join(alone)}"
        yield Finding("rooms.csv", None, "kind", site.id, wrong, "add or open one, or no group of these can run there")


def rooms(s: Scenario) -> Iterator[Finding]:
    """Group rooms that are too small for every group of their site."""
    for room in s.rooms.values():
        if room.holds_groups:
            yield from _room(s, room)


def _room(s: Scenario, room: Room) -> Iterator[Finding]:
    offered = s.sites[room.site].programs
    least = min((program.group_min for program in s.programs.values() if program.id in offered), default=0)
    if room.seats < least:
        wrong = f"{room.id} seats {room.seats}, fewer than the smallest group at {room.site}, which has {least} members"
        yield Finding("rooms.csv", None, "seats", room.id, wrong, "correct its seats, or make it an office")
