"""Checking a plan that lies in a folder, whoever made it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planner.check import Report, check
from planner.domain.summary import Summary
from planner.files import read_plan
from planner.services.opening import open_scenario


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan's report, and what its summary claims."""

    report: Report
    summary: Summary
    same_scenario: bool

    @property
    def ok(self) -> bool:
        """Whether it breaks no rule and claims nothing false."""
        return not self.report.violations and not any(self.false_claims())

    def false_claims(self) -> Iterator[str]:
        """What the summary says and is not so."""
        score, bound = self.report.score, self.summary.bound
        if self.summary.score != score:
            yield f"its summary claims a score of {self.summary.score}; it scores {score}"
        if bound is not None and bound < score:
            yield f"its summary claims that no plan scores more than {bound}; it scores {score} itself"
        for term, tally in self.report.terms.items():
            claimed = self.summary.terms.get(term)
            if claimed is not None and claimed != tally:
                yield f"its summary claims {claimed.count} for {term.label}; there are {tally.count}"

    def lines(self) -> Iterator[str]:
        """The report in words."""
        yield from (str(violation) for violation in self.report.violations)
        yield from (f"The plan is not what it says: {claim}" for claim in self.false_claims())
        if not self.same_scenario:
            yield "Note: the plan was made from other tables than the scenario holds now."
        for term, tally in self.report.terms.items():
            yield f"{term.label:20} {tally.count:>8,} {tally.points:>12,}"
        yield f"{'score':20} {'':8} {self.report.score:>12,}"
        yield "The plan keeps every rule." if self.ok else f"{len(self.report.violations)} violations."

    def as_json(self) -> dict[str, object]:
        """The report for machines."""
        return {
            "ok": self.ok,
            "score": self.report.score,
            "violations": [
                {"rule": v.rule.number, "subject": v.subject, "message": v.message} for v in self.report.violations
            ],
            "false_claims": list(self.false_claims()),
            "terms": {t.label: {"count": x.count, "points": x.points} for t, x in self.report.terms.items()},
            "same_scenario": self.same_scenario,
        }


def check_folder(scenario: Path, folder: Path) -> Checked:
    """Reads both and checks. Raises BadInput where either cannot be read."""
    opened = open_scenario(scenario)
    plan, summary = read_plan(folder)
    return Checked(check(opened.scenario, plan), summary, summary.input_sha256 in ("", opened.fingerprint))
