"""Who changed which part of the register of terms, and which clocks and jobs follow from it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("admin_entry", sa.Column("part", sa.String(60)))
    op.add_column("admin_entry", sa.Column("live_id", sa.Integer()))
    op.create_index("ix_admin_entry_part", "admin_entry", ["part"])
    op.create_index("ix_admin_entry_live_id", "admin_entry", ["live_id"])
    reproject = sa.text("kind = 'reproject'")
    op.create_index("ix_job_reproject", "job", ["id"], sqlite_where=reproject, postgresql_where=reproject)
