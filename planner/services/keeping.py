"""Work done here and now, and kept in the store too. Where the store fails that is told, and the work goes on."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from planner.domain.outcome import Earlier
from planner.domain.plan import Plan
from planner.domain.progress import Watch
from planner.domain.settings import Settings
from planner.errors import StoreError
from planner.services.carrying import Pulse, keep_failure
from planner.services.opening import Opened
from planner.services.planning import plan_scenario
from planner.services.questions import Question, answered, asks
from planner.services.running import queued, start_of
from planner.services.stored import earlier, ended, plan_of
from planner.store import Ended, Kind, Queued, Run, Runs, Store
from planner.views.tables import Planned

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
Rows = TypeVar("Rows", bound="Sequence[DataclassInstance]")

NOT_KEPT = "what this run finds is not affected, but it is not kept there"

LOOKED_AT = 10
"""So many stored plans are compared with one that comes from a folder, to know which run it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a scenario and a plan of it: for so many seconds, of these `people` or everyone."""

    opened: Opened
    question: Question
    seconds: float
    plan: Plan | None = None
    people: Collection[str] = ()


@contextmanager
def readable_runs(address: str | None, tell: Callable[[str], None], *, keep: bool = True) -> Iterator[Runs | None]:
    """The runs of the store at an address; None where it cannot be used, which is told, or where `keep` is False."""
    try:
        store = Store(address) if keep else None
    except StoreError as error:
        tell(str(error))
        store = None
    with store or nullcontext():
        yield None if store is None else store.runs


@contextmanager
def keeper(address: str | None, tell: Callable[[str], None], *, keep: bool = True) -> Iterator["Keeper"]:
    """Keeps in the store at an address, where that can be used; `keep` False: nowhere."""
    with readable_runs(address, lambda said: tell(f"{said}; {NOT_KEPT}"), keep=keep) as runs:
        yield Keeper(runs, tell)


class Keeper:
    """Plans and answers questions as if there were no store, and keeps them as runs of it as far as it serves.

    `run` is the run that was kept last, `start` the one whose plan it began from.
    """

    def __init__(self, runs: Runs | None, tell: Callable[[str], None]) -> None:
        self._runs, self._tell = runs, tell
        self.run: int | None = None
        self.start: Run | None = None

    def plan(self, opened: Opened, settings: Settings, watch: Watch, start: Earlier | None = None) -> Planned:
        """Plans from `start`, or else from a stored plan of the scenario or its base. Raises what planning does."""
        if start is None:
            start = self.begin(opened, settings)
        run = queued(opened, settings, self.start.id if self.start else None)
        return self._kept(run, watch, lambda both: plan_scenario(opened, settings, both, start), ended)

    def begin(self, opened: Opened, settings: Settings) -> Earlier | None:
        """The stored plan of the scenario or its base to begin from; None where there is none."""
        self.start = self._tried(lambda runs: start_of(runs, opened, settings))
        return self._tried(lambda runs: earlier(runs.plan_files(self.start.id)) if self.start else None)

    def answer(self, asked: Asked, watch: Watch, work: Callable[[Watch], Rows]) -> Rows:
        """Rows that answer a question. Raises what `work` does."""
        plan = asked.plan
        of = None if plan is None else self._tried(lambda runs: _run_of(runs, asked.opened, plan))
        return self._kept(replace(_question(asked), start=of), watch, work, answered)

    def _kept(self, queued: Queued, watch: Watch, work: Callable[[Watch], T], end: Callable[[T], Ended]) -> T:
        run = self.run = self._tried(lambda runs: _claimed(runs, queued))
        if run is None or self._runs is None:
            return work(watch)
        with Pulse(self._runs, run, watch) as pulse:
            try:
                done = work(pulse)
            except Exception as error:
                why = error  # the name `error` is gone when a function would use it
                self._tried(lambda runs: keep_failure(runs, run, why))
                raise
            self._tried(lambda runs: runs.finish(run, replace(end(done), stopped=pulse.stopped())))
        return done

    def _tried(self, ask: Callable[[Runs], T]) -> T | None:
        if self._runs is None:
            return None
        try:
            return ask(self._runs)
        except Exception as error:  # noqa: BLE001 - whatever the store's trouble is, the plan matters more
            self._tell(_not_kept(error))
            self._runs = self.run = None
            return None


def _not_kept(error: Exception) -> str:
    said = str(error) if isinstance(error, StoreError) else f"the store cannot be used ({type(error).__name__})"
    return f"{said}; {NOT_KEPT}"


def _claimed(runs: Runs, queued: Queued) -> int:
    return runs.claim(runs.add(queued)).id


def _run_of(runs: Runs, opened: Opened, plan: Plan) -> int | None:
    """The run that a plan from a folder was exported by, where the store still has it."""
    for run in runs.plans(opened.fingerprint, most=LOOKED_AT):
        if run.counts.get("placed") == len(plan.placements) and plan_of(runs.plan_files(run.id))[0] == plan:
            return run.id
    return None


def _question(asked: Asked) -> Queued:
    run = queued(asked.opened, Settings(time_limit=asked.seconds))
    return replace(run, kind=Kind.EXPLANATION, cell=asks(asked.question, asked.people))
