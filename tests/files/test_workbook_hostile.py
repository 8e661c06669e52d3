"""Workbooks that nobody should open are refused by name, before they are parsed."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from planner.errors import BadInput
from planner.files import hostile
from planner.files.example import EXAMPLE
from planner.files.workbook import read_workbook
from planner.files.workbook_out import workbook_bytes
from planner.services.opening import open_scenario


def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(EXAMPLE))) as workbook:
        return {name: workbook.read(name) for name in workbook.namelist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as workbook:
        for name, part in content.items():
            workbook.writestr(name, part)
    return data.getvalue()


def _macros() -> bytes:
    return packed({**parts(), "xl/vbaProject.bin": b"x"})


def _macro_type() -> bytes:
    kept = parts()
    kept["[Content_Types].xml"] = kept["[Content_Types].xml"].replace(b"sheet.main", b"sheet.macroEnabled.main")
    return packed(kept)


def _bomb() -> bytes:
    return packed({**parts(), "xl/media/image1.png": bytes(hostile.MOST_UNPACKED)})


def _lying_bomb() -> bytes:
    """Says that a part is short, and unpacks to more."""
    data = packed({**parts(), "xl/extra.xml": bytes(1_000_000)})
    return data.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


def _many_parts() -> bytes:
    return packed({**parts(), **{f"xl/{number}.xml": b"" for number in range(hostile.MOST_PARTS)}})


def _far_cell() -> bytes:
    kept = parts()
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    kept["xl/worksheets/sheet3.xml"] = kept["xl/worksheets/sheet3.xml"].replace(b"</sheetData>", far)
    return packed(kept)


def _far_row() -> bytes:
    """A row far down whose cell does not say where it stands."""
    kept = parts()
    far = b'<row r="1048576"><c><v>1</v></c></row></sheetData>'
    kept["xl/worksheets/sheet3.xml"] = kept["xl/worksheets/sheet3.xml"].replace(b"</sheetData>", far)
    return packed(kept)


def _old_macros() -> bytes:
    return packed({**parts(), "xl/macrosheets/sheet1.xml": b"<macrosheet/>"})


def _renamed_macros() -> bytes:
    kept = parts()
    more = b'<Override PartName="/xl/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    kept["[Content_Types].xml"] = kept["[Content_Types].xml"].replace(b"</Types>", more)
    return packed({**kept, "xl/x.bin": b"x"})


def _binary() -> bytes:
    return packed({**parts(), "xl/workbook.bin": b"x"})


def _entities() -> bytes:
    kept = parts()
    kept["xl/sharedStrings.xml"] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + kept["xl/sharedStrings.xml"]
    return packed(kept)


def _half() -> bytes:
    return workbook_bytes(EXAMPLE)[:3000]


def _damaged() -> bytes:
    return packed({**parts(), "xl/workbook.xml": b"<workbook"})


HOSTILE: list[tuple[Callable[[], bytes], str]] = [
    (lambda: hostile.OLE + bytes(100), "is locked with a password, or in the old .xls format"),
    (_macros, "holds macros"),
    (_macro_type, "holds macros"),
    (_bomb, "unpacks to more than 200 MB"),
    (_many_parts, "unpacks to more than 200 MB"),
    (_lying_bomb, "is not a whole .xlsx workbook"),
    (_far_cell, "has a sheet of 1,048,576 rows and 16,384 columns; delete what stands far outside the tables"),
    (_far_row, "has a sheet of 1,048,576 rows and 10 columns; delete what stands far outside the tables"),
    (_old_macros, "holds macros"),
    (_renamed_macros, "holds macros"),
    (_binary, "is a binary workbook (.xlsb); save it as an ordinary .xlsx without a password"),
    (_entities, "defines entities in xl/sharedStrings.xml"),
    (_half, "is not a whole .xlsx workbook"),
    (_damaged, "cannot be read"),
    (lambda: b"", "is not a whole .xlsx workbook"),
    (lambda: b"site_id,name\n", "is not a whole .xlsx workbook"),
    (lambda: packed({"a.txt": b"a"}), "is not a whole .xlsx workbook"),
]


@pytest.mark.parametrize(("make", "said"), HOSTILE, ids=[getattr(make, "__name__", said) for make, said in HOSTILE])
def test_a_hostile_workbook_is_refused_by_name(make: Callable[[], bytes], said: str, tmp_path: Path) -> None:
    file = tmp_path / "given.xlsx"
    file.write_bytes(make())
    with pytest.raises(BadInput) as refused:
        read_workbook(file)
    assert str(refused.value).startswith(f"given.xlsx: {said}")


def test_cells_that_are_formatted_and_empty_are_no_harm(tmp_path: Path) -> None:
    kept = parts()
    blank = b'<row r="1048576" spans="1:9"><c r="XFD1048576" s="1"/></row></sheetData>'
    kept["xl/worksheets/sheet3.xml"] = kept["xl/worksheets/sheet3.xml"].replace(b"</sheetData>", blank)
    file = tmp_path / "given.xlsx"
    file.write_bytes(packed(kept))
    assert len(read_workbook(file).tables.rows["sites"]) == 1


@pytest.mark.parametrize("name", ["given.xlsm", "given.xls", "given.ods", "given.XLSX"])
def test_whatever_people_take_for_a_workbook_is_looked_at_as_one(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(_macros())
    with pytest.raises(BadInput, match=f"{name}: holds macros"):
        open_scenario(tmp_path / name)


def test_a_file_too_large_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "given.xlsx"
    with file.open("wb") as hole:
        hole.truncate(hostile.MOST_BYTES + 1)
    with pytest.raises(BadInput, match="is larger than 50 MB"):
        read_workbook(file)


def test_a_workbook_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be read \(No such file or directory\); name a workbook"):
        read_workbook(tmp_path / "nowhere.xlsx")
