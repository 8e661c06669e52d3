"""Two plans side by side: who is placed now and was not, who moved, what opened and closed, and what it takes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.domain.plan import Cohort, Placement
from planner.domain.week import Pattern
from planner.views.tables import Planned
from planner.whatif.figures import GROUPINGS, HOUR, Figures, Side, figures
from planner.whatif.verdict import Verdict, verdict

NOTHING = Figures(0, None, 0, 0, 0.0, 0.0, 0, None)


class Turn(StrEnum):
    """What the second plan means for a person of the first; `gone` people are in its scenario no more."""

    NEWLY_PLACED = "newly_placed"
    NEWLY_UNPLACED = "newly_unplaced"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person for whom something changes; `moved` says what, of cohort, block, site and therapist."""

    participant_id: str
    program_id: str
    turn: Turn
    moved: tuple[str, ...]
    cohort_before: str | None
    cohort_after: str | None
    site_before: str | None
    site_after: str | None
    block_before: str | None
    block_after: str | None
    therapist_before: str | None
    therapist_after: str | None


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort that only one of the plans has; `members` are its people there."""

    cohort_id: str
    opened: bool
    program_id: str
    site_id: str
    block_id: str
    pattern: Pattern
    members: int


@dataclass(frozen=True, slots=True)
class UseRow:
    """A therapist's direct hours, or a room's hours, in both plans; None where a plan's scenario does not have it."""

    kind: str
    resource_id: str
    hours_before: float | None
    hours_after: float | None
    max_before: float | None
    max_after: float | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """All figures for everyone (`by` all, empty id), or for one program, site or block.

    People who are newly placed or moved count where they are now, those who lost their place where they were; so do
    those who are `gone`, whom the second scenario has no more.
    """

    by: str
    id: str
    before: Figures
    after: Figures
    newly_placed: int
    newly_unplaced: int
    gone: int
    moved: int
    moved_cohort: int
    moved_block: int
    moved_site: int
    moved_therapist: int
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second plan against the first, as tables, and which is better as far as that is known.

    `scores` and `bounds` are the first's and the second's; a bound is None where nothing was proven.
    """

    first: str
    second: str
    scores: tuple[int, int]
    bounds: tuple[int | None, int | None]
    verdict: Verdict
    groups: tuple[GroupRow, ...]
    people: tuple[PersonRow, ...]
    cohorts: tuple[CohortRow, ...]
    use: tuple[UseRow, ...]


def side(name: str, planned: Planned) -> Side:
    """A plan with its scenario, to be compared under a name."""
    return Side(name, planned.plan, planned.summary, planned.scenario)


def compare(first: Side, second: Side) -> Comparison:
    """The second plan against the first."""
    people = tuple(_people(first, second))
    cohorts = tuple(_cohorts(first, second))
    groups = tuple(row for by in GROUPINGS for row in _groups(first, second, by, people, cohorts))
    use = (*_therapist_use(first, second), *_room_use(first, second))
    return Comparison(
        first=first.name,
        second=second.name,
        scores=(first.summary.score, second.summary.score),
        bounds=(first.summary.bound, second.summary.bound),
        verdict=verdict(first, second),
        groups=groups,
        people=people,
        cohorts=cohorts,
        use=use,
    )


def compare_all(sides: Sequence[Side]) -> tuple[Comparison, ...]:
    """Each plan against the first."""
    return tuple(compare(sides[0], other) for other in sides[1:])


def _people(first: Side, second: Side) -> Iterator[PersonRow]:
    before, after = first.plan.placements, second.plan.placements
    for one in sorted(before.keys() | after.keys()):
        was, now = _Seat.of(first, before.get(one)), _Seat.of(second, after.get(one))
        moved = was.differs(now)
        if moved:
            turn = _turn(one, second, was, now)
            yield _person_row(one, turn, moved if turn is Turn.MOVED else (), was, now)


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where a person sits; all None without a place."""

    program: str | None = None
    cohort: str | None = None
    block: str | None = None
    site: str | None = None
    therapist: str | None = None

    @classmethod
    def of(cls, side: Side, placement: Placement | None) -> "_Seat":
        if placement is None:
            return cls()
        cohort = side.plan.cohorts[placement.cohort]
        return cls(cohort.program, cohort.id, cohort.block, cohort.site, placement.therapist)

    def differs(self, other: "_Seat") -> tuple[str, ...]:
        parts = ("cohort", "block", "site", "therapist")
        return tuple(part for part in parts if getattr(self, part) != getattr(other, part))


def _turn(one: str, second: Side, was: _Seat, now: _Seat) -> Turn:
    if was.cohort is None:
        return Turn.NEWLY_PLACED
    if now.cohort is None:
        return Turn.NEWLY_UNPLACED if one in second.plan.unplaced else Turn.GONE
    return Turn.MOVED


