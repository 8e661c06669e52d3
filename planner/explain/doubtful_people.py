"""Participants and pairs that are legal as written yet can never be served as they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from planner.domain.scenario import Pair, PairKind, Participant, Scenario
from planner.eligibility import Offering, Reach, offering_at, offerings, seat_blockers
from planner.errors import Finding
from planner.explain.doubtful_places import half_a_place


def people(s: Scenario) -> Iterator[Finding]:
    """People whom nobody can place, and people whose cohort or therapist of today is none for them."""
    reach = Reach(s)
    at: dict[tuple[str, str], list[Offering]] = defaultdict(list)
    for o in offerings(s):
        at[o.program.id, o.site.id].append(o)
    for p in s.participants.values():
        yield from half_a_place("participants.csv", p)
        yield from _place(s, p, reach, at)
        yield from _today(s, p)
        if p.preferred_block is not None and p.preferred_block not in p.blocks:
            wrong = f"{p.id} prefers the {p.preferred_block} block but does not accept it"
            yield _finding(p, "preferred_block", wrong, "add it to their blocks, or prefer an accepted one")


def _finding(p: Participant, column: str, wrong: str, right: str) -> Finding:
    return Finding("participants.csv", None, column, p.id, wrong, right)


def _place(
    s: Scenario, p: Participant, reach: Reach, at: Mapping[tuple[str, str], Sequence[Offering]]
) -> Iterator[Finding]:
    """The first of reach, blocks and hours that leaves a person without a single offering."""
    near = reach.serving(p)
    choices = [o for site in near for o in at.get((p.program, site.id), ())]
    if not near:
        wrong = f"no open site in reach of {p.id} offers {p.program}"
        yield _finding(p, "sites", wrong, "check their sites, coordinates and travel, or the sites' programs")
    elif choices and not any(o.block.id in p.blocks for o in choices):
        wrong = f"{p.program} runs in no block that {p.id} accepts"
        yield _finding(p, "blocks", wrong, f"let them accept {' or '.join(sorted({o.block.id for o in choices}))}")
    elif choices and all(any(seat_blockers(s, p, o)) for o in choices):
        wrong = f"the hours of {p.id} cover all meetings of no offering of {p.program} that they accept and can reach"
        yield Finding("participant_hours.csv", None, "start", p.id, wrong, "check their hours and accepted blocks")


def _today(s: Scenario, p: Participant) -> Iterator[Finding]:
    if p.enrolled and p.cohort is None:
        wrong = f"{p.id} is enrolled in no cohort"
        yield _finding(p, "cohort_id", wrong, "name their cohort, or let them wait")
    if not p.enrolled and p.cohort is not None:
        wrong = f"{p.id} waits and yet has the cohort {p.cohort}"
        yield _finding(p, "status", wrong, "enrol them, or empty their cohort_id")
    if p.enrolled and p.cohort is not None:
        yield from _attendance(s, p, p.cohort)
    if p.therapist is not None and s.programs[p.program].skill not in s.therapists[p.therapist].skills:
        wrong = f"{p.therapist}, the therapist of {p.id}, lacks the skill of {p.program}"
        yield _finding(p, "therapist_id", wrong, "name another, or give them the skill")


def _attendance(s: Scenario, p: Participant, cohort_id: str) -> Iterator[Finding]:
    """Whether a member can attend their own cohort and be seen where it meets."""
    cohort = s.cohorts[cohort_id]
    o = offering_at(s, cohort.program, cohort.site, cohort.block, cohort.pattern)
    if o is None:
        return
    for blocker in seat_blockers(s, p, o):
        wrong = f"{p.id} cannot attend {cohort.id}, their own cohort: {blocker.sentence}"
        right = (
            "correct it, or unlock the cohort: no plan can keep it"
            if cohort.locked
            else "correct it, or they must move"
        )
        yield _finding(p, "cohort_id", wrong, right)
    if p.therapist is not None and cohort.site not in s.therapists[p.therapist].sites:
        wrong = f"{p.therapist}, the therapist of {p.id}, does not work at {cohort.site}, where {cohort.id} meets"
        yield _finding(p, "therapist_id", wrong, "name one who does, or add the site to theirs")


def pairs(s: Scenario) -> Iterator[Finding]:
    """Pairs that keep two people from ever having a place, or that do nothing."""
    apart = {frozenset((pair.participant, pair.other)) for pair in s.pairs if pair.kind is PairKind.APART}
    for pair in s.pairs:
        if pair.kind is PairKind.TOGETHER:
            yield from _together(s, pair, apart)


def _together(s: Scenario, pair: Pair, apart: set[frozenset[str]]) -> Iterator[Finding]:
    one, other = s.participants[pair.participant], s.participants[pair.other]
    value = f"{one.id} {other.id}"
    if one.program != other.program:
        wrong = f"{one.id} ({one.program}) and {other.id} ({other.program}) belong together: neither gets a place"
        yield Finding("pairs.csv", None, "other_id", value, wrong, "remove the pair, or correct a program")
    if frozenset((one.id, other.id)) in apart:
        wrong = f"{one.id} and {other.id} are to be together and apart: neither gets a place"
        yield Finding("pairs.csv", None, "kind", value, wrong, "remove one of the two rows")
