"""Each item of the menu means the same as a scenario's edit and as a change of the contract."""

from pathlib import Path

import pytest
from small_clinic import OFFICE, PROGRAM, ROOM, Rows, duty, people, small_clinic, small_tables, therapist

from planner.explain.loosening import Kind
from planner.explain.menu import menu
from planner.explain.reasons import OUTRANKED, OUTWEIGHED, TIED, UNDECIDED
from planner.whatif.apply import apply

DOCUMENTED = (Path(__file__).parents[2] / "docs" / "explanations.md").read_text(encoding="utf-8")

WIDE: dict[str, Rows] = {
    "sites": [{"site_id": "north", "max_participants": "9"}, {"site_id": "south", "programs": "other"}],
    "rooms": [ROOM, OFFICE, {"room_id": "hall", "site_id": "south", "kind": "flex", "seats": "3"}],
    "blocks": [
        {"block_id": "evening", "start": "17:00", "end": "20:00"},
        {"block_id": "morning", "start": "09:00", "end": "12:00", "open": "no"},
    ],
    "programs": [{**PROGRAM, "blocks": "evening"}, {**PROGRAM, "program_id": "other", "skill": "listen"}],
    "therapists": [
        therapist("ann", max_individual="2"),
        {**therapist("bea"), "skills": "listen", "sites": "north;south"},
    ],
    "therapist_hours": [*duty("ann", "08:00", "12:00"), *duty("bea")],
    "participants": people("p1", "p2", sites="north", blocks="evening"),
    "participant_hours": [{"participant_id": "p1", "day": "Mon", "start": "08:00", "end": "10:00"}],
}


@pytest.mark.parametrize("person", ["p1", "p2"])
def test_every_change_of_the_menu_edits_a_scenario_as_it_edits_the_tables(person: str) -> None:
    tables, s = small_tables(None, **WIDE), small_clinic(None, **WIDE)
    for x in menu(s, person):
        assert x.edit(s) == apply(tables, [x.change]).scenario, x.sentence


def test_the_menu_of_a_person_holds_the_kinds_that_the_page_lists_for_one() -> None:
    kinds = {x.kind for x in menu(small_clinic(None, **WIDE), "p1")}
    assert kinds >= {Kind.HOURS, Kind.GROUP_MIN, Kind.GROUP_MAX, Kind.SEATS, Kind.CENSUS, Kind.CASELOAD}
    assert kinds >= {Kind.DUTY, Kind.SKILL, Kind.DIRECT_HOURS, Kind.ROOM, Kind.OFFICE, Kind.BLOCK_RUNS}


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_every_kind_stands_in_the_page_with_its_code_and_cost(kind: Kind) -> None:
    rows = [line for line in DOCUMENTED.splitlines() if f"`{kind.code}`" in line and kind.unit in line]
    assert rows, f"docs/explanations.md does not describe {kind.name}"
    assert any(f"| {kind.cost} |" in row for row in rows)


@pytest.mark.parametrize("code", [OUTRANKED, OUTWEIGHED, TIED, UNDECIDED])
def test_every_other_code_stands_in_the_page(code: str) -> None:
    assert f"`{code}`" in DOCUMENTED
