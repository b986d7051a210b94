"""Who works on a case asks a colleague or a group, and gets the answer back."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("block", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("sort_on", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_seq", sa.Integer(), nullable=False),
        sa.Column("answered_seq", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_question_case_id")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_question_task_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_question_assignee_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_question_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sqlite_autoincrement=True,
    )
    for name, columns, where in (
        ("ix_question_mine", ["assignee_id", "sort_on", "id"], "closed_at IS NULL AND assignee_id IS NOT NULL"),
        ("ix_question_free", ["actor", "sort_on", "id"], "closed_at IS NULL AND assignee_id IS NULL"),
        ("ix_question_asked", ["asked_by_id", "id"], "read_at IS NULL"),
        ("ix_question_open", ["case_id"], "closed_at IS NULL"),
    ):
        op.create_index(name, "question", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
