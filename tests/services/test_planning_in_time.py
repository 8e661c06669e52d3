"""Planning ends in time: telling why people have no place may not take much longer than the search."""

from pathlib import Path

import pytest
from small_clinic import people, small_tables

from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.files import write_tables
from planner.services import planning
from planner.services.opening import Opened, open_scenario


@pytest.fixture
def crowded(tmp_path: Path) -> Opened:
    """A clinic where one of five finds the only group full."""
    write_tables(small_tables(participants=people("p1", "p2", "p3", "p4", "p5")), tmp_path / "clinic")
    return open_scenario(tmp_path / "clinic")


def reasons(opened: Opened) -> list[str]:
    return [x.reason for x in planning.plan_scenario(opened, Settings(time_limit=60)).plan.unplaced.values()]


def test_whoever_is_not_come_to_in_time_is_undecided(crowded: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reasons(crowded) == ["group_full"]
    monkeypatch.setattr(planning, "REASONS_SECONDS", 0)
    assert reasons(crowded) == ["undecided"]


@pytest.mark.parametrize(("limit", "seconds"), [(20, 20), (300, 60)])
def test_reasons_take_as_long_again_as_the_search_may_and_a_minute_at_most(
    crowded: Opened, limit: float, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []

    def told(_: Scenario, plan: Plan, *_rest: object, seconds: float, **_also: object) -> Plan:
        asked.append(seconds)
        return plan

    monkeypatch.setattr(planning, "with_reasons", told)
    planning.plan_scenario(crowded, Settings(time_limit=limit))
    assert asked == [seconds]
