"""Cells that the parser would give as something else than people see.

Those with an error or an uncomputed formula it gives as empty, which would mean the default; a number that is shown as
007 it gives as 7, which would be another id.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import ascii_uppercase

SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
UNCOMPUTED = re.compile(
    rb"""<(?:\w+:)?c\b(?![^>]*\bt="str")[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*"""
    rb"""<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*"""
    rb"""</(?:\w+:)?c>"""
)
ERROR = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+[0-9]+)\"""")
NUMBER = re.compile(
    rb"""<(?:\w+:)?c\b(?![^>]*\bt="[^n])(?=[^>]*\bs="([0-9]+)")[^>]*?\br="([A-Z]+[0-9]+)"[^>]*(?<!/)>"""
    rb"""\s*<(?:\w+:)?[fv]\b"""
)
FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b[^>]*>")
STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
PADDED = re.compile("0{2,}")
"""A number format that shows leading zeros, and nothing else."""

COMPUTE = "type the value, or let a spreadsheet program compute and save it"
TYPE_AS_TEXT = "format the cell as text and type the zeros"


@dataclass(frozen=True, slots=True)
class Valueless:
    """One of these cells: where it is, what it holds instead of a value, and what would be right."""

    sheet: str
    cell: str
    what: str
    right: str

    @property
    def place(self) -> tuple[int, int]:
        """Its row from 1 and its column from 0."""
        letters = self.cell.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * len(ascii_uppercase) + ascii_uppercase.index(letter) + 1
        return int(self.cell.removeprefix(letters)), column - 1


def valueless(data: bytes) -> Iterator[Valueless]:
    """Each of them; the workbook must be `harmless`."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        padded = _padded(parts)
        for part, sheet in _sheets(parts).items():
            content = parts.read(part)
            for cell in UNCOMPUTED.findall(content):
                yield Valueless(sheet, cell.decode(), "a formula without its value", COMPUTE)
            for cell in ERROR.findall(content):
                yield Valueless(sheet, cell.decode(), "an error", COMPUTE)
            for style, cell in NUMBER.findall(content) if padded else ():
                if int(style) in padded:
                    yield Valueless(sheet, cell.decode(), "a number that is shown with leading zeros", TYPE_AS_TEXT)


def _padded(parts: zipfile.ZipFile) -> frozenset[int]:
    """The styles, by their place in the list, that show leading zeros."""
    if "xl/styles.xml" not in parts.namelist():
        return frozenset()
    content = parts.read("xl/styles.xml")
    formats = _elements(FORMAT, content)
    zeros = {one.get("numFmtId") for one in formats if PADDED.fullmatch(one.get("formatCode", ""))}
    styles = _elements(STYLE, b"".join(STYLES.findall(content)))
    return frozenset(place for place, style in enumerate(styles) if style.get("numFmtId") in zeros)


def _sheets(parts: zipfile.ZipFile) -> Mapping[str, str]:
    """The sheets' names by the part that holds them."""
    names = set(parts.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets = {
        relation.get("Id", ""): _part(relation.get("Target", ""))
        for relation in _elements(RELATION, parts.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for sheet in _elements(SHEET, parts.read("xl/workbook.xml")):
        part = targets.get(sheet.get("r:id", ""), "")
        if part in names:
            found[part] = sheet.get("name", "")
    return found


def _elements(kind: re.Pattern[bytes], content: bytes) -> Iterator[Mapping[str, str]]:
    for element in kind.findall(content):
        yield {name.decode(): html.unescape(value.decode()) for name, value in ATTRIBUTE.findall(element)}


def _part(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
