"""What is booked in the week that runs today, so that nobody and nothing is booked twice."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain.scenario import Participant, Room, Scenario, Site, Therapist
from planner.domain.week import Day, Span, is_free, rounded_up
from planner.eligibility import Offering, duty_at, is_evening


@dataclass(frozen=True, slots=True)
class Booking:
    """One weekly session. `span` ends when it does, `occupied` on the grid; `participant` None in a group's."""

    cohort: str
    day: Day
    span: Span
    occupied: Span
    site: Site
    room: str | None
    therapists: tuple[str, ...]
    participant: str | None


class Ledger:
    """The sessions of the week, by room and by therapist."""

    def __init__(self, s: Scenario) -> None:
        self._s = s
        self._of: dict[str, list[Booking]] = {}
        self._rooms: dict[str, list[Room]] = {site: [] for site in s.sites}
        self.bookings: list[Booking] = []
        for room in s.rooms.values():
            self._rooms[room.site].append(room)

    def book(self, booking: Booking) -> None:
        """Write a session down."""
        self.bookings.append(booking)
        for who in _whose(booking):
            self._of.setdefault(who, []).append(booking)

    def back_to(self, mark: int) -> None:
        """Forget all sessions after the first `mark`."""
        while len(self.bookings) > mark:
            for who in _whose(self.bookings.pop()):
                self._of[who].pop()

    def is_free(self, who: str, day: Day, span: Span) -> bool:
        """Whether a room or a therapist has nothing at that time."""
        return not any(b.day == day and b.occupied.meets(span) for b in self._of.get(who, ()))

    def group_room(self, o: Offering) -> Room | None:
        """The smallest group room that is free at all meetings."""
        rooms = (room for room in self._rooms[o.site.id] if room.holds_groups)
        free = (r for r in rooms if all(self.is_free(r.id, day, o.block.span) for day in o.pattern))
        return min(free, key=lambda room: room.seats, default=None)

    def can_lead(self, t: Therapist, o: Offering) -> bool:
        """R7 to R9: whether a therapist on duty has nothing else at all meetings, and the hours and evenings left."""
        evenings = self._evenings(t).union(o.pattern if is_evening(self._s, o.block.span) else ())
        return (
            self._minutes(t) + o.group_minutes <= t.max_direct_minutes
            and (t.max_evenings is None or len(evenings) <= t.max_evenings)
            and all(self.is_free(t.id, day, o.block.span) and self._may_be_at(t, day, o.site) for day in o.pattern)
        )

    def can_see(self, t: Therapist, minutes: int) -> bool:
        """R8: whether a therapist has so many minutes a week, and the caseload, for one person more."""
        people = {b.participant for b in self._of.get(t.id, ()) if b.participant is not None}
        return (t.max_individual is None or len(people) < t.max_individual) and (
            self._minutes(t) + minutes <= t.max_direct_minutes
        )

    def individual(self, cohort: str, o: Offering, t: Therapist, p: Participant, day: Day) -> Booking | None:
        """R6 to R9: the day's first session of the two that clashes with nothing."""
        if not self._may_be_at(t, day, o.site):
            return None
        for span, occupied in self._within_duty(t, o, day):
            if self._suits(o, t, day, span) and self.is_free(t.id, day, occupied) and is_free(p.hours, day, occupied):
                office = self._office(o.site, day, occupied)
                if office is not None or o.site.virtual:
                    return Booking(cohort, day, span, occupied, o.site, office, (t.id,), p.id)
        return None

    def _within_duty(self, t: Therapist, o: Offering, day: Day) -> Iterator[tuple[Span, Span]]:
        """Actual and occupied time of each individual session that the therapist's hours hold."""
        grid, minutes = self._s.constants.grid_minutes, o.program.individual_minutes
        whole = rounded_up(minutes, grid)
        for free in duty_at(t.duty, o.site.id)[day]:
            for start in range(rounded_up(free.start, grid), free.end - whole + 1, grid):
                yield Span(start, start + minutes), Span(start, start + whole)

    def _suits(self, o: Offering, t: Therapist, day: Day, span: Span) -> bool:
        """Clear of the person's group and within the therapist's evenings."""
        if day in o.pattern and span.meets(o.block.span):
            return False
        if t.max_evenings is None or not is_evening(self._s, span):
            return True
        return len(self._evenings(t) | {day}) <= t.max_evenings

    def _office(self, site: Site, day: Day, span: Span) -> str | None:
        rooms = (room.id for room in self._rooms[site.id] if room.serves_as_office)
        return next((room for room in rooms if self.is_free(room, day, span)), None)

    def _minutes(self, t: Therapist) -> int:
        return sum(b.span.minutes for b in self._of.get(t.id, ()))

    def _evenings(self, t: Therapist) -> set[Day]:
        return {b.day for b in self._of.get(t.id, ()) if is_evening(self._s, b.span)}

    def _may_be_at(self, t: Therapist, day: Day, site: Site) -> bool:
        """R9: whether the therapist's other in-person sessions of the day are at this site."""
        held = (b.site for b in self._of.get(t.id, ()) if b.day == day)
        return site.virtual or all(other.virtual or other.id == site.id for other in held)


def _whose(booking: Booking) -> Iterator[str]:
    if booking.room is not None:
        yield booking.room
    yield from booking.therapists
