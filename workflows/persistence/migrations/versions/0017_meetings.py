"""A committee does its tasks in meetings: its year, the agendas, who knows a child, what was minuted."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_task", sa.Column("meeting", sa.String(40), nullable=True))
    for_a_meeting = sa.text("ended_at IS NULL AND meeting IS NOT NULL")
    op.create_index(
        "ix_user_task_meeting", "user_task", ["actor", "id"], sqlite_where=for_a_meeting, postgresql_where=for_a_meeting
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("swv_id", sa.Integer(), nullable=False),
        sa.Column("committee", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(5), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.String(200), nullable=True),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("seal", sa.String(64), nullable=True),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fixed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["fixed_by_id"], ["person.id"], name=op.f("fk_meeting_fixed_by_id")),
        sa.ForeignKeyConstraint(["swv_id"], ["organisation.id"], name=op.f("fk_meeting_swv_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_swv_id_held_on_id"), "meeting", ["swv_id", "held_on", "id"])
    op.create_table(
        "meeting_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meeting_item_case_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_item_meeting_id")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_meeting_item_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_item")),
        sa.UniqueConstraint("meeting_id", "task_id", name=op.f("uq_meeting_item_meeting_id_task_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_item_case_id"), "meeting_item", ["case_id"])
    op.create_index(op.f("ix_meeting_item_task_id"), "meeting_item", ["task_id"])
    on_agenda = sa.text("state = 'open'")
    op.create_index(
        "uq_meeting_item_open", "meeting_item", ["task_id"], unique=True, sqlite_where=on_agenda,
        postgresql_where=on_agenda,
    )  # fmt: skip
    op.create_table(
        "meeting_reader",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("knows", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vote", sa.String(12), nullable=True),
        sa.Column("vote_reason", sa.Text(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meeting_reader_case_id")),
        sa.ForeignKeyConstraint(["item_id"], ["meeting_item.id"], name=op.f("fk_meeting_reader_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_reader_person_id")),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_meeting_reader")),
    )
    op.create_index(op.f("ix_meeting_reader_case_id"), "meeting_reader", ["case_id"])
    knows = sa.text("knows")
    op.create_index(
        "ix_meeting_reader_knows",
        "meeting_reader",
        ["person_id", "case_id"],
        sqlite_where=knows,
        postgresql_where=knows,
    )