def _person_row(one: str, turn: Turn, moved: tuple[str, ...], was: _Seat, now: _Seat) -> PersonRow:
    return PersonRow(
        participant_id=one,
        program_id=now.program or was.program or "",
        turn=turn,
        moved=moved,
        cohort_before=was.cohort,
        cohort_after=now.cohort,
        site_before=was.site,
        site_after=now.site,
        block_before=was.block,
        block_after=now.block,
        therapist_before=was.therapist,
        therapist_after=now.therapist,
    )


def _cohorts(first: Side, second: Side) -> Iterator[CohortRow]:
    """A cohort continues with its id, program, site, block and pattern; otherwise one closed and one opened."""
    before = {_identity(cohort): cohort for cohort in first.plan.cohorts.values()}
    after = {_identity(cohort): cohort for cohort in second.plan.cohorts.values()}
    for identity in sorted(before.keys() ^ after.keys()):
        opened = identity in after
        cohort = after[identity] if opened else before[identity]
        yield CohortRow(cohort.id, opened, cohort.program, cohort.site, cohort.block, cohort.pattern, cohort.members)


def _identity(cohort: Cohort) -> tuple[str, str, str, str, Pattern]:
    return cohort.id, cohort.program, cohort.site, cohort.block, cohort.pattern


def _groups(
    first: Side, second: Side, by: str, people: Sequence[PersonRow], cohorts: Sequence[CohortRow]
) -> Iterator[GroupRow]:
    before, after = figures(first, by), figures(second, by)
    people_of: Mapping[str, list[PersonRow]] = _grouped(people, by)
    cohorts_of: dict[str, list[CohortRow]] = defaultdict(list)
    for cohort in cohorts:
        cohorts_of[_group_id(by, cohort.program_id, cohort.site_id, cohort.block_id)].append(cohort)
    for key in sorted(before.keys() | after.keys()):
        sides = before.get(key, NOTHING), after.get(key, NOTHING)
        yield _group_row(by, key, sides, people_of.get(key, []), cohorts_of[key])


def _grouped(people: Sequence[PersonRow], by: str) -> Mapping[str, list[PersonRow]]:
    grouped: dict[str, list[PersonRow]] = defaultdict(list)
    for row in people:
        site, block = row.site_after or row.site_before or "", row.block_after or row.block_before or ""
        grouped[_group_id(by, row.program_id, site, block)].append(row)
    return grouped


def _group_id(by: str, program: str, site: str, block: str) -> str:
    return {"all": "", "program": program, "site": site, "block": block}[by]


def _group_row(
    by: str, key: str, sides: tuple[Figures, Figures], people: Sequence[PersonRow], cohorts: Sequence[CohortRow]
) -> GroupRow:
    turns = [row.turn for row in people]
    moved = [part for row in people for part in row.moved]
    opened = sum(row.opened for row in cohorts)
    return GroupRow(
        by=by,
        id=key,
        before=sides[0],
        after=sides[1],
        newly_placed=turns.count(Turn.NEWLY_PLACED),
        newly_unplaced=turns.count(Turn.NEWLY_UNPLACED),
        gone=turns.count(Turn.GONE),
        moved=turns.count(Turn.MOVED),
        moved_cohort=moved.count("cohort"),
        moved_block=moved.count("block"),
        moved_site=moved.count("site"),
        moved_therapist=moved.count("therapist"),
        opened=opened,
        closed=len(cohorts) - opened,
    )


def _therapist_use(first: Side, second: Side) -> Iterator[UseRow]:
    before, after = _therapist_hours(first), _therapist_hours(second)
    most, later = _most_hours(first), _most_hours(second)
    for one in sorted(before.keys() | after.keys()):
        yield UseRow("therapist", one, before.get(one), after.get(one), most.get(one), later.get(one))


def _therapist_hours(side: Side) -> Mapping[str, float]:
    hours = dict.fromkeys(_most_hours(side), 0.0)
    for session in side.plan.sessions.values():
        for therapist in session.therapists:
            hours[therapist] = hours.get(therapist, 0.0) + session.span.minutes / HOUR
    return hours


def _most_hours(side: Side) -> Mapping[str, float]:
    therapists = side.scenario.therapists.values() if side.scenario else ()
    return {therapist.id: therapist.max_direct_minutes / HOUR for therapist in therapists}


def _room_use(first: Side, second: Side) -> Iterator[UseRow]:
    before, after = _room_hours(first), _room_hours(second)
    for one in sorted(before.keys() | after.keys()):
        yield UseRow("room", one, before.get(one), after.get(one), None, None)


def _room_hours(side: Side) -> Mapping[str, float]:
    """A room holds one session at a time, so their lengths add up."""
    hours = dict.fromkeys(side.scenario.rooms if side.scenario else (), 0.0)
    for session in side.plan.sessions.values():
        if session.room:
            hours[session.room] = hours.get(session.room, 0.0) + session.span.minutes / HOUR
    return hours
