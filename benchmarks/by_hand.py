"""The diary of a week that is put together by hand: who leads, sits and sees whom, first come first served."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from group import Group, Seat

from planner.domain.scenario import PairKind, Participant, Room, RunningCohort, Scenario, Therapist
from planner.domain.score import MOST_WAITING_DAYS, Term
from planner.domain.week import DAYS, Pattern
from planner.eligibility import Offering, Reach, lead_blockers, minutes_to, offerings, qualified_blockers, seat_blockers
from planner.generate.ledger import Booking, Ledger


def key(o: Offering) -> tuple[str, str, str, Pattern]:
    """An offering by its ids."""
    return o.program.id, o.site.id, o.block.id, o.pattern


class Week:
    """Nothing is in it at first. Whatever it does obeys R1, R2 and R4 to R12; R3 is the caller's: see Group.sound."""

    def __init__(self, s: Scenario) -> None:
        self.s = s
        self.groups: dict[str, Group] = {}
        self.group_of: dict[str, Group] = {}
        self._ledger = Ledger(s)
        self._census: dict[str, int] = defaultdict(int)

    def begin(self, name: str, o: Offering, running: RunningCohort | None, room: Room | None) -> Group:
        """A group without leaders and members that meets in a room; None: at a virtual site."""
        group = self.groups[name] = Group(name, o, running, room, [])
        if room is not None:
            self._meet(group, room.id, ())
        return group

    def close(self, group: Group) -> None:
        """Takes a group out of the week, with all that it was given."""
        kept = [b for b in self._ledger.bookings if b.cohort != group.id]
        self._ledger = Ledger(self.s)
        for booking in kept:
            self._ledger.book(booking)
        for name in list(group.members):
            self._leave(group, name)
        del self.groups[group.id]

    def free_room(self, o: Offering, wanted: Room | None) -> Room | None:
        """The wanted group room if it can be had, else the smallest that is free; None at a virtual site too."""
        if o.site.virtual:
            return None
        if wanted is None or not wanted.holds_groups or wanted.site != o.site.id:
            return self._ledger.group_room(o)
        free = all(self._ledger.is_free(wanted.id, day, o.block.span) for day in o.pattern)
        return wanted if free else self._ledger.group_room(o)

    def free_leaders(self, o: Offering) -> list[Therapist]:
        """Whoever could lead it."""
        return [t for t in self._staff[o.site.id] if self._ledger.can_lead(t, o) and not any(lead_blockers(t, o))]

    def lead(self, group: Group, t: Therapist) -> None:
        """Makes one of the free leaders lead."""
        self._meet(group, None, (t.id,))
        group.leaders.append(t)

    def admit(self, group: Group, p: Participant, *, own_therapist: bool = False) -> bool:
        """Gives a person and all who go together with them a place, if there is one; says whether.

        `own_therapist`: only if their primary therapist need not change.
        """
        mark, leaders = len(self._ledger.bookings), len(group.leaders)
        company = [self.s.participants[name] for name in self._company(p.id)]
        if all(self._seat(group, q, own_therapist=own_therapist) for q in company):
            return True
        self._ledger.back_to(mark)
        del group.leaders[leaders:]
        for q in company:
            if self.group_of.get(q.id) is group:
                self._leave(group, q.id)
        return False

    def could_sit(self, p: Participant, o: Offering) -> bool:
        """R1: whether nothing but lack of room keeps a person out."""
        return (p.id, key(o)) in self._seats

    def worth(self, o: Offering) -> int:
        """Points of the most urgent people without a place who could fill a group; 0 where they are too few."""
        waiting = [p for p in self.sitters[key(o)] if p.id not in self.group_of][: o.program.group_max]
        return sum(map(self.urgency, waiting)) if len(waiting) >= o.program.group_min else 0

    def urgency(self, p: Participant) -> int:
        """The points for placing a person."""
        w = self.s.constants.weights
        placed = w.of(Term.PLACE_ENROLLED if p.enrolled else Term.PLACE_WAITING) * p.priority
        return placed + w.of(Term.WAIT_DAY) * min(MOST_WAITING_DAYS, p.days_waiting)

    def dislike(self, p: Participant, group: Group) -> tuple[bool, bool, int, str]:
        """Sorts the groups of a person: their own, their preferred block, the nearest."""
        o = group.o
        other_block = p.preferred_block not in (None, o.block.id)
        return group.id != p.cohort, other_block, minutes_to(self.s, p, o.site), group.id

    @cached_property
    def queue(self) -> list[Participant]:
        """Everyone, the most urgent first."""
        return sorted(self.s.participants.values(), key=lambda p: (-self.urgency(p), p.id))

    @cached_property
    def offerings(self) -> list[Offering]:
        """All that could run."""
        return list(offerings(self.s))

    @cached_property
    def sitters(self) -> dict[tuple[str, str, str, Pattern], list[Participant]]:
        """Who could sit in an offering, the most urgent first."""
        reach = Reach(self.s)
        there: dict[tuple[str, str], list[Participant]] = defaultdict(list)
        for p in self.queue:
            for site in reach.sites(p):
                there[p.program, site.id].append(p)
        return {
            key(o): [p for p in there[o.program.id, o.site.id] if not any(seat_blockers(self.s, p, o))]
            for o in self.offerings
        }

    @cached_property
    def _seats(self) -> set[tuple[str, tuple[str, str, str, Pattern]]]:
        return {(p.id, name) for name, sitters in self.sitters.items() for p in sitters}

    @cached_property
    def locked(self) -> frozenset[str]:
        """The cohorts whose enrolled members stay."""
        return frozenset(c.id for c in self.s.cohorts.values() if c.locked)

    @cached_property
    def _staff(self) -> dict[str, list[Therapist]]:
        staff: dict[str, list[Therapist]] = {site: [] for site in self.s.sites}
        for t in self.s.therapists.values():
            for site in t.sites:
                staff[site].append(t)
        return staff

    @cached_property
    def _tied(self) -> dict[tuple[PairKind, str], set[str]]:
        tied: dict[tuple[PairKind, str], set[str]] = defaultdict(set)
        for pair in self.s.pairs:
            tied[pair.kind, pair.participant].add(pair.other)
            if pair.kind is not PairKind.NOT_WITH:
                tied[pair.kind, pair.other].add(pair.participant)
        return tied

    def _company(self, name: str) -> list[str]:
        """R10: a person and all who have to be in the same cohort."""
        found, left = {name: None}, [name]
        while left:
            more = sorted(self._tied[PairKind.TOGETHER, left.pop()] - found.keys())
            found |= dict.fromkeys(more)
            left += more
        return list(found)

    def _meet(self, group: Group, room: str | None, therapists: tuple[str, ...]) -> None:
        o = group.o
        for day in o.pattern:
            self._ledger.book(Booking(group.id, day, o.block.span, o.block.span, o.site, room, therapists, None))

    def _leave(self, group: Group, name: str) -> None:
        del group.members[name], self.group_of[name]
        self._census[group.o.site.id] -= 1

    def _seat(self, group: Group, p: Participant, *, own_therapist: bool) -> bool:
        if not self._may_sit(group, p) or not self._enough_leaders(group, p):
            return False
        seat = self._seen(group, p, own_therapist=own_therapist)
        if seat is None:
            return False
        group.members[p.id] = seat
        self.group_of[p.id] = group
        self._census[group.o.site.id] += 1
        return True

    def _may_sit(self, group: Group, p: Participant) -> bool:
        licence = group.o.site.max_participants
        elsewhere = p.enrolled and p.cohort in self.locked and p.cohort != group.id
        return (
            p.id not in self.group_of
            and not elsewhere
            and self.could_sit(p, group.o)
            and len(group.members) < group.capacity
            and (licence is None or self._census[group.o.site.id] < licence)
            and self._tied[PairKind.APART, p.id].isdisjoint(group.members)
            and self._tied[PairKind.NOT_WITH, p.id].isdisjoint(t.id for t in group.leaders)
        )

    def _enough_leaders(self, group: Group, p: Participant) -> bool:
        """R5: finds the further leader whom one member more may ask for."""
        members = [*group.members, p.id]
        if group.leaders_for(len(members)) <= len(group.leaders):
            return True
        refused = {t for member in members for t in self._tied[PairKind.NOT_WITH, member]}
        another = next((t for t in self.free_leaders(group.o) if t.id not in refused), None)
        if another is not None:
            self.lead(group, another)
        return another is not None

    def _seen(self, group: Group, p: Participant, *, own_therapist: bool) -> Seat | None:
        """R6: the first therapist with time for all the sessions, their own before the others."""
        program = group.o.program
        if program.individual_per_week == 0:
            return Seat(None, ())
        for t in sorted(self._staff[group.o.site.id], key=lambda t: t.id != p.therapist):
            if own_therapist and p.therapist is not None and t.id != p.therapist:
                return None
            if t.id not in self._tied[PairKind.NOT_WITH, p.id] and not any(
                qualified_blockers(t, program, group.o.site)
            ):
                sessions = tuple(self._sessions(group, p, t))
                if len(sessions) == program.individual_per_week:
                    return Seat(t.id, sessions)
        return None

    def _sessions(self, group: Group, p: Participant, t: Therapist) -> Iterator[Booking]:
        """Books as many as a week needs, or none."""
        program, mark, booked = group.o.program, len(self._ledger.bookings), []
        if not self._ledger.can_see(t, program.individual_per_week * program.individual_minutes):
            return
        for day in range(len(DAYS)):
            booking = self._ledger.individual(group.id, group.o, t, p, day)
            if booking is not None:
                self._ledger.book(booking)
                booked.append(booking)
            if len(booked) == program.individual_per_week:
                yield from booked
                return
        self._ledger.back_to(mark)
