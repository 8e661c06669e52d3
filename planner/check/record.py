"""R0: do the plan's files agree with one another and with the scenario they speak of?"""

from collections import Counter
from collections.abc import Iterator, Sequence

from planner.check.facts import is_pattern, most_members
from planner.check.reading import Booking, Group, Reading
from planner.check.violation import Violation
from planner.domain.plan import Cohort, Placement, Session, SessionKind
from planner.domain.rules import Rule
from planner.domain.scenario import RunningCohort, Scenario
from planner.domain.week import DAYS, clock


def check_record(s: Scenario, reading: Reading) -> Iterator[Violation]:
    """R0 consistency: every participant once, every id known, and the files at one with each other."""
    parts = (_filed, _everybody, _unplaced, _cohorts, _counts, _placements, _sessions, _meetings, _individual)
    for part in parts:
        for subject, message in part(s, reading):
            yield Violation(Rule.RECORD, subject, message)


Finding = tuple[str, str]


def _filed(_: Scenario, reading: Reading) -> Iterator[Finding]:
    """Rows filed under another id than their own."""
    plan = reading.plan
    named = (
        *((key, c.id) for key, c in plan.cohorts.items()),
        *((key, p.participant) for key, p in plan.placements.items()),
        *((key, x.id) for key, x in plan.sessions.items()),
        *((key, u.participant) for key, u in plan.unplaced.items()),
    )
    yield from ((key, f"The row {key} calls itself {own}.") for key, own in named if key != own)


def _everybody(s: Scenario, reading: Reading) -> Iterator[Finding]:
    placed, unplaced = reading.plan.placements.keys(), reading.plan.unplaced.keys()
    for key in sorted((placed | unplaced) - s.participants.keys()):
        yield key, f"{key} is no participant of the scenario."
    for key in sorted(s.participants.keys() - placed - unplaced):
        yield key, f"{key} is neither placed nor unplaced."
    for key in sorted(placed & unplaced):
        yield key, f"{key} is both placed and unplaced."


def _unplaced(s: Scenario, reading: Reading) -> Iterator[Finding]:
    for key, row in reading.plan.unplaced.items():
        p = s.participants.get(key)
        if p and (row.program, row.enrolled, row.priority) != (p.program, p.enrolled, p.priority):
            yield key, f"The unplaced row of {key} gives another program, status or priority than the scenario."


def _cohorts(s: Scenario, reading: Reading) -> Iterator[Finding]:
    for key, c in reading.plan.cohorts.items():
        for what in _unknown_in_cohort(s, c):
            yield key, f"Cohort {key}: {what}."
        running = s.cohorts.get(key)
        if running and not running.locked and not same_offering(c, running):
            yield key, f"Cohort {key} has the id of a running cohort, but is another offering."


def same_offering(c: Cohort, running: RunningCohort) -> bool:
    """Whether a cohort has a running one's program, site, block and pattern."""
    given = (running.program, running.site, running.block, running.pattern)
    return (c.program, c.site, c.block, c.pattern) == given


def _unknown_in_cohort(s: Scenario, c: Cohort) -> Iterator[str]:
    if c.program not in s.programs:
        yield f"there is no program {c.program}"
    if c.site not in s.sites:
        yield f"there is no site {c.site}"
    elif (c.site, c.block) not in s.blocks:
        yield f"there is no block {c.block} at {c.site}"
    if not is_pattern(c.pattern):
        yield "its pattern is not distinct days in the order of the week"
    yield from _unknown_room_and_therapists(s, c.room, c.facilitators)


def _unknown_room_and_therapists(s: Scenario, room: str | None, therapists: Sequence[str]) -> Iterator[str]:
    if room is not None and room not in s.rooms:
        yield f"there is no room {room}"
    yield from (f"there is no therapist {t}" for t in therapists if t not in s.therapists)


def _counts(_: Scenario, reading: Reading) -> Iterator[Finding]:
    seated = Counter(p.cohort for p in reading.plan.placements.values())
    for key, c in reading.plan.cohorts.items():
        if c.members != seated[key]:
            yield key, f"Cohort {key} claims {c.members} members; {seated[key]} are placed in it."
    for key, group in reading.groups.items():
        most = most_members(group.program, group.site, group.room)
        if group.cohort.capacity != most:
            yield key, f"Cohort {key} claims a capacity of {group.cohort.capacity}; it is {most}."


