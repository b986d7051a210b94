"""Schools are looked after by somebody of the samenwerkingsverband, and people have a telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_care",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["organisation.id"], name=op.f("fk_school_care_school_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_school_care_person_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_school_care_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_care")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_school_care_school_id"), "school_care", ["school_id"])
    op.create_index(op.f("ix_school_care_person_id"), "school_care", ["person_id"])
    op.add_column("person", sa.Column("phone", sa.String(40), server_default="", nullable=False))
