"""The links by which calendars read along."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_link",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agenda_link_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_agenda_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_agenda_link_token_hash")),
    )
