"""`planner runs`: what was planned and asked, and what is under way."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.grids import gap_text, number, print_grid, table_console
from planner.cli.planning import Json, StoreAddress
from planner.errors import BadInput

if TYPE_CHECKING:
    from planner.services.running import Run, Store

RunNumber = Annotated[int, typer.Argument(min=1, help="The run's number.", show_default=False)]
Most = Annotated[int, typer.Option(min=1, max=1_000_000, help="So many, the newest first.")]

DONE, FAILED = 0, 1

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""A moment outside of them is a slip of the keyboard, and cannot be told in every time zone."""

app = typer.Typer(
    help="The runs that the store keeps: plans, sweep cells and explanations.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


def register(planner: typer.Typer) -> None:
    """Adds the commands."""
    planner.add_typer(app, name="runs")


@app.callback()
def runs(
    context: typer.Context,
    store: StoreAddress = None,
    most: Most = 20,
    as_json: Json = False,
) -> None:
    """List the runs that the store keeps; the commands below look at one, or tidy up."""
    if context.invoked_subcommand is None:
        list_runs(store, most, as_json)
    elif store is not None:
        raise typer.BadParameter(f"write --store behind {context.invoked_subcommand}")


@app.command("list")
def list_runs(
    store: StoreAddress = None,
    most: Most = 20,
    as_json: Json = False,
) -> None:
    """List the runs, the newest first."""
    with _store(store) as opened:
        found = opened.runs.list(most)
    if as_json:
        typer.echo(_json([_content(run) for run in found]))
        return
    if not found:
        typer.echo("No runs yet: planner plan SCENARIO makes one.")
        return
    figures = {"Run", "Placed", "Score", "Gap"}
    titles = ("Run", "Kind", "Scenario", "State", "Queued", "Took", "Placed", "Score", "Gap")
    rows = [
        (
            str(run.id),
            _kind(run),
            run.scenario,
            _state(run),
            f"{run.queued.astimezone():%d %b %H:%M}",
            number(run.seconds, " s"),
            number(run.counts.get("placed")),
            number(run.score),
            gap_text(run.gap),
        )
        for run in found
    ]
    print_grid(table_console(), "Runs", [(title, title in figures) for title in titles], rows, most)


@app.command("show")
def show(run: RunNumber, store: StoreAddress = None, as_json: Json = False) -> None:
    """Show all that is known about one run."""
    from planner.services.running import phrases

    with _store(store) as opened:
        found = opened.runs.find(run)
        changes = phrases(opened.runs, found)
    if as_json:
        typer.echo(_json(_content(found) | {"phrases": changes}))
        return
    for label, text in (*_facts(found), *(("change", text) for text in changes), *_result(found)):
        typer.echo(f"{label + ':':<13} {text}")


@app.command("export")
def export(
    run: RunNumber,
    folder: Annotated[Path, typer.Argument(help="The folder to write to.", show_default=False)],
    scenario: Annotated[bool, typer.Option("--scenario", help="Write the scenario it was made from instead.")] = False,
    store: StoreAddress = None,
) -> None:
    """Write a run's plan, or the answer of an explanation, to a folder."""
    from planner.services.running import export as write
    from planner.services.running import export_scenario

    with _store(store) as opened:
        (export_scenario if scenario else write)(opened.runs, run, folder)
    typer.echo(f"Written to {folder}.")


@app.command("again")
def again(run: RunNumber, store: StoreAddress = None, as_json: Json = False) -> None:
    """Plan once more what a run planned, from the scenario as the store keeps it, in the background."""
    from planner.services.running import again as queue
    from planner.services.running import launch

    with _store(store) as opened:
        new = queue(opened.runs, run)
        launch(opened, new)
        if as_json:
            typer.echo(_json({"run": new, "store": opened.address}))
        else:
            print_under_way(new, opened.runs.find(new).scenario, store)


@app.command("cancel")
def cancel(run: RunNumber, store: StoreAddress = None) -> None:
    """Stop a run that is queued or under way; it keeps the best plan it has."""
    with _store(store) as opened:
        before = opened.runs.find(run)
        opened.runs.cancel(run)
    if before.over:
        typer.echo(f"Run {run} was over already: {before.state}.")
        raise typer.Exit(FAILED)
    typer.echo(f"Run {run} is asked to stop.")


@app.command("follow")
def follow(run: RunNumber, store: StoreAddress = None) -> None:
    """Watch a run until it is over; Ctrl-C ends the watching, not the run."""
    from planner.cli.watching import TerminalWatch
    from planner.services.running import follow as look

    watch = TerminalWatch("Ctrl-C ends watching, not the run")
    with _store(store) as opened:
        try:
            for now in look(opened.runs, run):
                if now.progress is not None and not now.over:
                    watch.progress(now.progress)
        except KeyboardInterrupt:
            watch.clear()
            typer.echo(f"Run {run} goes on: planner runs follow {run}{_hint(store)}")
            return
    watch.clear()
    for label, text in (("run", f"{now.id}, {now.scenario}: {_state(now)}"), *_result(now)):
        typer.echo(f"{label + ':':<13} {text}")
    raise typer.Exit(DONE if now.score is not None or _answered(now) else FAILED)


@app.command("purge")
def purge(
    before: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="Runs queued before then.", show_default=False),
    ] = None,
    older_than: Annotated[
        float | None, typer.Option(min=0, max=36_500, help="Runs queued more days ago than this.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    store: StoreAddress = None,
) -> None:
    """Forget old runs for good, with their scenarios and plans; published ones and those under way stay."""
    if (before is None) == (older_than is None):
        raise typer.BadParameter("say which runs: either --before 2026-01-31 or --older-than 90 (days)")
    if before is not None and not FIRST_YEAR <= before.year <= LAST_YEAR:
        raise typer.BadParameter(f"no run is of the year {before.year}; name a day such as 2026-01-31")
    moment = before.astimezone() if before else datetime.now(UTC) - timedelta(days=older_than or 0)
    with _store(store) as opened:
        count = len(opened.runs.over_before(moment))
        if count and not yes:
            typer.confirm(
                f"{count:,} runs from before {_moment(moment)} will be forgotten for good. Go on?", abort=True
            )
        typer.echo(f"{opened.runs.purge(moment):,} runs forgotten." if count else "There is nothing to forget.")


def print_under_way(run: int, scenario: str, address: str | None) -> None:
    """How to go on with a run in the background."""
    hint = _hint(address)
    typer.echo(f"Run {run} is under way in the background: {scenario}.")
    typer.echo(f"  planner runs follow {run}{hint}  shows how far it is")
    typer.echo(f"  planner runs cancel {run}{hint}  stops it with the best plan it has")
    typer.echo(f"  planner runs export {run} FOLDER{hint}  writes its plan")


@contextmanager
def kept_all_the_same(run: int | None, address: str | None) -> Iterator[None]:
    """Where what took long cannot be written, says how to get it from the store that keeps it; raises what it did."""
    try:
        yield
    except BadInput:
        if run is not None:
            typer.echo(f"Nothing is lost: it is kept as run {run}. To write it elsewhere:", err=True)
            typer.echo(f"  planner runs export {run} FOLDER{_hint(address)}", err=True)
        raise


def _store(given: str | None) -> "Store":
    """The store to look at; one that was named is there already, or its name is mistyped."""
    from planner.services.running import open_store

    return open_store(given, new=given is None)


def _hint(address: str | None) -> str:
    return f" --store {address}" if address else ""


def _kind(run: "Run") -> str:
    return f"{run.kind}, {run.cell['question']}" if "question" in run.cell else run.kind


def _state(run: "Run") -> str:
    if run.state == "working" and run.progress is not None:
        return f"{run.state}: {run.progress.phase}"
    return f"{run.state}, published" if run.published else run.state


def _answered(run: "Run") -> bool:
    return run.kind == "explanation" and run.state == "done"


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _facts(run: "Run") -> Iterator[tuple[str, str]]:
    """What was asked for."""
    yield "run", str(run.id)
    yield "kind", _kind(run)
    yield "scenario", run.scenario
    if run.path:
        yield "folder", run.path
    yield "by", run.by
    yield "queued", _moment(run.queued)
    yield "settings", ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in asdict(run.settings).items())
    yield "versions", ", ".join(f"{name} {version}" for name, version in run.versions.items())
    if run.start is not None:
        yield "begun from", f"run {run.start}"
    yield from (("cell", f"{axis}: {label}") for axis, label in run.cell.items())
    yield "fingerprint", run.fingerprint


def _result(run: "Run") -> Iterator[tuple[str, str]]:
    """What came of it so far."""
    from planner.cli.watching import progress_text

    yield "state", _state(run)
    if run.state == "died":
        yield "", f"its process is gone; planner runs again {run.id} plans it once more"
    if run.progress is not None and not run.over:
        yield "progress", progress_text(run.progress)
    if run.seconds is not None:
        yield "took", f"{run.seconds:.1f} s"
    if run.score is not None:
        yield "score", f"{run.score:,}"
        yield "at most", "not known" if run.bound is None else f"{run.bound:,}, proven (gap {gap_text(run.gap)})"
    if run.counts:
        yield "counts", ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in run.counts.items())
    if run.error:
        yield "error", run.error


def _content(run: "Run") -> dict[str, Any]:
    return {**asdict(run), "seconds": run.seconds}


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else str(value)
