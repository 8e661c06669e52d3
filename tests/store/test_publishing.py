from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from store_runs import ENDED, plan_run

from planner.errors import StoreError
from planner.store import Kind, Store
from planner.store.engine import open_engine
from planner.store.run import Run


def finished(store: Store, **special: object) -> int:
    run = store.runs.add(plan_run(**special))
    store.runs.claim(run)
    store.runs.finish(run, ENDED)
    return run


def seen(store: Store, run: int) -> Run:
    return store.runs.find(run)


def test_a_published_plan_says_when_and_by_whom(store: Store) -> None:
    run = finished(store)
    assert seen(store, run).published is None
    before = datetime.now(UTC)
    store.runs.publish(run, "ria")
    found = seen(store, run)
    assert found.published is not None
    assert before - timedelta(seconds=1) < found.published <= datetime.now(UTC)
    assert found.published_by == "ria"


def test_a_mistaken_publication_can_be_withdrawn(store: Store) -> None:
    run = finished(store)
    store.runs.publish(run, "ria")
    store.runs.withdraw(run)
    assert (seen(store, run).published, seen(store, run).published_by) == (None, None)


def test_a_run_without_a_plan_cannot_be_published(store: Store) -> None:
    run = store.runs.add(plan_run())
    with pytest.raises(StoreError, match="has no plan"):
        store.runs.publish(run, "ria")


def test_a_published_plan_outlives_a_purge(store: Store) -> None:
    kept, gone = finished(store), finished(store)
    store.runs.publish(kept, "ria")
    assert store.runs.purge(datetime.now(UTC) + timedelta(days=1)) == 1
    assert [run.id for run in store.runs.list()] == [kept]
    assert gone != kept


def test_an_explanation_is_found_by_its_plan_and_never_taken_for_one(store: Store) -> None:
    plan = finished(store)
    explanation = finished(store, kind=Kind.EXPLANATION, start=plan)
    assert [run.id for run in store.runs.asked(plan)] == [explanation]
    last = store.runs.last_plan("f00d")
    assert last is not None
    assert last.id == plan


def test_a_store_from_before_publishing_is_brought_up_to_date(sqlite_store: Store) -> None:
    run = finished(sqlite_store)
    engine = open_engine(sqlite_store.address)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE runs DROP COLUMN published"))
        connection.execute(text("ALTER TABLE runs DROP COLUMN published_by"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    with Store(sqlite_store.address) as updated:
        updated.runs.publish(run, "ria")
        assert seen(updated, run).published_by == "ria"
