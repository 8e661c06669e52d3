"""`planner export`: a plan in other people's formats."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.checking import PlanArgument
from planner.cli.planning import StoreAddress, warn

Scenario = Annotated[
    Path | None,
    typer.Option(help="The plan's scenario; by default looked for nearby and among stored runs.", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option(help="The folder to write to; by default the plan's name with -export.", show_default=False),
]
Xlsx = Annotated[bool, typer.Option("--xlsx", help="A workbook: a summary, weekly grids to print, tables to filter.")]
Ics = Annotated[bool, typer.Option("--ics", help="A calendar for each therapist and each room.")]
Csv = Annotated[bool, typer.Option("--csv", help="Tidy tables: sessions, capacity, use.")]
Parquet = Annotated[bool, typer.Option("--parquet", help="The tidy tables as Parquet.")]
Fhir = Annotated[bool, typer.Option("--fhir", help="A FHIR R4 Bundle.")]
Html = Annotated[bool, typer.Option("--html", help="A page for each site to print.")]
Share = Annotated[bool, typer.Option("--share", help="Tables without identities, small counts hidden.")]
First = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="First calendar day; next Monday by default.", show_default=False),
]
Last = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Last calendar day; twelve weeks by default.", show_default=False),
]
Closed = Annotated[
    list[str] | None,
    typer.Option(metavar="DATE", help="A day without sessions; may be repeated.", show_default=False),
]
Earlier = Annotated[
    Path | None,
    typer.Option(help="Calendars that went out before; by default those that are replaced.", show_default=False),
]
Sequence = Annotated[
    int | None, typer.Option(min=0, help="The calendars' SEQUENCE; rises with time by itself.", show_default=False)
]
Fewest = Annotated[int, typer.Option(min=1, help="The smallest count of people that --share shows.")]
Key = Annotated[
    Path | None,
    typer.Option(help="A file with a secret that hides participants in --fhir; keep it.", show_default=False),
]
Mapping = Annotated[
    Path | None,
    typer.Option(help="Write here whom --fhir's references to participants mean; keep it.", show_default=False),
]
Remedies = Annotated[
    float | None,
    typer.Option(
        min=0,
        help="Seconds to look for what would place people, for --xlsx; 20 for up to 150 people, else none, by default.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("export")(export)


def export(
    plan: PlanArgument,
    scenario: Scenario = None,
    out: Out = None,
    xlsx: Xlsx = False,
    ics: Ics = False,
    csv: Csv = False,
    parquet: Parquet = False,
    fhir: Fhir = False,
    html: Html = False,
    share: Share = False,
    first: First = None,
    last: Last = None,
    closed: Closed = None,
    earlier: Earlier = None,
    sequence: Sequence = None,
    fewest: Fewest = 11,
    key: Key = None,
    mapping: Mapping = None,
    remedies: Remedies = None,
    store: StoreAddress = None,
) -> None:
    """Write a plan as workbook, calendars, tidy tables, FHIR, pages to print, or without identities."""
    from planner.exports import Options
    from planner.services import exchanging
    from planner.services.keeping import readable_runs

    chosen = {"xlsx": xlsx, "ics": ics, "csv": csv, "parquet": parquet, "fhir": fhir, "html": html, "share": share}
    names = _wanted(chosen)
    place = out or _beside(plan)
    exchanging.refuse_exports(names, place, mapping)
    now = datetime.now(UTC)
    given = any((first, last, closed))
    dates = exchanging.dates_between(_day(first), _day(last), _days(closed), now.astimezone().date())
    with readable_runs(store, warn, keep=scenario is None) as runs:
        opened = exchanging.open_plan(plan, scenario, runs)
    if not opened.same_scenario:
        typer.echo("Note: the plan was made from other tables than the scenario holds now.", err=True)
    options = Options(
        dates=dates if given else None,
        made=now,
        sequence=sequence,
        earlier=exchanging.earlier_calendars(earlier) if earlier else {},
        remedies=exchanging.ways_to_place(opened, remedies) if xlsx else {},
        fewest_shown=fewest,
        key=exchanging.read_key(key) if key else b"",
    )
    for written in exchanging.write_exports(opened.planned, names, place, options, mapping):
        typer.echo(f"Written to {written}.")
    if mapping is not None:
        typer.echo(f"Written to {mapping}; keep it in house.")
    if ics or fhir:
        typer.echo(f"Days from {dates.first} until {dates.last}, {len(dates.closed)} of them closed.")


def _wanted(chosen: dict[str, bool]) -> list[str]:
    """The formats that were named; bad usage where none was."""
    names = [name for name, wanted in chosen.items() if wanted]
    if not names:
        raise typer.BadParameter(f"name a format or several: {', '.join(f'--{name}' for name in chosen)}")
    return names


def _beside(plan: Path) -> Path:
    """The folder beside a plan's that its exports go to."""
    plan = plan.resolve()
    return plan.with_name(f"{plan.name}-export")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2027-03-15") from None


def _days(texts: list[str] | None) -> list[date]:
    """Every date of the texts, each of which may hold several, separated by commas or spaces."""
    words = [word for text in texts or () for word in re.split(r"[\s,;]+", text) if word]
    return [day for word in words if (day := _day(word))]
