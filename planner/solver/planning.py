"""From a scenario to an outcome: split, search each component, join."""

import time

from planner.domain.outcome import Clash, Earlier, Outcome, Part, Status
from planner.domain.progress import Watch
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.solver.components import join, split
from planner.solver.engines import Engines
from planner.solver.memo import recall
from planner.solver.pool import Pool
from planner.solver.search import Search


def plan_components(scenario: Scenario, settings: Settings, watch: Watch, start: Earlier | None) -> Outcome:
    """What `planner.solver.plan` promises."""
    began = time.monotonic()
    engines = Engines.started()
    try:
        searches = [Search(part, settings) for part in split(scenario)]
        if start is not None:
            recall(searches, start)
        pool = Pool(searches, settings, watch, began)
        pool.run(engines)
        watch.progress(pool.progress("done"))
    finally:
        engines.stop()
    impossible = next((x for x in searches if x.impossible), None)
    if impossible is not None:
        from planner.solver.clash import clash_in  # noqa: PLC0415 - loads OR-Tools, which most plans never need

        clash = clash_in(impossible.scenario, watch.stopped)
        return _without_plan(Status.NO_PLAN, clash, time.monotonic() - began)
    return _outcome(scenario, searches, began)


def _without_plan(status: Status, clash: Clash | None, seconds: float) -> Outcome:
    return Outcome(status, None, None, None, clash, seconds)


def _outcome(scenario: Scenario, searches: list[Search], began: float) -> Outcome:
    found = [x.best for x in searches if x.best is not None]
    if len(found) < len(searches):
        return _without_plan(Status.NONE_FOUND, None, time.monotonic() - began)
    plan = join(scenario, [best.plan for best in found])  # the scores are those of the plans once these are made
    parts = tuple(_part(x) for x in searches)
    score = sum(part.score for part in parts)
    bound = sum(x.bound for x in searches)
    return Outcome(
        status=Status.OPTIMAL if score == bound else Status.FEASIBLE,
        plan=plan,
        score=score,
        bound=bound,
        clash=None,
        seconds=time.monotonic() - began,
        parts=parts,
    )


def _part(search: Search) -> Part:
    s = search.scenario
    score = search.best.score if search.best is not None else 0
    return Part(search.fingerprint, len(s.sites), len(s.participants), score, search.bound)
