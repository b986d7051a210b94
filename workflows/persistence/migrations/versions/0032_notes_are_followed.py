"""Who comes back to a note may be another than who wrote it."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ending, to_follow = sa.text("erase_on IS NOT NULL"), sa.text("next_on IS NOT NULL AND done_at IS NULL")
    op.drop_index("ix_note_to_follow", "note")
    op.drop_index("ix_note_ending", "note")
    with op.batch_alter_table("note") as note:
        note.add_column(sa.Column("follower_id", sa.Integer(), nullable=True))
        note.create_foreign_key(op.f("fk_note_follower_id"), "person", ["follower_id"], ["id"])
    op.execute("UPDATE note SET follower_id = by_id")
    op.create_index(
        "ix_note_to_follow",
        "note",
        ["follower_id", "next_on", "id"],
        sqlite_where=to_follow,
        postgresql_where=to_follow,
    )
    op.create_index("ix_note_ending", "note", ["erase_on"], sqlite_where=ending, postgresql_where=ending)
