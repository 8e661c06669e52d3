"""Fixtures that several packages' tests share; this file also makes the modules beside it importable."""

import pytest
from two_clinics import planned_two_clinics

from planner.views.tables import Planned

pytest_plugins = ["store_places"]


@pytest.fixture(scope="session")
def two_clinics() -> Planned:
    return planned_two_clinics()
