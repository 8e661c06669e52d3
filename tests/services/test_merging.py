"""What two windows type into the same sheet."""

from planner.domain.tables import Row
from planner.services.merging import merged


def rooms(**seats: str) -> tuple[Row, ...]:
    return tuple({"room_id": room, "seats": text} for room, text in seats.items())


BEFORE = rooms(a="8", b="9")


def test_cells_typed_in_either_window_stay() -> None:
    assert merged(BEFORE, rooms(a="7", b="9"), rooms(a="8", b="6")) == rooms(a="7", b="6")


def test_a_cell_typed_in_both_is_as_it_was_typed_here() -> None:
    assert merged(BEFORE, rooms(a="7", b="9"), rooms(a="5", b="9")) == rooms(a="7", b="9")


def test_rows_that_came_in_either_window_stay() -> None:
    assert merged(BEFORE, rooms(a="8", b="9", c="1"), rooms(a="8", b="9", d="2")) == rooms(a="8", b="9", c="1", d="2")


def test_rows_that_went_in_either_window_are_gone() -> None:
    assert merged(BEFORE, rooms(a="8"), rooms(b="9")) == ()


def test_a_row_changed_in_one_window_survives_a_row_that_came_in_the_other() -> None:
    assert merged(BEFORE, rooms(a="8", b="9", c="1"), rooms(a="8", b="6")) == rooms(a="8", c="1", b="6")
