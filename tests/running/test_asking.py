import pytest
from small_clinic import people, small_tables

from planner.domain.progress import Unwatched
from planner.domain.settings import Settings
from planner.domain.tables import Tables
from planner.errors import StoreError
from planner.services import asking
from planner.services.asking import ask, asked
from planner.services.carrying import carry
from planner.services.questions import Question, asks
from planner.services.stored import plan_run
from planner.store import Kind, Queued, State, Store


@pytest.fixture
def planned(sqlite_store: Store) -> int:
    tables = small_tables(participants=people("p1", "p2", "p3", "p4", "p5"))
    queued = Queued(Kind.PLAN, "small", "f00d", tables, Settings(workers=1), {}, "dana")
    run = sqlite_store.runs.add(queued)
    carry(run, sqlite_store.runs, lambda found, watch: plan_run(sqlite_store.runs, found, watch))
    return run


def answered(store: Store, plan: int, question: Question, people: tuple[str, ...] = ()) -> int:
    run = ask(store.runs, plan, asks(question, people), 20.0)
    carry(run, store.runs, lambda found, watch: asking.answer_run(store.runs, found, watch))
    assert store.runs.find(run).state is State.DONE, store.runs.find(run).error
    return run


def test_bottlenecks_are_answered_with_what_there_is_and_what_one_more_brings(
    sqlite_store: Store, planned: int
) -> None:
    rows = asking.capacity_of(sqlite_store.runs, answered(sqlite_store, planned, Question.CAPACITY))
    assert {row.certainty for row in rows} <= {"", "proven", "estimated"}
    assert any(row.supply is not None for row in rows)
    assert all(isinstance(row.people, tuple) for row in rows)


def test_losses_are_answered_therapist_by_therapist(sqlite_store: Store, planned: int) -> None:
    rows = asking.contingency_of(sqlite_store.runs, answered(sqlite_store, planned, Question.CONTINGENCY))
    assert {"therapist", "room", "site"} == {row.kind for row in rows}


def test_remedies_are_answered_for_the_people_who_were_asked_for(sqlite_store: Store, planned: int) -> None:
    assert asking.ways_found(sqlite_store.runs, planned) == {}
    run = answered(sqlite_store, planned, Question.REMEDIES)
    rows = asking.remedies_of(sqlite_store.runs, run)
    assert any(row.verified for row in rows)
    assert {row.participant_id for row in rows if row.verified} == set(asking.ways_found(sqlite_store.runs, planned))
    ask(sqlite_store.runs, planned, asks(Question.REMEDIES), 20.0)
    assert asking.ways_found(sqlite_store.runs, planned) == {}


def test_a_question_is_found_again_by_what_it_asks(sqlite_store: Store, planned: int) -> None:
    first = ask(sqlite_store.runs, planned, asks(Question.REMEDIES), 5.0)
    second = ask(sqlite_store.runs, planned, asks(Question.REMEDIES, ["p2", "p1"]), 5.0)
    everyone = asked(sqlite_store.runs, planned, Question.REMEDIES)
    two = asked(sqlite_store.runs, planned, Question.REMEDIES, ["p1", "p2"])
    assert everyone is not None
    assert two is not None
    assert (everyone.id, two.id) == (first, second)
    assert asked(sqlite_store.runs, planned, Question.CAPACITY) is None


def test_a_question_whose_plan_was_purged_says_so(sqlite_store: Store) -> None:
    queued = Queued(Kind.EXPLANATION, "s", "f00d", Tables({}, {}), Settings(), {}, "dana", start=99)
    run = sqlite_store.runs.add(queued)
    with pytest.raises(StoreError, match="was purged"):
        asking.answer_run(sqlite_store.runs, sqlite_store.runs.find(run), Unwatched())
