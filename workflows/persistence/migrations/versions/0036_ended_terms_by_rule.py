"""The ended terms of one rule are found by an index, so that a new norm is measured against what really happened."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STOPPED = sa.text("stopped_on IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_deadline_ended",
        "deadline",
        ["rule", "stopped_on", "id"],
        unique=False,
        sqlite_where=STOPPED,
        postgresql_where=STOPPED,
    )


def downgrade() -> None:
    op.drop_index("ix_deadline_ended", table_name="deadline")
