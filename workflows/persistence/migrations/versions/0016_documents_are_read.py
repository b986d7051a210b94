"""What came in is read for a BSN: what was found, and on which page or sheet."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("document", "incoming_file"):
        op.add_column(table, sa.Column("looked", sa.String(8)))
        op.add_column(table, sa.Column("doubt_at", sa.String(60)))
