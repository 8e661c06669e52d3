"""What several tests of the search need."""

from collections.abc import Iterator

import pytest

from planner.solver.highs import Highs


@pytest.fixture
def engines() -> Iterator[list[Highs]]:
    """Two processes, as a component is searched with; ended after the test."""
    both = [Highs(), Highs()]
    yield both
    for engine in both:
        engine.stop()
