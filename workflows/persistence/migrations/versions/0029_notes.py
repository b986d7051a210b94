"""Notes on a case: for their writer alone, or of the dossier."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_dossier", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(12), nullable=False),
        sa.Column("whom", sa.String(200), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_note_case_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_note_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_note_case_id"), "note", ["case_id"])
    to_follow = sa.text("next_on IS NOT NULL AND done_at IS NULL")
    op.create_index(
        "ix_note_to_follow", "note", ["by_id", "next_on", "id"], sqlite_where=to_follow, postgresql_where=to_follow
    )
    ending = sa.text("erase_on IS NOT NULL")
    op.create_index("ix_note_ending", "note", ["erase_on"], sqlite_where=ending, postgresql_where=ending)
