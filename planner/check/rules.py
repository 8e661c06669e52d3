"""The rules, one generator each, in the order of docs/model.md; R0 has a file of its own."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from planner.check.facts import (
    covers,
    facilitators_needed,
    in_reach,
    longest_gap,
    most_members,
    occupied,
    on_duty,
    weekly_minutes,
)
from planner.check.reading import Booking, Group, Reading, Seat
from planner.check.record import check_record, same_offering
from planner.check.violation import Violation
from planner.domain.plan import Cohort, SessionKind
from planner.domain.rules import Rule
from planner.domain.scenario import Pair, PairKind, RunningCohort, Scenario, Therapist
from planner.domain.week import DAYS, clock, days_text

ROUNDING = 1e-6
"""Hours with decimals are not exact in minutes; sessions are."""


def check_place(s: Scenario, reading: Reading) -> Iterator[Violation]:
    """R1 place: open offerings of their program, accepted, in reach and within the participant's hours."""
    for key, group in reading.groups.items():
        for what in _not_offered(group):
            yield Violation(Rule.PLACE, key, f"Cohort {group}: {what}.")
    for key, seat in reading.seats.items():
        for what in _misplaced(s, seat):
            yield Violation(Rule.PLACE, key, f"{key} cannot be in {seat.group.cohort.id}: {what}.")


def _not_offered(group: Group) -> Iterator[str]:
    c, program, site = group.cohort, group.program, group.site
    if not site.open:
        yield f"{site.id} is closed"
    if program.id not in site.programs:
        yield f"{site.id} does not offer {program.id}"
    if not group.block.open:
        yield f"{c.block} is closed at {site.id}"
    if c.block not in program.blocks:
        yield f"{program.id} does not run in {c.block}"
    if c.pattern not in program.patterns:
        yield f"{program.id} does not meet on {days_text(c.pattern)}"


def _misplaced(s: Scenario, seat: Seat) -> Iterator[str]:
    p, group = seat.person, seat.group
    if p.program != group.program.id:
        yield f"their program is {p.program}"
    if group.cohort.block not in p.blocks:
        yield f"they do not accept {group.cohort.block}"
    if not in_reach(s, p, group.site, seat.minutes):
        yield f"{group.site.id} is not in their reach"
    taken = occupied(group.block.span, s.constants.grid_minutes)
    busy = [day for day in group.cohort.pattern if not covers(p.hours[day], taken)]
    if busy:
        yield f"they are not free on {days_text(busy)}"


def check_profile(s: Scenario, reading: Reading) -> Iterator[Violation]:
    """R2 profile: weekly minutes, days, minutes a day and gap as the program's profile asks."""
    for key, group in reading.groups.items():
        for what in _off_profile(s, group):
            yield Violation(Rule.PROFILE, key, f"Cohort {group}: {what} in the profile {group.program.profile}.")


def _off_profile(s: Scenario, group: Group) -> Iterator[str]:
    profile = s.profiles.get(group.program.profile or "")
    if profile is None:
        return
    pattern, meeting = group.cohort.pattern, group.block.span
    week = weekly_minutes(group.program, pattern, meeting)
    at_least = (
        (week, profile.weekly_minutes_min, "minutes a week"),
        (len(pattern), profile.days_min, "days"),
        (meeting.minutes, profile.day_minutes_min, "minutes a day"),
    )
    at_most = (
        (week, profile.weekly_minutes_max, "minutes a week"),
        (longest_gap(pattern), profile.gap_days_max, "days in a row without a meeting"),
    )
    yield from (f"{n} {what}, at least {least}" for n, least, what in at_least if least is not None and n < least)
    yield from (f"{n} {what}, at most {most}" for n, most, what in at_most if most is not None and n > most)


def check_size(_: Scenario, reading: Reading) -> Iterator[Violation]:
    """R3 size: members from the program's minimum to its maximum or the room's seats."""
    for key, group in reading.groups.items():
        members, least = len(reading.members.get(key, ())), group.program.group_min
        most = most_members(group.program, group.site, group.room)
        if not least <= members <= most:
            yield Violation(Rule.SIZE, key, f"Cohort {group} has {members} members; {least} to {most} are allowed.")


