"""Planning a scenario: solve, check, and only then hand over or write."""

from dataclasses import replace
from importlib.metadata import version

from planner import __version__
from planner.check import Report, check
from planner.domain.outcome import Earlier, Outcome
from planner.domain.plan import Plan
from planner.domain.progress import Unwatched, Watch
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.domain.summary import Summary, counts
from planner.errors import NoPlan, PlanRefused, Stopped
from planner.services.opening import Opened
from planner.services.telling import REASONS_SECONDS, with_reasons
from planner.solver import plan as solve
from planner.views.tables import Planned

MOST_ASKED = 150
"""With more people than this a plan tells only what data alone shows; `planner explain` finds out the rest.

It is a number of people, not of seconds, so that the same scenario always gives the same files.
"""

FEW_UNPLACED = 40
"""Nor does it cost much to ask for so few without a place, however many have one."""

SHOWN = 5
"""So many violations of a refused plan are told; one is too many already."""


def plan_scenario(
    opened: Opened,
    settings: Settings | None = None,
    watch: Watch | None = None,
    start: Earlier | None = None,
    most_asked: int = MOST_ASKED,
) -> Planned:
    """The best plan found, checked, with a reason for everyone who has no place.

    With more people than `most_asked` and many without a place, reasons say only what bars people; with `most_asked` 0
    there are none. They take as long again as the search may at most, and no more than REASONS_SECONDS; whoever was not
    come to by then is undecided. A `start` that breaks rules, edited by somebody, is only begun from: nothing of it
    is taken as it is. Raises NoPlan where no plan exists or none was found in time, Stopped where the watch said
    so before there was one, PlanRefused where the checker disagrees with the search.
    """
    settings, watch = settings or Settings(), watch or Unwatched()
    s = opened.scenario
    outcome = solve(s, settings, watch, start)
    if outcome.plan is None:
        raise no_plan(outcome, watch)
    plan = outcome.plan if start is None else _kept(s, start.plan, outcome, outcome.plan)
    if most_asked:
        few = len(s.participants) <= most_asked or len(plan.unplaced) <= FEW_UNPLACED
        seconds = min(settings.time_limit, REASONS_SECONDS) if few else 0
        plan = with_reasons(s, plan, watch, best=outcome.bound == outcome.score, seconds=seconds)
    report = check(s, plan)
    if report.violations and start is not None and start.parts:
        return plan_scenario(opened, settings, watch, Earlier(start.plan), most_asked)
    refuse_unsound(report, outcome)
    return Planned(s, plan, _summary(opened, settings, outcome, plan, report))


def _kept(s: Scenario, before: Plan, outcome: Outcome, found: Plan) -> Plan:
    """The plan from before where it is sound and none scores more, as nothing need be otherwise; else what was `found`.

    Why people have no place is to be asked again.
    """
    if before == found or outcome.score != outcome.bound:
        return found
    report = check(s, before)
    if report.violations or report.score != outcome.score:
        return found
    unasked = {i: replace(x, reason="", explanation="") for i, x in before.unplaced.items()}
    return replace(before, unplaced=unasked)


def no_plan(outcome: Outcome, watch: Watch) -> NoPlan:
    """Why an outcome has no plan, to be raised: a clash, a stop by whoever watched, or the time."""
    if outcome.clash is not None:
        why = f"{outcome.clash.explanation} Unlock a cohort, or change what these rules read."
        return NoPlan(f"No plan exists. {why}")
    return Stopped() if watch.stopped() else NoPlan("No plan was found before the search ended; give it more time.")


def refuse_unsound(report: Report, outcome: Outcome) -> None:
    """Raises PlanRefused where a plan breaks a rule, or scores otherwise than its search said."""
    if report.violations:
        told = "\n".join(map(str, report.violations[:SHOWN]))
        raise PlanRefused(f"The plan breaks {len(report.violations)} rules and was not kept:\n{told}")
    if report.score != outcome.score:
        raise PlanRefused(f"The search says the plan scores {outcome.score}, the checker {report.score}: not kept.")


def _summary(opened: Opened, settings: Settings, outcome: Outcome, plan: Plan, report: Report) -> Summary:
    return Summary(
        scenario=opened.scenario.name,
        status=outcome.status,
        score=report.score,
        bound=outcome.bound,
        gap=outcome.gap,
        terms=report.terms,
        counts=counts(opened.scenario, plan),
        seconds=round(outcome.seconds, 3),
        seed=settings.seed,
        versions=versions(),
        input_sha256=opened.fingerprint,
        parts=outcome.parts,
    )


def versions() -> dict[str, str]:
    """What makes plans, and in which version."""
    return {"planner": __version__, "highspy": version("highspy"), "ortools": version("ortools")}
