"""The cohorts that run today at the synthetic clinics, with members, facilitators and primary therapists.

All of it is booked session by session as a plan would be, so the week that runs today obeys every rule.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from planner.domain.scenario import Participant, Room, RunningCohort, Scenario, Therapist
from planner.domain.week import DAYS
from planner.eligibility import Offering, Reach, lead_blockers, offerings, qualified_blockers, seat_blockers
from planner.generate.ledger import Booking, Ledger

ENROLLED = 0.65
"""The share of people who are enrolled, at most."""

LOCKED = 0.06
"""The share of running cohorts that are locked; at least one is."""


@dataclass(frozen=True, slots=True)
class Today:
    """The week that runs today. `therapists` goes from each member to their primary therapist, None without one."""

    cohorts: Mapping[str, RunningCohort]
    members: Mapping[str, tuple[str, ...]]
    therapists: Mapping[str, str | None]
    sessions: Sequence[Booking]


def today(s: Scenario, rng: Random) -> Today:
    """Cohorts opened site by site up to the share of people who are enrolled; a few of them locked."""
    opening = _Opening(s, rng)
    share = -(-int(ENROLLED * len(s.participants)) // len(s.sites))
    at: dict[str, list[Offering]] = {site: [] for site in s.sites}
    for o in offerings(s):
        at[o.site.id].append(o)
    for there in at.values():
        opening.open_up_to(share, rng.sample(there, len(there)))
    cohorts = opening.cohorts
    locked = set(rng.sample(sorted(cohorts), math.ceil(LOCKED * len(cohorts))))
    cohorts = {cohort.id: replace(cohort, locked=cohort.id in locked) for cohort in cohorts.values()}
    return Today(cohorts, opening.members, opening.therapists, opening.ledger.bookings)


class _Opening:
    """Opens one cohort after another while people, rooms and staff are left."""

    def __init__(self, s: Scenario, rng: Random) -> None:
        self._s = s
        self._rng = rng
        self._seekers: dict[tuple[str, str], list[Participant]] = {}
        self._staff: dict[str, list[Therapist]] = {site: [] for site in s.sites}
        self.ledger = Ledger(s)
        self.cohorts: dict[str, RunningCohort] = {}
        self.members: dict[str, tuple[str, ...]] = {}
        self.therapists: dict[str, str | None] = {}
        reach = Reach(s)
        for p in s.participants.values():
            for site in reach.sites(p):
                self._seekers.setdefault((p.program, site.id), []).append(p)
        for t in s.therapists.values():
            for site_id in t.sites:
                self._staff[site_id].append(t)

    def open_up_to(self, share: int, there: Sequence[Offering]) -> None:
        """Run those of a site's offerings that can be, until so many people have a place there."""
        most = len(self.therapists) + share
        for o in there:
            left = most - len(self.therapists)
            if left >= o.program.group_min:
                self._open(o, left)

    def _open(self, o: Offering, left: int) -> None:
        """Open a cohort of this offering if room, staff and enough people are there."""
        room, facilitators = self.ledger.group_room(o), self._facilitators(o)
        if facilitators is None or (room is None and not o.site.virtual):
            return
        seats, able = min(left, self._seats(o, room)), self._able(o)
        if min(seats, len(able)) < o.program.group_min:
            return
        mark = len(self.ledger.bookings)
        cohort = RunningCohort(
            id=f"C-{len(self.cohorts) + 1:04}",
            program=o.program.id,
            site=o.site.id,
            block=o.block.id,
            pattern=o.pattern,
            room=None if room is None else room.id,
            facilitators=facilitators,
            locked=False,
        )
        self._meet(cohort, o)
        seated = self._seat(cohort.id, o, able, self._rng.randint((o.program.group_min + seats) // 2, seats))
        if len(seated) < o.program.group_min:
            self.ledger.back_to(mark)
            return
        self.cohorts[cohort.id] = cohort
        self.members[cohort.id] = tuple(sorted(seated))
        self.therapists.update(seated)

    def _meet(self, cohort: RunningCohort, o: Offering) -> None:
        for day in o.pattern:
            span = o.block.span
            self.ledger.book(Booking(cohort.id, day, span, span, o.site, cohort.room, cohort.facilitators, None))

    def _seats(self, o: Offering, room: Room | None) -> int:
        """As many as the room holds, the licence leaves and the facilitators may lead without another."""
        limits = [o.program.group_max]
        if room is not None:
            limits.append(room.seats)
        if o.program.extra_facilitator_above is not None:
            limits.append(o.program.extra_facilitator_above)
        if o.site.max_participants is not None:
            here = sum(len(self.members[c.id]) for c in self.cohorts.values() if c.site == o.site.id)
            limits.append(o.site.max_participants - here)
        return min(limits)

    def _able(self, o: Offering) -> list[Participant]:
        """Those without a place who could sit here, in a drawn order."""
        near = self._seekers.get((o.program.id, o.site.id), [])
        able = [p for p in near if p.id not in self.therapists and next(seat_blockers(self._s, p, o), None) is None]
        return self._rng.sample(able, len(able))

    def _facilitators(self, o: Offering) -> tuple[str, ...] | None:
        able = [
            t.id
            for t in self._staff[o.site.id]
            if next(lead_blockers(t, o), None) is None and self.ledger.can_lead(t, o)
        ]
        if len(able) < o.program.facilitators:
            return None
        return tuple(sorted(self._rng.sample(able, o.program.facilitators)))

    def _seat(self, cohort: str, o: Offering, able: Sequence[Participant], wanted: int) -> dict[str, str | None]:
        """Up to `wanted` people whose individual sessions can be held, each with their primary therapist."""
        seated: dict[str, str | None] = {}
        for p in able:
            if len(seated) == wanted:
                break
            if o.program.individual_per_week == 0:
                seated[p.id] = None
            elif (therapist := self._primary(cohort, o, p)) is not None:
                seated[p.id] = therapist
        return seated

    def _primary(self, cohort: str, o: Offering, p: Participant) -> str | None:
        """A therapist who now has a person's individual sessions booked; None if nobody has the time."""
        team = [t for t in self._staff[o.site.id] if next(qualified_blockers(t, o.program, o.site), None) is None]
        minutes = o.program.individual_per_week * o.program.individual_minutes
        for t in self._rng.sample(team, len(team)):
            if self.ledger.can_see(t, minutes) and self._book_individual(cohort, o, t, p):
                return t.id
        return None

    def _book_individual(self, cohort: str, o: Offering, t: Therapist, p: Participant) -> bool:
        """Book all sessions of the two, or none."""
        mark = len(self.ledger.bookings)
        for day in self._rng.sample(range(len(DAYS)), len(DAYS)):
            booking = self.ledger.individual(cohort, o, t, p, day)
            if booking is not None:
                self.ledger.book(booking)
            if len(self.ledger.bookings) == mark + o.program.individual_per_week:
                return True
        self.ledger.back_to(mark)
        return False
