"""A database by its address, set up so that many processes may use it at once, and its errors in plain words."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from planner.errors import StoreError

BUSY_SECONDS = 60
"""How long a writer waits for the others before it gives up; theirs take milliseconds, on a busy machine far more."""

CONNECTING_SECONDS = 10
"""How long a server may take to answer."""

STRANGE = "is not a store but some other database, or one that was damaged; choose another name"

WORDS = {
    "unable to open database file": "cannot be opened; choose a file in a folder that exists and may be written to",
    "not a database": "is not a store but some other file; choose another name",
    "already exists": STRANGE,
    "no such column": STRANGE,
    "readonly database": "may not be written to; choose another place, or ask for the right to write there",
    "disk is full": "cannot grow: the disk is full",
    "int too large": "has nothing of so large a number; `planner runs` lists what it has",
    "malformed": "is damaged; put back a copy of it, or choose another name",
    "locked": "is kept busy by another program; close whatever else has it open and try again",
    "password authentication failed": "does not accept this user and password",
    "timeout expired": "cannot be reached; is the server running, and are the address and password right?",
    "connection to server": "cannot be reached; is the server running, and are the address and password right?",
}
"""What a database says of itself, and what that means for its user."""


def open_engine(address: str | Path, *, new: bool = True) -> Engine:
    """The database at a path or an address (`sqlite:///…`, `postgresql+psycopg://…`). Raises StoreError.

    A file that is not there is made, unless `new` is False. One that may only be read is read.
    """
    url = _url(address)
    opened = url
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if not (new or path.exists()):
            raise StoreError(f"there is no store at {path}; check its name, or plan with --store to make one")
        _make_private(path)
        opened = _without_log(url, path) if _may_only_be_read(path) else url
    engine = _engine(opened)
    _speak_plainly(engine, url)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading(engine: Engine) -> Engine:
    """The same database for reading alone, which waits for no writer."""
    return engine.execution_options(reading=True)


def _url(address: str | Path) -> URL:
    text = str(address)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError("the store's address cannot be read; write a path or postgresql://user@host/name") from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(f"a store cannot be kept in {url.get_backend_name()}; use a path or a PostgreSQL address")
    return url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url


def _engine(url: URL) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    patience = {"timeout": BUSY_SECONDS} if sqlite else {"connect_timeout": CONNECTING_SECONDS}
    try:
        # What is read without a log is opened anew each time, for somebody else may have written since.
        pool = NullPool if "immutable" in url.query else None
        return create_engine(url, connect_args=patience, pool_pre_ping=not sqlite, poolclass=pool)
    except ModuleNotFoundError:
        raise StoreError(
            "PostgreSQL needs a further library; install it with: pip install 'cohort-capacity-planner[postgres]'"
        ) from None


def _make_private(path: Path) -> None:
    """Creates the file for its user alone: plans name participants by their ids."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise StoreError(f"the store {path} {WORDS['unable to open database file']} ({error.strerror})") from None


def _may_only_be_read(path: Path) -> bool:
    """Whether the file, or its folder, which holds SQLite's log, may not be written to, and nobody has a log there."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    return not writable and not path.with_name(f"{path.name}-wal").exists()


def _without_log(url: URL, path: Path) -> URL:
    """The same file, to be read as it stands: a log would be ours, and in the way of whoever may write."""
    return url.set(database=path.absolute().as_uri(), query={"immutable": "1", "uri": "true"})


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's own
    # The driver would otherwise begin transactions when it sees fit, and not before reading.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what was purged shall not be found in the file
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later is refused at once if another has written in between; one that
    # says from the start that it will write waits for its turn.
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")


def _speak_plainly(engine: Engine, url: URL) -> None:
    name = url.database if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)

    def translate(context: ExceptionContext) -> None:
        said = str(context.original_exception).lower()
        meant = next((words for part, words in WORDS.items() if part in said), None)
        kind = type(context.original_exception).__name__
        raise StoreError(f"the store {name} {meant or f'cannot be used ({kind})'}") from None

    event.listen(engine, "handle_error", translate)
