"""Fixtures that several packages' tests share; this file also makes the modules beside it importable."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from two_clinics import planned_two_clinics

from planner.views.tables import Planned

pytest_plugins = ["store_places"]

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
