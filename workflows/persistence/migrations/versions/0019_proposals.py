"""Changes of routes are made in proposals, and it can be seen which versions still run."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(40), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("live_from", sa.Date(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["base_id"], ["deployment.id"], name=op.f("fk_proposal_base_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_proposal_opened_by_id")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_proposal_saved_by_id")),
        sa.ForeignKeyConstraint(["offered_by_id"], ["person.id"], name=op.f("fk_proposal_offered_by_id")),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployment.id"], name=op.f("fk_proposal_deployment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sqlite_autoincrement=True,
    )
    being_made = sa.text("state IN ('open', 'offered')")
    op.create_index(
        "uq_proposal_being_made", "proposal", ["route"], unique=True, sqlite_where=being_made,
        postgresql_where=being_made,
    )  # fmt: skip
    op.create_table(
        "proposal_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("paths", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_edit_proposal_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_proposal_edit_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_edit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_proposal_edit_proposal_id"), "proposal_edit", ["proposal_id"])
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_cases_open_version", "cases", ["deployment_id", "id"], sqlite_where=is_open, postgresql_where=is_open
    )
