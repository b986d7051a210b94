"""A letter is sealed when it is made; a change is a new version that replaces it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letter") as table:
        table.add_column(sa.Column("seal", sa.String(64)))
        table.add_column(sa.Column("version", sa.Integer, nullable=False, server_default="1"))
        table.add_column(sa.Column("replaces_id", sa.Integer))
        table.add_column(sa.Column("change", sa.Text))
        table.add_column(sa.Column("restarts", sa.String(80)))
        table.add_column(sa.Column("replaced", sa.Boolean, nullable=False, server_default=sa.false()))
        table.create_foreign_key(op.f("fk_letter_replaces_id"), "letter", ["replaces_id"], ["id"])
    with op.batch_alter_table("letter") as table:  # the defaults were for the rows that were there
        table.alter_column("version", server_default=None)
        table.alter_column("replaced", server_default=None)
