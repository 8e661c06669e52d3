"""Cells with an error or an uncomputed formula: the parser gives them as empty, which would mean the default."""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping

SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
UNCOMPUTED = re.compile(
    rb"""<c\b(?![^>]*\bt="str")[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*"""
    rb"""<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"""
)
ERROR = re.compile(rb"""<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+[0-9]+)\"""")


def valueless(data: bytes) -> Iterator[tuple[str, str, str]]:
    """The sheet and cell of each of them, and what it holds; the workbook must be `harmless`."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for part, sheet in _sheets(parts).items():
            content = parts.read(part)
            for cell in UNCOMPUTED.findall(content):
                yield sheet, cell.decode(), "a formula without its value"
            for cell in ERROR.findall(content):
                yield sheet, cell.decode(), "an error"


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
