"""The store opened: its schema brought up to date, its runs at hand."""

import os
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import Self

from planner.store.engine import open_engine
from planner.store.runs import Runs
from planner.store.schema import bring_up_to_date

ADDRESS = "PLANNER_STORE"
"""Set in the environment, the store is there for whoever names none."""


def default_address() -> str:
    """What the environment says, or else a file in the user's data folder."""
    if told := os.environ.get(ADDRESS):
        return told
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed where an address is given

    return str(user_data_path("cohort-capacity-planner", appauthor=False) / "planner.db")


class Store:
    """A database with its runs; closes with its `with` block.

    `address`: a path, or `postgresql://user@host/name`; None for the one of `default_address`. Raises StoreError
    where it cannot be read and written, or where its file is not there and `new` is False.
    """

    def __init__(self, address: str | Path | None = None, *, new: bool = True) -> None:
        self.address = str(default_address() if address is None else address)
        self._engine = open_engine(self.address, new=new)
        try:
            bring_up_to_date(self._engine)
        except BaseException:
            self.close()
            raise
        self.runs = Runs(self._engine)

    def to_look_at(self) -> Self:
        """The same store for somebody who may change nothing: whatever would write raises NotAllowed."""
        same = copy(self)
        same.runs = Runs(self._engine, may_write=False)
        return same

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
