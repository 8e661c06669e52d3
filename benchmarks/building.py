"""What happens before any search: `python benchmarks/building.py`, from the project's folder, takes a few minutes.

Scenarios of 40, 150 and 500 sites, split and coupled, are read, checked, split and built into models, each in a process
of its own; the table goes to docs/benchmarks.md. `--profile` tells instead where the time goes.
"""

import argparse
import cProfile
import pstats
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from built import built
from machine import machine, versions
from page import DOCS, mib, number, put_between, seconds, table
from process import answered
from rungs import SHAPES, Rung, chosen

from planner.files import write_tables
from planner.generate import generate

SEED = 1
HEAD = (
    "scenario", "people", "reading", "splitting", "building", "together",
    "per 1,000 people", "parts", "columns", "memory",
)  # fmt: skip

SHOWN = 40
"""Functions of a profile that are told."""


def measured(rung: Rung, folder: Path) -> list[str]:
    """One line of the table."""
    ran, told = answered("built.py", folder)
    steps = [told[name] for name in ("reading", "splitting", "building")]
    together = sum(steps)
    return [
        rung.name,
        number(rung.people),
        *map(seconds, [*steps, together, 1000 * together / rung.people]),
        number(told["parts"]),
        number(told["columns"]),
        mib(ran.peak_mib),
    ]


def drawn(rungs: list[Rung], place: Path) -> Iterator[tuple[Rung, Path]]:
    """Each rung with its folder."""
    for rung in rungs:
        folder = place / rung.name
        write_tables(generate(rung.options(SEED)), folder)
        yield rung, folder


def profile(folder: Path) -> None:
    """Prints the functions that take the most time."""
    with cProfile.Profile() as profiler:
        built(folder, 0.0, 0.0)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(SHOWN)


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rungs", default="40,150,500", help="sites (40,150) or names (40c,150r5)")
    parser.add_argument("--profile", action="store_true", help="print where the time goes; no table is written")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where the page is")
    asked = parser.parse_args()
    with TemporaryDirectory() as place:
        scenarios = drawn(chosen(asked.rungs.split(","), SHAPES), Path(place))
        if asked.profile:
            for _, folder in scenarios:
                profile(folder)
        else:
            lines = [measured(rung, folder) for rung, folder in scenarios]
            text = f"Measured on: {machine()}; {versions()}.\n\n{table(HEAD, lines)}"
            put_between(asked.docs / "benchmarks.md", "building", text)
            print(text)


if __name__ == "__main__":
    main()
