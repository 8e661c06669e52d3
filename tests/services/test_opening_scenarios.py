from pathlib import Path

import pytest

from planner.domain.tables import Tables
from planner.errors import BadInput
from planner.files import write_tables
from planner.services.opening import MOST_BASES, open_scenario
from planner.whatif.apply import apply

TABLES: dict[str, list[dict[str, str]]] = {
    "sites": [{"site_id": "north", "name": "North Clinic"}],
    "rooms": [
        {"room_id": "n1", "site_id": "north", "kind": "group", "seats": "12"},
        {"room_id": "n2", "site_id": "north", "kind": "office", "seats": "2"},
    ],
    "blocks": [{"block_id": "morning", "start": "09:00", "end": "12:00"}],
    "programs": [{"program_id": "amh", "skill": "amh", "patterns": "Mon Wed Fri", "group_min": "3", "group_max": "9"}],
    "therapists": [
        {"therapist_id": "dana", "name": "Dana Ortiz", "skills": "amh", "sites": "north", "max_direct_hours": "30"},
        {"therapist_id": "eve", "name": "", "skills": "amh", "sites": "north", "max_direct_hours": "30"},
    ],
    "therapist_hours": [
        {"therapist_id": one, "day": day, "start": "08:00", "end": "16:00"}
        for one in ("dana", "eve")
        for day in ("Mon", "Wed", "Fri")
    ],
    "participants": [{"participant_id": f"p{number}", "program_id": "amh"} for number in range(4)],
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    settings = {"name": "base", "description": "The base.", "weights": {"wait_day": 2, "open_cohort": 5}}
    folder = tmp_path / "base"
    write_tables(Tables(settings, {name: tuple(rows) for name, rows in TABLES.items()}), folder)
    return folder


def what_if(base: Path, name: str, changes: str, on: str = "../base", more: str = "") -> Path:
    folder = base.parent / name
    folder.mkdir()
    text = f'name = "{name}"\nbase = "{on}"\n{more}\n{changes}'
    (folder / "scenario.toml").write_text(text, encoding="utf-8")
    return folder


def change(text: str) -> str:
    return f"\n[[changes]]\n{text}\n"


LEAVES = change('do = "therapist_leaves"\ntherapist = "dana"')
CLOSES = change('do = "room_closes"\nroom = "n2"')


def test_a_plain_scenario_has_no_base_and_no_changes(base: Path) -> None:
    opened = open_scenario(base)
    assert (opened.base, opened.changes, opened.phrases) == (None, (), ())
    assert list(opened.scenario.therapists) == ["dana", "eve"]
    assert len(opened.fingerprint) == 64


def test_a_what_if_is_its_base_with_its_changes_under_its_own_name(base: Path) -> None:
    opened = open_scenario(what_if(base, "leaves", LEAVES))
    assert opened.base == base
    assert opened.phrases == ("Dana Ortiz leaves",)
    assert (opened.scenario.name, opened.scenario.description) == ("leaves", "")
    assert list(opened.scenario.therapists) == ["eve"]
    assert opened.scenario.constants.weights.wait_day == 2
    assert opened.fingerprint != open_scenario(base).fingerprint


def test_a_what_if_may_stand_on_a_what_if(base: Path) -> None:
    what_if(base, "leaves", LEAVES)
    opened = open_scenario(what_if(base, "both", CLOSES, on="../leaves"))
    both = apply(
        open_scenario(base).tables,
        [{"do": "therapist_leaves", "therapist": "dana"}, {"do": "room_closes", "room": "n2"}],
    )
    assert opened.tables.rows == both.tables.rows
    assert opened.phrases == ("Room n2 at North Clinic closes",)


def test_what_a_what_if_sets_of_its_own_wins_and_the_rest_is_its_bases(base: Path) -> None:
    opened = open_scenario(what_if(base, "far", LEAVES, more="max_travel_minutes = 60\nweights = { wait_day = 3 }"))
    constants = opened.scenario.constants
    assert (constants.max_travel_minutes, constants.weights.wait_day, constants.weights.open_cohort) == (60, 3, 5)


def test_the_resolved_tables_written_out_mean_the_same(base: Path) -> None:
    opened = open_scenario(what_if(base, "leaves", LEAVES))
    write_tables(opened.tables, base.parent / "plain")
    plain = open_scenario(base.parent / "plain")
    assert plain.fingerprint == opened.fingerprint
    assert plain.base is None


def test_what_surely_is_a_mistake_is_said(base: Path) -> None:
    warnings = open_scenario(what_if(base, "closes", CLOSES)).warnings
    assert any("n2" in str(warning) or "office" in str(warning) for warning in warnings)


def test_a_base_that_is_not_there_is_named_as_the_what_if_writes_it(base: Path) -> None:
    with pytest.raises(BadInput) as refused:
        open_scenario(what_if(base, "lost", LEAVES, on="../nope"))
    (finding,) = map(str, refused.value.findings)
    assert finding.startswith("scenario.toml, base: '../nope' is not there, seen from ")
    assert finding.endswith("name a scenario's folder")


def test_bases_in_a_circle_are_refused_with_their_names(base: Path) -> None:
    what_if(base, "one", LEAVES, on="../two")
    two = what_if(base, "two", CLOSES, on="../one")
    with pytest.raises(BadInput, match="in a circle: two → one → two"):
        open_scenario(two)
    with pytest.raises(BadInput, match="in a circle: self → self"):
        open_scenario(what_if(base, "self", CLOSES, on="../self"))


def test_too_long_a_chain_of_bases_is_refused(base: Path) -> None:
    last = base
    for number in range(MOST_BASES + 1):
        last = what_if(base, f"step{number}", CLOSES, on=f"../{last.name}")
    with pytest.raises(BadInput, match=f"more than {MOST_BASES} bases"):
        open_scenario(last)


def test_a_base_that_is_not_there_is_bad_input(base: Path) -> None:
    with pytest.raises(BadInput):
        open_scenario(what_if(base, "lost", LEAVES, on="../nowhere"))


def test_a_change_that_does_not_fit_is_named_and_so_is_the_folder_of_a_base(base: Path) -> None:
    wrong = what_if(base, "wrong", change('do = "therapist_leaves"\ntherapist = "dan"'))
    with pytest.raises(BadInput, match=r"^scenario.toml, change 1 \(therapist_leaves\): therapist 'dan' is not in"):
        open_scenario(wrong)
    with pytest.raises(BadInput, match=r"^wrong/scenario.toml, change 1 \(therapist_leaves\): "):
        open_scenario(what_if(base, "upon", CLOSES, on="../wrong"))


def test_what_is_wrong_or_doubtful_in_a_base_is_said_with_its_folder(base: Path) -> None:
    folder = what_if(base, "leaves", LEAVES)
    (base / "extra.csv").write_text("a\n1\n")
    assert "base/extra.csv: is not read" in str(open_scenario(folder).warnings[0])
    (base / "rooms.csv").write_text("room_id,site_id,kind,seats\nn1,north,group,many\n")
    with pytest.raises(BadInput, match=r"^base/rooms.csv, row 2, seats: 'many' is not a whole number"):
        open_scenario(folder)
    with pytest.raises(BadInput, match=r"^rooms.csv, row 2, seats: "):
        open_scenario(base)


def test_changes_of_the_bases_in_between_are_said_with_their_names(base: Path) -> None:
    what_if(base, "first", LEAVES)
    opened = open_scenario(what_if(base, "second", CLOSES, on="../first"))
    assert opened.inherited == ("first: Dana Ortiz leaves",)
    assert len(opened.phrases) == 1
    assert open_scenario(base).inherited == ()


def test_what_a_what_if_sets_beside_its_changes_is_said(base: Path) -> None:
    more = "grid_minutes = 15\n[weights]\nwait_day = 2\nopen_cohort = 7"
    opened = open_scenario(what_if(base, "finer", "", more=more))
    said = [(x.column, x.wrong) for x in opened.warnings]
    assert ("grid_minutes", "is 15 here and the default in the base") in said
    assert ("weights.open_cohort", "is 7 here and 5 in the base") in said
    assert not [column for column, _ in said if column in {"weights.wait_day", "name", "description"}]
