"""A proposal can be walked through step by step, without touching a case."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dry_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_dry_run_proposal_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dry_run_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dry_run")),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_dry_run_proposal_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dry_run_used_at"), "dry_run", ["used_at"])


def downgrade() -> None:
    op.drop_table("dry_run")
