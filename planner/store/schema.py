"""The store's tables brought up to date, also when two processes open it at once."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from planner.errors import StoreError
from planner.store.engine import reading
from planner.store.tables import SCHEMA

LOCK = 7_012_026
"""Names the PostgreSQL lock behind which one process at a time migrates; any number of our own."""


def bring_up_to_date(engine: Engine) -> None:
    """Runs the migrations that the database lacks. Raises StoreError where a newer planner has written it."""
    with reading(engine).connect() as connection:
        if _version(connection) == SCHEMA:
            return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        version = _version(connection)
        if version is not None and version > SCHEMA:
            raise StoreError(
                f"the store was written by a newer planner ({version}, this one knows {SCHEMA}); update it"
            )
        _migrate(connection)


def _version(connection: Connection) -> str | None:
    """The last migration that was run; None in an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - takes longer to load than all else here, and is rarely needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, SCHEMA)
