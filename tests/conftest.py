"""Fixtures that several packages' tests share; this file also makes the modules beside it importable."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from small_clinic import small_tables
from two_clinics import planned_two_clinics

from planner.domain.settings import Settings
from planner.files import write_plan, write_tables
from planner.services.opening import open_scenario
from planner.services.planning import plan_scenario
from planner.views.tables import Planned

pytest_plugins = ["store_places"]

settings.register_profile("however slow the machine", deadline=None)
settings.load_profile("however slow the machine")

NUMBERS = count()


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stores")


@pytest.fixture(autouse=True)
def own_store(stores: Path) -> Iterator[None]:
    """No test sees what another has planned, and none writes into the user's own store."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PLANNER_STORE", str(stores / f"{next(NUMBERS)}.db"))
        yield


@pytest.fixture(scope="session")
def two_clinics() -> Planned:
    return planned_two_clinics()


@pytest.fixture(scope="module")
def clinic_and_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small clinic (`scenario`) and its `plan`, proven best: three are placed for 2,900 points."""
    home = tmp_path_factory.mktemp("clinic")
    write_tables(small_tables(), home / "scenario")
    planned = plan_scenario(open_scenario(home / "scenario"), Settings(time_limit=300))
    write_plan(planned.plan, planned.summary, home / "plan")
    return home
