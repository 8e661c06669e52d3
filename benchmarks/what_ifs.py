"""How quickly questions about a plan are answered: `python benchmarks/what_ifs.py`, from the project's folder.

Every what-if beside the demo is planned as it is typed, from the base's plan in the store, and compared with it; the
sample sweep is planned in two processes; four processes write to one store; and a run in the background is watched and
stopped. Tables are printed as Markdown; `--only what-ifs,sweep,store,worker` chooses. Beside the seconds that passed
stand those of the processor, all processes together, which other work on the machine lengthens little.
"""

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from machine import machine, versions

from planner.domain.progress import Progress, Unwatched
from planner.domain.settings import Settings
from planner.services.comparing import compare_folders
from planner.services.opening import open_scenario
from planner.services.running import launch, queued, submit
from planner.services.sweep_job import open_sweep
from planner.services.sweeping import crew, run_sweep
from planner.store import Ended, Run, Runs, Store
from planner.whatif.compare import GroupRow

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
SWEEP = SCENARIOS / "sweep-staff-and-demand.toml"
NEAR = Settings(gap=0.0005)
"""As `planner sweep` plans by default."""

PROCESSES, TRANSACTIONS = 4, 600
ENOUGH_NEWS = 20


def what_ifs(home: Path) -> Iterator[str]:
    """A line for each what-if: what it brings and how long it took from the command to the written plan."""
    store = home / "what-ifs.db"
    planned(SCENARIOS / "demo", store, home / "demo")
    yield "| what-if | placed | newly | no more | moved | cohorts opened, closed | points | gap | seconds | processor |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for folder in sorted(SCENARIOS.glob("what-if-*")):
        clock = Clock()
        planned(folder, store, home / folder.name)
        took = clock.read()
        (one,) = compare_folders([home / "demo", home / folder.name])
        row = next(row for row in one.groups if row.by == "all")
        points = one.scores[1] - one.scores[0]
        gap = json.loads((home / folder.name / "summary.json").read_text(encoding="utf-8"))["gap"]
        yield f"| {folder.name} | {change(row)} | {points:+,} | {gap:.3%} | {took} |"


def change(row: GroupRow) -> str:
    """What a what-if means for people and cohorts, as cells."""
    placed = f"{row.before.placed} → {row.after.placed}"
    return f"{placed} | {row.newly_placed} | {row.newly_unplaced} | {row.moved} | {row.opened}, {row.closed}"


def planned(scenario: Path, store: Path, out: Path) -> None:
    """The command as it is typed."""
    command = [sys.executable, "-m", "planner", "plan", str(scenario), "--store", str(store), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)


class Clock:
    """Seconds that pass, and those of the processor, of this process and of its children that have ended."""

    def __init__(self) -> None:
        self._began, self._used = time.monotonic(), _used()

    def read(self) -> str:
        """Both, as cells."""
        return f"{time.monotonic() - self._began:.1f} | {_used() - self._used:.1f}"


def _used() -> float:
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in each)


def sweep(home: Path) -> Iterator[str]:
    """The sample sweep, with the base planned first as part of it."""
    clock = Clock()
    with Store(home / "sweep.db") as store, crew(processes=2) as workers:
        rows = run_sweep(open_sweep(SWEEP, NEAR), store.runs, workers, Unwatched())
    took = clock.read()
    done = sum(row.state == "done" for row in rows)
    largest = max(row.gap or 0 for row in rows)
    yield "| sweep | cells done | largest gap | seconds | processor |"
    yield "|---|---|---|---|---|"
    yield f"| {SWEEP.name} | {done} of {len(rows)} | {largest:.3%} | {took} |"


def write(address: str) -> float:
    """Six transactions a run: added, claimed, three heartbeats, finished. The longest run of six, in seconds."""
    longest = 0.0
    run = queued(open_scenario(SCENARIOS / "demo"), NEAR)
    with Store(address) as store:
        for _ in range(TRANSACTIONS // 6):
            began = time.monotonic()
            number = store.runs.add(run)
            store.runs.claim(number)
            for beat in range(3):
                store.runs.beat([number], Progress(float(beat), "planning"))
            store.runs.finish(number, Ended({"placements.csv": "x"}, 1, 1, 0.0, {}))
            longest = max(longest, time.monotonic() - began)
    return longest


def store(home: Path) -> Iterator[str]:
    """Several processes write to one store, each as often as it can."""
    began = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        longest = max(pool.map(write, [str(home / "store.db")] * PROCESSES, chunksize=1))
    seconds = time.monotonic() - began
    with Store(home / "store.db") as opened:
        done = sum(run.state == "done" for run in opened.runs.list())
    yield "| processes, transactions each | runs done | seconds | longest six, in seconds |"
    yield "|---|---|---|---|"
    yield f"| {PROCESSES}, {TRANSACTIONS} | {done} of {PROCESSES * TRANSACTIONS // 6} | {seconds:.1f} | {longest:.2f} |"


def worker(home: Path) -> Iterator[str]:
    """A large scenario in the background: when its first progress and its further news are seen, and how it stops."""
    with Store(home / "worker.db") as opened:
        runs = opened.runs
        run = submit(runs, open_scenario(SCENARIOS / "regional"), Settings(time_limit=120))
        launch(opened, run)
        began = time.monotonic()
        last = until(runs, run, lambda now: now.progress is not None)
        first, longest = time.monotonic() - began, 0.0
        for _ in range(ENOUGH_NEWS):
            before, seen = time.monotonic(), last.progress
            last = until(runs, run, lambda now, seen=seen: now.progress != seen)  # type: ignore[misc]
            longest = max(longest, time.monotonic() - before)
        runs.cancel(run)
        asked = time.monotonic()
        last = until(runs, run, lambda now: now.over)
        stopped = time.monotonic() - asked
    yield "| first progress seen after | longest wait for further news | cancelled to stopped | with a plan |"
    yield "|---|---|---|---|"
    yield f"| {first:.1f} s | {longest:.2f} s | {stopped:.1f} s | {'yes' if last.score is not None else 'no'} |"


def until(runs: Runs, run: int, seen: Callable[[Run], bool]) -> Run:
    """The run as soon as this is seen of it, or as soon as it is over."""
    while not seen(now := runs.find(run)) and not now.over:
        time.sleep(0.02)
    return now


ALL: dict[str, Callable[[Path], Iterator[str]]] = {
    "what-ifs": what_ifs,
    "sweep": sweep,
    "store": store,
    "worker": worker,
}


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(ALL), help="some of " + ", ".join(ALL))
    print(f"{machine()}; {versions()}")
    with TemporaryDirectory(prefix="planner-what-ifs-") as home:
        for name in parser.parse_args().only.split(","):
            print()
            for line in ALL[name](Path(home)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
