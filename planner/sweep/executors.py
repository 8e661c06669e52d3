"""Who does the planning: processes on this machine, or a Dask cluster's workers. One interface for both."""

import asyncio
import multiprocessing
import os
import signal
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeAlias

from planner import __version__
from planner.errors import BadInput, Finding

CONNECTING_SECONDS = 5

WORKER_SECONDS = 30
"""A cluster without any worker for so long is given up."""


class Flag(Protocol):
    """Tells those who work, wherever they are, whether to stop."""

    def raised(self) -> bool:
        """Whether they shall end with the best they have."""
        ...


Cell: TypeAlias = Mapping[str, Any]
Solve: TypeAlias = Callable[[Cell, Flag], Cell]
"""Plain values in and out: it may run in any process, on any machine."""


ALL = "all"
"""The flag of all cells together; no cell has this name."""


class Crew(Protocol):
    """An executor whose work can be stopped, and which outlives the loss of a worker."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...

    @property
    def tries(self) -> int:
        """How often a cell is begun whose worker was lost each time."""
        ...

    @property
    def slots(self) -> int:
        """How many cells can be planned at once now; 0 while there is nobody."""
        ...

    @property
    def cores(self) -> int:
        """How many cores each of them may use."""
        ...

    def submit(self, solve: Solve, cell: Cell, name: str) -> "Future[Cell]":
        """Begins a cell under a name; a future that raises has lost its worker."""
        ...

    def stop(self, name: str = ALL) -> None:
        """Asks one cell, or all under way, to end with the best they have."""
        ...

    def gone(self) -> str | None:
        """Why no cell will be planned any more, in words; None while somebody may."""
        ...


def crew(address: str | None = None, processes: int | None = None) -> Crew:
    """The Dask cluster at an address such as `tcp://host:8786`, or so many processes here, one a core by default.

    Raises BadInput where the cluster cannot be used.
    """
    return _Cluster(address) if address else _Local(processes or os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class _File:
    """A flag that is a file: it can be seen by every process here, and no killed one can jam it."""

    folder: str
    name: str

    def raised(self) -> bool:
        return any(Path(self.folder, name).exists() for name in (ALL, self.name))


class _Local:
    """A pool of processes; a new one where a process was killed, which breaks the pool as a whole."""

    tries = 3

    def __init__(self, processes: int) -> None:
        self.slots = processes
        self.cores = max(1, (os.cpu_count() or 1) // processes)
        self._home = tempfile.TemporaryDirectory(prefix="planner-sweep-")
        self._pool = self._new()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        self._pool.shutdown(cancel_futures=True)
        self._home.cleanup()

    def submit(self, solve: Solve, cell: Cell, name: str) -> "Future[Cell]":
        flag = _File(self._home.name, name)
        try:
            return self._pool.submit(solve, cell, flag)
        except RuntimeError:  # broken: `BrokenProcessPool` is one
            self._pool.shutdown()
            self._pool = self._new()
            return self._pool.submit(solve, cell, flag)

    def stop(self, name: str = ALL) -> None:
        Path(self._home.name, name).touch()

    def gone(self) -> str | None:
        return None  # a lost process is replaced at once

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

    sweep: str
    name: str

    def raised(self) -> bool:
        return any(_distributed().Event(f"{self.sweep}-{name}").is_set() for name in (ALL, self.name))


class _Cluster:
    """A Dask cluster, which by itself begins a cell elsewhere where a worker is lost, and gives it up after some."""

    cores = 1
    tries = 1

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _connected(address)
        self._executor = self._client.get_executor(pure=False)
        self._sweep = f"planner-sweep-{uuid.uuid4()}"
        self._seen = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        if self._reached():
            self._executor.shutdown(wait=False)
        self._client.close()

    @property
    def slots(self) -> int:
        if not self._reached():
            return 0
        try:
            return sum(int(threads) for threads in self._client.nthreads().values())
        except OSError:  # the scheduler went while it was asked
            return 0

    def submit(self, solve: Solve, cell: Cell, name: str) -> "Future[Cell]":
        future: Future[Cell] = self._executor.submit(solve, cell, _Event(self._sweep, name))
        return future

    def stop(self, name: str = ALL) -> None:
        if self._reached():
            _distributed().Event(f"{self._sweep}-{name}", client=self._client).set()

    def gone(self) -> str | None:
        now = time.monotonic()
        if self.slots:
            self._seen = now
        if now - self._seen < WORKER_SECONDS:
            return None
        missing = "has no workers left" if self._reached() else "does not answer any more"
        return f"The cluster at {self._address} {missing}."

    def _reached(self) -> bool:
        return bool(self._client.status == "running")


def _distributed() -> Any:  # noqa: ANN401 - distributed is typed in part only
    import distributed  # noqa: PLC0415 - an optional extra, and slow to load

    return distributed


def _connected(address: str) -> Any:  # noqa: ANN401 - as above
    try:
        _ask(address)  # a client that finds nobody complains about it again when it is forgotten
        client = _distributed().Client(address, timeout=CONNECTING_SECONDS, set_as_default=False)
    except ModuleNotFoundError:
        right = "install it with: pip install 'cohort-capacity-planner[cluster]'"
        raise _no_cluster(address, "Dask is not installed here", right) from None
    except Exception:  # noqa: BLE001 - addresses of other kinds and strangers that answer fail in many ways
        raise _no_cluster(
            address, "no Dask scheduler answers there", "check the address, e.g. tcp://host:8786"
        ) from None
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError:
        client.close()
        raise _no_cluster(address, "it has no workers", f"start some with: dask worker {address}") from None
    found = set(map(str, client.run(_version, on_error="return").values()))
    if found <= {__version__}:
        return client
    client.close()
    raise _no_cluster(address, "its workers do not have this planner", f"install version {__version__} on each of them")


def _ask(address: str) -> None:
    """Asks a scheduler who it is, in a thread of its own: this one's may have a loop already.

    Raises whatever comes of asking somebody else.
    """
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_asked(address))).result()


async def _asked(address: str) -> None:
    async with _distributed().rpc(address, timeout=CONNECTING_SECONDS) as scheduler:
        await asyncio.wait_for(scheduler.identity(), CONNECTING_SECONDS)


def _version() -> str:
    return __version__


def _no_cluster(address: str, wrong: str, right: str) -> BadInput:
    return BadInput([Finding("--cluster", None, address, address, wrong, right)])
