"""A plan's figures, altogether or for each program, site or block."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from planner.domain.plan import Cohort, Plan
from planner.domain.scenario import Scenario
from planner.domain.summary import Summary

HOUR = 60

Grouping: TypeAlias = Callable[[Cohort], str]

GROUPINGS: Mapping[str, Grouping] = {
    "all": lambda _: "",
    "program": lambda cohort: cohort.program,
    "site": lambda cohort: cohort.site,
    "block": lambda cohort: cohort.block,
}
"""By what figures are told apart, and under which id a cohort and all that is its own is counted."""


@dataclass(frozen=True, slots=True)
class Side:
    """A plan to compare, by the name that people give it. Without its scenario no cost and no limits are known."""

    name: str
    plan: Plan
    summary: Summary
    scenario: Scenario | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """`unplaced` is None where people without a place belong to no group; `cost` where no therapist has one.

    Direct hours are the therapists' (a meeting led by two counts twice); room hours those of sessions in rooms.
    """

    placed: int
    unplaced: int | None
    cohorts: int
    capacity: int
    direct_hours: float
    room_hours: float
    travel_minutes: int
    cost: float | None

    @property
    def fill(self) -> float | None:
        """Members as a share of the capacity; None without cohorts."""
        return self.placed / self.capacity if self.capacity else None


def figures(side: Side, by: str) -> Mapping[str, Figures]:
    """A plan's figures for each id of the grouping `by`: all, program, site or block."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    group = GROUPINGS[by]
    groups = {cohort.id: group(cohort) for cohort in side.plan.cohorts.values()}
    for cohort in side.plan.cohorts.values():
        tallies[groups[cohort.id]].cohorts += 1
        tallies[groups[cohort.id]].capacity += cohort.capacity
    for placement in side.plan.placements.values():
        tallies[groups[placement.cohort]].placed += 1
        tallies[groups[placement.cohort]].travel_minutes += placement.travel_minutes
    _count_sessions(side, groups, tallies)
    _count_unplaced(side, by, tallies)
    return {key: tally.figures() for key, tally in sorted(tallies.items())}


@dataclass(slots=True)
class _Tally:
    placed: int = 0
    unplaced: int | None = None
    cohorts: int = 0
    capacity: int = 0
    direct_minutes: int = 0
    room_minutes: int = 0
    travel_minutes: int = 0
    cost: float | None = None

    def figures(self) -> Figures:
        return Figures(
            placed=self.placed,
            unplaced=self.unplaced,
            cohorts=self.cohorts,
            capacity=self.capacity,
            direct_hours=self.direct_minutes / HOUR,
            room_hours=self.room_minutes / HOUR,
            travel_minutes=self.travel_minutes,
            cost=None if self.cost is None else round(self.cost, 2),
        )


def _count_sessions(side: Side, groups: Mapping[str, str], tallies: Mapping[str, _Tally]) -> None:
    rates = _rates(side)
    for session in side.plan.sessions.values():
        tally = tallies[groups[session.cohort]]
        tally.direct_minutes += session.span.minutes * len(session.therapists)
        tally.room_minutes += session.span.minutes if session.room else 0
        for therapist in session.therapists:
            if (rate := rates.get(therapist)) is not None:
                tally.cost = (tally.cost or 0.0) + rate * session.span.minutes / HOUR


def _rates(side: Side) -> Mapping[str, float | None]:
    therapists = side.scenario.therapists.values() if side.scenario else ()
    return {therapist.id: therapist.cost_per_hour for therapist in therapists}


def _count_unplaced(side: Side, by: str, tallies: dict[str, _Tally]) -> None:
    """People without a place have a program, but no site and no block."""
    if by not in {"all", "program"}:
        return
    for someone in side.plan.unplaced.values():
        tally = tallies[someone.program if by == "program" else ""]
        tally.unplaced = (tally.unplaced or 0) + 1
    for tally in tallies.values():
        tally.unplaced = tally.unplaced or 0
