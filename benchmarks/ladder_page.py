"""The ladder's tables for people."""

from collections.abc import Callable, Sequence

from ladder_rows import Row
from page import mib, number, percent, seconds, table
from rungs import MUST_REACH, Goal, Rung


def _plain(row: Row) -> str:
    nothing = row.plain_given is not None and row.plain_score is None
    return "no plan" if nothing else percent(row.above(row.plain_score))


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
    "plain CP-SAT": _plain,
    "given": lambda row: seconds(row.plain_given),
    "its memory": lambda row: mib(row.plain_peak_mib),
}


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
