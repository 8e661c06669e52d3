"""One more of something: a room, an office, a seat, a therapist in one block; and whether any plan could use it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.domain.scenario import Block, Program, Room, RoomKind, Scenario, Site, Therapist
from planner.domain.week import DAYS, clock
from planner.eligibility import in_reach
from planner.explain import edits
from planner.explain.bottlenecks import open_blocks
from planner.explain.loosening import Edit, Written


@dataclass(frozen=True, slots=True)
class Addition:
    """What is added at a site, as changes and as an edit. `idle`: no plan whatever could be better for it."""

    resource: str
    site: str
    block: str
    changes: tuple[Written, ...]
    edit: Edit
    idle: bool


def additions(s: Scenario) -> Iterator[Addition]:
    """Everything of which there could be one more, site by site."""
    for site in s.sites.values():
        if site.open:
            wanted = _wanted(s, site)
            if not site.virtual:
                yield from _rooms_more(s, site, wanted)
            for skill in sorted({s.programs[x].skill for x in site.programs}):
                for block in open_blocks(s, site):
                    if any(s.programs[x].skill == skill and block.id in s.programs[x].blocks for x in site.programs):
                        yield _evening(s, site, skill, block, idle=not any(x.skill == skill for x in wanted))


def _wanted(s: Scenario, site: Site) -> list[Program]:
    """The programs of those who could go there."""
    people = (p for p in s.participants.values() if p.program in site.programs and in_reach(s, p, site))
    return [s.programs[i] for i in sorted({p.program for p in people})]


def _rooms_more(s: Scenario, site: Site, wanted: Sequence[Program]) -> Iterator[Addition]:
    largest = max((s.programs[x].group_max for x in site.programs), default=1)
    spare = _offices_to_spare(s, site, wanted)
    for resource, kind, seats, idle in (
        ("room", RoomKind.GROUP, largest, not wanted),
        ("office", RoomKind.OFFICE, 2, spare),
    ):
        room = Room(_free_id(s.rooms, f"new-{resource}-{site.id}"), site.id, kind, seats, open=True)
        change = {"do": "room_opens", "id": room.id, "site": site.id, "kind": kind.value, "seats": seats}
        yield Addition(resource, site.id, "", (change,), _adding_room(room), idle)
    for hall in s.rooms.values():
        if hall.site == site.id and hall.holds_groups:
            seats = hall.seats + 1
            values: Written = {"seats": seats}
            widened: Written = {"do": "set", "table": "rooms", "key": {"room_id": hall.id}, "values": values}
            idle = hall.seats >= max((x.group_max for x in wanted), default=0)
            yield Addition("seat", site.id, "", (widened,), _resizing(hall.id, seats), idle)


def _offices_to_spare(s: Scenario, site: Site, wanted: Sequence[Program]) -> bool:
    """Whether everybody who could ever give an individual session there has an office of their own."""
    skills = {x.skill for x in wanted if x.individual_per_week}
    staff = [t for t in s.therapists.values() if site.id in t.sites and t.skills & skills]
    offices = [x for x in s.rooms.values() if x.site == site.id and x.open and x.kind is RoomKind.OFFICE]
    return len(offices) >= len(staff)


def _adding_room(room: Room) -> Edit:
    return lambda s: edits.with_room(s, room)


def _resizing(room: str, seats: int) -> Edit:
    return lambda s: edits.room(s, room, seats=seats)


def _evening(s: Scenario, site: Site, skill: str, block: Block, *, idle: bool) -> Addition:
    """A further therapist with a skill, on duty in one block of every weekday and for nothing else."""
    name = _free_id(s.therapists, f"new-{skill}-{site.id}-{block.id}")
    days = sorted({d for x in site.programs if s.programs[x].skill == skill for p in s.programs[x].patterns for d in p})
    start, end = clock(block.span.start), clock(block.span.end)
    row = {"therapist_id": name, "skills": [skill], "sites": [site.id], "max_direct_hours": 40}
    changes: list[Written] = [{"do": "add", "table": "therapists", "row": row}]
    changes += [{"do": "duty", "therapist": name, "day": DAYS[day], "start": start, "end": end} for day in days]
    new = edits.new_therapist(name, skill, site.id, [(day, block.span) for day in days], 40)
    return Addition(f"therapist_blocks:{skill}", site.id, block.id, tuple(changes), _adding_therapist(new), idle)


def _adding_therapist(new: Therapist) -> Edit:
    return lambda s: edits.with_therapist(s, new)


def _free_id(taken: Mapping[str, object], name: str) -> str:
    while name in taken:
        name += "-x"
    return name
