"""What a search answers."""

from dataclasses import dataclass
from enum import StrEnum

from planner.domain.plan import Plan


class Status(StrEnum):
    """How a search ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    NO_PLAN = "no_plan"
    NONE_FOUND = "none_found"


@dataclass(frozen=True, slots=True)
class Clash:
    """A smallest set of locked cohorts and rules that contradict one another: without any one of them they do not."""

    cohorts: tuple[str, ...]
    rules: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Part:
    """What was proven about one independent component, so that a later plan can keep it.

    `fingerprint` names the component's content; `sites` and `participants` are counts for people to read.
    """

    fingerprint: str
    sites: int
    participants: int
    score: int
    bound: int | None


def gap_between(score: int | None, bound: int | None) -> float | None:
    """(bound - score) / max(1, |score|); None without both."""
    return None if score is None or bound is None else (bound - score) / max(1, abs(score))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan with its proof. `plan` and `score` are None only with a clash or where none was found in time.

    `score` is the search's own figure, which the checker's must equal; no plan can score more than `bound`, None
    where that was not proven.
    """

    status: Status
    plan: Plan | None
    score: int | None
    bound: int | None
    clash: Clash | None
    seconds: float
    parts: tuple[Part, ...] = ()

    @property
    def gap(self) -> float | None:
        """How far the bound is from the score; None without both."""
        return gap_between(self.score, self.bound)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A plan to start from, with what was proven about its components then."""

    plan: Plan
    parts: tuple[Part, ...] = ()
