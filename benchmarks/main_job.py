"""How quickly the main job is done: `python benchmarks/main_job.py`, from the project's folder.

Each scenario is generated with a fixed seed (or lies in `scenarios/`), planned by `planner.solver.plan`, and timed from
before it is read: when the first plan was there, when the gap was below 0.5 %, 0.05 % and 0.02 %, and when it ended.
The table is printed as Markdown, with the machine's cores and the versions. `--small` instead plans a dozen scenarios
of 2 to 4 sites with scarce staff and rooms.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from planner.domain.progress import Progress
from planner.domain.settings import Settings
from planner.files import read_folder, scenario_of, write_tables
from planner.generate import Options, generate
from planner.solver import plan

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
GAPS = (0.005, 0.0005, 0.0002)

SMALL = (
    (2, 80, 1), (3, 100, 1), (3, 120, 2), (3, 120, 4), (4, 120, 1), (4, 140, 4),
    (4, 160, 0), (4, 160, 1), (4, 160, 2), (4, 160, 3), (4, 160, 5), (4, 160, 7),
)  # fmt: skip
"""Sites, people and seed."""

SMALL_LIMIT = 40.0
"""Seconds of search at most for each of them."""


@dataclass
class Clock:
    """A watch that notes when a gap was first reached."""

    began: float
    reached: dict[float, float] = field(default_factory=dict)
    first: float | None = None

    def progress(self, now: Progress) -> None:
        """Takes note."""
        seconds = time.monotonic() - self.began
        if now.placed and self.first is None:
            self.first = seconds
        if now.score and now.bound is not None:
            for gap in GAPS:
                if (now.bound - now.score) / now.score <= gap:
                    self.reached.setdefault(gap, seconds)

    def stopped(self) -> bool:
        """Never."""
        return False


def cases(folder: Path) -> list[tuple[str, Path, float]]:
    """Name, folder and time limit of each scenario."""
    drawn = {
        "2 sites, 50 people": (Options(2, 50, 1), 10.0),
        "4 sites, 160 people": (Options(4, 160, 1), 30.0),
        "10 sites, 300 people, coupled, virtual": (Options(10, 300, 1, virtual=True), 30.0),
    }
    for name, (options, _) in drawn.items():
        write_tables(generate(options), folder / name)
    here = [("scenarios/demo", SCENARIOS / "demo", 10.0), ("scenarios/regional", SCENARIOS / "regional", 60.0)]
    return [(name, folder / name, limit) for name, (_, limit) in drawn.items()] + here


def small_cases(folder: Path) -> list[tuple[str, Path, float]]:
    """The same of small scenarios."""
    found = []
    for sites, people, seed in SMALL:
        name = f"{sites} sites, {people} people, seed {seed}"
        write_tables(generate(Options(sites, people, seed)), folder / name)
        found.append((name, folder / name, SMALL_LIMIT))
    return found


def measured(name: str, folder: Path, limit: float) -> str:
    """One row of the table."""
    clock = Clock(time.monotonic())
    s, _ = scenario_of(read_folder(folder).tables)
    outcome = plan(s, Settings(time_limit=limit), clock)
    total = time.monotonic() - clock.began
    times = [clock.first, *(clock.reached.get(gap) for gap in GAPS)]
    shown = [f"{seconds:.1f} s" if seconds is not None else "-" for seconds in times]
    placed = len(outcome.plan.placements) if outcome.plan else 0
    gap = "-" if outcome.gap is None else f"{outcome.gap:.4%}"
    return f"| {name} | {placed} of {len(s.participants)} | {' | '.join(shown)} | {total:.1f} s | {gap} |"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a dozen small scenarios instead")
    drawn = small_cases if parser.parse_args().small else cases
    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}, ", end="")
    print(f"HiGHS {version('highspy')}, OR-Tools {version('ortools')}\n")
    print("| scenario | placed | first plan | gap 0.5 % | 0.05 % | 0.02 % | ended | gap |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, path, limit in drawn(Path(folder)):
            if path.is_dir():
                print(measured(name, path, limit))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
