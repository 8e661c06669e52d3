"""Which of two plans is better, as far as their scores and bounds decide it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from planner.domain.score import Term
from planner.domain.summary import Summary
from planner.whatif.figures import Side


class Better(StrEnum):
    """What is known about the best plans of two scenarios."""

    FIRST = "first"
    SECOND = "second"
    EQUAL = "equal"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known, and a sentence that says why; `points` is the second's score less the first's."""

    better: Better
    points: int
    sentence: str

    @property
    def undecided(self) -> bool:
        """Whether a longer search could turn the order around."""
        return self.better is Better.UNDECIDED


def verdict(first: Side, second: Side) -> Verdict:
    """A scenario's best plan lies between its plan's score and bound: where two such ranges overlap, nobody knows."""
    points = second.summary.score - first.summary.score
    if first.summary.input_sha256 == second.summary.input_sha256:
        return _same_scenario(first, second, points)
    if terms := _weighed_differently(first, second):
        sentence = f"Which is better cannot be said: the two count differently that {', and that '.join(terms)}"
        return Verdict(Better.UNDECIDED, points, sentence)
    found = _by_ranges(first, second, points)
    return replace(found, sentence=found.sentence + _other_people(first, second))


def _same_scenario(first: Side, second: Side, points: int) -> Verdict:
    if not points:
        return Verdict(Better.EQUAL, 0, "Both plan the same scenario, and are equally good")
    better, who = (second, Better.SECOND) if points > 0 else (first, Better.FIRST)
    return Verdict(who, points, f"Both plan the same scenario, and {better.name} is the better plan of it")


def _by_ranges(first: Side, second: Side, points: int) -> Verdict:
    if _surely_more(second.summary, first.summary):
        return Verdict(Better.SECOND, points, _sure(second, first))
    if _surely_more(first.summary, second.summary):
        return Verdict(Better.FIRST, points, _sure(first, second))
    if _proven(first.summary) and _proven(second.summary):
        return Verdict(Better.EQUAL, 0, "The best plans of both are equally good, proven")
    unproven = ", nor of ".join(side.name for side in (first, second) if not _proven(side.summary))
    why = f"no plan of {unproven} is proven to be the best"
    return Verdict(Better.UNDECIDED, points, f"Which is better is undecided: {why}. A longer search may tell")


def _other_people(first: Side, second: Side) -> str:
    """What to bear in mind where one scenario has people whom the other has not."""
    here, there = ({*side.plan.placements, *side.plan.unplaced} for side in (first, second))
    if here == there:
        return ""
    only = f"{len(here - there)} only in {first.name}, {len(there - here)} only in {second.name}"
    return f". They plan different people ({only}), which changes scores too"


def _surely_more(one: Summary, other: Summary) -> bool:
    return other.bound is not None and one.score > other.bound


def _proven(summary: Summary) -> bool:
    return summary.bound == summary.score


def _sure(better: Side, worse: Side) -> str:
    return f"{better.name} is better, proven: no plan of {worse.name} could be as good"


def _weighed_differently(first: Side, second: Side) -> list[str]:
    """From the scenarios where both are known; else from the terms that both plans count."""
    if first.scenario and second.scenario:
        weights, others = first.scenario.constants.weights, second.scenario.constants.weights
        free = ["some travel is free"] if weights.free_travel_minutes != others.free_travel_minutes else []
        return [term.aim for term in Term if weights.of(term) != others.of(term)] + free
    return [term.aim for term in Term if _weights_differ(first.summary, second.summary, term)]


def _weights_differ(first: Summary, second: Summary, term: Term) -> bool:
    one, other = first.terms.get(term), second.terms.get(term)
    return one is not None and other is not None and one.points * other.count != other.points * one.count
