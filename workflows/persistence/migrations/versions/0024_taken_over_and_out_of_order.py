"""Routes are in use from a day on; and when something did not work is on record, with what came late because of it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "route_start",
        sa.Column("route", sa.String(40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_route_start_by_id")),
        sa.PrimaryKeyConstraint("route", name=op.f("pk_route_start")),
    )
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_outage_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outage_until_at_id"), "outage", ["until_at", "id"])
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
    )
    with op.batch_alter_table("incoming") as incoming:
        incoming.add_column(sa.Column("outage_id", sa.Integer(), nullable=True))
        incoming.create_foreign_key(op.f("fk_incoming_outage_id"), "outage", ["outage_id"], ["id"])
    stopped = sa.text("stopped_on IS NOT NULL")
    op.create_index(
        "ix_deadline_stopped", "deadline", ["stopped_on", "id"], sqlite_where=stopped, postgresql_where=stopped
    )
