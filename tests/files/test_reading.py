"""What a folder's text means, in whatever program it was saved."""

from collections.abc import Callable
from pathlib import Path

import pytest
from folder_text import FILES, edited, write_folder

from planner.domain.scenario import Duty, Pair, PairKind, RoomKind, Scenario
from planner.domain.tables import Tables
from planner.domain.week import ALL_WEEK, Span
from planner.errors import BadInput
from planner.files import read_folder, scenario_of


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return scenario_of(read_folder(write_folder(tmp_path_factory.mktemp("clinics"))).tables)[0]


def test_empty_cells_and_absent_columns_mean_the_contracts_defaults(clinics: Scenario) -> None:
    online, north = clinics.sites["online"], clinics.sites["north"]
    assert (online.name, online.region, online.timezone, online.open, online.virtual) == (
        "online",
        "",
        "UTC",
        True,
        True,
    )
    assert (online.latitude, online.max_participants, online.programs) == (None, None, frozenset({"amh"}))
    assert (north.programs, north.virtual, north.max_participants) == (frozenset({"amh", "sud"}), False, 40)
    sud = clinics.programs["sud"]
    assert (sud.facilitators, sud.individual_per_week, sud.individual_minutes, sud.length_weeks) == (1, 1, 50, 8)
    assert (sud.extra_facilitator_above, sud.profile, sud.blocks) == (None, None, frozenset({"evening"}))
    p01 = clinics.participants["p01"]
    assert (p01.enrolled, p01.priority, p01.days_waiting, p01.blocks) == (False, 1, 0, frozenset({"evening"}))
    assert clinics.participants["p02"].blocks == frozenset({"evening", "noon"})
    assert clinics.constants.grid_minutes == 30
    assert (clinics.constants.weights.wait_day, clinics.constants.weights.open_cohort) == (2, 100)


def test_a_sites_own_block_wins_over_the_general_one_and_closed_ones_stay(clinics: Scenario) -> None:
    evening = Span(17 * 60, 20 * 60)
    assert clinics.blocks["north", "evening"].span == evening
    assert clinics.blocks["online", "evening"].span == Span(18 * 60, 21 * 60)
    assert not clinics.blocks["north", "noon"].open
    assert ("online", "noon") not in clinics.blocks


def test_hours_are_joined_and_nobody_without_a_row_is_tied(clinics: Scenario) -> None:
    assert clinics.participants["p01"].hours[0] == (Span(8 * 60, 22 * 60),)
    assert clinics.participants["p01"].hours[1] == ()
    assert clinics.participants["p02"].hours == ALL_WEEK
    assert clinics.therapists["dana"].duty == (
        Duty(0, Span(8 * 60, 12 * 60), None),
        Duty(0, Span(12 * 60, 21 * 60), "online"),
    )
    assert clinics.therapists["007"].duty == (Duty(2, Span(9 * 60, 24 * 60), "north"),)


def test_numbers_ids_and_pairs_are_what_they_say(clinics: Scenario) -> None:
    assert list(clinics.therapists) == ["007", "dana"]
    assert clinics.therapists["dana"].max_direct_minutes == 25.5 * 60
    assert clinics.rooms["n2"].kind is RoomKind.OFFICE
    assert clinics.participants["p01"].sites == frozenset({"north"})
    assert clinics.participants["p01"].travel == {"north": 25}
    assert clinics.participants["e01"].sites is None
    assert clinics.pairs == (Pair(PairKind.APART, "p01", "p02"), Pair(PairKind.NOT_WITH, "p01", "dana"))
    assert clinics.cohorts["c1"].pattern == (0, 2, 4)
    assert clinics.cohorts["c1"].locked


def test_hours_a_computer_cannot_hold_exactly_lose_no_minute(tmp_path: Path) -> None:
    for hours in ("0.1", "25.1", "32.3", "37.7"):
        folder = write_folder(tmp_path, edited("therapists.csv", "25.5", hours))
        scenario, _ = scenario_of(read_folder(folder).tables)
        assert scenario.therapists["dana"].max_direct_minutes == int(hours.replace(".", "")) * 6


