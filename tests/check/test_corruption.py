"""Whatever a plan's rows say, the checker answers; and where their meaning changes, it notices."""

from dataclasses import fields, replace

from broken_plans import correct
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.check import check
from planner.domain.plan import Plan, SessionKind
from planner.domain.week import Span

SCENARIO, PLAN = correct()
IDS = st.sampled_from(
    ["", "x", "p01", "p14", "t01", "t04", "n-1", "n-3", "north", "online", "amh", "morning", *PLAN.cohorts]
)
NUMBERS = st.integers(-2, 1500)
SPANS = st.builds(Span, NUMBERS, NUMBERS)
VALUES = {
    "pattern": st.lists(st.integers(-1, 8), max_size=4).map(tuple),
    "facilitators": st.lists(IDS, max_size=3).map(tuple),
    "therapists": st.lists(IDS, max_size=3).map(tuple),
    "room": st.none() | IDS,
    "therapist": st.none() | IDS,
    "participant": st.none() | IDS,
    "span": SPANS,
    "kind": st.sampled_from(SessionKind),
    "day": st.integers(-1, 8),
    "enrolled": st.booleans(),
    **dict.fromkeys(("members", "capacity", "travel_minutes", "priority"), NUMBERS),
}
ANY_FREE = {"sessions": {"day", "span", "room"}, "unplaced": {"reason", "explanation"}}
"""What may change without a plan becoming wrong: the hour and office of an individual session, and words."""


@st.composite
def corruptions(draw: st.DrawFn) -> tuple[str, str, str, object]:
    table = draw(st.sampled_from([field.name for field in fields(Plan)]))
    key = draw(st.sampled_from(sorted(getattr(PLAN, table))))
    column = draw(st.sampled_from([field.name for field in fields(getattr(PLAN, table)[key])]))
    return table, key, column, draw(VALUES.get(column, IDS))


def corrupted(plan: Plan, table: str, key: str, column: str, value: object) -> Plan:
    rows = dict(getattr(plan, table))
    rows[key] = replace(rows[key], **{column: value})
    return replace(plan, **{table: rows})


@given(st.lists(corruptions(), min_size=1, max_size=6))
@settings(max_examples=300)
def test_no_plan_makes_the_checker_raise(several: list[tuple[str, str, str, object]]) -> None:
    plan = PLAN
    for one in several:
        plan = corrupted(plan, *one)
    assert all(map(str, check(SCENARIO, plan).violations))


@given(corruptions())
@settings(max_examples=300)
def test_a_change_of_meaning_is_noticed(one: tuple[str, str, str, object]) -> None:
    table, _, column, _ = one
    plan = corrupted(PLAN, *one)
    if plan != PLAN and column not in ANY_FREE.get(table, ()):
        assert not check(SCENARIO, plan).ok


def test_a_lost_row_is_noticed_whichever_it_is() -> None:
    for field in fields(Plan):
        rows = getattr(PLAN, field.name)
        for key in rows:
            rest = {other: row for other, row in rows.items() if other != key}
            assert not check(SCENARIO, replace(PLAN, **{field.name: rest})).ok
