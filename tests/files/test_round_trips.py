"""What was read and is written reads the same again."""

import tempfile
from pathlib import Path

import pytest
from folder_text import FILES, write_folder
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.tables import Tables
from planner.errors import BadInput
from planner.files import read_folder, scenario_of, write_tables
from planner.files.cells import Wrong, is_formula, reader
from planner.files.contract import TABLES
from planner.files.schema import Column, Kind
from planner.generate import Options, generate


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_read_written_and_read_is_the_same_and_so_are_its_files(tmp_path: Path) -> None:
    first = read_folder(write_folder(tmp_path / "first"))
    write_tables(first.tables, tmp_path / "second")
    second = read_folder(tmp_path / "second")
    assert second == first
    write_tables(second.tables, tmp_path / "third")
    assert contents(tmp_path / "third") == contents(tmp_path / "second")


def test_a_synthetic_scenario_survives_the_disk(tmp_path: Path) -> None:
    tables = generate(Options(3, 90, 7))
    write_tables(tables, tmp_path / "drawn")
    assert scenario_of(read_folder(tmp_path / "drawn").tables)[0] == scenario_of(tables)[0]


def test_what_is_written_is_canonical_and_leaves_out_empty_tables(tmp_path: Path) -> None:
    files = {**FILES, "travel.csv": "participant_id,site_id,minutes\n"}
    write_tables(read_folder(write_folder(tmp_path / "in", files)).tables, tmp_path / "out")
    assert not (tmp_path / "out" / "travel.csv").exists()
    assert (tmp_path / "out" / "therapist_hours.csv").read_bytes() == (
        b"therapist_id,day,start,end,site_id\n"
        b"007,Wed,09:00,24:00,north\n"
        b"dana,Mon,08:00,12:00,\n"
        b"dana,Mon,12:00,21:00,online\n"
    )
    assert (tmp_path / "out" / "scenario.toml").read_text(encoding="utf-8") == FILES["scenario.toml"]


def test_wrong_tables_are_not_written(tmp_path: Path) -> None:
    tables = read_folder(write_folder(tmp_path / "in")).tables
    rooms = ({"room_id": "=n1", "site_id": "north", "kind": "group", "seats": "3"},)
    with pytest.raises(BadInput, match="'=n1' is not an id"):
        write_tables(Tables(tables.settings, {**tables.rows, "rooms": rooms}), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_folder_with_anything_in_it_is_not_written_into(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in")
    tables = read_folder(folder).tables
    before = contents(folder)
    with pytest.raises(BadInput, match="is there already and is not empty; name a new folder"):
        write_tables(tables, folder)
    assert contents(folder) == before


@given(name=st.text(), description=st.text(), weight=st.integers(0, 10**9), speed=st.floats(0.001, 1e9))
def test_any_text_and_number_in_the_settings_survives(name: str, description: str, weight: int, speed: float) -> None:
    written: dict[str, object] = {
        "name": name,
        "description": description,
        "travel_speed_kmh": speed,
        "weights": {"wait_day": weight},
    }
    _survives(written, "north")


@given(site=st.text())
def test_any_text_in_a_cell_survives_or_is_refused(site: str) -> None:
    _survives({"name": "any"}, site)


def _survives(written: dict[str, object], site: str) -> None:
    """Either nothing is written, or it reads the same."""
    with tempfile.TemporaryDirectory() as home:
        tables = read_folder(write_folder(Path(home, "in"))).tables
        sites = ({**tables.rows["sites"][0], "name": site}, tables.rows["sites"][1])
        named = Tables(written, {**tables.rows, "sites": sites})
        try:
            write_tables(named, Path(home, "out"))
        except BadInput:
            assert [path.name for path in Path(home).iterdir()] == ["in"]
        else:
            assert scenario_of(read_folder(Path(home, "out")).tables)[0] == scenario_of(named)[0]


COLUMNS = [column for table in TABLES.values() for column in table.columns if column.kind is not Kind.ZONE]
LIKELY = st.text(alphabet="0123456789:.;-+eE =@\tMonTueWdFriayesno_\"',", max_size=24)


@given(column=st.sampled_from(COLUMNS), text=st.one_of(st.text(), LIKELY))
def test_canonical_text_reads_as_itself_and_starts_no_formula(column: Column, text: str) -> None:
    try:
        cell = reader(column)(text)
    except Wrong:
        return
    assert reader(column)(cell.text) == cell
    assert column.kind is Kind.NUMBER or not is_formula(cell.text)
