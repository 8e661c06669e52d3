"""How a plan is scored: the nine terms of the contract and their weights."""

from dataclasses import dataclass
from enum import Enum

MOST_WAITING_DAYS = 180
"""A person's `days_waiting` count up to this many in the score."""


class Term(Enum):
    """A term of the score: its name (also its weight's), its sign, what it counts, and what it is there for."""

    PLACE_ENROLLED = (
        "place_enrolled",
        1,
        "placed participants who are enrolled, times their priority",
        "those who are enrolled keep a place",
    )
    PLACE_WAITING = (
        "place_waiting",
        1,
        "placed participants who are waiting, times their priority",
        "those who wait get a place",
    )
    WAIT_DAY = (
        "wait_day",
        1,
        "days waited by those placed, at most 180 each",
        "those who have waited longer come first",
    )
    MOVE_COHORT = (
        "move_cohort",
        -1,
        "enrolled participants placed in another cohort than theirs",
        "those who are enrolled stay in their cohort",
    )
    CHANGE_THERAPIST = (
        "change_therapist",
        -1,
        "placed participants who change their primary therapist",
        "people stay with their primary therapist",
    )
    CHANGE_FACILITATOR = (
        "change_facilitator",
        -1,
        "facilitators who no longer lead a cohort that still runs",
        "running cohorts keep those who lead them",
    )
    OPEN_COHORT = ("open_cohort", -1, "cohorts in the plan", "cohorts are few and full")
    TRAVEL_MINUTE = ("travel_minute", -1, "minutes of travel beyond the free ones", "ways are short")
    OTHER_BLOCK = (
        "other_block",
        -1,
        "placed participants not in the block they prefer",
        "people meet in the block that they prefer",
    )

    def __init__(self, label: str, sign: int, counts: str, aim: str) -> None:
        self.label = label
        self.sign = sign
        self.counts = counts
        self.aim = aim


@dataclass(frozen=True, slots=True)
class Weights:
    """Magnitudes of the terms, whole numbers >= 0, and the minutes of travel that cost nothing."""

    place_enrolled: int = 20000
    place_waiting: int = 1000
    wait_day: int = 1
    move_cohort: int = 200
    change_therapist: int = 100
    change_facilitator: int = 50
    open_cohort: int = 100
    travel_minute: int = 1
    other_block: int = 20
    free_travel_minutes: int = 10

    def of(self, term: Term) -> int:
        """The signed weight of one count of a term."""
        return term.sign * int(getattr(self, term.label))


@dataclass(frozen=True, slots=True)
class Tally:
    """One term's part of a score."""

    count: int
    points: int
