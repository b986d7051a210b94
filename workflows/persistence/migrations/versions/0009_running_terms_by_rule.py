"""The running terms of one rule are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

RUNNING = sa.text("stopped_on IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_deadline_rule",
        "deadline",
        ["rule", "due_on", "id"],
        unique=False,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
