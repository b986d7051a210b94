"""When the details of a case were destroyed, and who approved it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        cases.add_column(sa.Column("erased_by_id", sa.Integer(), nullable=True))
        cases.create_foreign_key(op.f("fk_cases_erased_by_id"), "person", ["erased_by_id"], ["id"])
    op.create_index(op.f("ix_cases_erased_at"), "cases", ["erased_at"])
