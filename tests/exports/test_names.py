"""Names of files and sheets cannot leave their folder, collide, or be refused by any system."""

import re
from pathlib import Path

import pytest

from planner.exports.names import DEVICES, file_names, sheet_names

AWKWARD = (
    *("../x", "a/b", "a\\b", "/etc/passwd", "C:x", "..", ".", "", "CON", "nul.txt", "COM1", "-rf", "a\0b", "a\nb"),
    *(
        "x" * 500,
        "x" * 501,
        "north",
        "North",
        "NORTH",
        "north.",
        "ärzte",
        "aerzte",
        "日本",
        "*?<>|",
        "plan.",
        "'",
        "🙂" * 40,
    ),
)


def test_no_file_name_leaves_its_folder(tmp_path: Path) -> None:
    for name in file_names(AWKWARD, "", ".ics").values():
        assert (tmp_path / name).resolve().parent == tmp_path.resolve()
        assert re.fullmatch(r"[A-Za-z0-9_.-]+\.ics", name)
        assert len(name) < 100
        assert name.split(".")[0].casefold() not in DEVICES
        (tmp_path / name).write_bytes(b"")


def test_names_that_differ_in_case_alone_are_told_apart() -> None:
    names = list(file_names(AWKWARD, "room-", ".ics").values())
    assert len({name.casefold() for name in names}) == len(AWKWARD)
    assert file_names(["north", "North"], "room-", ".ics") == {"north": "room-north.ics", "North": "room-North-2.ics"}


def test_sheet_names_are_what_excel_accepts() -> None:
    names = list(sheet_names([*AWKWARD, "History", "a:b", "[1]", "'quoted'"]).values())
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert name[0] != "'"
        assert name[-1] != "'"
        assert name.casefold() != "history"


@pytest.mark.parametrize("plain", ["Summary", "north", "Oak Park & Söhne <West>"])
def test_good_sheet_names_stay(plain: str) -> None:
    assert sheet_names([plain]) == {plain: plain}