def _semicolons(text: str) -> str:
    """As a spreadsheet in a country with decimal commas saves it."""
    cells = [[f'"{cell}"' if ";" in cell else cell for cell in line.split(",")] for line in text.split("\n")]
    return "\n".join(";".join(row) for row in cells)


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: _semicolons(text).encode(),
        lambda text: (text.split("\n")[0].upper() + text[text.index("\n") :]).encode(),
    ],
    ids=["bom", "crlf", "no last newline", "blank rows", "semicolons", "headings in capitals"],
)
def test_however_a_table_was_saved_it_means_the_same(
    saved: Callable[[str], bytes], clinics: Scenario, tmp_path: Path
) -> None:
    tables = {name: saved(text) for name, text in FILES.items() if name.endswith(".csv")}
    folder = read_folder(write_folder(tmp_path, {**FILES, **tables}))
    assert scenario_of(folder.tables)[0] == clinics
    assert folder.warnings == ()


def test_decimal_commas_are_read_where_semicolons_separate(tmp_path: Path) -> None:
    text = _semicolons(FILES["therapists.csv"]).replace("25.5", "25,5")
    folder = read_folder(write_folder(tmp_path, {**FILES, "therapists.csv": text}))
    assert folder.tables.rows["therapists"][1]["max_direct_hours"] == "25.5"


def test_headings_may_be_written_with_capitals_and_spaces(clinics: Scenario, tmp_path: Path) -> None:
    folder = write_folder(tmp_path, edited("rooms.csv", "room_id,site_id", "Room ID, Site id "))
    assert scenario_of(read_folder(folder).tables)[0] == clinics


def test_windows_text_is_read_with_a_warning(tmp_path: Path) -> None:
    sites = FILES["sites.csv"].replace("North Clinic", "Clínica Norte").encode("cp1252")
    folder = read_folder(write_folder(tmp_path, {**FILES, "sites.csv": sites}))
    assert folder.tables.rows["sites"][0]["name"] == "Clínica Norte"
    (warning,) = folder.warnings
    assert str(warning).startswith("sites.csv: is not UTF-8 and was read as Windows-1252; ")


def test_unknown_columns_and_tables_are_warned_of_and_not_read(clinics: Scenario, tmp_path: Path) -> None:
    files = edited("profiles.csv", "effective", "Approved by")
    folder = read_folder(write_folder(tmp_path, {**files, "chairs.csv": "a,b\n", "notes.txt": "x"}))
    assert [str(warning) for warning in folder.warnings] == [
        "chairs.csv: is not read: no table has this name; remove or rename it",
        "profiles.csv, row 1, Approved by: is no column of this table; it is not read",
    ]
    assert scenario_of(folder.tables)[0].programs == clinics.programs


def test_a_what_if_is_its_base_and_its_changes(tmp_path: Path) -> None:
    toml = 'name = "If"\nbase = "../demo"\ngrid_minutes = 15\n[[changes]]\ndo = "lock"\ncohort = "c1"\n'
    folder = read_folder(write_folder(tmp_path, {"scenario.toml": toml, "sites.csv": "x"}))
    assert folder.base == "../demo"
    assert folder.changes == ({"do": "lock", "cohort": "c1"},)
    assert folder.tables == Tables({"name": "If", "grid_minutes": 15}, {})
    assert [str(warning) for warning in folder.warnings] == [
        "sites.csv: is not read: the tables are its base's; remove or rename it"
    ]


def test_tables_without_a_file_name_the_row_by_its_key() -> None:
    tables = Tables({"name": "x"}, {"rooms": ({"room_id": "n1", "site_id": "mars", "kind": "flex", "seats": "0"},)})
    with pytest.raises(BadInput) as refused:
        scenario_of(tables)
    said = [str(finding) for finding in refused.value.findings]
    assert "rooms.csv, seats: 0 is less than 1 (in the row n1); write 1 or more" in said


def test_the_order_of_rows_means_nothing(clinics: Scenario, tmp_path: Path) -> None:
    def turned(text: str) -> str:
        headings, *rows = text.splitlines()
        return "\n".join([headings, *reversed(rows)])

    files = {name: turned(text) if name.endswith(".csv") else text for name, text in FILES.items()}
    folder = read_folder(write_folder(tmp_path, files))
    assert scenario_of(folder.tables)[0] == clinics
    assert folder.tables == read_folder(write_folder(tmp_path, FILES)).tables
