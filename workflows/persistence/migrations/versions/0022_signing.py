"""Who signs sees first, signs several after another, and stands in for another; members note for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_task", sa.Column("signs", sa.String(80), nullable=True))
    to_sign = sa.text("ended_at IS NULL AND signs IS NOT NULL")
    op.create_index(
        "ix_user_task_to_sign", "user_task", ["actor", "sort_on", "id"], sqlite_where=to_sign, postgresql_where=to_sign
    )
    op.add_column("membership", sa.Column("act", sa.String(200), nullable=True))
    stands_in = sa.text("substitute_for_id IS NOT NULL")
    op.create_index(
        "ix_membership_stand_in", "membership", ["until_on", "id"], sqlite_where=stands_in, postgresql_where=stands_in
    )
    op.add_column("letter", sa.Column("encloses", sa.Text(), nullable=True))
    op.create_table(
        "prepared",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("returned_by_id", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["person.id"], name=op.f("fk_prepared_prepared_by_id")),
        sa.ForeignKeyConstraint(["returned_by_id"], ["person.id"], name=op.f("fk_prepared_returned_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_prepared_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_prepared")),
    )
    op.create_table(
        "shown",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shown_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_shown_task_id")),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_shown")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signs_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_series_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_series_person_id"), "series", ["person_id"])
    op.create_table(
        "private_note",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_private_note_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_private_note_person_id")),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_private_note")),
    )
