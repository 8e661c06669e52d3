"""Why no plan exists: the fewest locked cohorts and rules that contradict one another.

Found by leaving out: whatever can be left out while the rest still contradicts itself is no part of the reason.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from planner.domain.outcome import Clash
from planner.domain.rules import Rule
from planner.domain.scenario import PairKind, Participant, RunningCohort, Scenario
from planner.eligibility import (
    Blocker,
    lead_blockers,
    offering_at,
    offering_blockers,
    seat_blockers,
)
from planner.solver import cpsat
from planner.solver.model import model_of
from planner.solver.parts import PARTS, Part, locked
from planner.solver.reduce import reduced

EFFORT = 20.0
"""Deterministic seconds for one question whether some locks and rules contradict; unanswered, it counts as no."""

RULES = sorted(
    (rule for rule in Rule if any(rule in rules for rules in PARTS.values()) and rule is not Rule.LOCKED),
    key=lambda rule: rule is Rule.ROOM,
)
"""All that the model enforces and that a lock can contradict. What stands last is kept where several would do: that two
cohorts are in one room is seen in one table, whatever else they share."""

Item = TypeVar("Item")


def clash_in(s: Scenario, stopped: Callable[[], bool]) -> Clash:
    """The clash in a scenario of which no plan exists."""
    for cohort in s.cohorts.values():
        if cohort.locked and (blocker := next(_blockers(s, cohort), None)) is not None:
            sentence = f"Cohort {cohort.id} is locked, yet it cannot run: {blocker.sentence} ({blocker.rule})."
            return Clash((cohort.id,), (blocker.rule.number,), sentence)
    locks = [c.id for c in s.cohorts.values() if c.locked]
    locks = _needed(locks, lambda kept: _contradict(_only(s, kept), tuple(PARTS), stopped))
    few = _only(s, locks)
    needed = _needed(RULES, lambda kept: _contradict(few, _parts(kept), stopped))
    rules = [rule for rule in Rule if rule in needed]
    return Clash(tuple(locks), tuple(rule.number for rule in rules), _sentence(locks, rules))


def _parts(rules: Collection[Rule]) -> tuple[Part, ...]:
    """The locks, and all parts of the model that some rules ask for: a rule is kept or left out as a whole."""
    return tuple(part for part in PARTS if part is locked or any(rule in rules for rule in PARTS[part]))


def _sentence(locks: Sequence[str], rules: Iterable[Rule]) -> str:
    if len(locks) == 1:
        who = f"Cohort {locks[0]} is locked, yet it cannot run"
    else:
        who = f"Cohorts {', '.join(locks[:-1])} and {locks[-1]} are locked, yet they cannot all run"
    why = " ".join(f"{rule}: {rule.sentence}" for rule in rules)
    return f"{who} within these rules. {why}"


def _needed(items: Sequence[Item], contradict: Callable[[Sequence[Item]], bool]) -> list[Item]:
    """A smallest share of the items that still contradict: without any one of them they do not."""
    kept = list(items)
    for item in items:
        rest = [other for other in kept if other is not item]
        if contradict(rest):
            kept = rest
    return kept


def _only(s: Scenario, locks: Iterable[str]) -> Scenario:
    """The scenario with these locked cohorts alone, the people of their programs, and those who belong with these."""
    kept = {i: s.cohorts[i] for i in locks}
    programs = {c.program for c in kept.values()}
    wanted = {i for i, p in s.participants.items() if p.program in programs}
    together = [{p.participant, p.other} for p in s.pairs if p.kind is PairKind.TOGETHER]
    wanted.update(*(both for both in together if both & wanted))
    people = {i: _unlocked(s.participants[i], kept) for i in s.participants if i in wanted}
    pairs = tuple(p for p in s.pairs if p.participant in people and (p.other in people or p.other in s.therapists))
    return replace(s, cohorts=kept, participants=people, pairs=pairs)


def _unlocked(p: Participant, kept: dict[str, RunningCohort]) -> Participant:
    return p if p.cohort is None or p.cohort in kept else replace(p, cohort=None)


def _contradict(s: Scenario, parts: tuple[Part, ...], stopped: Callable[[], bool]) -> bool:
    """Whether the locked cohorts cannot all run within these rules; nobody needs any other cohort for that."""
    model = model_of(s, parts)
    upper = model.linear.upper.copy()
    for number, unit in enumerate(model.v.problem.units):
        if not unit.locked:
            upper[[*model.v.runs[number], *model.v.leads[number].values()]] = 0
    rest = reduced(model.linear, model.linear.lower, upper)
    if rest is None:
        return True
    feasibility = replace(rest.linear, points=rest.linear.points * 0)
    answer = cpsat.solve(feasibility, seed=0, effort=EFFORT, stopped=stopped)
    return answer.values is None and answer.proven


def _blockers(s: Scenario, cohort: RunningCohort) -> Iterator[Blocker]:
    """What in the data alone keeps a locked cohort from running as it must."""
    o = offering_at(s, cohort.program, cohort.site, cohort.block, cohort.pattern)
    if o is None:
        sentence = f"the {cohort.block} block has no times at {cohort.site}"
        yield Blocker(Rule.PLACE, "block_unknown", sentence)
        return
    yield from offering_blockers(s, o)
    yield from _room_blockers(s, cohort)
    for given in cohort.facilitators:
        if given in s.therapists:
            yield from lead_blockers(s.therapists[given], o)
        else:  # whoever works at none of a component's sites is not in it
            yield Blocker(Rule.FACILITATORS, "works_elsewhere", f"{given} does not work at {o.site.id}")
    for p in s.participants.values():
        if p.enrolled and p.cohort == cohort.id:
            for blocker in seat_blockers(s, p, o):
                yield replace(blocker, sentence=f"{p.id} cannot attend it, for {blocker.sentence}")


def _room_blockers(s: Scenario, cohort: RunningCohort) -> Iterator[Blocker]:
    if s.sites[cohort.site].virtual:
        return
    rooms = [room for room in s.rooms.values() if room.site == cohort.site and cohort.room in (None, room.id)]
    if not any(room.holds_groups for room in rooms):
        which = (
            f"room {cohort.room} is closed or no room for groups" if cohort.room else "its site has no open group room"
        )
        yield Blocker(Rule.ROOM, "no_room", which)
    elif max(room.seats for room in rooms if room.holds_groups) < s.programs[cohort.program].group_min:
        yield Blocker(Rule.SIZE, "room_small", "no room that it may use seats its smallest group")
