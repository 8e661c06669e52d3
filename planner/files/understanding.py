"""Tables to the scenario that they mean, or everything that is wrong with them at once."""

from collections.abc import Mapping, Sequence

from planner.domain.scenario import Scenario
from planner.domain.tables import Row, Tables
from planner.domain.week import DAYS
from planner.errors import Finding
from planner.files.contract import TABLES
from planner.files.links import Read, links
from planner.files.meaning import meaning
from planner.files.records import Found, Records, records
from planner.files.schema import Kind
from planner.files.settings import Settings, settings_of
from planner.files.text import Sheet


def scenario_of(tables: Tables) -> tuple[Scenario, tuple[Finding, ...]]:
    """What tables mean, every default resolved, and warnings. Raises BadInput with all findings.

    Findings name a row by its key: where it stood in a file is known only to who read that file.
    """
    found = Found()
    settings = settings_of(tables.settings, found)
    read = understood(_sheets(tables), settings, found)
    return meaning(read, settings), tuple(found.warnings)


def understood(sheets: Mapping[str, Sheet], settings: Settings, found: Found) -> Read:
    """The rows of every table, which agree with one another. Raises BadInput with all findings.

    A table that is missing though required is a finding; one that could not be opened is not among the `sheets`, and
    whoever tried has noted it in `found` already.
    """
    noted = {error.file for error in found.errors}
    unread = {table.name for table in TABLES.values() if table.name not in sheets and table.file in noted}
    for table in TABLES.values():
        if table.required and table.name not in unread | sheets.keys():
            found.errors.append(Finding(table.file, None, "", "", "is missing", f"add it. {table.about}"))
    read = {name: records(TABLES[name], sheets[name], found) for name in TABLES if name in sheets}
    found.errors.extend(links(read, unread, settings.constants.grid_minutes if settings.constants else None))
    found.stop_if_wrong()
    return read


def canonical(tables: Tables) -> Tables:
    """The same tables in their canonical form: every column, cells and rows as they are written. Raises BadInput."""
    found = Found()
    settings = settings_of(tables.settings, found)
    return Tables(settings.written, written_rows(understood(_sheets(tables), settings, found)))


def _sheets(tables: Tables) -> Mapping[str, Sheet]:
    return {name: _sheet(name, rows) for name, rows in tables.rows.items()}


def written_rows(read: Mapping[str, Records]) -> Mapping[str, tuple[Row, ...]]:
    """The rows as canonical text, in the order of their keys; tables without rows are left out unless required."""
    return {name: _in_order(table) for name, table in read.items() if table.rows or table.table.required}


def _in_order(table: Records) -> tuple[Row, ...]:
    columns = sorted(table.table.columns, key=lambda column: column.name not in table.table.key)
    places = [(column.name, column.kind is Kind.DAY) for column in columns]

    def rank(row: Row) -> list[str]:
        return [str(DAYS.index(row[name])) if is_day else row[name] for name, is_day in places]

    return tuple(sorted((record.cells for record in table.rows), key=rank))


def _sheet(name: str, rows: Sequence[Row]) -> Sheet:
    """Rows as the sheet of a file would give them, but for their numbers."""
    table = TABLES.get(name)
    columns = tuple(column.name for column in table.columns) if table else ()
    headings = tuple(dict.fromkeys(heading for row in rows for heading in row)) if rows else columns
    return Sheet(f"{name}.csv", headings, tuple((None, tuple(row.get(h, "") for h in headings)) for row in rows))
