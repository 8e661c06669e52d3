import pytest
from replanning import changes_of

from planner.generate import Options, generate
from planner.solver.components import split
from planner.whatif.apply import apply

TABLES = generate(Options(4, 120, 1, region_size=2))


@pytest.mark.parametrize(
    ("change", "table", "more"),
    [
        ("a therapist leaves", "therapists", -1),
        ("a room closes", "rooms", 0),
        ("five people arrive in one region", "participants", 5),
        ("five people arrive all over the country", "participants", 5),
    ],
)
def test_each_change_fits_a_drawn_scenario_and_changes_what_it_says(change: str, table: str, more: int) -> None:
    after = apply(TABLES, changes_of(TABLES)[change]).tables
    assert after.rows[table] != TABLES.rows[table]
    assert len(after.rows[table]) - len(TABLES.rows[table]) == more


@pytest.mark.parametrize("where", ["in one region", "all over the country"])
def test_who_arrives_has_the_hours_of_somebody_who_waits(where: str) -> None:
    after = apply(TABLES, changes_of(TABLES)[f"five people arrive {where}"]).scenario
    arrived = [p for p in after.participants.values() if p.id.startswith("new-")]
    assert len(arrived) == 5
    assert not any(p.enrolled for p in arrived)
    others = [p for p in after.participants.values() if not p.id.startswith("new-")]
    assert all(any(p.hours == other.hours and p.latitude == other.latitude for other in others) for p in arrived)


@pytest.mark.parametrize(("where", "parts"), [("in one region", 1), ("all over the country", 2)])
def test_who_arrives_comes_to_one_region_or_to_several(where: str, parts: int) -> None:
    after = apply(TABLES, changes_of(TABLES)[f"five people arrive {where}"]).scenario
    came_to = [part for part in split(after) if any(i.startswith("new-") for i in part.participants)]
    assert len(came_to) == parts
