"""When a run's plan was published, and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds both columns, empty: nothing was published before."""
    op.add_column("runs", sa.Column("published", sa.Double))
    op.add_column("runs", sa.Column("published_by", sa.Text))
