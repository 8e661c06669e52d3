import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor

import pytest

from planner.errors import BadInput
from planner.sweep.executors import crew


def test_an_address_where_no_scheduler_answers_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.sweep.executors.CONNECTING_SECONDS", 0.5)
    pytest.importorskip("distributed", reason="Dask is not installed here")
    with pytest.raises(BadInput, match="no Dask scheduler answers there"):
        crew("tcp://127.0.0.1:9")


@pytest.mark.parametrize("address", ["no address", "tcp://", "http://127.0.0.1:9", "inproc://1", "tls://127.0.0.1:9"])
def test_an_address_that_is_none_is_bad_input_and_nothing_else(
    address: str, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    monkeypatch.setattr("planner.sweep.executors.CONNECTING_SECONDS", 0.5)
    pytest.importorskip("distributed", reason="Dask is not installed here")
    with pytest.raises(BadInput, match="no Dask scheduler answers there"):
        crew(address)
    gc.collect()
    assert not [x for x in recwarn if issubclass(x.category, pytest.PytestUnraisableExceptionWarning)]


def test_a_scheduler_is_asked_also_where_the_thread_has_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.sweep.executors.CONNECTING_SECONDS", 0.5)
    pytest.importorskip("distributed", reason="Dask is not installed here")

    async def within() -> None:
        with pytest.raises(BadInput, match="no Dask scheduler answers there"):
            crew("tcp://127.0.0.1:9")

    with ThreadPoolExecutor(1) as aside:  # this thread has a loop already where the browser's tests ran in it before
        aside.submit(asyncio.run, within()).result()
    gc.collect()
