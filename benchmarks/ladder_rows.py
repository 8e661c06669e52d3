"""The ladder's figures, a row a rung and seed, kept as CSV."""

import csv
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from trail import GAPS


class Row(BaseModel):
    """One rung measured: seconds, points, people and MiB; None where something was not reached or not measured.

    `first` to `to_0_04` are seconds from the start of the process to the first plan and to a gap of so many percent,
    `ended` to its end; `plain_given` are the seconds of search that the plain model was given.
    """

    model_config = ConfigDict(frozen=True)

    rung: str
    seed: int
    sites: int
    people: int
    shape: str
    limit: float
    read: float
    first: float | None = None
    to_0_5: float | None = None
    to_0_2: float | None = None
    to_0_15: float | None = None
    to_0_1: float | None = None
    to_0_05: float | None = None
    to_0_04: float | None = None
    ended: float
    peak_mib: float
    score: int | None = None
    bound: int | None = None
    placed: int | None = None
    still: int | None = None
    greedy_score: int | None = None
    greedy_placed: int | None = None
    greedy_seconds: float | None = None
    plain_given: float | None = None
    plain_score: int | None = None
    plain_bound: int | None = None
    plain_placed: int | None = None
    plain_seconds: float | None = None
    plain_peak_mib: float | None = None
    measured: str
    machine: str
    versions: str

    def above(self, score: int | None) -> float | None:
        """How far a score is below the planner's bound, as the contract's gap."""
        return None if self.bound is None or score is None else (self.bound - score) / max(1, abs(score))

    def reached(self, gap: float) -> float | None:
        """Seconds to one of GAPS."""
        name = next(name for name, kept in GAPS.items() if kept == gap)
        seconds: float | None = getattr(self, name)
        return seconds


BASELINES = tuple(name for name in Row.model_fields if name.startswith(("greedy_", "plain_")))


def read_rows(path: Path) -> list[Row]:
    """What has been measured already; nothing where there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Row.model_validate({k: v or None for k, v in row.items()}) for row in csv.DictReader(file)]


def with_row(rows: Iterable[Row], new: Row) -> list[Row]:
    """The rows with a new one in the place of that for its rung and seed, whose baselines it keeps if it has none."""
    rest = []
    for row in rows:
        if (row.rung, row.seed) != (new.rung, new.seed):
            rest.append(row)
        elif new.greedy_score is None:
            new = new.model_copy(update={name: getattr(row, name) for name in BASELINES})
    return sorted([*rest, new], key=lambda row: (row.shape == "coupled", row.sites, row.seed))


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """All rows, in their order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(Row.model_fields), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row.model_dump() for row in rows)
