"""The ladder's tables for people: Markdown, between two markers of a page."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ladder_rows import Row
from rungs import MUST_REACH, Goal, Rung

NOTHING = "-"

COLUMNS: dict[str, Callable[[Row], str]] = {
    "scenario": lambda row: row.rung,
    "people": lambda row: f"{row.people:,}",
    "first plan": lambda row: seconds(row.first),
    "0.5 %": lambda row: seconds(row.to_0_5),
    "0.05 %": lambda row: seconds(row.to_0_05),
    "ended": lambda row: seconds(row.ended),
    "gap": lambda row: percent(row.above(row.score)),
    "placed": lambda row: number(row.placed),
    "could still be": lambda row: number(row.still),
    "memory": lambda row: mib(row.peak_mib),
    "greedy": lambda row: percent(row.above(row.greedy_score)),
    "greedy places": lambda row: number(row.greedy_placed),
    "plain CP-SAT": lambda row: percent(row.above(row.plain_score)),
    "given": lambda row: seconds(row.plain_given),
    "its memory": lambda row: mib(row.plain_peak_mib),
}


def seconds(value: float | None) -> str:
    """As `4.2 s`."""
    return NOTHING if value is None else f"{value:.1f} s"


def percent(value: float | None) -> str:
    """A share as `0.0137 %`; below zero counts as none, for plans that no search has judged."""
    return NOTHING if value is None else f"{value:.4%}".replace("%", " %")


def number(value: int | None) -> str:
    """As `1,200`."""
    return NOTHING if value is None else f"{value:,}"


def mib(value: float | None) -> str:
    """As `512 MiB`."""
    return NOTHING if value is None else f"{value:,.0f} MiB"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ladder_text(rows: Sequence[Row]) -> str:
    """Both tables, with where and when they were measured."""
    made = table(list(COLUMNS), [[show(row) for show in COLUMNS.values()] for row in rows])
    return "\n\n".join([_measured(rows), made, "![The ladder as curves](images/ladder.svg)", *_goals(rows)])


def _measured(rows: Sequence[Row]) -> str:
    days = sorted({row.measured for row in rows})
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    where = "; ".join(sorted({f"{row.machine}; {row.versions}" for row in rows}))
    seeds = ", ".join(map(str, sorted({row.seed for row in rows})))
    return f"Measured {when}, seed {seeds}, on: {where}."


def _goals(rows: Sequence[Row]) -> list[str]:
    lines = [
        _goal(row, rung, goal) for rung in MUST_REACH for row in rows if row.rung == rung.name for goal in rung.goals
    ]
    head = ["asked for", "gap", "within", "reached after", "memory at most", "took"]
    return [table(head, lines)] if lines else []


def _goal(row: Row, rung: Rung, goal: Goal) -> list[str]:
    within, most = f"{goal.seconds:.0f} s", mib(rung.peak_mib)
    gap = f"{goal.gap:.2%}".replace("%", " %")
    return [rung.name, gap, within, seconds(row.reached(goal.gap)), most, mib(row.peak_mib)]


def put_between(page: Path, name: str, text: str) -> None:
    """Replaces what stands between `<!-- name -->` and `<!-- /name -->`. Raises ValueError where they are missing."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(f"<!-- {name} -->")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not begin or not end:
        raise ValueError(f"{page} has no markers {name}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
