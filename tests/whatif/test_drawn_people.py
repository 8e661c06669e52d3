import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_base import edits, said, small_base

from planner.domain.tables import Row, Tables
from planner.whatif.apply import apply
from planner.whatif.people import share_of


def after(**fields: object) -> Tables:
    return apply(small_base(), [{"do": "demand", **fields}]).tables


def waiting(tables: Tables) -> list[Row]:
    return [row for row in tables.rows["participants"] if row["status"] == "waiting"]


@pytest.mark.parametrize(
    ("count", "factor", "share"),
    [(8, 1.2, 10), (5, 1.1, 6), (5, 0.5, 3), (35, 1.1, 39), (3, 0.0, 0), (100, 1.005, 101), (0, 7.0, 0), (8, 0.8, 6)],
)
def test_a_half_goes_up_and_is_a_half_as_written(count: int, factor: float, share: int) -> None:
    assert share_of(count, factor) == share


@pytest.mark.parametrize(("factor", "count"), [(0, 0), (0.3, 2), (0.8, 6), (1.0, 8), (1.2, 10), (2.5, 20), (4, 32)])
def test_demand_counts_the_waiting_people_alone(factor: float, count: int) -> None:
    tables = after(factor=factor)
    assert len(waiting(tables)) == count
    assert len(tables.rows["participants"]) == count + 2


@pytest.mark.parametrize(
    ("filters", "matching"),
    [
        ({"program": "sud"}, "p06 p07"),
        ({"block": "morning"}, "p01 p02 p03 p05 p07 p08"),
        ({"site": "east"}, "p03 p04 p06"),
        ({"site": "north"}, "p01 p02 p05 p07"),
        ({"site": "online"}, "p08"),
        ({"site": "east", "program": "sud"}, "p06"),
    ],
    ids=str,
)
def test_demand_touches_only_those_who_match(filters: dict[str, str], matching: str) -> None:
    left = {row["participant_id"] for row in waiting(after(factor=0, **filters))}
    assert {row["participant_id"] for row in waiting(small_base())} - left == set(matching.split())


def test_the_seed_draws_the_same_people_again_and_another_seed_others() -> None:
    assert after(factor=0.5, seed=3) == after(factor=0.5, seed=3)
    drawn = {tuple(row["participant_id"] for row in waiting(after(factor=0.5, seed=seed))) for seed in range(20)}
    assert len(drawn) > 5


def test_the_order_of_the_rows_does_not_matter() -> None:
    base = small_base()
    turned = Tables(base.settings, {name: rows[::-1] for name, rows in base.rows.items()})
    change = {"do": "demand", "factor": 0.5, "seed": 1}
    ids = [sorted(row["participant_id"] for row in waiting(apply(one, [change]).tables)) for one in (base, turned)]
    assert ids[0] == ids[1]


def test_a_copy_has_a_fresh_id_and_its_hours_and_travel_but_no_pairs() -> None:
    lines = edits({"do": "demand", "factor": 2, "program": "sud"}, {"do": "demand", "factor": 2, "block": "morning"})
    assert "+ participants: p07-2,sud,waiting,41.1,-74.0" in lines
    assert "+ travel: p07-2,north,5" in lines
    assert "+ travel: p07-3,north,5" in lines
    assert "+ participant_hours: p01-2,Wed,08:00,13:00" in lines
    assert not any("pairs" in line for line in lines)


def test_a_fresh_id_stays_within_the_length_of_ids() -> None:
    long = "x" * 64
    row = {"participant_id": long, "program_id": "sud"}
    changes: list[dict[str, object]] = [
        {"do": "add", "table": "participants", "row": row},
        {"do": "demand", "factor": 3, "program": "sud"},
    ]
    ids = {row["participant_id"] for row in apply(small_base(), changes).tables.rows["participants"]}
    assert {long, "x" * 62 + "-2", "x" * 62 + "-3"} <= ids


def test_the_share_accepts_and_prefers_the_block_and_those_who_do_already_count() -> None:
    tables = apply(small_base(), [{"do": "preference", "block": "evening", "share": 0.75}]).tables
    prefer = [row for row in waiting(tables) if row["preferred_block"] == "evening"]
    assert len(prefer) == 6
    assert all(not row["blocks"] or "evening" in row["blocks"].split(";") for row in prefer)
    assert {"p03", "p04"} <= {row["participant_id"] for row in prefer}


def test_a_preference_adds_to_the_blocks_that_are_accepted() -> None:
    lines = edits({"do": "preference", "block": "evening", "share": 1})
    assert "+ participants: p08,amh,waiting,morning;evening,evening,48.0,-74.0" in lines
    assert "+ participants: p07,sud,waiting,evening,41.1,-74.0" in lines
    assert not any("e01" in line for line in lines)


def test_a_preference_may_be_one_programs() -> None:
    lines = edits({"do": "preference", "block": "morning", "share": 0.5, "program": "sud"})
    assert len(lines) == 2
    assert all(",sud," in line for line in lines)


def test_a_share_that_is_there_already_changes_nothing_and_says_so() -> None:
    change = {"do": "preference", "block": "evening", "share": 0.2}
    assert edits(change) == []
    assert "changes nothing" in said(change)[0]


@given(st.floats(0, 5), st.integers(0, 10_000))
def test_any_factor_and_seed_give_the_number_asked_for(factor: float, seed: int) -> None:
    assert len(waiting(after(factor=factor, seed=seed))) == share_of(8, factor)