def check_room(_: Scenario, reading: Reading) -> Iterator[Violation]:
    """R4 room: a group room of the cohort's own site, and no room with two things at once."""
    for key, group in reading.groups.items():
        for what in _wrong_group_room(group):
            yield Violation(Rule.ROOM, key, f"Cohort {group} {what}.")
    for room, bookings in reading.in_room.items():
        for one, other in _clashes(bookings):
            yield Violation(Rule.ROOM, room, f"Room {room} holds {one} and {other} at once.")


def _wrong_group_room(group: Group) -> Iterator[str]:
    room = group.room
    if group.site.virtual:
        if group.cohort.room is not None:
            yield "is virtual and has a room"
    elif group.cohort.room is None:
        yield "has no room"
    elif room and room.site != group.site.id:
        yield f"meets in {room.id}, a room of {room.site}"
    elif room and not room.holds_groups:
        yield f"meets in {room.id}, which is {room.kind if room.open else 'closed'}"


def _clashes(bookings: Iterable[Booking]) -> Iterator[tuple[Booking, Booking]]:
    """Sessions that begin before an earlier one of the same day has ended."""
    latest: Booking | None = None
    for booking in sorted(bookings, key=lambda b: (b.session.day, b.taken, b.session.id)):
        if latest and latest.at_once_with(booking):
            yield latest, booking
        if latest is None or (latest.session.day, latest.taken.end) <= (booking.session.day, booking.taken.end):
            latest = booking


def check_facilitators(s: Scenario, reading: Reading) -> Iterator[Violation]:
    """R5 facilitators: exactly as many as needed, distinct, with skill, at the site and on duty."""
    for key, group in reading.groups.items():
        needed = facilitators_needed(group.program, len(reading.members.get(key, ())))
        leading = group.cohort.facilitators
        if len(leading) != needed:
            yield Violation(Rule.FACILITATORS, key, f"Cohort {group} has {len(leading)} facilitators, not {needed}.")
        if len(set(leading)) != len(leading):
            yield Violation(Rule.FACILITATORS, key, f"Cohort {group} names a facilitator twice.")
        for t in group.facilitators:
            for what in _cannot_lead(s, group, t):
                yield Violation(Rule.FACILITATORS, key, f"{t.id} cannot lead {group}: {what}.")


def _cannot_lead(s: Scenario, group: Group, t: Therapist) -> Iterator[str]:
    yield from _unfit(group, t)
    taken = occupied(group.block.span, s.constants.grid_minutes)
    off = [day for day in group.cohort.pattern if not on_duty(t, group.site.id, day, taken)]
    if off:
        yield f"not on duty for the whole block on {days_text(off)}"


def _unfit(group: Group, t: Therapist) -> Iterator[str]:
    """Why a therapist can serve no member of a cohort."""
    if group.program.skill not in t.skills:
        yield f"does not hold the skill {group.program.skill}"
    if group.site.id not in t.sites:
        yield f"does not work at {group.site.id}"


def check_individual(_: Scenario, reading: Reading) -> Iterator[Violation]:
    """R6 individual: one fit primary therapist, the right number of sessions, on different days, at the site."""
    for key, seat in reading.seats.items():
        own = reading.individual.get(key, ())
        for what in chain(_primary(seat), _number_of(seat, own), *(_wrong_hour(seat, b) for b in own)):
            yield Violation(Rule.INDIVIDUAL, key, f"{key} in {seat.group.cohort.id}: {what}.")


def _primary(seat: Seat) -> Iterator[str]:
    given, wanted = seat.placement.therapist, seat.group.program.individual_per_week
    if wanted and given is None:
        yield "there is no primary therapist"
    if not wanted and given is not None:
        yield f"{given} is primary therapist, though the program asks for no individual sessions"
    if wanted and seat.primary:
        yield from (f"{seat.primary.id} {what}" for what in _unfit(seat.group, seat.primary))


