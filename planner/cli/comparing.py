"""`planner compare`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.grids import number, print_grid, share, table_console
from planner.cli.planning import Json, NoStore, StoreAddress, warn

if TYPE_CHECKING:
    from rich.console import Console

    from planner.whatif.compare import Comparison, GroupRow

GROUPINGS = ("program", "site", "block")
PEOPLE = ("Placed", "Without", "Newly", "No more", "Moved", "Opened", "Closed")
USE = ("Fill", "Hours", "Room hours", "Travel", "Cost")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("compare")(compare)


def compare(
    plans: Annotated[
        list[Path],
        typer.Argument(metavar="PLAN_A PLAN_B...", help="Plans' folders, or numbers of runs.", show_default=False),
    ],
    scenario: Annotated[
        list[Path] | None,
        typer.Option(
            help="A scenario of one of the plans, for costs and limits; may be repeated. Else the store is asked.",
            show_default=False,
        ),
    ] = None,
    store: StoreAddress = None,
    no_store: NoStore = False,
    as_json: Json = False,
) -> None:
    """Put plans side by side: each against the first, altogether and by program, site and block."""
    from planner.services.comparing import compare_folders
    from planner.services.keeping import readable_runs

    if len(plans) < 2:  # noqa: PLR2004 - a pair
        raise typer.BadParameter("name at least two plans")
    with readable_runs(store, warn, keep=not no_store) as runs:
        compared = compare_folders(plans, scenario or (), runs)
    if as_json:
        typer.echo(json.dumps([_content(one) for one in compared], indent=2, ensure_ascii=False))
    else:
        _print(compared)


def _print(compared: "Sequence[Comparison]") -> None:
    console = table_console()
    _print_totals(console, compared)
    for one in compared:
        console.print(f"\n[bold]{_plain(one.second)} against {_plain(one.first)}[/bold]", soft_wrap=True)
        console.print(_plain(one.verdict.sentence + "."))
        console.print(_turns(_total(one)))
        for by in GROUPINGS:
            rows = [row for row in one.groups if row.by == by]
            _print_groups(console, f"People and cohorts by {by}", PEOPLE, {row.id: _people_cells(row) for row in rows})
        for by in GROUPINGS:
            rows = [row for row in one.groups if row.by == by]
            _print_groups(console, f"Use by {by}", USE, {row.id: _use_cells(row) for row in rows})
        _print_cohorts(console, one)
        _print_people(console, one)
        _print_use(console, one)


def _total(one: "Comparison") -> "GroupRow":
    return next(row for row in one.groups if row.by == "all")


def _turns(row: "GroupRow") -> str:
    """What changes for people and cohorts, in a sentence."""
    parts = {"cohort": row.moved_cohort, "block": row.moved_block, "site": row.moved_site}
    parts["primary therapist"] = row.moved_therapist
    moved = ", ".join(f"{count} to another {what}" for what, count in parts.items() if count)
    gone = f"; placed before and not in this scenario: {row.gone}" if row.gone else ""
    return (
        f"People newly placed: {row.newly_placed}; with a place no more: {row.newly_unplaced}{gone}; "
        f"moved: {row.moved}{f' ({moved})' if moved else ''}. "
        f"Cohorts opened: {row.opened}; closed: {row.closed}."
    )


def _print_totals(console: "Console", compared: "Sequence[Comparison]") -> None:
    """One column a plan."""
    sides = [_total(compared[0]).before, *(_total(one).after for one in compared)]
    rows: dict[str, list[str]] = {
        "People placed": [number(x.placed) for x in sides],
        "People without a place": [number(x.unplaced) for x in sides],
        "Cohorts": [number(x.cohorts) for x in sides],
        "Fill of the groups": [share(x.fill) for x in sides],
        "Therapists' hours": [number(x.direct_hours) for x in sides],
        "Rooms' hours": [number(x.room_hours) for x in sides],
        "Travel, minutes": [number(x.travel_minutes) for x in sides],
        "Cost of therapists' hours": [_money(x.cost) for x in sides],
        "Score": [number(x) for x in _scores(compared)],
        "No plan scores more than": ["not known" if x is None else number(x) for x in _bounds(compared)],
    }
    names = [compared[0].first, *(one.second for one in compared)]
    shown = [(label, *cells) for label, cells in rows.items() if any(cells)]
    print_grid(console, "Altogether", [("", False), *((name, True) for name in names)], shown)


def _scores(compared: "Sequence[Comparison]") -> list[int]:
    return [compared[0].scores[0], *(one.scores[1] for one in compared)]


def _bounds(compared: "Sequence[Comparison]") -> list[int | None]:
    return [compared[0].bounds[0], *(one.bounds[1] for one in compared)]


def _print_groups(console: "Console", title: str, names: Sequence[str], cells: dict[str, Sequence[str]]) -> None:
    """The columns that say something."""
    kept = [n for n in range(len(names)) if any(row[n] for row in cells.values())]
    rows = [(key, *(row[n] for n in kept)) for key, row in cells.items()]
    print_grid(console, title, [("", False), *((names[n], True) for n in kept)], rows)


def _people_cells(row: "GroupRow") -> Sequence[str]:
    turns = (row.newly_placed, row.newly_unplaced, row.moved, row.opened, row.closed)
    placed = _both(number(row.before.placed), number(row.after.placed))
    without = _both(number(row.before.unplaced), number(row.after.unplaced))
    return (placed, without, *(number(turn) if turn else "" for turn in turns))


def _use_cells(row: "GroupRow") -> Sequence[str]:
    before, after = row.before, row.after
    return (
        _both(share(before.fill), share(after.fill)),
        _both(number(before.direct_hours), number(after.direct_hours)),
        _both(number(before.room_hours), number(after.room_hours)),
        _both(number(before.travel_minutes), number(after.travel_minutes)),
        _both(_money(before.cost), _money(after.cost)),
    )


def _money(cost: float | None) -> str:
    return "" if cost is None else f"{cost:,.0f}"


def _both(before: str, after: str) -> str:
    """A figure, or both where they differ."""
    return before if before == after else f"{before or '-'} → {after or '-'}"


def _print_cohorts(console: "Console", one: "Comparison") -> None:
    from planner.domain.week import days_text

    titles = ("Cohort", "", "Program", "Site", "Block", "Pattern", "Members")
    rows = [
        (
            row.cohort_id,
            "opens" if row.opened else "closes",
            row.program_id,
            row.site_id,
            row.block_id,
            days_text(row.pattern),
            str(row.members),
        )
        for row in one.cohorts
    ]
    print_grid(console, "Cohorts that open and close", [(title, title == "Members") for title in titles], rows)


def _print_people(console: "Console", one: "Comparison") -> None:
    titles = ("Person", "Program", "Change", "Before", "After")
    rows = [
        (
            row.participant_id,
            row.program_id,
            row.turn.value.replace("_", " ") + (f": {', '.join(row.moved)}" if row.moved else ""),
            _seat(row.cohort_before, row.therapist_before),
            _seat(row.cohort_after, row.therapist_after),
        )
        for row in one.people
    ]
    print_grid(console, "People for whom something changes", [(title, False) for title in titles], rows)


def _seat(cohort: str | None, therapist: str | None) -> str:
    return f"{cohort} with {therapist}" if cohort and therapist else cohort or "-"


def _print_use(console: "Console", one: "Comparison") -> None:
    rows = [
        (
            row.kind,
            row.resource_id,
            _both(number(row.hours_before), number(row.hours_after)),
            _both(number(row.max_before), number(row.max_after)),
        )
        for row in one.use
        if (row.hours_before, row.max_before) != (row.hours_after, row.max_after)
    ]
    titles = ("", "Id", "Hours", "At most")
    print_grid(console, "Therapists and rooms used otherwise", [(t, t in titles[2:]) for t in titles], rows)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _content(one: "Comparison") -> dict[str, Any]:
    from planner.domain.week import days_text

    content = asdict(one)
    content["verdict"]["undecided"] = one.verdict.undecided
    for row, group in zip(content["groups"], one.groups, strict=True):
        row["before"]["fill"], row["after"]["fill"] = group.before.fill, group.after.fill
    for row, cohort in zip(content["cohorts"], one.cohorts, strict=True):
        row["pattern"] = days_text(cohort.pattern)
    return content
