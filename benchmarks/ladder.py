"""How far the planner climbs: `python benchmarks/ladder.py`, from the project's folder, takes more than an hour.

Every rung is a scenario drawn with a seed and planned in a process of its own, beside two baselines: greedy first-fit
and the plain CP-SAT model. After each rung the figures are kept in docs/ladder.csv, shown in docs/benchmarks.md and
drawn in docs/images/ladder.svg; `--only-missing` goes on where an earlier climb ended.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ladder_page import ladder_text
from ladder_plot import draw
from ladder_rows import Row, read_rows, with_row, write_rows
from machine import machine, versions
from page import DOCS, percent, put_between, seconds
from process import Ran, answered
from rungs import MUST_REACH, SHAPES, SITES, Rung, chosen

from planner.files import write_tables
from planner.generate import generate

PATIENCE = 20
"""The plain model gets so many times the planner's seconds to a gap of 0.5 %."""


def measured(rung: Rung, seed: int, limit: float, plain_cap: float | None) -> Row:
    """One rung; `plain_cap` is the most seconds for the plain model, None leaves both baselines out."""
    with TemporaryDirectory() as place:
        folder = Path(place) / rung.name
        write_tables(generate(rung.options(seed)), folder)
        ran, told = answered("planned.py", folder, limit)
        figures = _ours(ran, told)
        if plain_cap is not None:
            figures |= _greedy(folder) | _plain(folder, figures.get("to_0_5"), plain_cap)
    return Row(
        rung=rung.name,
        seed=seed,
        sites=rung.sites,
        people=rung.people,
        shape=rung.shape,
        limit=limit,
        measured=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=machine(),
        versions=versions(),
        **figures,
    )


def _ours(ran: Ran, told: dict[str, Any]) -> dict[str, Any]:
    return told | {"ended": ran.seconds, "peak_mib": ran.peak_mib}


def _greedy(folder: Path) -> dict[str, Any]:
    ran, told = answered("greedy.py", folder)
    return {f"greedy_{name}": value for name, value in told.items()} | {"greedy_seconds": ran.seconds}


def _plain(folder: Path, ours: float | None, cap: float) -> dict[str, Any]:
    given = min(cap, PATIENCE * ours) if ours is not None else cap
    if given <= 0:
        return {}
    ran, told = answered("plain_cpsat.py", folder, given)
    figures = told | {"given": given, "seconds": ran.seconds, "peak_mib": ran.peak_mib}
    return {f"plain_{name}": value for name, value in figures.items()}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rungs", default=",".join(map(str, SITES)), help="sites (2,4,10) or names (40c,150r5)")
    parser.add_argument("--must-reach", action="store_true", help="only the rungs of which figures are asked")
    parser.add_argument("--shapes", default=",".join(SHAPES), help="of rungs given by their sites")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, help="seconds of search for every rung, instead of each one's own")
    parser.add_argument("--baselines", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--plain-up-to", type=int, default=15, help="sites: larger rungs go without the plain model")
    parser.add_argument("--plain-cap", type=float, default=600.0, help="the most seconds for the plain model")
    parser.add_argument("--only-missing", action="store_true", help="leave out what docs/ladder.csv has already")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where the page, the CSV and the picture are")
    return parser.parse_args()


def _rungs(asked: argparse.Namespace) -> Sequence[Rung]:
    return MUST_REACH if asked.must_reach else chosen(asked.rungs.split(","), asked.shapes.split(","))


def keep(rows: Sequence[Row], docs: Path) -> None:
    """Writes the CSV, the tables and the picture."""
    write_rows(rows, docs / "ladder.csv")
    put_between(docs / "benchmarks.md", "ladder", ladder_text(rows))
    (docs / "images").mkdir(exist_ok=True)
    draw(rows, docs / "images" / "ladder.svg")


def main() -> None:
    """Climbs."""
    asked = _asked()
    rows = read_rows(asked.docs / "ladder.csv")
    known = {(row.rung, row.seed) for row in rows} if asked.only_missing else set()
    for rung in _rungs(asked):
        if (rung.name, asked.seed) in known:
            continue
        cap = asked.plain_cap if rung.sites <= asked.plain_up_to else 0.0
        try:
            row = measured(rung, asked.seed, asked.limit or rung.limit, cap if asked.baselines else None)
        except subprocess.CalledProcessError as failed:
            print(f"{rung.name}: not measured, {failed}", file=sys.stderr, flush=True)
            continue
        print(
            f"{row.rung}: {percent(row.above(row.score))} after {seconds(row.ended)}, {row.peak_mib:.0f} MiB",
            flush=True,
        )
        rows = with_row(rows, row)
        keep(rows, asked.docs)


if __name__ == "__main__":
    main()
