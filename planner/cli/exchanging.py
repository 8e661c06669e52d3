"""`planner show`, `template`, `import` and `export-scenario`: scenarios with their changes made, and as workbooks."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.planning import ScenarioArgument

Workbook = Annotated[Path, typer.Argument(help="A workbook (.xlsx).", show_default=False)]
Folder = Annotated[Path, typer.Argument(help="A scenario's folder: new, or empty.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("show")(show)
    app.command("template")(template)
    app.command("import")(take_in)
    app.command("export-scenario")(export_scenario)


def show(
    scenario: ScenarioArgument,
    out: Annotated[
        Path | None, typer.Option(help="Write the tables as a plain scenario to this folder.", show_default=False)
    ] = None,
) -> None:
    """Show a scenario's tables with all its changes made."""
    from planner.cli.findings import print_findings
    from planner.files import write_tables
    from planner.services.opening import open_scenario

    opened = open_scenario(scenario)
    print_findings("Warnings", opened.warnings)
    for phrase in opened.inherited:
        typer.echo(f"Change in {phrase}")
    for phrase in opened.phrases:
        typer.echo(f"Change: {phrase}")
    if out is not None:
        write_tables(opened.tables, out)
        typer.echo(f"Written to {out}.")
        return
    for name, rows in opened.tables.rows.items():
        typer.echo(f"\n{name} ({len(rows)})")
        for row in rows:
            typer.echo("  " + ", ".join(f"{column}={cell}" for column, cell in row.items() if cell))


def template(workbook: Workbook) -> None:
    """Write an example workbook to fill in."""
    from planner.files.example import EXAMPLE
    from planner.files.workbook_out import write_workbook

    write_workbook(EXAMPLE, workbook)
    typer.echo(f"Written to {workbook}.")


def take_in(workbook: Workbook, folder: Folder) -> None:
    """Turn a workbook into a scenario's folder."""
    from planner.cli.findings import print_findings
    from planner.files import write_tables
    from planner.files.workbook import read_workbook

    read = read_workbook(workbook)
    print_findings("Warnings", read.warnings)
    write_tables(read.tables, folder)
    typer.echo(f"Written to {folder}.")


def export_scenario(scenario: ScenarioArgument, workbook: Workbook) -> None:
    """Turn a scenario, with all its changes made, into a workbook."""
    from planner.files.workbook_out import write_workbook
    from planner.services.opening import open_scenario

    write_workbook(open_scenario(scenario).tables, workbook)
    typer.echo(f"Written to {workbook}.")
