import io
import zipfile
from pathlib import Path

import pytest

from planner.errors import BadInput
from planner.files import read_folder
from planner.files.workbook_out import workbook_bytes
from planner.services.editing import check_typed
from planner.services.scenarios import FOLDER
from planner.services.uploading import take_in, title_of

DEMO = FOLDER / "demo"


def demo_files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in DEMO.iterdir()}


def zipped(files: dict[str, bytes], inside: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, data in files.items():
            packed.writestr(inside + name, data)
    return content.getvalue()


@pytest.mark.parametrize(
    "upload",
    [
        demo_files(),
        {"demo.zip": zipped(demo_files())},
        {"demo.zip": zipped(demo_files() | {"read.me": b"hello"}, "some/folder/")},
        {"Demo clinic.xlsx": workbook_bytes(read_folder(DEMO).tables)},
    ],
    ids=["files", "zip", "zip of a folder", "workbook"],
)
def test_a_scenario_comes_in_whole_however_it_is_packed(upload: dict[str, bytes]) -> None:
    typed, _ = take_in(upload)
    assert check_typed(typed).tables == read_folder(DEMO).tables
    assert title_of(typed, upload) == read_folder(DEMO).tables.settings["name"]


def test_a_wrong_cell_does_not_stop_an_upload() -> None:
    files = demo_files() | {"sites.csv": (DEMO / "sites.csv").read_bytes().replace(b"America/New_York", b"Mars", 1)}
    typed, _ = take_in(files)
    assert [(e.file, e.value) for e in check_typed(typed).errors] == [("sites", "Mars")]


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        ({"notes.txt": b"hello"}, "holds no table"),
        ({"rooms.csv": b"room_id\nx\n"}, "scenario.toml: is missing"),
        ({"clinic.xlsx": b"no workbook"}, "clinic.xlsx: is not a whole .xlsx workbook"),
        ({"old.xls": b"\xd0\xcf\x11\xe0"}, "is not an .xlsx workbook"),
        ({"a.xlsx": b"", "b.csv": b""}, "one workbook alone"),
        ({"broken.zip": b"PK"}, "is not a whole .zip"),
        ({"two.zip": zipped({"a/scenario.toml": b"", "b/scenario.toml": b""})}, "holds 2 scenarios"),
        ({"none.zip": zipped({"a/rooms.csv": b""})}, "holds no scenario.toml"),
        ({"many.zip": zipped({f"{n}.csv": b"" for n in range(300)})}, "more than 200 files"),
        ({"scenario.toml": b"name = "}, "is not TOML"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(upload: dict[str, bytes], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        take_in(upload)


def test_another_workbook_is_refused_rather_than_taken_for_an_empty_scenario(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    book["Sheet"].title = "Budget"
    book.save(tmp_path / "Budget.xlsx")
    with pytest.raises(BadInput, match="has no sheet that the planner knows"):
        take_in({"Budget.xlsx": (tmp_path / "Budget.xlsx").read_bytes()})


def test_a_name_in_an_upload_cannot_lead_elsewhere(tmp_path: Path) -> None:
    outside = tmp_path / "rooms.csv"
    typed, _ = take_in(demo_files() | {f"../../{outside}": b"room_id\nx\n"})
    assert not outside.exists()
    assert typed["rooms"]
