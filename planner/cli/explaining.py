"""`planner explain`, `planner capacity` and `planner contingency`."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from planner.cli.checking import PlanArgument
from planner.cli.grids import table_console
from planner.cli.planning import Json, NoStore, ScenarioArgument, StoreAddress, warn
from planner.cli.running import kept_all_the_same

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from planner.domain.progress import Watch
    from planner.domain.scenario import Scenario
    from planner.services.explaining import CapacityRow, ContingencyRow, ExplainRow

    Row = TypeVar("Row", bound=DataclassInstance)

Out = Annotated[
    Path | None,
    typer.Option(help="A CSV file to write the rows to; only one of the same kind is replaced.", show_default=False),
]
Limit = Annotated[float, typer.Option(min=0.1, help="Seconds for the whole question at most.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("explain")(explain)
    app.command("capacity")(capacity)
    app.command("contingency")(contingency)


def explain(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    participant: Annotated[
        list[str] | None, typer.Option(help="Somebody without a place; may be repeated.", show_default=False)
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everybody who has no place.")] = False,
    time_limit: Limit = 300.0,
    out: Out = None,
    store: StoreAddress = None,
    no_store: NoStore = False,
    as_json: Json = False,
) -> None:
    """Say why somebody has no place, and the smallest changes that would give them one and cost nobody theirs."""
    from planner.cli.watching import terminal_watch
    from planner.domain.progress import StopAfter
    from planner.services import explaining
    from planner.services.keeping import Asked, keeper
    from planner.services.questions import Question

    if bool(participant) == everyone:
        raise typer.BadParameter("name somebody with --participant, or everybody with --all")
    _refuse_target(explaining.ExplainRow, out)
    opened, earlier = explaining.open_sound(scenario, plan)
    asked = Asked(opened, Question.REMEDIES, time_limit, earlier.plan, participant or ())
    with keeper(store, warn, keep=not no_store) as kept, terminal_watch() as watch:
        limited = StopAfter(watch, time_limit)
        rows = kept.answer(
            asked, watch, lambda both: explaining.explain(opened, earlier, participant, StopAfter(both, time_limit))
        )
    with kept_all_the_same(kept.run, store):
        _show(rows, explaining.ExplainRow, out, as_json=as_json, printed=_print_ways)
    _say_if_stopped(limited)


def capacity(
    scenario: ScenarioArgument,
    plan: Annotated[
        Path | None, typer.Argument(help="A plan's folder to start from; else the stored plan.", show_default=False)
    ] = None,
    time_limit: Limit = 60.0,
    out: Out = None,
    store: StoreAddress = None,
    no_store: NoStore = False,
    as_json: Json = False,
) -> None:
    """Show supply, demand and use of everything, and what one more of it would bring."""
    from planner.cli.watching import terminal_watch
    from planner.domain.progress import StopAfter
    from planner.domain.settings import Settings
    from planner.services import explaining
    from planner.services.keeping import Asked, keeper
    from planner.services.opening import open_scenario
    from planner.services.questions import Question

    _refuse_target(explaining.CapacityRow, out)
    opened, start = (open_scenario(scenario), None) if plan is None else explaining.open_sound(scenario, plan)
    settings = Settings(time_limit)
    with keeper(store, warn, keep=not no_store) as kept, terminal_watch() as watch:
        begin = start or kept.begin(opened, settings)
        asked = Asked(opened, Question.CAPACITY, time_limit, begin.plan if begin else None)
        limited = StopAfter(watch, time_limit)
        rows = kept.answer(
            asked, watch, lambda both: explaining.capacity(opened, begin, settings, StopAfter(both, time_limit))
        )
    printed = partial(_print_capacity, opened.scenario)
    with kept_all_the_same(kept.run, store):
        _show(rows, explaining.CapacityRow, out, as_json=as_json, printed=printed)
    _say_if_stopped(limited)


def contingency(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    kind: Annotated[
        list[str] | None, typer.Option(help="therapist, room or site; may be repeated. All by default.")
    ] = None,
    time_limit: Limit = 600.0,
    out: Out = None,
    store: StoreAddress = None,
    no_store: NoStore = False,
    as_json: Json = False,
) -> None:
    """Show what breaks if each therapist, room or site is gone for the week or for good, and who covers."""
    from planner.cli.watching import terminal_watch
    from planner.domain.progress import StopAfter
    from planner.explain.contingency import Loss
    from planner.services import explaining
    from planner.services.keeping import Asked, keeper
    from planner.services.questions import Question

    if unknown := [x for x in kind or () if x not in set(Loss)]:
        raise typer.BadParameter(f"{unknown[0]} is none of {', '.join(Loss)}")
    _refuse_target(explaining.ContingencyRow, out)
    opened, earlier = explaining.open_sound(scenario, plan)
    kinds = [Loss(x) for x in kind] if kind else list(Loss)
    asked = Asked(opened, Question.CONTINGENCY, time_limit, earlier.plan)
    with keeper(store, warn, keep=not no_store) as kept, terminal_watch() as watch:
        limited = StopAfter(watch, time_limit)
        rows = kept.answer(
            asked,
            watch,
            lambda both: explaining.contingency(opened, earlier.plan, kinds, time_limit, StopAfter(both, time_limit)),
        )
    printed = partial(_print_contingency, opened.scenario)
    with kept_all_the_same(kept.run, store):
        _show(rows, explaining.ContingencyRow, out, as_json=as_json, printed=printed)
    _say_if_stopped(limited)


def _say_if_stopped(watch: "Watch") -> None:
    if watch.stopped():
        typer.echo("Stopped before all was looked at: this is what was known by then.", err=True)


def _show(
    rows: "Sequence[Row]",
    kind: "type[Row]",
    out: Path | None,
    *,
    as_json: bool,
    printed: "Callable[[Sequence[Row]], None]",
) -> None:
    if out is not None:
        _write(rows, kind, out)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False))
    elif out is not None:
        typer.echo(f"Written to {out}.")
    else:
        printed(rows)


def _print_ways(rows: "Sequence[ExplainRow]") -> None:
    """Each person with the reason, and below it what it would take."""
    if not rows:
        typer.echo("Everybody has a place.")
    for person, ways in groupby(rows, lambda row: row.participant_id):
        for n, row in enumerate(ways):
            if n == 0:
                typer.echo(f"{person} has no place ({row.reason}). {row.explanation}")
            if row.rank is not None:
                typer.echo(f"  {row.rank}. {row.in_words}. Cost {row.cost}; a place in {row.cohort_id}.")


def _print_capacity(s: "Scenario", rows: "Sequence[CapacityRow]") -> None:
    """Use as a table, and below it what one more of each thing would bring."""
    from planner.services.naming import what_more, where

    _print(
        ("resource", "site", "block", "day", "supply", "demand", "used"),
        [
            (row.resource, where(s, row.site_id), row.block_id, row.day, row.supply, row.demand, row.used)
            for row in rows
            if not row.changes
        ],
    )
    for row in rows:
        if row.changes:
            what = what_more(s, row)
            typer.echo(f"{what[:1].upper()}{what[1:]}: {_gain(row)} ({row.certainty}).")


def _print_contingency(s: "Scenario", rows: "Sequence[ContingencyRow]") -> None:
    """A paragraph for each loss: whom it hits, who keeps a place, who is left without one, and who covers."""
    from planner.services.naming import SPANS, making_room, people, what_less, who_covers

    for row in rows:
        lost = f"{people(row.people_lost)} left without one{making_room(row)} ({row.certainty})"
        names = f": {', '.join(row.lost)}" if row.lost else ""
        hit = f"{people(row.people_hit)} hit, {row.people_kept} of them keep a place, {lost}{names}"
        told = hit if row.people_hit else f"nobody hit ({row.certainty})"
        typer.echo(f"Without {what_less(s, row)} {SPANS[row.span]}: {told}.")
        if row.cover:
            typer.echo(f"  Cover: {who_covers(s, row)}.")


def _gain(row: "CapacityRow") -> str:
    points = f"{row.score_gained:,} points"
    if row.people_gained is None:
        return f"about {points}"
    more = "1 more person" if row.people_gained == 1 else f"{row.people_gained} more people"
    return f"{more}, {points}{': ' if row.people else ''}{', '.join(row.people)}"


def _refuse_target(kind: "type[DataclassInstance]", out: Path | None) -> None:
    """Raises BadInput, before anything is asked, where only a table of the same kind may be replaced and none is."""
    from planner.files.whole import refuse_unless_table

    if out is not None:
        refuse_unless_table(out, [*kind.__dataclass_fields__], "an earlier answer to this question")


def _write(rows: "Sequence[DataclassInstance]", kind: "type[DataclassInstance]", out: Path) -> None:
    """Figures bare, and text that no spreadsheet computes; whole, or not at all."""
    from planner.exports.safe_cells import safe_text
    from planner.files import whole_file

    _refuse_target(kind, out)  # the question may have taken long enough for something else to be there
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(kind.__dataclass_fields__)
    for row in rows:
        values = asdict(row).values()
        writer.writerow([_text(x) if isinstance(x, int | float) else safe_text(_text(x)) for x in values])
    whole_file(out, file.getvalue().encode())


def _print(names: "Sequence[str]", rows: "Sequence[Sequence[object]]") -> None:
    from rich import box
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        grid.add_column(name, overflow="fold")
    for row in rows:
        grid.add_row(*(_text(cell).replace("[", r"\[") for cell in row))
    table_console().print(grid)


def _text(value: object) -> str:
    """A cell: a list of ids separated by `;`, a list of changes as JSON, yes or no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        texts = all(isinstance(entry, str) for entry in value)
        return ";".join(value) if texts else json.dumps(value, ensure_ascii=False)
    return str(value)
