"""How quickly questions about a plan are answered: `python benchmarks/explanations.py`, from the project's folder.

Each shipped scenario is planned, then asked: reasons of all without a place, what it would take for one of them, what
one more of each thing brings, what breaks without each therapist. The table goes onto the page of figures.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from machine import machine, versions
from page import DOCS, put_between, seconds, table

from planner.domain.outcome import Earlier, Outcome
from planner.domain.progress import StopAfter, Unwatched
from planner.domain.settings import Settings
from planner.explain.contingency import Loss
from planner.services.explaining import capacity, contingency, explain
from planner.services.opening import Opened, open_scenario
from planner.services.telling import with_reasons
from planner.solver import plan

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
HEAD = ("scenario", "question", "asked for", "seconds", "of a processor", "answer")

NOT_ASKED = ""


@dataclass(frozen=True)
class Case:
    """A scenario, seconds to plan it, and the seconds that its answers may take, by question."""

    name: str
    to_plan: float
    most: dict[str, float]


CASES = (
    Case("demo", 60, {"reasons": 2, "explain": 5, "capacity": 60, "contingency": 60}),
    Case("regional", 60, {"explain": 20, "contingency": 600}),
)


def rows(case: Case) -> list[tuple[str, ...]]:
    """One a question."""
    opened = open_scenario(SCENARIOS / case.name)
    outcome = plan(opened.scenario, Settings(time_limit=case.to_plan))
    return [row(case, name, ask) for name, ask in questions(opened, outcome).items()]


def questions(opened: Opened, outcome: Outcome) -> dict[str, Callable[[], str]]:
    """What is asked, and the answer in a few words."""
    before = outcome.plan
    if before is None:
        raise RuntimeError(f"{opened.path} has no plan")
    start = Earlier(before, outcome.parts)
    person = min(before.unplaced)

    def reasons() -> str:
        told = with_reasons(opened.scenario, before, best=outcome.bound == outcome.score)
        undecided = sum(x.reason == "undecided" for x in told.unplaced.values())
        return f"{len(told.unplaced)} people, {undecided} undecided"

    def one() -> str:
        found = explain(opened, start, [person])
        return f"{sum(x.rank is not None for x in found)} ways to place one person"

    def more() -> str:
        proven = sum(x.certainty == "proven" for x in capacity(opened, start, Settings(60), StopAfter(Unwatched(), 60)))
        return f"{proven} marginal values proven"

    def lost() -> str:
        found = contingency(opened, before, [Loss.THERAPIST], 600)
        return f"{len(found)} losses, {sum(x.certainty == 'proven' for x in found)} proven"

    return {"reasons": reasons, "explain": one, "capacity": more, "contingency": lost}


def row(case: Case, name: str, ask: Callable[[], str]) -> tuple[str, ...]:
    """A question asked once."""
    began, used = time.monotonic(), processor()
    answer = ask()
    most = f"{case.most[name]:g} s" if name in case.most else NOT_ASKED
    return (case.name, name, most, seconds(time.monotonic() - began), seconds(processor() - used), answer)


def processor() -> float:
    """Seconds of a processor that this process and those it ended have used."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(x.ru_utime + x.ru_stime for x in both)


def main() -> None:
    """Prints the table and puts it onto the page."""
    found = [row for case in CASES for row in rows(case)]
    text = f"Measured on: {machine()}; {versions()}.\n\n{table(HEAD, found)}"
    print(text)
    put_between(DOCS / "benchmarks.md", "explanations", text)


if __name__ == "__main__":
    main()
