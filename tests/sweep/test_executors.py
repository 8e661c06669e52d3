import pytest

from planner.errors import BadInput
from planner.sweep.executors import crew


def test_an_address_where_no_scheduler_answers_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.sweep.executors.CONNECTING_SECONDS", 0.5)
    pytest.importorskip("distributed", reason="Dask is not installed here")
    with pytest.raises(BadInput, match="no Dask scheduler answers there"):
        crew("tcp://127.0.0.1:9")


def test_an_address_that_is_none_is_bad_input() -> None:
    pytest.importorskip("distributed", reason="Dask is not installed here")
    with pytest.raises(BadInput, match="no Dask scheduler answers there"):
        crew("no address")