def _number_of(seat: Seat, own: Iterable[Booking]) -> Iterator[str]:
    days = [b.session.day for b in own]
    wanted = seat.group.program.individual_per_week
    if len(days) != wanted:
        yield f"{len(days)} individual sessions a week instead of {wanted}"
    if len(set(days)) != len(days):
        yield "two individual sessions on one day"


def _wrong_hour(seat: Seat, b: Booking) -> Iterator[str]:
    x = b.session
    if x.site != seat.group.site.id:
        yield f"session {b} is not at {seat.group.site.id}"
    if not covers(seat.person.hours[x.day], b.taken):
        yield f"session {b} is outside their hours"
    yield from (f"session {b} is outside the hours of {t.id}" for t in b.therapists if not _at_work(t, b))


def _at_work(t: Therapist, b: Booking) -> bool:
    return on_duty(t, b.session.site, b.session.day, b.taken)


def check_clash(s: Scenario, reading: Reading) -> Iterator[Violation]:
    """R7 no clash: nobody in two sessions at once; individual sessions on the grid and in an office."""
    for key, bookings in chain(reading.of_therapist.items(), _weeks_of_participants(reading)):
        for one, other in _clashes(bookings):
            yield Violation(Rule.CLASH, key, f"{key} is in {one} and {other} at once.")
    for booking in reading.of(SessionKind.INDIVIDUAL):
        for what in _wrong_office(s, booking):
            yield Violation(Rule.CLASH, booking.session.id, f"Session {booking} {what}.")


def _weeks_of_participants(reading: Reading) -> Iterator[tuple[str, list[Booking]]]:
    for key, seat in reading.seats.items():
        yield key, [*reading.meetings.get(seat.placement.cohort, ()), *reading.individual.get(key, ())]


def _wrong_office(s: Scenario, b: Booking) -> Iterator[str]:
    x, room, grid = b.session, b.room, s.constants.grid_minutes
    if x.span.start % grid:
        yield f"does not start on the grid of {grid} minutes"
    if b.site.virtual:
        if x.room is not None:
            yield "is virtual and has a room"
    elif x.room is None:
        yield "has no office"
    elif room and room.site != x.site:
        yield f"is in {room.id}, a room of {room.site}"
    elif room and not room.serves_as_office:
        yield f"is in {room.id}, which is {'no office' if room.open else 'closed'}"


def check_workload(s: Scenario, reading: Reading) -> Iterator[Violation]:
    """R8 workload: direct hours by actual minutes, evenings by actual ends, and participants as primary."""
    caseload = Counter(p.therapist for p in reading.plan.placements.values())
    for key, t in s.therapists.items():
        for what in _overload(s, t, reading.of_therapist.get(key, ()), caseload[key]):
            yield Violation(Rule.WORKLOAD, key, f"{key} has {what}.")


def _overload(s: Scenario, t: Therapist, bookings: Iterable[Booking], people: int) -> Iterator[str]:
    sessions = [b.session for b in bookings]
    minutes = sum(x.span.minutes for x in sessions)
    if minutes > t.max_direct_minutes + ROUNDING:
        yield f"{minutes} minutes of sessions, at most {t.max_direct_minutes:g}"
    evenings = len({x.day for x in sessions if x.span.end > s.constants.evening_from})
    if t.max_evenings is not None and evenings > t.max_evenings:
        yield f"{evenings} days that end after {clock(s.constants.evening_from)}, at most {t.max_evenings}"
    if t.max_individual is not None and people > t.max_individual:
        yield f"{people} participants as primary therapist, at most {t.max_individual}"


def check_one_site(_: Scenario, reading: Reading) -> Iterator[Violation]:
    """R9 one site a day: the in-person sessions of a therapist's day are at one site."""
    for key, bookings in reading.of_therapist.items():
        sites: dict[int, set[str]] = defaultdict(set)
        for b in bookings:
            if not b.site.virtual:
                sites[b.session.day].add(b.site.id)
        for day, visited in sorted(sites.items()):
            if len(visited) > 1:
                yield Violation(Rule.ONE_SITE, key, f"{key} is at {' and '.join(sorted(visited))} on {DAYS[day]}.")


