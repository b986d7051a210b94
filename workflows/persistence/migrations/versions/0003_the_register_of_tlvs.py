"""A TLV may be taken over without a case, and a missing number has a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tlv_gap",
        sa.Column("number", sa.String(length=17), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_tlv_gap_by_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tlv_gap")),
    )
    with op.batch_alter_table("tlv", schema=None) as batch_op:
        batch_op.alter_column("case_id", existing_type=sa.INTEGER(), nullable=True)
