"""One thing that could be otherwise, as an edit of a scenario, as a change of the contract, and as a cause in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from typing import TypeAlias

from planner.domain.scenario import Scenario

Written: TypeAlias = Mapping[str, object]
"""A change as a scenario's list of `[[changes]]` holds it."""

Edit: TypeAlias = Callable[[Scenario], Scenario]


class Kind(Enum):
    """A kind of thing that can stand in the way: the code of a reason, what undoing one unit costs, and the unit.

    The costs weigh changes against one another, no more: docs/explanations.md has the table.
    """

    TRAVEL = ("no_site_in_reach", 1, "5 minutes more travel")
    SEATS = ("no_room_large_enough", 2, "seat in a room")
    GROUP_MAX = ("group_full", 3, "member more in a program's groups")
    GROUP_MIN = ("group_below_minimum", 3, "member fewer in a program's smallest group")
    CASELOAD = ("caseload_full", 3, "person more for a therapist")
    CENSUS = ("census_full", 3, "person more at a site")
    BLOCK = ("block_not_accepted", 4, "block that the person accepts")
    DIRECT_HOURS = ("no_direct_hours_left", 4, "direct hour more a week for a therapist")
    HOURS = ("hours_fit_no_pattern", 10, "day on which the person is free for the block")
    LEADER = ("no_therapist_on_duty", 6, "group's therapists who lead at a site")
    LISTENER = ("no_individual_slot", 6, "therapist who gives individual sessions at a site")
    DUTY = ("no_therapist_on_duty", 6, "block of a day on which a therapist is on duty")
    OFFICE = ("no_individual_slot", 8, "office at a site")
    SKILL = ("no_qualified_therapist", 12, "skill for a therapist")
    BLOCK_OPENS = ("block_closed", 15, "block that opens at a site")
    BLOCK_RUNS = ("block_not_run", 15, "block in which a program runs")
    ROOM = ("no_room_free", 20, "group room at a site")
    HALL = ("no_room_large_enough", 20, "group room that holds a whole group at a site")
    TIE = ("tied", 30, "tie that is given up")
    OFFER = ("program_not_offered", 40, "program that a site offers")
    PROFILE = ("profile_not_met", 50, "program that is held to no profile")
    SITE_OPENS = ("site_closed", 60, "site that opens")

    def __init__(self, code: str, cost: int, unit: str) -> None:
        self.code = code
        self.cost = cost
        self.unit = unit


@dataclass(frozen=True, slots=True)
class Loosening:
    """One change of one cell or row: `key` names it (no two of one key go together), its first entry the table.

    `sentence` says what stands in the way while it is not made, `change` how a what-if makes it.
    """

    kind: Kind
    units: int
    key: tuple[str, ...]
    change: Written
    sentence: str
    edit: Edit

    @property
    def cost(self) -> int:
        """The kind's cost for each unit."""
        return self.kind.cost * self.units


def loosened(s: Scenario, loosenings: Iterable[Loosening]) -> Scenario:
    """The scenario with all of them made."""
    return reduce(lambda sofar, loosening: loosening.edit(sofar), loosenings, s)
