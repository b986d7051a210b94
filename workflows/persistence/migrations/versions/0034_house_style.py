"""An organisation has a name, colours and a logo of its own on every page."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "house_style",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("masthead", sa.String(7), nullable=False),
        sa.Column("brand", sa.String(7), nullable=False),
        sa.Column("logo_mark", sa.String(12), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_style")),
    )


def downgrade() -> None:
    op.drop_table("house_style")
