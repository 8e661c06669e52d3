"""Checking a plan that lies in a folder, whoever made it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planner.check import Report, Violation, check
from planner.domain.outcome import Status, gap_between
from planner.domain.plan import Plan
from planner.domain.rules import Rule
from planner.domain.scenario import Scenario
from planner.domain.summary import Summary, counts
from planner.files import read_plan
from planner.files.summary_file import FILE as SUMMARY
from planner.services.opening import Opened, open_scenario
from planner.services.together import together

ROUNDED = 1e-6
"""Gaps so near to each other are the same: others may write theirs with fewer digits."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan's report, and what its summary claims. `violations` are the report's, then what is not so of the claims.

    `same_scenario`: the scenario holds what it held when the plan was made.
    """

    report: Report
    summary: Summary
    violations: tuple[Violation, ...]
    same_scenario: bool

    @property
    def ok(self) -> bool:
        """Whether it breaks no rule and claims nothing false."""
        return not self.violations

    def lines(self) -> Iterator[str]:
        """The report in words."""
        yield from map(str, self.violations)
        if not self.same_scenario:
            yield "Note: the plan was made from other tables than the scenario holds now."
        for term, tally in self.report.terms.items():
            yield f"{term.label:20} {tally.count:>8,} {tally.points:>12,}"
        yield f"{'score':20} {'':8} {self.report.score:>12,}"
        yield "The plan keeps every rule." if self.ok else f"{len(self.violations)} violations."

    def as_json(self) -> dict[str, object]:
        """The report for machines."""
        return {
            "ok": self.ok,
            "score": self.report.score,
            "violations": [
                {"rule": v.rule.number, "subject": v.subject, "message": v.message} for v in self.violations
            ],
            "terms": {t.label: {"count": x.count, "points": x.points} for t, x in self.report.terms.items()},
            "same_scenario": self.same_scenario,
        }


def check_folder(scenario: Path, folder: Path) -> Checked:
    """Reads both and checks. Raises BadInput where either cannot be read."""
    with together() as read:
        with read.reading(scenario):
            opened = open_scenario(scenario)
        with read.reading(folder):
            plan, summary = read_plan(folder)
    return check_plan(opened, plan, summary)


def check_plan(opened: Opened, plan: Plan, summary: Summary) -> Checked:
    """Checks a plan and what its summary says of it."""
    report = check(opened.scenario, plan)
    same_scenario = summary.input_sha256 in ("", opened.fingerprint)
    claims = [*_false_name(opened, summary), *_false_claims(opened.scenario, plan, report, summary)]
    claims += [*_false_parts(summary), *(_false_sizes(opened.scenario, summary) if same_scenario else ())]
    false = (Violation(Rule.RECORD, SUMMARY, f"The summary is not true: {claim}.") for claim in claims)
    return Checked(report, summary, (*report.violations, *false), same_scenario)


def _false_name(opened: Opened, summary: Summary) -> Iterator[str]:
    """Another scenario's name; one that holds the same has only been renamed since."""
    name = opened.scenario.name
    if summary.scenario != name and summary.input_sha256 != opened.fingerprint:
        yield f"it is of the scenario {summary.scenario!r}; this one is called {name!r}"


def _false_claims(s: Scenario, plan: Plan, report: Report, summary: Summary) -> Iterator[str]:
    """What the summary says and is not so."""
    if summary.score != report.score:
        yield f"it claims a score of {summary.score}; the plan scores {report.score}"
    yield from _false_proof(report.score, summary)
    for term, tally in report.terms.items():
        claimed = summary.terms.get(term)
        if claimed is None:
            yield f"it does not say how much {term.label} counts; there are {tally.count}"
        elif claimed != tally:
            there = f"there are {tally.count}, which bring {tally.points}"
            yield f"it claims {claimed.count} for {term.label}, which bring {claimed.points}; {there}"
    for name, count in counts(s, plan).items():
        claimed_count = summary.counts.get(name)
        if claimed_count != count:
            claims = "does not count" if claimed_count is None else f"counts {claimed_count}"
            yield f"it {claims} {name.replace('_', ' ')}; there are {count}"


def _false_proof(score: int, summary: Summary) -> Iterator[str]:
    """What is not so of the bound, and of what follows from it and the score that the summary claims."""
    bound = summary.bound
    if bound is not None and bound < score:
        yield f"it claims that no plan scores more than {bound}; this one scores {score}"
    proven = "has no bound" if bound is None else f"has a score of {summary.score} and a bound of {bound}"
    status = Status.OPTIMAL if bound == summary.score else Status.FEASIBLE
    if summary.status is not status:
        yield f"it claims to be {summary.status}, yet {proven}: that is {status}"
    gap = gap_between(summary.score, bound)
    if not _same(summary.gap, gap):
        claimed = "no gap" if summary.gap is None else f"a gap of {summary.gap:g}"
        yield f"it claims {claimed}, yet {proven}: that is {'no gap' if gap is None else f'a gap of {gap:g}'}"


def _false_parts(summary: Summary) -> Iterator[str]:
    """Components that contradict themselves, or what the summary claims of all together.

    The bound of all may be looser than theirs together, but not tighter: theirs are all that proves it.
    """
    for number, part in enumerate(summary.parts, 1):
        if part.bound is not None and part.bound < part.score:
            yield f"its component {number} has a score of {part.score} and yet a bound of {part.bound}"
    score = sum(part.score for part in summary.parts)
    if summary.parts and score != summary.score:
        yield f"it claims a score of {summary.score}; its components have {score} together"
    bounds = [part.bound for part in summary.parts if part.bound is not None]
    proven = sum(bounds) if bounds and len(bounds) == len(summary.parts) else None
    if summary.bound is not None and proven is not None and summary.bound < proven:
        together = f"its components have a bound of {proven} together"
        yield f"it claims that no plan scores more than {summary.bound}; {together}"


def _false_sizes(s: Scenario, summary: Summary) -> Iterator[str]:
    """Components with more than the scenario has; it may have more than they, where nobody is to be planned for."""
    sizes = {
        "sites": (len(s.sites), [part.sites for part in summary.parts]),
        "participants": (len(s.participants), [part.participants for part in summary.parts]),
    }
    for what, (there, claimed) in sizes.items():
        if sum(claimed) > there:
            yield f"its components have {sum(claimed)} {what} together; there are {there}"
        if any(count < 0 for count in claimed):
            yield f"it counts fewer {what} than none in a component"


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=0, abs_tol=ROUNDED)
