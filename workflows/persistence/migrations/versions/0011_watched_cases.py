"""The line of every watched case on the monitor."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watched",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id", name="fk_watched_case_id"), nullable=False),
        sa.Column("swv_id", sa.Integer(), sa.ForeignKey("organisation.id", name="fk_watched_swv_id"), nullable=False),
        sa.Column("board_id", sa.Integer(), sa.ForeignKey("organisation.id", name="fk_watched_board_id")),
        sa.Column(
            "school_id", sa.Integer(), sa.ForeignKey("organisation.id", name="fk_watched_school_id"), nullable=False
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sort_on", sa.Date(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date()),
        sa.Column("next_note", sa.String(200)),
        sa.PrimaryKeyConstraint("case_id", name="pk_watched"),
    )
    for name in ("swv", "board", "school"):
        op.create_index(f"ix_watched_{name}", "watched", [f"{name}_id", "sort_on", "case_id"])
