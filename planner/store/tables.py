"""The tables of the store. Whoever changes them adds a migration beside the others and raises `SCHEMA`."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMA = "0002"
"""The newest migration; later ones sort after it."""


class Moment(TypeDecorator[datetime]):
    """A moment as seconds since 1970, which every database keeps to the microsecond; UTC in Python."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> float | None:  # noqa: ARG002 - SQLAlchemy's
        """Into the database."""
        return None if value is None else value.timestamp()

    def process_result_value(self, value: float | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """Out of it."""
        return None if value is None else datetime.fromtimestamp(value, UTC)


METADATA = MetaData()

RUNS = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("fingerprint", Text, nullable=False, index=True),
    Column("path", Text),
    Column("changes", JSON, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("by", Text, nullable=False),
    Column("start", Integer),
    Column("sweep", Text, index=True),
    Column("cell", JSON, nullable=False),
    Column("queued", Moment, nullable=False),
    Column("started", Moment),
    Column("ended", Moment),
    Column("heartbeat", Moment, nullable=False, index=True),
    Column("host", Text),
    Column("pid", Integer),
    Column("cancelled", Boolean, nullable=False),
    Column("progress", JSON(none_as_null=True)),
    Column("score", BigInteger),
    Column("bound", BigInteger),
    Column("gap", Double),
    Column("counts", JSON, nullable=False),
    Column("error", Text),
    Column("published", Moment),
    Column("published_by", Text),
    sqlite_autoincrement=True,
)

INPUTS = Table(
    "inputs",
    METADATA,
    Column("run", ForeignKey(RUNS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("tables", LargeBinary, nullable=False),
)
"""The scenario of a run, so that it can be repeated when its folder is gone."""

PLANS = Table(
    "plans",
    METADATA,
    Column("run", ForeignKey(RUNS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("files", LargeBinary, nullable=False),
)
"""The files of a run's plan."""
