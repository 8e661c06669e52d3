"""Long questions about a stored plan, carried in the background like plans: asked, found again, answered."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planner.domain.outcome import Earlier
from planner.domain.progress import StopAfter, Watch
from planner.domain.settings import Settings
from planner.errors import StoreError
from planner.services.explaining import CapacityRow, ContingencyRow, ExplainRow, capacity, contingency, explain, ways
from planner.services.opening import Opened
from planner.services.planning import versions
from planner.services.questions import ANSWER, PEOPLE, QUESTION, Question, answered, asks
from planner.services.running import user
from planner.services.stored import earlier, opened_of
from planner.store import Ended, Kind, Queued, Run, Runs

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def ask(runs: Runs, plan: int, what: Mapping[str, str], seconds: float, by: str | None = None) -> int:
    """A queued run that answers what `asks` says within so many seconds; `by`: who asks, else this user."""
    of = runs.find(plan)
    return runs.add(
        Queued(
            kind=Kind.EXPLANATION,
            scenario=of.scenario,
            fingerprint=of.fingerprint,
            tables=runs.tables(plan),
            settings=Settings(time_limit=seconds),
            versions=versions(),
            by=by or user(),
            path=of.path,
            changes=of.changes,
            start=plan,
            cell=what,
        )
    )


def asked(runs: Runs, plan: int, question: Question, people: Collection[str] = ()) -> Run | None:
    """The newest run that was asked just this of the plan."""
    this = asks(question, people)
    return next((run for run in runs.asked(plan) if run.cell == this), None)


def answer_run(runs: Runs, run: Run, watch: Watch) -> Ended:
    """Answers a run's question. Raises what the question does, and StoreError where its plan was purged."""
    start = runs.start_files(run.id)
    if start is None:
        raise StoreError(f"the plan of run {run.start} was purged, so nothing can be asked of it")
    answer = _ANSWERS[Question(run.cell[QUESTION])]
    limited = StopAfter(watch, run.settings.time_limit)
    return answered(answer(opened_of(runs.tables(run.id)), earlier(start), run, limited))


def remedies_of(runs: Runs, run: int) -> list[ExplainRow]:
    """The answer of a run that was asked for remedies. Raises StoreError where it has none yet."""
    return [ExplainRow(**row) for row in _answer(runs, run)]


def ways_found(runs: Runs, plan: int) -> Mapping[str, Sequence[str]]:
    """What it would take to place people, in words, by participant, as far as it was asked of a plan and is known."""
    run = asked(runs, plan, Question.REMEDIES)
    try:
        return ways(remedies_of(runs, run.id)) if run is not None else {}
    except (StoreError, KeyError):  # there is no answer yet, or it was stopped before there was anything to keep
        return {}


def capacity_of(runs: Runs, run: int) -> list[CapacityRow]:
    """The answer of a run that was asked for capacity. Raises StoreError where it has none yet."""
    return [CapacityRow(**row) for row in _answer(runs, run)]


def contingency_of(runs: Runs, run: int) -> list[ContingencyRow]:
    """The answer of a run that was asked what breaks. Raises StoreError where it has none yet."""
    return [ContingencyRow(**row) for row in _answer(runs, run)]


def _answer(runs: Runs, run: int) -> list[Mapping[str, Any]]:
    """Rows as they were, lists as the tuples that they were written from."""
    rows = json.loads(runs.plan_files(run)[ANSWER])
    return [{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()} for row in rows]


def _remedies(opened: Opened, start: Earlier, run: Run, watch: Watch) -> "Sequence[DataclassInstance]":
    people = run.cell.get(PEOPLE)
    return explain(opened, start, people.split(";") if people else None, watch)


def _capacity(opened: Opened, start: Earlier, run: Run, watch: Watch) -> "Sequence[DataclassInstance]":
    return capacity(opened, start, run.settings, watch)


def _contingency(opened: Opened, start: Earlier, run: Run, watch: Watch) -> "Sequence[DataclassInstance]":
    return contingency(opened, start.plan, seconds=run.settings.time_limit, watch=watch)


_Answer = Callable[[Opened, Earlier, Run, Watch], "Sequence[DataclassInstance]"]

_ANSWERS: Mapping[Question, _Answer] = {
    Question.REMEDIES: _remedies,
    Question.CAPACITY: _capacity,
    Question.CONTINGENCY: _contingency,
}
