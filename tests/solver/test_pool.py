"""How components share the cores: who may use a second one, and who leads."""

import threading
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

LONG = 60.0
"""Seconds after which what was waited for is not coming."""


class Told(Search):
    """A search that only notes whether it is alone: once when as many have begun as meet, and once before it ends."""

    def __init__(self, scenario: Scenario, meeting: threading.Barrier, *, waits: bool = False) -> None:
        super().__init__(scenario, Settings())
        self._meeting, self._waits = meeting, waits
        self.was_alone: list[bool] = []
        self.opened = True

    def run(self, *_: object) -> None:
        self._meeting.wait(LONG)
        self.was_alone.append(self.alone)
        self._meeting.wait(LONG)
        given_up = time.monotonic() + LONG
        while self._waits and not self.alone and time.monotonic() < given_up:
            time.sleep(0.01)
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
    one = Told(part, threading.Barrier(1))
    pooled([one], workers)
    assert one.was_alone == [True, True]


def test_of_two_on_two_cores_one_gets_both_when_the_other_has_ended() -> None:
    meeting = threading.Barrier(2)
    searches = [Told(part, meeting, waits=waits) for part, waits in zip(parts_of(2), (False, True), strict=True)]
    pooled(searches, 2)
    assert [one.was_alone for one in searches] == [[False, False], [False, True]]


def test_two_on_four_cores_have_two_each() -> None:
    meeting = threading.Barrier(2)
    searches = [Told(part, meeting) for part in parts_of(2)]
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
