from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from store_runs import ENDED, PLAN_RUN

from planner.domain.progress import Progress
from planner.errors import NotAllowed
from planner.store import Runs, Store

WRITES: dict[str, Callable[[Runs, int], object]] = {
    "add": lambda runs, _: runs.add(PLAN_RUN),
    "claim": lambda runs, run: runs.claim(run),
    "beat": lambda runs, run: runs.beat([run], Progress(1.0, "planning")),
    "cancel": lambda runs, run: runs.cancel(run),
    "finish": lambda runs, run: runs.finish(run, ENDED),
    "fail": lambda runs, run: runs.fail(run, "no"),
    "publish": lambda runs, run: runs.publish(run, "vic"),
    "withdraw": lambda runs, run: runs.withdraw(run),
    "purge": lambda runs, _: runs.purge(datetime.now(UTC)),
}


def finished(store: Store) -> int:
    run = store.runs.add(PLAN_RUN)
    store.runs.claim(run)
    store.runs.finish(run, ENDED)
    return run


@pytest.mark.parametrize("write", WRITES)
def test_who_may_only_look_changes_nothing_in_the_store(store: Store, write: str) -> None:
    run = finished(store)
    before = store.runs.list()
    with pytest.raises(NotAllowed, match="Viewers can look at everything and change nothing"):
        WRITES[write](store.to_look_at().runs, run)
    assert store.runs.list() == before


def test_who_may_only_look_sees_every_run_and_plan(store: Store) -> None:
    run = finished(store)
    seen = store.to_look_at()
    assert seen.address == store.address
    assert (seen.runs.list(), seen.runs.plan_files(run)) == (store.runs.list(), store.runs.plan_files(run))


def test_others_write_on_while_somebody_looks(store: Store) -> None:
    store.to_look_at()
    assert store.runs.find(store.runs.add(PLAN_RUN)).by == "dana"
