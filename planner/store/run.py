"""A run as the store keeps it."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from planner.domain.progress import Progress
from planner.domain.settings import Settings
from planner.domain.tables import Tables

SILENCE = timedelta(seconds=15)
"""A run that was not heard of for so long has died: a heartbeat comes several times a second."""


class Kind(StrEnum):
    """What a run is for."""

    PLAN = "plan"
    CELL = "sweep cell"
    EXPLANATION = "explanation"


class State(StrEnum):
    """How far a run is. `DIED` is never stored: it is what a run is seen to be once its process is gone."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Queued:
    """A run to be. `changes` are those already made in `tables`; `start` is the run whose plan to begin from.

    `sweep` and `cell` (the label of each axis) are a sweep cell's.
    """

    kind: Kind
    scenario: str
    fingerprint: str
    tables: Tables
    settings: Settings
    versions: Mapping[str, str]
    by: str
    path: str | None = None
    changes: tuple[Mapping[str, object], ...] = ()
    start: int | None = None
    sweep: str | None = None
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: the plan's files by name, None without a plan, and its figures.

    `stopped`: it was cut off by its user. `counts` are the summary's.
    """

    files: Mapping[str, str] | None
    score: int | None
    bound: int | None
    gap: float | None
    counts: Mapping[str, int]
    stopped: bool = False


NOTHING_YET = Ended(None, None, None, None, {}, stopped=True)
"""How a run ends that is stopped before it has a plan."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands. `by` is the user; `cancelled`: asked to stop; `error` holds no participant's data.

    `published`: when its plan was last handed out as the scenario's; the newest such plan of a scenario is in force.
    """

    id: int
    kind: Kind
    state: State
    scenario: str
    fingerprint: str
    path: str | None
    changes: tuple[Mapping[str, object], ...]
    settings: Settings
    versions: Mapping[str, str]
    by: str
    start: int | None
    sweep: str | None
    cell: Mapping[str, str]
    queued: datetime
    started: datetime | None
    ended: datetime | None
    cancelled: bool
    progress: Progress | None
    score: int | None
    bound: int | None
    gap: float | None
    counts: Mapping[str, int]
    error: str | None
    published: datetime | None = None
    published_by: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in (State.QUEUED, State.WORKING)

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it has not ended."""
        return (self.ended - self.started).total_seconds() if self.started and self.ended else None


def state_of(stored: str, heartbeat: datetime, host: str | None, pid: int | None) -> State:
    """The state stored, or died where the run's process is gone or silent."""
    state = State(stored)
    if state not in (State.QUEUED, State.WORKING):
        return state
    silent = datetime.now(UTC) - heartbeat > SILENCE
    gone = pid is not None and host == socket.gethostname() and not _lives(pid)
    return State.DIED if silent or gone else state


def _lives(pid: int) -> bool:
    if os.name == "nt":  # there a signal 0 is an interrupt, so silence has to tell
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
