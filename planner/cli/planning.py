"""`planner plan` and `planner demo`."""

from pathlib import Path
from typing import Annotated

import typer

from planner.domain.settings import Settings

ScenarioArgument = Annotated[Path, typer.Argument(help="A scenario: a folder of tables.", show_default=False)]
Out = Annotated[Path | None, typer.Option(help="The folder to write the plan to.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the report.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("plan")(plan)
    app.command("demo")(demo)


def plan(
    scenario: ScenarioArgument,
    out: Out = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds to search at most.")] = 60.0,
    gap: Annotated[
        float, typer.Option(min=0, max=1, help="Good enough: 0.001 is a tenth of a percent from the best.")
    ] = 0.0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same plan.")] = 0,
    workers: Annotated[int, typer.Option(min=0, help="Processes at once; 0: one a core.")] = 0,
    start: Annotated[
        Path | None, typer.Option(help="An earlier plan's folder to start from.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Plan a scenario: the best week, proven, checked, and written as tables."""
    _plan(scenario, out, Settings(time_limit, gap, seed, workers), start, as_json=as_json)


def demo(out: Out = None, as_json: Json = False) -> None:
    """Plan the demo: three clinics, about a hundred people."""
    from planner.services.scenarios import demo_folder

    _plan(demo_folder(), out, Settings(), None, as_json=as_json)


def _plan(scenario: Path, out: Path | None, settings: Settings, start: Path | None, *, as_json: bool) -> None:
    from planner.cli import report
    from planner.cli.findings import print_findings
    from planner.cli.watching import terminal_watch
    from planner.files import refuse_target, write_plan
    from planner.services.earlier import earlier_plan
    from planner.services.opening import open_scenario
    from planner.services.planning import plan_scenario

    if out is not None:
        refuse_target(out)
    opened = open_scenario(scenario)
    if not as_json:
        print_findings("Warnings", opened.warnings)
    with terminal_watch() as watch:
        planned = plan_scenario(opened, settings, watch, earlier_plan(start) if start else None)
    if out is not None:
        write_plan(planned.plan, planned.summary, out)
    if as_json:
        typer.echo(report.as_json(planned, opened.warnings, out))
    else:
        report.print_report(planned)
        if out is not None:
            typer.echo(f"Written to {out}.")
