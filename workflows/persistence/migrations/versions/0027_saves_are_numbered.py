"""Every save of a proposal knows which version it made, so that two who change different parts are not in the way."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal_edit", sa.Column("version", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("proposal_edit") as edit:
        edit.drop_column("version")
