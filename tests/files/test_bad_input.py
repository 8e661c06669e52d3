"""Bad input: everything wrong is said at once, each with its place, and to the letter as the catalogue has it."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from folder_text import FILES, edited, write_folder

from planner.errors import BadInput
from planner.files import read_folder

CATALOGUE = tomllib.loads((Path(__file__).parent / "bad_input.toml").read_text(encoding="utf-8"))["wrong"]


@pytest.mark.parametrize("wrong", CATALOGUE, ids=[f"{wrong['file']}:{wrong['new'][:30]!r}" for wrong in CATALOGUE])
def test_what_is_wrong_is_said_with_its_place_and_what_would_be_right(wrong: dict[str, str], tmp_path: Path) -> None:
    folder = write_folder(tmp_path, edited(wrong["file"], wrong["old"], wrong["new"]))
    assert findings(folder)[0] == wrong["said"]


def findings(path: Path) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_folder(path)
    assert refused.value.exit_status == 2
    return [str(finding) for finding in refused.value.findings]


def test_everything_wrong_in_every_file_is_said_at_once(tmp_path: Path) -> None:
    files = {**FILES}
    for file, old, new in (
        ("scenario.toml", "wait_day = 2", "wait_day = -2"),
        ("sites.csv", "41.5", "north"),
        ("rooms.csv", "12", "twelve"),
        ("participants.csv", "p02,amh,waiting,5", "p02,art,sleeping,9"),
        ("pairs.csv", "p01,dana", "p01,nobody"),
    ):
        files[file] = files[file].replace(old, new)
    del files["blocks.csv"]
    places = [finding.split(":")[0] for finding in findings(write_folder(tmp_path, files))]
    assert places == [
        "scenario.toml, weights.wait_day",
        "blocks.csv",
        "sites.csv, row 2, latitude",
        "rooms.csv, row 2, seats",
        "participants.csv, row 4, status",
        "participants.csv, row 4, priority",
        "participants.csv, row 4, program_id",
        "pairs.csv, row 3, other_id",
    ]


def test_a_finding_carries_the_value_for_machines(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_folder(write_folder(tmp_path, edited("rooms.csv", "12", "twelve")))
    (finding,) = refused.value.findings
    assert (finding.file, finding.row, finding.column, finding.value) == ("rooms.csv", 2, "seats", "twelve")


@pytest.mark.parametrize(
    "name", ["sites", "rooms", "blocks", "programs", "therapists", "therapist_hours", "participants"]
)
def test_a_required_table_that_is_missing_is_named_and_nothing_is_said_of_ids_in_it(name: str, tmp_path: Path) -> None:
    said = findings(write_folder(tmp_path, {key: text for key, text in FILES.items() if key != f"{name}.csv"}))
    assert len(said) == 1
    assert said[0].startswith(f"{name}.csv: is missing; add it. ")


def test_ids_of_an_optional_table_that_is_missing_are_unknown(tmp_path: Path) -> None:
    files = {key: text for key, text in FILES.items() if key != "cohorts.csv"}
    assert findings(write_folder(tmp_path, files)) == [
        "participants.csv, row 2, cohort_id: c1 is not in cohorts; use an id of cohorts, or add it there"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; write a row of headings, even where no rows follow"),
        (b"\n\n , \n", "is empty; write a row of headings, even where no rows follow"),
        ("site_id\nnorth".encode("utf-16"), "is not a text file in UTF-8; save it as 'CSV UTF-8'"),
        (b"site_id\0\n", "is not a text file in UTF-8; save it as 'CSV UTF-8'"),
        (b"site_id,name\nnorth,\x81\n", "is not a text file in UTF-8; save it as 'CSV UTF-8'"),
    ],
)
def test_a_file_that_is_no_table_is_said_to_be_none(content: bytes, said: str, tmp_path: Path) -> None:
    assert findings(write_folder(tmp_path, {**FILES, "sites.csv": content})) == [f"sites.csv: {said}"]


@pytest.mark.parametrize(("delimiter", "said"), [("\t", "tabs"), ("|", "vertical bars (|)")])
@pytest.mark.parametrize("file", sorted(FILES.keys() - {"scenario.toml"}))
def test_a_table_that_something_else_separates_is_one_finding(
    file: str, delimiter: str, said: str, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path, {**FILES, file: FILES[file].replace(",", delimiter)})
    right = "save it as 'CSV UTF-8', separated by commas"
    assert findings(folder) == [f"{file}: its cells are separated by {said}; {right}"]


@pytest.mark.parametrize("edit", [lambda row: row.rsplit(",", 3)[0], lambda row: f"nonsense,{row},more"])
@pytest.mark.parametrize("file", sorted(FILES.keys() - {"scenario.toml"}))
def test_a_row_with_more_or_fewer_cells_than_headings_is_one_finding(
    file: str, edit: Callable[[str], str], tmp_path: Path
) -> None:
    head, *rows = FILES[file].splitlines()
    ragged = "\n".join([head, *rows, edit(rows[-1].replace(rows[-1].split(",")[0], "extra", 1)), ""])
    (only,) = findings(write_folder(tmp_path, {**FILES, file: ragged}))
    assert only.startswith(f"{file}, row {len(rows) + 2}: has ")


def test_a_row_that_lacks_cells_is_missed_by_nobody_who_names_it(tmp_path: Path) -> None:
    said = findings(write_folder(tmp_path, edited("sites.csv", "41.5,-74.25,40\n", "\n")))
    assert said == ["sites.csv, row 2: has 8 cells under 10 headings; write every cell, empty ones too"]


@pytest.mark.parametrize(
    ("file", "again"),
    [
        ("sites.csv", "north,,,,,virtual,amh,,,"),
        ("rooms.csv", "n1,online,office,1,yes"),
        ("blocks.csv", "noon,north,11:00,14:00,yes"),
        ("therapists.csv", "007,,amh,online,20,,,"),
    ],
)
def test_a_row_given_twice_is_one_finding_also_where_the_two_disagree(file: str, again: str, tmp_path: Path) -> None:
    (only,) = findings(write_folder(tmp_path, {**FILES, file: f"{FILES[file]}{again}\n"}))
    assert " already in row " in only


def test_a_directory_in_the_place_of_a_table_is_said_to_be_none(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {key: text for key, text in FILES.items() if key != "travel.csv"})
    (folder / "travel.csv").mkdir()
    assert findings(folder) == ["travel.csv: cannot be read (Is a directory); check what it is"]


def test_a_place_without_a_scenario_is_said_to_have_none(tmp_path: Path) -> None:
    assert findings(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: is not there; name a scenario's folder"]
    file = tmp_path / "file"
    file.write_text("")
    assert findings(file) == [f"{file}: is a file, not a folder; name a scenario's folder"]
    assert findings(write_folder(tmp_path / "empty", {})) == [
        'scenario.toml: is missing; add it, with a line name = "…"'
    ]


def test_a_what_if_with_a_broken_toml_misses_no_tables(tmp_path: Path) -> None:
    said = findings(write_folder(tmp_path, {"scenario.toml": 'name = "x"\nbase = ../demo\n'}))
    assert len(said) == 1
    assert said[0].startswith("scenario.toml, row 2: is not TOML")


def test_rows_are_numbered_as_a_spreadsheet_does_blank_ones_and_long_cells_included(tmp_path: Path) -> None:
    rooms = 'room_id,site_id,kind,seats\n\nn1,north,group,12\n,,,\n"n2",north,office,none\n'
    sites = FILES["sites.csv"].replace("North Clinic", '"North\nClinic"').replace("virtual,amh", "virtual,art")
    assert findings(write_folder(tmp_path, {**FILES, "rooms.csv": rooms, "sites.csv": sites})) == [
        "rooms.csv, row 5, seats: 'none' is not a whole number; write a number such as 12",
        "sites.csv, row 3, programs: art is not in programs; use an id of programs, or add it there",
    ]
