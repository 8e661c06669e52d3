"""In and out of other people's formats: `python benchmarks/exchange.py`, from the project's folder, takes minutes.

A scenario of 150 sites and 4,500 people is read and checked as a workbook, and its plan is exported in every
format, each by a `planner` process of its own. The plan is the one that `greedy.py` puts together by hand, for it is
quickly there and as large. The table goes to docs/benchmarks.md.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from greedy import greedy_plan
from machine import machine, versions
from page import DOCS, mib, number, put_between, seconds, table
from process import run

from planner.check import check
from planner.domain.outcome import Status
from planner.domain.summary import Summary
from planner.exports import EXPORTS
from planner.files import write_plan, write_tables
from planner.files.workbook_out import write_workbook
from planner.generate import Options, generate
from planner.services.opening import Opened, open_scenario

SITES, PEOPLE, SEED = 150, 4500, 1
HEAD = ("what", "asked for", "files", "size", "seconds", "of a processor", "memory")
ASKED = {"read": "20,000 rows in 3 s", "xlsx": "30 s, 1 GiB"}


def planned_by_hand(opened: Opened, plan_folder: Path) -> int:
    """Writes the greedy plan; how many sessions it has. Raises RuntimeError where there is none."""
    plan = greedy_plan(opened.scenario)
    if plan is None:
        raise RuntimeError("the locked cohorts cannot be kept by hand")
    report = check(opened.scenario, plan)
    summary = Summary(
        scenario=opened.scenario.name,
        status=Status.FEASIBLE,
        score=report.score,
        bound=None,
        gap=None,
        terms=report.terms,
        counts={"placed": len(plan.placements), "unplaced": len(plan.unplaced)},
        seconds=0.0,
        seed=SEED,
        versions={},
        input_sha256=opened.fingerprint,
    )
    write_plan(plan, summary, plan_folder)
    return len(plan.sessions)


def reading(workbook: Path, rows: int) -> list[str]:
    """One line of the table: a workbook read and checked."""
    figures = measured(["validate", str(workbook), "--json"])
    return [f"read and check {number(rows)} rows", ASKED["read"], *_sizes([workbook]), *figures]


def exporting(name: str, place: Path) -> list[str]:
    """One line of the table: a plan exported."""
    out = place / f"out-{name}"
    plan, scenario = str(place / "plan"), str(place / "scenario")
    figures = measured(["export", plan, "--scenario", scenario, "--out", str(out), f"--{name}"])
    files = [path for path in out.rglob("*") if path.is_file()]
    return [f"export --{name}", ASKED.get(name, ""), *_sizes(files), *figures]


def measured(arguments: list[str]) -> tuple[str, str, str]:
    """Seconds by the clock and of a processor, and memory: on a shared machine the first depends on the others."""
    before = _used()
    ran = run(["-m", "planner", *arguments])
    return seconds(ran.seconds), seconds(_used() - before), mib(ran.peak_mib)


def _used() -> float:
    times = psutil.Process().cpu_times()
    return float(times.children_user + times.children_system)


def _sizes(files: list[Path]) -> tuple[str, str]:
    return number(len(files)), f"{sum(path.stat().st_size for path in files) / 1e6:.1f} MB"


def lines(names: list[str], place: Path) -> Iterator[list[str]]:
    """The table."""
    tables = generate(Options(SITES, PEOPLE, SEED))
    write_tables(tables, place / "scenario")
    write_workbook(tables, place / "scenario.xlsx")
    yield reading(place / "scenario.xlsx", sum(map(len, tables.rows.values())))
    print(f"{planned_by_hand(open_scenario(place / 'scenario'), place / 'plan'):,} sessions in the plan", flush=True)
    for name in names:
        yield exporting(name, place)


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--formats", default=",".join(EXPORTS), help="which to export, separated by commas")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where the page is")
    asked = parser.parse_args()
    with TemporaryDirectory() as place:
        told = []
        for line in lines([name for name in asked.formats.split(",") if name], Path(place)):
            print(*line, sep="  ", flush=True)
            told.append(line)
    text = f"Measured on: {machine()}; {versions()}.\n\n{table(HEAD, told)}"
    put_between(asked.docs / "benchmarks.md", "exchange", text)


if __name__ == "__main__":
    main()
