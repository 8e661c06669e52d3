"""Names of files and sheets made from ids and titles: safe anywhere, and no two alike."""

import re
from collections.abc import Callable, Iterable

LONGEST_FILE = 80
LONGEST_SHEET = 31
DEVICES = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)
"""Names that Windows keeps for devices, whatever the ending."""

NO_SHEET = frozenset({"", "history"})
"""Names that a workbook cannot give to a sheet."""


def file_names(ids: Iterable[str], before: str, ending: str) -> dict[str, str]:
    """A file name for each id, such as `week-north.html`; none can leave its folder."""
    stems = _apart(ids, lambda text: _file_stem(f"{before}{text}"), LONGEST_FILE, joint="-")
    return {name: f"{stem}{ending}" for name, stem in stems.items()}


def sheet_names(titles: Iterable[str]) -> dict[str, str]:
    """A sheet name for each title, at most 31 characters long."""
    return _apart(titles, _sheet_name, LONGEST_SHEET, joint=" ")


def _apart(names: Iterable[str], cleaned: Callable[[str], str], longest: int, joint: str) -> dict[str, str]:
    """Clean names that differ in more than upper and lower case; a number tells apart what would not."""
    given: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        stem = cleaned(name)
        choice, copy = stem[:longest].rstrip(" .'"), 1
        while choice.casefold() in taken:
            copy += 1
            number = f"{joint}{copy}"
            choice = stem[: longest - len(number)].rstrip(" .'") + number
        taken.add(choice.casefold())
        given[name] = choice
    return given


def _file_stem(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", text).strip(".")
    return f"_{plain}" if plain.split(".")[0].casefold() in DEVICES | {""} or plain[0] == "-" else plain


def _sheet_name(text: str) -> str:
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f\U00010000-\U0010ffff]", " ", text).strip(" .'")
    return f"Sheet {plain}".strip() if plain.casefold() in NO_SHEET else plain
