"""Of some cases the samenwerkingsverband does not see the names."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("withheld", sa.Boolean(), nullable=False, server_default=sa.false()))
