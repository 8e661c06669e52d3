"""Why data alone bars a person from every group: the least that stands between them and one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.domain.scenario import Participant, Scenario
from planner.domain.week import days_text
from planner.eligibility import Blocker, Offering, lead_blockers, offering_blockers, seat_blockers

CODES = {
    "site_closed": "site_closed",
    "not_offered": "program_not_offered",
    "block_closed": "block_closed",
    "block_unused": "block_not_run",
    "profile": "profile_not_met",
    "reach": "no_site_in_reach",
    "block": "block_not_accepted",
    "hours": "hours_fit_no_pattern",
}
"""A blocker's code and the reason's that names it, the most telling first."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A reason's code, and what bars the person from the group that is nearest to them, each in a sentence."""

    code: str
    causes: tuple[str, ...]


def barred(s: Scenario, p: Participant) -> Bar:
    """Of all groups that there could be, the one from which the fewest things bar the person."""
    ranked = sorted(((_blockers(s, p, o), o) for o in _imaginable(s, p)), key=lambda x: _weight(x[0]))
    if not ranked:
        return Bar("program_not_offered", (f"{p.program} has no block in which it could meet",))
    blockers = ranked[0][0]
    if blockers:
        code = min((CODES[x.code] for x in blockers), key=list(CODES.values()).index)
        return Bar(code, tuple(x.sentence for x in blockers))
    return _unmanned(s, p, [o for blockers, o in ranked if not blockers])


def _imaginable(s: Scenario, p: Participant) -> Iterator[Offering]:
    program = s.programs[p.program]
    for (site, _), block in sorted(s.blocks.items()):
        for pattern in program.patterns:
            yield Offering(program, s.sites[site], block, pattern)


def _blockers(s: Scenario, p: Participant, o: Offering) -> tuple[Blocker, ...]:
    return (*offering_blockers(s, o), *seat_blockers(s, p, o))


def _weight(blockers: Sequence[Blocker]) -> tuple[int, int]:
    order = list(CODES)
    return len(blockers), -sum(order.index(x.code) for x in blockers)


def _unmanned(s: Scenario, p: Participant, open_to_them: Sequence[Offering]) -> Bar:
    """No group that the person could join can be led, housed or filled, or nobody could see them alone."""
    staff = [_leaders(s, o) for o in open_to_them]
    needed = s.programs[p.program].facilitators
    if max(staff) < needed:
        o = open_to_them[staff.index(max(staff))]
        who = f"{max(staff)} of the {needed} therapists needed" if max(staff) else "no therapist"
        return Bar("no_therapist_on_duty", (f"{who} for {_text(o)} is qualified and on duty for the whole block",))
    manned = [o for o, n in zip(open_to_them, staff, strict=True) if n >= needed]
    housed = [o for o in manned if _has_room(s, o)]
    if not housed:
        o = manned[0]
        return Bar("no_room_large_enough", (f"no group room at {o.site.id} holds {o.program.group_min} people",))
    for o in housed:
        if _others(s, o) >= o.program.group_min:
            sentence = (
                f"no {o.program.skill} therapist at {o.site.id} is on duty for an individual session when they are free"
            )
            return Bar("no_individual_slot", (sentence,))
    o = max(housed, key=lambda o: _others(s, o))
    few = f"{_others(s, o)} people could join {_text(o)}, which needs {o.program.group_min}"
    return Bar("group_below_minimum", (few,))


def _leaders(s: Scenario, o: Offering) -> int:
    return sum(next(lead_blockers(t, o), None) is None for t in s.therapists.values())


def _has_room(s: Scenario, o: Offering) -> bool:
    large = (x for x in s.rooms.values() if x.site == o.site.id and x.holds_groups and x.seats >= o.program.group_min)
    return o.site.virtual or next(large, None) is not None


def _others(s: Scenario, o: Offering) -> int:
    return sum(next(seat_blockers(s, p, o), None) is None for p in s.participants.values())


def _text(o: Offering) -> str:
    return f"{o.program.id} at {o.site.id}, {o.block.id}, {days_text(o.pattern)}"
