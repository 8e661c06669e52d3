"""`planner generate`."""

from pathlib import Path
from typing import Annotated

import typer

Clinics = Annotated[int, typer.Option(min=1, help="Clinics, not counting a virtual one.")]
People = Annotated[int | None, typer.Option(min=1, help="Participants; 30 a clinic by default.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("generate")(generate)


def generate(
    folder: Annotated[
        Path, typer.Argument(help="The folder to write the scenario to: new, or empty.", show_default=False)
    ],
    sites: Clinics = 3,
    people: People = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same scenario.")] = 0,
    region_size: Annotated[
        int | None,
        typer.Option(min=1, help="Clinics in each region, which share nobody; all are chained together by default."),
    ] = None,
    virtual: Annotated[bool, typer.Option(help="Add a telehealth site in everybody's reach.")] = False,
    running: Annotated[bool, typer.Option(help="Let cohorts run today, with people enrolled in them.")] = True,
) -> None:
    """Draw a synthetic scenario of any size, to try the planner without anybody's data."""
    from planner.errors import BadInput, Finding
    from planner.files import refuse_tables_target, write_tables
    from planner.generate import Options
    from planner.generate import generate as draw

    try:
        options = Options(sites, people or 30 * sites, seed, region_size, virtual, running)
    except ValueError as error:
        raise BadInput([Finding("planner generate", None, "", "", str(error), "")]) from None
    refuse_tables_target(folder)
    tables = draw(options)
    write_tables(tables, folder)
    typer.echo(f"Written to {folder}: {options.people:,} people, {sites:,} sites. Plan it with: planner plan {folder}")
