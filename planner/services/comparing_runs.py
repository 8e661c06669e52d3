"""Two plans of the store side by side, and whom the difference touches, in words."""

from dataclasses import dataclass

from planner.services.stored import planned_run
from planner.store import Runs
from planner.views.cohorts import in_words
from planner.views.tables import Planned
from planner.whatif.compare import Comparison, PersonRow, Turn, compare, side

TURNS = {
    Turn.NEWLY_UNPLACED: "- loses the place",
    Turn.GONE: "· is no longer in the scenario",
    Turn.NEWLY_PLACED: "+ gains a place",
    Turn.MOVED: "→ moves",
}
"""What becomes of people, in the order in which one wants to know it."""


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What becomes of a person, from which group and primary therapist to which; empty where there is none."""

    participant_id: str
    turn: str
    group_before: str
    group_after: str
    therapist_before: str
    therapist_after: str


@dataclass(frozen=True, slots=True)
class RunsCompared:
    """The second plan against the first; `people`: those who lose their place, then who gains one, then who moves."""

    comparison: Comparison
    people: tuple[PersonChange, ...]


def compare_runs(runs: Runs, first: int, second: int) -> RunsCompared:
    """A stored plan against another. Raises StoreError where one of the runs has no plan."""
    before, after = planned_run(runs, first), planned_run(runs, second)
    found = compare(side(f"run {first}", before), side(f"run {second}", after))
    order = list(TURNS)
    rows = sorted(found.people, key=lambda row: (order.index(row.turn), row.participant_id))
    names = _Names(before), _Names(after)
    return RunsCompared(found, tuple(_change(row, *names) for row in rows))


class _Names:
    """What a plan's groups and therapists are called; empty for none."""

    def __init__(self, planned: Planned) -> None:
        self._groups = in_words(planned.scenario, planned.plan)
        self._therapists = planned.scenario.therapists

    def group(self, name: str | None) -> str:
        return self._groups[name] if name is not None else ""

    def therapist(self, name: str | None) -> str:
        return self._therapists[name].label if name is not None else ""


def _change(row: PersonRow, before: _Names, after: _Names) -> PersonChange:
    return PersonChange(
        participant_id=row.participant_id,
        turn=TURNS[row.turn],
        group_before=before.group(row.cohort_before),
        group_after=after.group(row.cohort_after),
        therapist_before=before.therapist(row.therapist_before),
        therapist_after=after.therapist(row.therapist_after),
    )
