"""A week put together by hand, first come first served: what a coordinator with a diary would do.

The cohorts that run today go on with their room, leaders and members where they can, locked ones first. Then everyone
without a place, the most urgent first, gets the first place in which an individual therapist has time for them. Then
new groups are opened where the most urgent people wait, until none can be filled.
"""

import heapq
from collections import defaultdict
from pathlib import Path

from answering import answer, checked_score
from by_hand import Week, key
from group import Group, fresh_id, plan_of

from planner.domain.plan import Plan
from planner.domain.scenario import RunningCohort, Scenario
from planner.eligibility import Offering, offering_at, offering_blockers
from planner.files import read_folder, scenario_of


def greedy_plan(s: Scenario) -> Plan | None:
    """The plan; None where locked cohorts could not all be kept this way."""
    week = Week(s)
    for cohort in sorted(s.cohorts.values(), key=lambda c: not c.locked):
        _continue(week, cohort)
    _keep_members(week)
    _fill_or_close(week)
    if not _locks_kept(week):
        return None
    _fill(week)
    _open_new(week)
    return plan_of(s, week.groups.values())


def _continue(week: Week, cohort: RunningCohort) -> None:
    """Its meetings, in its own room and with its own leaders where they can be had."""
    o = offering_at(week.s, cohort.program, cohort.site, cohort.block, cohort.pattern)
    if o is None or any(offering_blockers(week.s, o)):
        return
    room = week.free_room(o, week.s.rooms.get(cohort.room or ""))
    free = sorted(week.free_leaders(o), key=lambda t: t.id not in cohort.facilitators)
    wanted = max(o.program.facilitators, len(cohort.facilitators) if cohort.locked else 0)
    if (room is not None or o.site.virtual) and len(free) >= wanted:
        group = week.begin(cohort.id, o, cohort, room)
        for t in free[:wanted]:
            week.lead(group, t)


def _keep_members(week: Week) -> None:
    """Today's members, first those who need not change their therapist either."""
    for own_therapist in (True, False):
        for p in week.queue:
            group = week.groups.get(p.cohort or "") if p.enrolled else None
            if group is not None and p.id not in week.group_of:
                week.admit(group, p, own_therapist=own_therapist)


def _fill_or_close(week: Week) -> None:
    for group in list(week.groups.values()):
        if not group.sound:
            _seat_waiting(week, group)
        if not group.sound:
            week.close(group)


def _locks_kept(week: Week) -> bool:
    """R11: whether every locked cohort runs with all that was given."""
    members = (p for p in week.s.participants.values() if p.enrolled and p.cohort in week.locked)
    return all(_lock_kept(week.groups.get(name), week.s.cohorts[name]) for name in week.locked) and all(
        p.id in week.group_of for p in members
    )


def _lock_kept(group: Group | None, cohort: RunningCohort) -> bool:
    if group is None:
        return False
    room = group.room is None or cohort.room in (None, group.room.id)
    return room and {t.id for t in group.leaders}.issuperset(cohort.facilitators)


def _fill(week: Week) -> None:
    """Everyone without a place, in the first of the open groups that has one."""
    of_program: dict[str, list[Group]] = defaultdict(list)
    for group in week.groups.values():
        of_program[group.o.program.id].append(group)
    for p in week.queue:
        if p.id not in week.group_of:
            could = [group for group in of_program[p.program] if week.could_sit(p, group.o)]
            could.sort(key=lambda group: week.dislike(p, group))
            any(week.admit(group, p) for group in could)


def _open_new(week: Week) -> None:
    """The offering for which the most urgent people wait comes first; one that failed is not tried again."""
    heap = [(-week.worth(o), n) for n, o in enumerate(week.offerings)]
    heapq.heapify(heap)
    while heap:
        _, n = heapq.heappop(heap)
        worth = week.worth(week.offerings[n])
        if heap and -worth > heap[0][0]:
            heapq.heappush(heap, (-worth, n))
        elif worth and _open(week, week.offerings[n]):
            heapq.heappush(heap, (-week.worth(week.offerings[n]), n))


def _open(week: Week, o: Offering) -> bool:
    """Whether a new group of it could be filled."""
    room, leaders = week.free_room(o, None), week.free_leaders(o)[: o.program.facilitators]
    if len(leaders) < o.program.facilitators or (room is None and not o.site.virtual):
        return False
    group = week.begin(fresh_id(o, (*week.groups, *week.s.cohorts)), o, None, room)
    for t in leaders:
        week.lead(group, t)
    _seat_waiting(week, group)
    if not group.sound:
        week.close(group)
    return group.sound


def _seat_waiting(week: Week, group: Group) -> None:
    for p in week.sitters[key(group.o)]:
        if len(group.members) == group.capacity:
            return
        if p.id not in week.group_of:
            week.admit(group, p)


def by_hand(scenario: Path, _limit: float, _since: float) -> dict[str, object]:
    """What the plan by hand reaches."""
    s, _ = scenario_of(read_folder(scenario).tables)
    plan = greedy_plan(s)
    return {} if plan is None else {"score": checked_score(s, plan), "placed": len(plan.placements)}


if __name__ == "__main__":
    answer(by_hand)
