"""When all data was copied, and when a copy was restored as a rehearsal."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=True),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_backup_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
        sqlite_autoincrement=True,
    )
    unfinished = sa.text("ended_at IS NULL")
    op.create_index(
        "ux_backup_open", "backup", ["kind"], unique=True, sqlite_where=unfinished, postgresql_where=unfinished
    )
    op.create_index(op.f("ix_backup_kind_ended_at"), "backup", ["kind", "ended_at"])
