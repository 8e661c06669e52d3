"""`planner validate` and `planner check`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.planning import Json, ScenarioArgument

PlanArgument = Annotated[Path, typer.Argument(help="A plan's folder.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("validate")(validate)
    app.command("check")(check)


def validate(scenario: ScenarioArgument, as_json: Json = False) -> None:
    """Read a scenario, say everything that is wrong in it, and what is legal yet surely a mistake."""
    from planner.services.opening import open_scenario

    opened = open_scenario(scenario)
    s = opened.scenario
    if as_json:
        typer.echo(json.dumps({"valid": True, "warnings": list(map(str, opened.warnings))}, indent=2))
        return
    for warning in opened.warnings:
        typer.echo(f"Warning: {warning}")
    typer.echo(
        f"{s.name}: valid. {len(s.sites)} sites, {len(s.rooms)} rooms, {len(s.programs)} programs, "
        f"{len(s.therapists)} therapists, {len(s.participants)} participants, {len(s.cohorts)} running cohorts; "
        f"{len(opened.warnings)} warnings."
    )


def check(scenario: ScenarioArgument, plan: PlanArgument, as_json: Json = False) -> None:
    """Check a plan against every rule of the contract, and work out its score again."""
    from planner.services.checking import check_folder

    checked = check_folder(scenario, plan)
    if as_json:
        typer.echo(json.dumps(checked.as_json(), indent=2, ensure_ascii=False))
    else:
        for line in checked.lines():
            typer.echo(line)
    raise typer.Exit(0 if checked.ok else 1)
