"""What people upload: a workbook, a zipped folder or its files, taken in as it was typed, however wrong it is."""

import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from planner.errors import BadInput, Finding
from planner.files.contract import TABLES
from planner.files.settings import FILE
from planner.files.typed import Typed, read_typed

MEGABYTE = 1 << 20
MOST_BYTES = 25 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 200

WANTED = frozenset({FILE, *(table.file for table in TABLES.values())})
RIGHT = "upload a workbook (.xlsx), or scenario.toml with its .csv files, one by one or as a .zip"


def take_in(files: Mapping[str, bytes]) -> tuple[Typed, tuple[Finding, ...]]:
    """The sheets of an upload, by file name, and what was left out. Raises BadInput where it cannot be read."""
    if sum(map(len, files.values())) > MOST_BYTES:
        raise _refused(next(iter(files)), f"is larger than {MOST_BYTES // MEGABYTE} MB", "leave out what is no table")
    workbooks = [name for name in files if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods"))]
    if workbooks and len(files) > 1:
        raise _refused(workbooks[0], "came together with other files", "upload one workbook alone")
    with tempfile.TemporaryDirectory() as home:
        return _read(Path(home), files, workbooks)


def title_of(typed: Typed, files: Mapping[str, bytes]) -> str:
    """What the scenario calls itself, else the first file's name."""
    named = (row["value"].strip() for row in typed.get("settings", ()) if row["setting"] == "name")
    return next(filter(None, named), Path(next(iter(files), "scenario")).stem)


def _read(home: Path, files: Mapping[str, bytes], workbooks: list[str]) -> tuple[Typed, tuple[Finding, ...]]:
    if workbooks:
        name = PurePosixPath(workbooks[0].replace("\\", "/")).name
        if not name.lower().endswith(".xlsx"):
            raise _refused(name, "is not an .xlsx workbook", "save it as .xlsx without macros and without a password")
        path = home / "upload.xlsx"
        path.write_bytes(files[workbooks[0]])
        return _named(path, name)
    written = [name for name, content in _loose(files) if _write(home, name, content)]
    if not written:
        raise _refused(next(iter(files), "the upload"), "holds no table of a scenario", RIGHT)
    if FILE not in written:
        raise _refused(FILE, "is missing", f'add it with a line name = "…"; or {RIGHT}')
    return read_typed(home)


def _named(path: Path, name: str) -> tuple[Typed, tuple[Finding, ...]]:
    """A workbook's sheets, with findings under the name that its user knows."""
    try:
        return read_typed(path)
    except BadInput as error:
        known = [Finding(name if f.file == path.name else f.file, *_rest(f)) for f in error.findings]
        raise BadInput(known) from None


def _rest(finding: Finding) -> tuple[int | None, str, str, str, str]:
    return finding.row, finding.column, finding.value, finding.wrong, finding.right


def _loose(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, content in files.items():
        if name.lower().endswith(".zip"):
            yield from _unzipped(name, content)
        else:
            yield name, content


def _unzipped(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of the one folder in it that has a scenario.toml; limits hold before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            _limit(name, entries)
            here = _folder_of_scenario(name, entries)
            for entry in entries:
                path = PurePosixPath(entry.filename)
                if path.parent == here and path.name in WANTED:
                    yield path.name, packed.read(entry)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise _refused(name, "is not a whole .zip without a password", "pack the folder again") from error


def _limit(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        wrong = f"holds more than {MOST_ENTRIES} files or {MOST_UNPACKED // MEGABYTE} MB"
        raise _refused(name, wrong, "pack one scenario's folder alone")


def _folder_of_scenario(name: str, entries: list[zipfile.ZipInfo]) -> PurePosixPath:
    folders = {PurePosixPath(e.filename).parent for e in entries if PurePosixPath(e.filename).name == FILE}
    if len(folders) != 1:
        wrong = f"holds {len(folders)} scenarios" if folders else f"holds no {FILE}"
        raise _refused(name, wrong, "pack one scenario's folder alone")
    return folders.pop()


def _write(home: Path, name: str, content: bytes) -> bool:
    """Writes a file that a scenario may have, under its plain name; whether it is one."""
    plain = PurePosixPath(name.replace("\\", "/")).name.lower()
    if plain in WANTED:
        (home / plain).write_bytes(content)
    return plain in WANTED


def _refused(name: str, wrong: str, right: str) -> BadInput:
    return BadInput([Finding(name, None, "", "", wrong, right)])
