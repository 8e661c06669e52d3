"""What can be asked of a synthetic scenario."""

from dataclasses import dataclass

MOST_SITES, MOST_PEOPLE = 10_000, 1_000_000
"""More would fill the memory, and no planner is asked for as many."""


@dataclass(frozen=True, slots=True)
class Options:
    """How large, how tied together and how settled a synthetic scenario is.

    `sites`: clinics, not counting a virtual one, 1 to MOST_SITES. `people`: participants, enrolled and waiting, 1 to
    MOST_PEOPLE; about 30 a site is what clinics have. `seed`: the same seed gives the same tables. `region_size`: None
    chains all clinics together by therapists who work at two of them; a number makes regions of so many clinics that
    share nobody. `virtual`: adds a telehealth site in everybody's reach, which would tie regions together, so it goes
    with `region_size` None only. `running`: about six people in ten are enrolled in cohorts that run today; otherwise
    everybody waits. Raises ValueError for what cannot be.
    """

    sites: int = 3
    people: int = 90
    seed: int = 0
    region_size: int | None = None
    virtual: bool = False
    running: bool = True

    def __post_init__(self) -> None:
        if self.sites < 1:
            raise ValueError(f"{self.sites} sites are too few; at least 1 is needed")
        if self.people < 1:
            raise ValueError(f"{self.people} people are too few; at least 1 is needed")
        if self.sites > MOST_SITES:
            raise ValueError(f"{self.sites:,} sites are too many; at most {MOST_SITES:,} can be drawn")
        if self.people > MOST_PEOPLE:
            raise ValueError(f"{self.people:,} people are too many; at most {MOST_PEOPLE:,} can be drawn")
        if self.region_size is not None and self.region_size < 1:
            raise ValueError(f"regions of {self.region_size} sites cannot be; a region has at least 1")
        if self.region_size is not None and self.virtual:
            raise ValueError(
                "a virtual site is in everybody's reach and ties all regions together; choose one of the two"
            )
