"""`planner plan` and `planner demo`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.domain.settings import Settings

if TYPE_CHECKING:
    from planner.domain.outcome import Earlier
    from planner.services.opening import Opened
    from planner.views.tables import Planned

ScenarioArgument = Annotated[Path, typer.Argument(help="A scenario: a folder of tables.", show_default=False)]
Out = Annotated[Path | None, typer.Option(help="The folder to write the plan to.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the report.")]
TimeLimit = Annotated[
    float,
    typer.Option(
        min=0.1, help="Seconds to search at most; saying why people have no place may take as many, up to 60."
    ),
]
Gap = Annotated[float, typer.Option(min=0, max=1, help="Good enough: 0.001 is a tenth of a percent from the best.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same plan.")]
Workers = Annotated[int, typer.Option(min=0, max=1000, help="Processes at once; 0: one a core.")]
StoreAddress = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="Where runs are kept: a file, or a PostgreSQL address. Else what PLANNER_STORE says, or your own file.",
        show_default=False,
    ),
]
NoStore = Annotated[bool, typer.Option("--no-store", help="Keep nothing of it, and begin from no plan of before.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("plan")(plan)
    app.command("demo")(demo)


def plan(
    scenario: ScenarioArgument,
    out: Out = None,
    time_limit: TimeLimit = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    workers: Workers = 0,
    start: Annotated[
        Path | None, typer.Option(help="An earlier plan's folder to start from.", show_default=False)
    ] = None,
    background: Annotated[
        bool, typer.Option("--background", help="Have it planned in the background, and say how to follow it.")
    ] = False,
    store: StoreAddress = None,
    no_store: NoStore = False,
    as_json: Json = False,
) -> None:
    """Plan a scenario: the best week, proven, checked, and written as tables."""
    settings = Settings(time_limit, gap, seed, workers)
    if not background:
        _plan(scenario, out, settings, start, store, keep=not no_store, as_json=as_json)
    elif out is not None or start is not None or no_store:
        raise typer.BadParameter(
            "--background keeps the plan in the store, begins from what is there, and cannot go with --out, --start "
            "or --no-store; planner runs export writes the plan to a folder"
        )
    else:
        _plan_in_background(scenario, settings, store, as_json=as_json)


def demo(out: Out = None, store: StoreAddress = None, no_store: NoStore = False, as_json: Json = False) -> None:
    """Plan the demo: three clinics, about a hundred people."""
    from planner.services.scenarios import demo_folder

    _plan(demo_folder(), out, Settings(), None, store, keep=not no_store, as_json=as_json)


def warn(text: str) -> None:
    """Tells of something that does not hold up the work."""
    typer.echo(f"Warning: {text}", err=True)


def _plan(
    scenario: Path,
    out: Path | None,
    settings: Settings,
    start: Path | None,
    store: str | None,
    *,
    keep: bool,
    as_json: bool,
) -> None:
    from planner.services.waking import wake

    wake()  # they take as long as all that is loaded here
    from planner.cli import report
    from planner.cli.findings import print_findings
    from planner.cli.running import kept_all_the_same
    from planner.files import refuse_target, write_plan
    from planner.services.earlier import open_with_plan
    from planner.services.opening import open_scenario

    if out is not None:
        refuse_target(out)
    opened, begin = open_with_plan(scenario, start) if start else (open_scenario(scenario), None)
    if not as_json:
        print_findings("Warnings", opened.warnings)
    made = _kept(opened, settings, begin, store) if keep else _Made(_planned(opened, settings, begin))
    if out is not None:
        with kept_all_the_same(made.run, store):
            write_plan(made.planned.plan, made.planned.summary, out)
    if as_json:
        typer.echo(report.as_json(made.planned, opened.warnings, out, run=made.run, start=made.start))
        return
    report.print_report(made.planned)
    if out is not None:
        typer.echo(f"Written to {out}.")
    if made.run is not None:
        typer.echo(f"Kept as run {made.run}" + (f", begun from the plan of run {made.start}." if made.start else "."))


@dataclass(frozen=True, slots=True)
class _Made:
    """A plan, the run that it is kept as, and the one whose plan it began from, where there are any."""

    planned: "Planned"
    run: int | None = None
    start: int | None = None


def _planned(opened: "Opened", settings: Settings, begin: "Earlier | None") -> "Planned":
    """Without the store, whose library takes a tenth of a second to load."""
    from planner.cli.watching import terminal_watch
    from planner.services.planning import plan_scenario

    with terminal_watch() as watch:
        return plan_scenario(opened, settings, watch, begin)


def _kept(opened: "Opened", settings: Settings, begin: "Earlier | None", store: str | None) -> _Made:
    from planner.cli.watching import terminal_watch
    from planner.services.keeping import keeper

    with keeper(store, warn) as kept, terminal_watch() as watch:
        planned = kept.plan(opened, settings, watch, begin)
    return _Made(planned, kept.run, kept.start.id if kept.start else None)


def _plan_in_background(scenario: Path, settings: Settings, address: str | None, *, as_json: bool) -> None:
    from planner.cli.findings import print_findings
    from planner.cli.running import print_under_way
    from planner.services.opening import open_scenario
    from planner.services.running import launch, open_store, submit

    opened = open_scenario(scenario)
    if not as_json:
        print_findings("Warnings", opened.warnings)
    with open_store(address) as store:
        run = submit(store.runs, opened, settings)
        launch(store, run)
        if as_json:
            typer.echo(json.dumps({"run": run, "store": store.address}, indent=2))
        else:
            print_under_way(run, opened.scenario.name, address)
