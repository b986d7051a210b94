"""Two people approve that a file is destroyed."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_erasure_case_id")),
        sa.ForeignKeyConstraint(["first_by_id"], ["person.id"], name=op.f("fk_erasure_first_by_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_erasure")),
    )
