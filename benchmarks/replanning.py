"""A second plan after one change: `python benchmarks/replanning.py`, from the project's folder, takes ten minutes.

A scenario of 150 sites in regions is planned. Then, one at a time, a therapist leaves, a room closes, five people
arrive in one region, and five all over the country. The changed scenario is planned twice to the same gap, from nothing
and from the old plan, with `planner plan` and its `--start`; seconds are those of the whole process. "Other weeks" are
people with a place in the old plan and in the new one who meet another group, or are seen alone at another hour or by
another therapist. The table goes to docs/benchmarks.md.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from machine import machine, versions
from page import DOCS, mib, number, percent, put_between, seconds, table
from process import Ran, run
from rungs import SHAPES, Rung, chosen

from planner.domain.plan import Plan
from planner.domain.summary import Summary
from planner.domain.tables import Tables
from planner.files import read_plan, write_tables
from planner.generate import generate
from planner.whatif.apply import apply

HEAD = (
    "change", "from nothing", "gap", "other weeks",
    "from the old plan", "gap", "other weeks", "share of the time", "score less by", "memory",
)  # fmt: skip

ARRIVALS = 5

Changes = Sequence[Mapping[str, Any]]
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Planned:
    """One run of `planner plan`."""

    ran: Ran
    plan: Plan
    summary: Summary


def changes_of(tables: Tables) -> dict[str, Changes]:
    """The changes, each to something in the middle of its table; who arrives is like people who wait now."""
    group_rooms = [row for row in tables.rows["rooms"] if row["kind"] == "group"]
    return {
        "a therapist leaves": [
            {"do": "therapist_leaves", "therapist": _middle(tables.rows["therapists"])["therapist_id"]}
        ],
        "a room closes": [{"do": "room_closes", "room": _middle(group_rooms)["room_id"]}],
        "five people arrive in one region": _arrivals(tables, _neighbours),
        "five people arrive all over the country": _arrivals(tables, _every_fifth),
    }


def _middle(rows: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    return rows[len(rows) // 2]


def _neighbours(waiting: Sequence[Row]) -> Sequence[Row]:
    """Those who live nearest to the middle one."""
    middle = _middle(waiting)

    def away(row: Row) -> float:
        return sum(abs(float(row[axis]) - float(middle[axis])) for axis in ("latitude", "longitude"))

    return sorted(waiting, key=away)[:ARRIVALS]


def _every_fifth(waiting: Sequence[Row]) -> Sequence[Row]:
    return [waiting[n * len(waiting) // ARRIVALS] for n in range(ARRIVALS)]


def _arrivals(tables: Tables, like: Callable[[Sequence[Row]], Sequence[Row]]) -> Changes:
    """Copies of people who wait, with their hours."""
    models = like([row for row in tables.rows["participants"] if row.get("status", "") in ("", "waiting")])
    name_of = {row["participant_id"]: f"new-{n}" for n, row in enumerate(models, start=1)}
    return [
        {"do": "add", "table": table, "row": dict(row) | {"participant_id": name_of[row["participant_id"]]}}
        for table in ("participants", "participant_hours")
        for row in tables.rows.get(table, ())
        if row["participant_id"] in name_of
    ]


def planned(scenario: Path, out: Path, gap: float, limit: float, start: Path | None = None) -> Planned:
    """Plans a folder as people do."""
    began_from = [] if start is None else ["--start", str(start)]
    asked = ["--gap", str(gap), "--time-limit", str(limit), "--no-store", *began_from]
    ran = run(["-m", "planner", "plan", str(scenario), "--out", str(out), "--json", *asked])
    plan, summary = read_plan(out)
    return Planned(ran, plan, summary)


def other_weeks(before: Plan, after: Plan) -> int:
    """People with a place in both who have another group, or individual sessions at another hour or with another."""
    weeks = [_weeks(x) for x in (before, after)]
    return sum(weeks[0][i] != weeks[1][i] for i in weeks[0].keys() & weeks[1].keys())


def _weeks(x: Plan) -> dict[str, object]:
    individual = defaultdict(set)
    for one in x.sessions.values():
        if one.participant is not None:
            individual[one.participant].add((one.day, one.span, one.therapists))
    return {i: (placed.cohort, individual[i]) for i, placed in x.placements.items()}


def line(name: str, old: Planned, nothing: Planned, again: Planned) -> list[str]:
    """One line of the table."""
    return [
        name,
        seconds(nothing.ran.seconds),
        percent(nothing.summary.gap),
        number(other_weeks(old.plan, nothing.plan)),
        seconds(again.ran.seconds),
        percent(again.summary.gap),
        number(other_weeks(old.plan, again.plan)),
        f"{again.ran.seconds / nothing.ran.seconds:.1%}".replace("%", " %"),
        number(nothing.summary.score - again.summary.score),
        mib(again.ran.peak_mib),
    ]


def measured(rung: Rung, gap: float, limit: float) -> list[list[str]]:
    """All changes, each from nothing and from the old plan."""
    tables, lines = generate(rung.options(1)), []
    with TemporaryDirectory() as name:
        place = Path(name)
        write_tables(tables, place / "before")
        old = planned(place / "before", place / "old", gap, limit)
        for change, made in changes_of(tables).items():
            write_tables(apply(tables, made).tables, place / change)
            nothing = planned(place / change, place / "nothing", gap, limit)
            again = planned(place / change, place / "again", gap, limit, place / "old")
            lines.append(line(change, old, nothing, again))
            print(" | ".join(lines[-1]), flush=True)
    return lines


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rung", default="150r5", help="the scenario, by its name in the ladder")
    parser.add_argument("--gap", type=float, default=0.0004)
    parser.add_argument("--limit", type=float, default=300.0, help="seconds of search at most, for each plan")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where the page is")
    asked = parser.parse_args()
    rung = chosen([asked.rung], SHAPES)[0]
    made = table(HEAD, measured(rung, asked.gap, asked.limit))
    goal = f"{rung.name}, {number(rung.people)} people, to a gap of {asked.gap:.2%}".replace("%", " %")
    text = f"{goal}. Measured on: {machine()}; {versions()}.\n\n{made}"
    put_between(asked.docs / "benchmarks.md", "replanning", text)


if __name__ == "__main__":
    main()