def check_pairs(s: Scenario, reading: Reading) -> Iterator[Violation]:
    """R10 pairs: apart, together and not with, as asked."""
    broken = {PairKind.APART: _in_one_cohort, PairKind.TOGETHER: _parted, PairKind.NOT_WITH: _with_therapist}
    for pair in s.pairs:
        if broken[pair.kind](reading, pair):
            what = pair.kind.replace("_", " ")
            yield Violation(Rule.PAIRS, pair.participant, f"{pair.participant} and {pair.other} are not kept {what}.")


def _cohort_of(reading: Reading, participant: str) -> str | None:
    placement = reading.plan.placements.get(participant)
    return placement.cohort if placement else None


def _in_one_cohort(reading: Reading, pair: Pair) -> bool:
    cohort = _cohort_of(reading, pair.participant)
    return cohort is not None and cohort == _cohort_of(reading, pair.other)


def _parted(reading: Reading, pair: Pair) -> bool:
    return _cohort_of(reading, pair.participant) != _cohort_of(reading, pair.other)


def _with_therapist(reading: Reading, pair: Pair) -> bool:
    placement = reading.plan.placements.get(pair.participant)
    if placement is None:
        return False
    cohort = reading.plan.cohorts.get(placement.cohort)
    return pair.other == placement.therapist or bool(cohort and pair.other in cohort.facilitators)


def check_locked(s: Scenario, reading: Reading) -> Iterator[Violation]:
    """R11 locked: as it is, in its room, with its facilitators and its enrolled members."""
    enrolled: dict[str | None, list[str]] = defaultdict(list)
    for p in s.participants.values():
        if p.enrolled:
            enrolled[p.cohort].append(p.id)
    for key, running in s.cohorts.items():
        if running.locked:
            for what in _unlike_lock(running, reading.plan.cohorts.get(key)):
                yield Violation(Rule.LOCKED, key, f"The locked cohort {key} {what}.")
            for someone in enrolled[key]:
                if _cohort_of(reading, someone) != key:
                    yield Violation(Rule.LOCKED, someone, f"{someone} does not stay in the locked cohort {key}.")


def _unlike_lock(running: RunningCohort, c: Cohort | None) -> Iterator[str]:
    if c is None:
        yield "does not run"
        return
    if not same_offering(c, running):
        yield "runs with another program, site, block or pattern"
    if running.room is not None and c.room != running.room:
        yield f"is not in its room {running.room}"
    yield from (f"is no longer led by {t}" for t in running.facilitators if t not in c.facilitators)


def check_census(s: Scenario, reading: Reading) -> Iterator[Violation]:
    """R12 census: members of all cohorts at a site within its limit."""
    members = Counter(seat.group.site.id for seat in reading.seats.values())
    for key, site in s.sites.items():
        if site.max_participants is not None and members[key] > site.max_participants:
            message = f"{members[key]} members at {key}, at most {site.max_participants}."
            yield Violation(Rule.CENSUS, key, message)


Check = Callable[[Scenario, Reading], Iterator[Violation]]

CHECKS: Mapping[Rule, Check] = MappingProxyType(
    {
        Rule.RECORD: check_record,
        Rule.PLACE: check_place,
        Rule.PROFILE: check_profile,
        Rule.SIZE: check_size,
        Rule.ROOM: check_room,
        Rule.FACILITATORS: check_facilitators,
        Rule.INDIVIDUAL: check_individual,
        Rule.CLASH: check_clash,
        Rule.WORKLOAD: check_workload,
        Rule.ONE_SITE: check_one_site,
        Rule.PAIRS: check_pairs,
        Rule.LOCKED: check_locked,
        Rule.CENSUS: check_census,
    }
)
"""What looks for breaches of each rule, in the contract's order."""
