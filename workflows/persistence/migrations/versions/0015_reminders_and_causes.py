"""What is told in a digest; why a term ends when it does, whether it was extended, and why it was late."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reminder_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "person_id", "case_id", "rule", "due_on", name=op.f("uq_reminder_person_id_case_id_rule_due_on")
        ),
        sqlite_autoincrement=True,
    )
    op.add_column("deadline", sa.Column("because", sa.Text(), nullable=True))
    op.add_column("deadline", sa.Column("extended_on", sa.Date(), nullable=True))
    op.add_column("deadline", sa.Column("cause", sa.String(length=40), nullable=True))
    # In words that both databases know: SQLite adds a reference to a table only together with its column.
    op.execute(
        "ALTER TABLE deadline ADD COLUMN cause_by_id INTEGER CONSTRAINT fk_deadline_cause_by_id REFERENCES person (id)"
    )
    op.add_column("deadline", sa.Column("cause_at", sa.DateTime(timezone=True), nullable=True))
    running = sa.text("stopped_on IS NULL")
    op.create_index(
        "ix_deadline_owner", "deadline", ["owner", "due_on", "id"], sqlite_where=running, postgresql_where=running
    )
