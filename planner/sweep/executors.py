"""Who does the planning: processes on this machine, or a Dask cluster's workers. One interface for both."""

import multiprocessing
import os
import signal
import tempfile
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeAlias

from planner import __version__
from planner.errors import BadInput, Finding

CONNECTING_SECONDS = 5


class Flag(Protocol):
    """Tells those who work, wherever they are, whether to stop."""

    def raised(self) -> bool:
        """Whether they shall end with the best they have."""
        ...


Cell: TypeAlias = Mapping[str, Any]
Solve: TypeAlias = Callable[[Cell, Flag], Cell]
"""Plain values in and out: it may run in any process, on any machine."""


class Crew(Protocol):
    """An executor whose work can be stopped, and which outlives the loss of a worker."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...

    @property
    def slots(self) -> int:
        """How many cells can be planned at once now."""
        ...

    @property
    def cores(self) -> int:
        """How many cores each of them may use."""
        ...

    def submit(self, solve: Solve, cell: Cell) -> "Future[Cell]":
        """Begins a cell; a future that raises has lost its worker."""
        ...

    def stop(self) -> None:
        """Asks all who work to end with the best they have."""
        ...


def crew(address: str | None = None, processes: int | None = None) -> Crew:
    """The Dask cluster at an address such as `tcp://host:8786`, or so many processes here, one a core by default.

    Raises BadInput where the cluster cannot be used.
    """
    return _Cluster(address) if address else _Local(processes or os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class _File:
    """A flag that is a file: it can be seen by every process here, and no killed one can jam it."""

    path: str

    def raised(self) -> bool:
        return Path(self.path).exists()


class _Local:
    """A pool of processes; a new one where a process was killed, which breaks the pool as a whole."""

    def __init__(self, processes: int) -> None:
        self.slots = processes
        self.cores = max(1, (os.cpu_count() or 1) // processes)
        self._home = tempfile.TemporaryDirectory(prefix="planner-sweep-")
        self._flag = _File(str(Path(self._home.name, "stop")))
        self._pool = self._new()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        self._pool.shutdown(cancel_futures=True)
        self._home.cleanup()

    def submit(self, solve: Solve, cell: Cell) -> "Future[Cell]":
        try:
            return self._pool.submit(solve, cell, self._flag)
        except RuntimeError:  # broken: `BrokenProcessPool` is one
            self._pool.shutdown()
            self._pool = self._new()
            return self._pool.submit(solve, cell, self._flag)

    def stop(self) -> None:
        Path(self._flag.path).touch()

    def _new(self) -> Executor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.slots, mp_context=spawn, initializer=_settle)


def _settle() -> None:
    """In a pool's process: Ctrl-C is the parent's to answer, and nobody stays behind when the parent is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@dataclass(frozen=True, slots=True)
class _Event:
    """A flag that the cluster's scheduler holds."""

    name: str

    def raised(self) -> bool:
        return bool(_distributed().Event(self.name).is_set())


class _Cluster:
    """A Dask cluster; it tries a cell again elsewhere by itself where a worker is lost."""

    cores = 1

    def __init__(self, address: str) -> None:
        self._client = _connected(address)
        self._executor = self._client.get_executor(pure=False)
        self._flag = _Event(f"planner-sweep-{uuid.uuid4()}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        self._executor.shutdown()
        self._client.close()

    @property
    def slots(self) -> int:
        return max(1, sum(int(threads) for threads in self._client.nthreads().values()))

    def submit(self, solve: Solve, cell: Cell) -> "Future[Cell]":
        future: Future[Cell] = self._executor.submit(solve, cell, self._flag)
        return future

    def stop(self) -> None:
        _distributed().Event(self._flag.name, client=self._client).set()


def _distributed() -> Any:  # noqa: ANN401 - distributed is typed in part only
    import distributed  # noqa: PLC0415 - an optional extra, and slow to load

    return distributed


def _connected(address: str) -> Any:  # noqa: ANN401 - as above
    try:
        client = _distributed().Client(address, timeout=CONNECTING_SECONDS, set_as_default=False)
    except ModuleNotFoundError:
        right = "install it with: pip install 'cohort-capacity-planner[cluster]'"
        raise _no_cluster(address, "Dask is not installed here", right) from None
    except (OSError, ValueError, TimeoutError):
        raise _no_cluster(
            address, "no Dask scheduler answers there", "check the address, e.g. tcp://host:8786"
        ) from None
    found = set(client.run(_version, on_error="return").values())
    if found <= {__version__}:
        return client
    client.close()
    raise _no_cluster(address, "its workers do not have this planner", f"install version {__version__} on each of them")


def _version() -> str:
    return __version__


def _no_cluster(address: str, wrong: str, right: str) -> BadInput:
    return BadInput([Finding("--cluster", None, address, address, wrong, right)])
