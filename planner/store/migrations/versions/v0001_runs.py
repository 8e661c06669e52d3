"""Runs with their inputs and plans."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the first tables."""
    _runs()
    for name, content in (("inputs", "tables"), ("plans", "files")):
        op.create_table(
            name,
            sa.Column("run", sa.Integer, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
            sa.Column(content, sa.LargeBinary, nullable=False),
        )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False, index=True),
        sa.Column("path", sa.Text),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("start", sa.Integer),
        sa.Column("sweep", sa.Text, index=True),
        sa.Column("cell", sa.JSON, nullable=False),
        sa.Column("queued", sa.Double, nullable=False),
        sa.Column("started", sa.Double),
        sa.Column("ended", sa.Double),
        sa.Column("heartbeat", sa.Double, nullable=False, index=True),
        sa.Column("host", sa.Text),
        sa.Column("pid", sa.Integer),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        sa.Column("progress", sa.JSON),
        sa.Column("score", sa.BigInteger),
        sa.Column("bound", sa.BigInteger),
        sa.Column("gap", sa.Double),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("error", sa.Text),
        sqlite_autoincrement=True,
    )
