"""The realistic changes worth trying for a person: what could be otherwise where their program is, or could be.

The menu is fixed by the scenario and the person alone, so that "nothing smaller would do" means the same to everybody.
It names nobody else's place, and changes each cell at most once. docs/explanations.md lists what is on it.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from planner.domain.scenario import Block, PairKind, Participant, Program, Room, RoomKind, Scenario, Site, Therapist
from planner.domain.week import DAYS, Day, Span, clock, is_free
from planner.eligibility import duty_at, in_reach, longest_travel, minutes_to
from planner.explain import edits
from planner.explain.loosening import Kind, Loosening

FARTHER = 15
"""Minutes beyond a person's limit that are still worth asking for."""

STEP = 5
"""Minutes of travel that count as one unit."""

HOURS_MORE = (1, 4, 10)
"""Direct hours by which a therapist's limit is raised: a session, some, a group."""

NEW_ROOM, NEW_OFFICE = "new-room", "new-office"


def menu(s: Scenario, person: str) -> tuple[Loosening, ...]:
    """Everything on the menu for one person, in a fixed order."""
    return tuple(_Menu(s, s.participants[person]).all())


class _Menu:
    """One person's menu."""

    def __init__(self, s: Scenario, p: Participant) -> None:
        self.s, self.p = s, p
        self.program = s.programs[p.program]
        most = longest_travel(s, p) + FARTHER
        self.sites = [x for x in s.sites.values() if in_reach(s, p, x) or minutes_to(s, p, x) <= most]
        self.days = sorted({day for pattern in self.program.patterns for day in pattern})

    def all(self) -> Iterator[Loosening]:
        yield from self._person()
        yield from self._program()
        for site in self.sites:
            yield from self._site(site)
            yield from self._rooms(site)
        for t in self.s.therapists.values():
            if any(site.id in t.sites for site in self.sites):
                yield from self._therapist(t)

    def _person(self) -> Iterator[Loosening]:
        yield from self._travel()
        yield from self._blocks()
        for day, span in self._meetings():
            if not self._together and not is_free(self.p.hours, day, span):
                yield self._hours(day, span)

    @property
    def _together(self) -> bool:
        """Whether they stay with somebody, who would have to be as free as they are."""
        ties = (x for x in self.s.pairs if x.kind is PairKind.TOGETHER)
        return any(self.p.id in (x.participant, x.other) for x in ties)

    def _travel(self) -> Iterator[Loosening]:
        for site in self.sites:
            if in_reach(self.s, self.p, site):
                continue
            minutes = minutes_to(self.s, self.p, site)
            limit = longest_travel(self.s, self.p)
            if self.p.sites is None:
                values: dict[str, object] = {"max_travel_minutes": minutes}
            else:
                values = {"sites": sorted({*self.p.sites, site.id})}
            yield Loosening(
                Kind.TRAVEL,
                max(1, -(-(minutes - limit) // STEP)),
                ("participants", self.p.id, "reach"),
                _set("participants", {"participant_id": self.p.id}, values),
                f"{site.label} is {minutes} minutes away, outside their reach",
                partial(edits.reaching, name=self.p.id, site=site.id, minutes=minutes),
            )

    def _blocks(self) -> Iterator[Loosening]:
        for name in sorted({block.id for site in self.sites for block in self._blocks_at(site)} - self.p.blocks):
            accepted = sorted({*self.p.blocks, name})
            yield Loosening(
                Kind.BLOCK,
                1,
                ("participants", self.p.id, "blocks"),
                _set("participants", {"participant_id": self.p.id}, {"blocks": accepted}),
                f"they do not accept the {name} block",
                partial(edits.accepting, name=self.p.id, block=name),
            )

    def _hours(self, day: Day, span: Span) -> Loosening:
        row = {"participant_id": self.p.id, "day": DAYS[day], "start": clock(span.start), "end": clock(span.end)}
        return Loosening(
            Kind.HOURS,
            1,
            ("participant_hours", self.p.id, DAYS[day], clock(span.start), clock(span.end)),
            {"do": "add", "table": "participant_hours", "row": row},
            f"they are not free on {DAYS[day]} from {clock(span.start)} to {clock(span.end)}",
            lambda s: edits.participant(s, self.p.id, lambda p: edits.free(p, day, span)),
        )

    def _program(self) -> Iterator[Loosening]:
        x = self.program
        if x.group_min > 1:
            yield self._group_size(Kind.GROUP_MIN, "min", x.group_min - 1, f"needs at least {x.group_min} members")
        yield self._group_size(Kind.GROUP_MAX, "max", x.group_max + 1, f"holds at most {x.group_max} members")
        for name in sorted({block for _, block in self.s.blocks} - x.blocks):
            blocks = sorted({*x.blocks, name})
            yield Loosening(
                Kind.BLOCK_RUNS,
                1,
                ("programs", x.id, "blocks"),
                _set("programs", {"program_id": x.id}, {"blocks": blocks}),
                f"{x.label} does not run in the {name} block",
                partial(edits.running, name=x.id, block=name),
            )

    def _group_size(self, kind: Kind, side: str, size: int, what: str) -> Loosening:
        x = self.program
        return Loosening(
            kind,
            1,
            ("programs", x.id, f"group_{side}"),
            {"do": "group_size", "program": x.id, side: size},
            f"a group of {x.label} {what}",
            lambda s: edits.program(s, x.id, lambda y: _resized(y, side, size)),
        )

    def _site(self, site: Site) -> Iterator[Loosening]:
        if not site.open:
            yield Loosening(
                Kind.SITE_OPENS,
                1,
                ("sites", site.id, "open"),
                {"do": "site_opens", "site": site.id},
                f"{site.label} is closed",
                partial(edits.opened_site, name=site.id),
            )
        if self.program.id not in site.programs:
            programs = sorted({*site.programs, self.program.id})
            yield Loosening(
                Kind.OFFER,
                1,
                ("sites", site.id, "programs"),
                _set("sites", {"site_id": site.id}, {"programs": programs}),
                f"{site.label} does not offer {self.program.label}",
                partial(edits.offering, where=site.id, program=self.program.id),
            )
        yield from self._census(site)
        for block in self._blocks_at(site):
            if not block.open:
                yield Loosening(
                    Kind.BLOCK_OPENS,
                    1,
                    ("blocks", site.id, block.id, "open"),
                    {"do": "block_opens", "block": block.id, "site": site.id},
                    f"the {block.id} block is closed at {site.label}",
                    partial(edits.opened_block, where=site.id, name=block.id),
                )

    def _census(self, site: Site) -> Iterator[Loosening]:
        if (most := site.max_participants) is not None:
            yield Loosening(
                Kind.CENSUS,
                1,
                ("sites", site.id, "max_participants"),
                _set("sites", {"site_id": site.id}, {"max_participants": most + 1}),
                f"{site.label} is licensed for {most} participants",
                lambda s: edits.site(s, site.id, lambda x: replace(x, max_participants=most + 1)),
            )

    def _rooms(self, site: Site) -> Iterator[Loosening]:
        if site.virtual:
            return
        for room in self.s.rooms.values():
            if room.site == site.id and room.holds_groups:
                yield self._seat(room)
        yield self._new_room(Room(_fresh(self.s, NEW_ROOM), site.id, RoomKind.GROUP, self.program.group_max, open=True))
        if self.program.individual_per_week:
            yield self._new_room(Room(_fresh(self.s, NEW_OFFICE), site.id, RoomKind.OFFICE, 2, open=True))

    def _seat(self, room: Room) -> Loosening:
        return Loosening(
            Kind.SEATS,
            1,
            ("rooms", room.id, "seats"),
            _set("rooms", {"room_id": room.id}, {"seats": room.seats + 1}),
            f"room {room.id} at {self.s.sites[room.site].label} has {room.seats} seats",
            lambda s: edits.room(s, room.id, seats=room.seats + 1),
        )

    def _new_room(self, room: Room) -> Loosening:
        new = replace(room, id=f"{room.id}-{room.site}")
        office = room.kind is RoomKind.OFFICE
        free = "no office is free for an individual session" if office else "no group room is free"
        return Loosening(
            Kind.OFFICE if office else Kind.ROOM,
            1,
            ("rooms", new.id),
            {"do": "room_opens", "id": new.id, "site": new.site, "kind": new.kind.value, "seats": new.seats},
            f"{free} at {self.s.sites[room.site].label}",
            lambda s: edits.with_room(s, new),
        )

    def _therapist(self, t: Therapist) -> Iterator[Loosening]:
        if self.program.skill not in t.skills:
            yield self._skill(t)
            return
        for hours in HOURS_MORE:
            yield self._direct(t, hours)
        if (most := t.max_individual) is not None and self.program.individual_per_week:
            yield Loosening(
                Kind.CASELOAD,
                1,
                ("therapists", t.id, "max_individual"),
                _set("therapists", {"therapist_id": t.id}, {"max_individual": most + 1}),
                f"{t.label} sees {most} people at most",
                lambda s: edits.therapist(s, t.id, lambda x: replace(x, max_individual=most + 1)),
            )
        for day, span in self._meetings(t):
            if any(x.id in t.sites and not is_free(duty_at(t.duty, x.id), day, span) for x in self.sites):
                yield self._duty(t, day, span)

    def _skill(self, t: Therapist) -> Loosening:
        skills = sorted({*t.skills, self.program.skill})
        return Loosening(
            Kind.SKILL,
            1,
            ("therapists", t.id, "skills"),
            _set("therapists", {"therapist_id": t.id}, {"skills": skills}),
            f"{t.label} does not have the skill {self.program.skill}",
            lambda s: edits.therapist(s, t.id, lambda x: replace(x, skills=x.skills | {self.program.skill})),
        )

    def _direct(self, t: Therapist, hours: int) -> Loosening:
        most = t.max_direct_minutes / 60
        value = min(168.0, most + hours)
        return Loosening(
            Kind.DIRECT_HOURS,
            hours,
            ("therapists", t.id, "max_direct_hours"),
            _set("therapists", {"therapist_id": t.id}, {"max_direct_hours": f"{value:g}"}),
            f"{t.label} may give {most:g} direct hours a week",
            partial(edits.working, name=t.id, minutes=value * 60),
        )

    def _duty(self, t: Therapist, day: Day, span: Span) -> Loosening:
        start, end = clock(span.start), clock(span.end)
        return Loosening(
            Kind.DUTY,
            1,
            ("therapist_hours", t.id, DAYS[day], start, end),
            {"do": "duty", "therapist": t.id, "day": DAYS[day], "start": start, "end": end},
            f"{t.label} is not on duty on {DAYS[day]} from {start} to {end}",
            lambda s: edits.therapist(s, t.id, lambda x: edits.on_duty(x, day, span)),
        )

    def _meetings(self, t: Therapist | None = None) -> list[tuple[Day, Span]]:
        """When the program could meet in a block of these sites, at those of a therapist where one is given."""
        sites = [x for x in self.sites if t is None or x.id in t.sites]
        spans = sorted({block.span for site in sites for block in self._blocks_at(site)})
        return [(day, span) for span in spans for day in self.days]

    def _blocks_at(self, site: Site) -> list[Block]:
        """The blocks of a site in which the program runs."""
        blocks = (block for (where, _), block in self.s.blocks.items() if where == site.id)
        return [block for block in blocks if block.id in self.program.blocks]


def _resized(program: Program, side: str, size: int) -> Program:
    return replace(program, group_min=size) if side == "min" else replace(program, group_max=size)


def _set(table: str, key: dict[str, str], values: dict[str, object]) -> dict[str, object]:
    return {"do": "set", "table": table, "key": key, "values": values}


def _fresh(s: Scenario, stem: str) -> str:
    """An id that no room begins with."""
    name = stem
    while any(room.startswith(name) for room in s.rooms):
        name += "-x"
    return name
