from planner.store import Store
from planner.store.memo import Memo


def test_what_was_put_is_got_and_what_was_not_is_missing(store: Store) -> None:
    store.memo.put({"a": b"1", "b": b"22"})
    store.memo.put({"b": b"other", "c": b"333"})
    assert store.memo.get(["a", "b", "c", "d"]) == {"a": b"1", "b": b"22", "c": b"333"}


def test_more_can_be_asked_for_than_one_statement_holds(store: Store) -> None:
    many = {f"{number:05}": b"x" for number in range(1200)}
    store.memo.put(many)
    assert store.memo.get(many) == many


def test_the_longest_unused_are_forgotten_first(store: Store) -> None:
    memo = Memo(store.memo._engine, most_bytes=250)
    for name in "abc":
        memo.put({name: bytes(80)})
    memo.get(["a"])
    memo.put({"d": bytes(80)})
    assert sorted(memo.get("abcd")) == ["a", "c", "d"]
