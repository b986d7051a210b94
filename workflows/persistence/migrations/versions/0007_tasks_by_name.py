"""A task knows by itself that it is meant for one person by name: one who may not do it loses it to the group."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_task", sa.Column("by_name", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Until now that was read from the drawing: who has a task that nobody took or passed on, was named by it.
    op.execute("""
        UPDATE user_task SET by_name = TRUE
        WHERE assignee_id IS NOT NULL AND ended_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM entry
            WHERE entry.case_id = user_task.case_id AND entry.token = user_task.token
            AND entry.kind IN ('claimed', 'reassigned')
        )
    """)


def downgrade() -> None:
    op.drop_column("user_task", "by_name")
