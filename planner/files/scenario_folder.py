"""A scenario's folder: scenario.toml and a CSV file for each table; a what-if has the first alone."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.domain.scenario import Scenario
from planner.domain.tables import Tables
from planner.errors import BadInput, Finding
from planner.files.contract import TABLES
from planner.files.meaning import meaning
from planner.files.records import Found
from planner.files.settings import FILE, Settings, read_toml, settings_of, toml_bytes
from planner.files.text import Sheet, csv_bytes, read_text
from planner.files.understanding import canonical, understood, written_rows
from planner.files.whole import refuse_unless, whole_folder


@dataclass(frozen=True, slots=True)
class Folder:
    """What a scenario's folder holds. A what-if has a `base`, as its file writes it, `changes`, and no rows.

    `scenario` is what its tables mean, None for a what-if. `warnings` are about what was read otherwise than it stands
    there, or not at all.
    """

    tables: Tables
    scenario: Scenario | None
    base: str | None
    changes: tuple[Mapping[str, object], ...]
    warnings: tuple[Finding, ...]


def read_folder(path: Path) -> Folder:
    """Reads a scenario or a what-if.

    Raises BadInput with everything that is wrong, by file, row and column; so `scenario_of` finds nothing wrong with
    the tables any more.
    """
    found = Found()
    settings = _settings(path, found)
    if settings.base is not None:
        found.warnings.extend(_not_read(path, set(), "the tables are its base's"))
        found.stop_if_wrong()
        return Folder(Tables(settings.written, {}), None, settings.base, settings.changes, tuple(found.warnings))
    sheets = sheets_of(path, found)
    if not sheets:  # with a scenario.toml that cannot be read it may be a what-if, and miss no table
        found.stop_if_wrong()
    found.warnings.extend(_not_read(path, {table.file for table in TABLES.values()}, "no table has this name"))
    read = understood(sheets, settings, found)
    tables = Tables(settings.written, written_rows(read))
    return Folder(tables, meaning(read, settings), None, (), tuple(found.warnings))


def _settings(path: Path, found: Found) -> Settings:
    """Raises BadInput where there is no such folder, or no readable scenario.toml in it to say what it is."""
    if not path.is_dir():
        wrong = "is a file, not a folder" if path.exists() else "is not there"
        raise BadInput([Finding(str(path), None, "", "", wrong, "name a scenario's folder")])
    data = _content(path, FILE, found)
    if data is None and not found.errors:
        found.errors.append(Finding(FILE, None, "", "", "is missing", 'add it, with a line name = "…"'))
    return settings_of(None if data is None else read_toml(data, found), found)


def sheets_of(path: Path, found: Found) -> Mapping[str, Sheet]:
    """The text of each table that could be read."""
    sheets = {}
    for name, table in TABLES.items():
        data = _content(path, table.file, found)
        if data is not None:
            try:
                sheets[name] = read_text(table.file, data)
            except BadInput as error:
                found.errors.extend(error.findings)
    return sheets


def _content(path: Path, name: str, found: Found) -> bytes | None:
    """A file's bytes; None where there is none, or it cannot be read, which is noted."""
    try:
        return (path / name).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        found.errors.append(Finding(name, None, "", "", f"cannot be read ({error.strerror})", "check what it is"))
        return None


def _not_read(path: Path, known: set[str], why: str) -> Iterator[Finding]:
    """Tables that nobody reads."""
    for file in sorted(path.iterdir()):
        if file.suffix.lower() == ".csv" and file.name not in known:
            yield Finding(file.name, None, "", "", f"is not read: {why}", "remove or rename it")


def refuse_tables_target(path: Path) -> None:
    """Raises BadInput where a scenario may not be written: something is there that is not empty."""
    refuse_unless(path, lambda _: False, "empty")


def write_tables(tables: Tables, path: Path) -> None:
    """Writes a scenario's folder in its canonical form, whole or not at all.

    Raises BadInput where anything is wrong with the tables, and where something is at `path` that is not empty.
    """
    refuse_tables_target(path)
    checked = canonical(tables)
    with whole_folder(path) as folder:
        _write(checked, folder)


def rewrite_tables(tables: Tables, path: Path) -> None:
    """Puts other tables into a scenario's folder, whole or not at all; whatever else lies in it stays.

    Raises BadInput where anything is wrong with the tables, and where the folder is no scenario's.
    """
    refuse_unless(path, lambda here: (here / FILE).is_file(), "a scenario's folder")
    checked = canonical(tables)
    ours = {FILE, *(table.file for table in TABLES.values())}
    with whole_folder(path) as folder:
        shutil.copytree(
            path, folder, ignore=lambda at, names: ours & set(names) if at == str(path) else (), dirs_exist_ok=True
        )
        _write(checked, folder)


def _write(tables: Tables, folder: Path) -> None:
    (folder / FILE).write_bytes(toml_bytes(tables.settings))
    for name, rows in tables.rows.items():
        table = TABLES[name]
        columns = [column.name for column in table.columns]
        (folder / table.file).write_bytes(csv_bytes(columns, ([row[name] for name in columns] for row in rows)))
