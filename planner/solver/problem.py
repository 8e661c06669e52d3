"""A scenario compiled: numbered candidates, everything that could be and nothing that rules out from data alone.

People, therapists and rooms are numbered in the order of their ids. The parts of the model only iterate over this.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.scenario import Participant, Room, RunningCohort, Scenario, Site, Therapist
from planner.eligibility import Offering
from planner.solver.grid import Grid


@dataclass(frozen=True, slots=True)
class Mode:
    """A way for a unit to run: where, with how many members, led by how many; at most `copies` times."""

    room: int | None
    least: int
    most: int
    leaders: int
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """A running cohort that may go on, or new cohorts of one offering. `cells` are those of its meetings."""

    offering: Offering
    running: RunningCohort | None
    cells: int
    modes: tuple[Mode, ...]
    leaders: tuple[int, ...]
    points: int

    @property
    def locked(self) -> bool:
        """Whether it must run."""
        return self.running is not None and self.running.locked

    @property
    def single(self) -> bool:
        """Whether it is one cohort, and no room says so."""
        return self.running is not None or (self.offering.site.virtual and all(m.copies == 1 for m in self.modes))


@dataclass(frozen=True, slots=True)
class Service:
    """Individual sessions of one length that certain therapists could give at a site.

    `sessions` a week to each person, on different days and by one therapist; each of `minutes` in `length` cells.
    `starts` goes from therapist to the cells at which a session could start. `windows` are sets of such cells, each
    of cells that suit exactly the same needs, so that within a window it does not matter who has which.
    """

    site: Site
    sessions: int
    minutes: int
    length: int
    starts: Mapping[int, tuple[int, ...]]
    windows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Starts of one therapist's individual sessions, of one length at one site, that are in the same windows.

    `windows` goes from each service that could be given there to its window. So within a stretch it does not matter
    which session is which service's.
    """

    therapist: int
    site: Site
    minutes: int
    length: int
    starts: tuple[int, ...]
    windows: Mapping[int, int]

    @property
    def shared(self) -> bool:
        """Whether sessions of several services could begin here."""
        return len(self.windows) > 1


@dataclass(frozen=True, slots=True)
class Need:
    """People who need a service and are free in the same windows of it; `therapists` are those who could serve them."""

    service: int
    windows: tuple[int, ...]
    therapists: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in a unit, or in any unit of a pool, of which `unit` is the first.

    `need` None: no individual sessions; `points` for the score if they sit there.
    `home` is the therapist whom they have today, where that therapist could go on: seeing them is worth
    `Problem.keep_points` more.
    """

    person: int
    unit: int
    need: int | None
    home: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Pool:
    """The new cohorts of one offering (`units`), and the seats of those who may sit in any: nobody is tied to them."""

    units: tuple[int, ...]
    seats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that could be planned for one scenario.

    `members_of` has the seats in each unit alone, `pool_of` the pool that a unit's other members come from. `apart`,
    `together`: people; `not_with`: person, therapist.
    """

    scenario: Scenario
    grid: Grid
    people: tuple[Participant, ...]
    therapists: tuple[Therapist, ...]
    rooms: tuple[Room, ...]
    units: tuple[Unit, ...]
    services: tuple[Service, ...]
    stretches: tuple[Stretch, ...]
    needs: tuple[Need, ...]
    seats: tuple[Seat, ...]
    seats_of: tuple[tuple[int, ...], ...]
    members_of: tuple[tuple[int, ...], ...]
    pool_of: Mapping[int, Pool]
    apart: tuple[tuple[int, int], ...]
    together: tuple[tuple[int, int], ...]
    not_with: tuple[tuple[int, int], ...]
    keep_points: int

    @property
    def pools(self) -> tuple[Pool, ...]:
        """All pools, in the order of their units."""
        return tuple(dict.fromkeys(self.pool_of.values()))

    def sitters(self, unit: int) -> tuple[int, ...]:
        """The seats of all who could be members of a unit."""
        pool = self.pool_of.get(unit)
        return self.members_of[unit] + (pool.seats if pool is not None else ())
