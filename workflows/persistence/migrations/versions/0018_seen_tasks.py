"""A task is new to who never opened it; the open tasks of everybody are a list of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task_seen",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_seen_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_task_seen_task_id")),
        sa.PrimaryKeyConstraint("person_id", "task_id", name=op.f("pk_task_seen")),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index("ix_user_task_open", "user_task", ["sort_on", "id"], sqlite_where=is_open, postgresql_where=is_open)
