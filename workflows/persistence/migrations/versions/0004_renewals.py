"""What schools answer about TLVs that end."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "renewal_round",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_renewal_round_by_id")),
        sa.ForeignKeyConstraint(["school_id"], ["organisation.id"], name=op.f("fk_renewal_round_school_id")),
        sa.PrimaryKeyConstraint("school_id", "ends_on", name=op.f("pk_renewal_round")),
    )
    op.create_table(
        "renewal",
        sa.Column("tlv_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_renewal_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_renewal_case_id")),
        sa.ForeignKeyConstraint(["tlv_id"], ["tlv.id"], name=op.f("fk_renewal_tlv_id")),
        sa.PrimaryKeyConstraint("tlv_id", name=op.f("pk_renewal")),
    )
