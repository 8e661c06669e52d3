"""How components share the cores: who may use a second one, and who leads."""

import time
from collections.abc import Sequence

import pytest

from planner.domain.progress import Unwatched
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver.components import split
from planner.solver.engines import Engines
from planner.solver.pool import Pool
from planner.solver.search import Search


class Told(Search):
    """A search that only notes whether it is alone, once at its beginning and once after some seconds."""

    def __init__(self, scenario: Scenario, settings: Settings, seconds: float) -> None:
        super().__init__(scenario, settings)
        self._lasts = seconds
        self.was_alone: list[bool] = []
        self.opened = True

    def run(self, *_: object) -> None:
        time.sleep(0.2)  # the other thread has begun by now
        self.was_alone.append(self.alone)
        time.sleep(self._lasts)
        self.was_alone.append(self.alone)
        self.impossible = True


def parts_of(sites: int) -> list[Scenario]:
    parts = split(scenario_of(generate(Options(sites=sites, people=20 * sites, seed=1, region_size=1)))[0])
    assert len(parts) == sites
    return parts


def pooled(searches: Sequence[Search], workers: int) -> None:
    engines = Engines.started()
    try:
        Pool(searches, Settings(workers=workers), Unwatched(), time.monotonic()).run(engines)
    finally:
        engines.stop()


@pytest.mark.parametrize("workers", [1, 2])
def test_the_only_one_may_use_a_second_core(workers: int) -> None:
    (part,) = parts_of(1)
    one = Told(part, Settings(), 0)
    pooled([one], workers)
    assert one.was_alone == [True, True]


def test_of_two_on_two_cores_one_gets_both_when_the_other_has_ended() -> None:
    searches = [Told(part, Settings(), seconds) for part, seconds in zip(parts_of(2), (0.0, 1.0), strict=True)]
    pooled(searches, 2)
    assert [one.was_alone for one in searches] == [[False, False], [False, True]]


def test_two_on_four_cores_have_two_each() -> None:
    searches = [Told(part, Settings(), 0.0) for part in parts_of(2)]
    pooled(searches, 4)
    assert [one.was_alone[0] for one in searches] == [True, True]


@pytest.mark.parametrize(("people", "leads"), [([30, 10, 10], [True, False, False]), ([20, 20], [False, False])])
def test_who_has_more_people_than_all_others_together_leads(people: Sequence[int], leads: Sequence[bool]) -> None:
    searches = [Search(drawn(number), Settings()) for number in people]
    Pool(searches, Settings(), Unwatched(), time.monotonic())
    assert [search.leads for search in searches] == leads


def drawn(people: int) -> Scenario:
    s, _ = scenario_of(generate(Options(sites=1, people=people, seed=1)))
    return s