def _placements(s: Scenario, reading: Reading) -> Iterator[Finding]:
    for key, p in reading.plan.placements.items():
        if p.cohort not in reading.plan.cohorts:
            yield key, f"{key} is placed in {p.cohort}, which is not among the plan's cohorts."
        if p.therapist is not None and p.therapist not in s.therapists:
            yield key, f"The primary therapist of {key} is {p.therapist}, whom the scenario does not have."
    for key, seat in reading.seats.items():
        if seat.placement.travel_minutes != seat.minutes:
            claimed = seat.placement.travel_minutes
            yield key, f"{key} is said to travel {claimed} minutes to {seat.group.site.id}; it is {seat.minutes}."


def _sessions(s: Scenario, reading: Reading) -> Iterator[Finding]:
    for key, x in reading.plan.sessions.items():
        for what in _wrong_in_session(s, reading, x):
            yield key, f"Session {key}: {what}."


def _wrong_in_session(s: Scenario, reading: Reading, x: Session) -> Iterator[str]:
    if x.site not in s.sites:
        yield f"there is no site {x.site}"
    if not is_pattern((x.day,)):
        yield f"{x.day} is no day of the week"
    yield from _unknown_room_and_therapists(s, x.room, x.therapists)
    if x.cohort not in reading.plan.cohorts:
        yield f"there is no cohort {x.cohort} in the plan"
    if x.kind is SessionKind.GROUP and x.participant is not None:
        yield "a group session names a participant"
    if x.kind is SessionKind.INDIVIDUAL and x.participant not in reading.plan.placements:
        yield f"it is for {x.participant or 'nobody'}, who has no place"


def _meetings(_: Scenario, reading: Reading) -> Iterator[Finding]:
    """One meeting a day of the pattern, no other, each as its cohort says."""
    for key, group in reading.groups.items():
        held = Counter(b.session.day for b in reading.meetings.get(key, ()))
        for day in sorted({*held, *group.cohort.pattern}):
            wanted = int(day in group.cohort.pattern)
            if held[day] != wanted:
                yield key, f"Cohort {group} has {held[day]} meetings on {DAYS[day]} instead of {wanted}."
        for meeting in reading.meetings.get(key, ()):
            for what in _unlike_cohort(group, meeting):
                yield meeting.session.id, f"Session {meeting}: {what} of its cohort {key}."


def _unlike_cohort(group: Group, meeting: Booking) -> Iterator[str]:
    c, x, span = group.cohort, meeting.session, group.block.span
    if x.site != c.site:
        yield f"it is not at {c.site}, the site"
    if x.room != c.room:
        yield f"it is not in {c.room or 'no room'}, the room"
    if sorted(x.therapists) != sorted(c.facilitators):
        yield "its therapists are not the facilitators"
    if x.span != span:
        yield f"it is not from {clock(span.start)} to {clock(span.end)}, the block"


def _individual(s: Scenario, reading: Reading) -> Iterator[Finding]:
    """Each individual session as its participant's placement says."""
    for booking in reading.of(SessionKind.INDIVIDUAL):
        placement = reading.plan.placements.get(booking.session.participant or "")
        if placement:
            for what in _unlike_placement(s, placement, booking.session):
                yield booking.session.id, f"Session {booking}: {what}."


def _unlike_placement(s: Scenario, p: Placement, x: Session) -> Iterator[str]:
    if x.cohort != p.cohort:
        yield f"it names the cohort {x.cohort}; {p.participant} is placed in {p.cohort}"
    if p.therapist is not None and x.therapists != (p.therapist,):
        yield f"it is not given by {p.therapist} alone, the primary therapist of {p.participant}"
    person = s.participants.get(p.participant)
    if person and x.span.minutes != s.programs[person.program].individual_minutes:
        wanted = s.programs[person.program].individual_minutes
        yield f"it lasts {x.span.minutes} minutes; an individual session of {person.program} lasts {wanted}"
