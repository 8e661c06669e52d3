"""Workbooks that are refused before anybody parses them: too large, locked, with macros, or made to exhaust memory."""

import io
import re
import zipfile
from pathlib import Path

from planner.errors import BadInput, Finding

MEGABYTE = 1 << 20
MOST_BYTES = 50 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 2000
MOST_ROWS = 200_000
MOST_CELLS = 4_000_000
"""A sheet's cells from the first to the last filled row and column: a parser holds them all, empty ones too."""

OLE = b"\xd0\xcf\x11\xe0"
CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*(?<!/)>""")
ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["']([0-9]{1,7})["'][^>]*>\s*<(?:\w+:)?c\b(?![^>]*\br=)""")
"""A row whose cells do not say where they stand, so that it says it for them."""

SAVE = "save it as an ordinary .xlsx without a password"


def harmless(path: Path) -> bytes:
    """The bytes of a workbook that is safe to parse. Raises BadInput with what is wrong where it is not."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, f"is larger than {MOST_BYTES // MEGABYTE} MB", "leave out what is no table")
        data = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"cannot be read ({error.strerror})", "name a workbook") from None
    if data.startswith(OLE):
        raise _refused(path, "is locked with a password, or in the old .xls format", SAVE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _look_into(path, parts)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, RuntimeError) as error:
        raise _refused(path, "is not a whole .xlsx workbook", SAVE) from error
    return data


def _look_into(path: Path, parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise _refused(path, "is locked with a password", SAVE)
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _refused(path, f"unpacks to more than {MOST_UNPACKED // MEGABYTE} MB", "leave out what is no table")
    names = {entry.filename.lower() for entry in entries}
    if "[content_types].xml" not in names:
        raise _refused(path, "is not a whole .xlsx workbook", SAVE)
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise _refused(path, "holds macros", SAVE)
    if "xl/workbook.bin" in names:
        raise _refused(path, "is a binary workbook (.xlsb)", SAVE)
    for entry in entries:
        _look_at(path, entry.filename, parts.read(entry))


def _look_at(path: Path, name: str, content: bytes) -> None:
    """One part; reading it has shown that it is as long as it says."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _refused(path, f"defines entities in {name}, as no spreadsheet program does", SAVE)
    if name.lower() == "[content_types].xml" and (b"macroEnabled" in content or b"vbaProject" in content):
        raise _refused(path, "holds macros", SAVE)
    rows = max((*(int(match[2]) for match in CELL.finditer(content)), *map(int, ROW.findall(content))), default=0)
    columns = max((_column(match[1]) for match in CELL.finditer(content)), default=1)
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        right = "delete what stands far outside the tables"
        raise _refused(path, f"has a sheet of {rows:,} rows and {columns:,} columns", right)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _refused(path: Path, wrong: str, right: str) -> BadInput:
    return BadInput([Finding(path.name, None, "", "", wrong, right)])
