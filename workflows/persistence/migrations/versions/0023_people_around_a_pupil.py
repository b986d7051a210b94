"""The people around a pupil stand in a register of their own, and two files of one child can be made one."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FINAL = (
    "key, kind, name, authority, address, secret, email, phone, digital, language, behalf_of, authorised_on,"
    " document_id, from_on, until_on, case_id, slot, by_hand, reason, entered_at, entered_by_id"
)


def upgrade() -> None:
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("authority", sa.String(10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(100), nullable=False),
        sa.Column("digital", sa.Text(), nullable=False),
        sa.Column("language", sa.String(100), nullable=False),
        sa.Column("behalf_of", sa.Text(), nullable=False),
        sa.Column("authorised_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(20), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_relation_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_relation_document_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_relation_entered_by_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_relation_pupil_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sqlite_autoincrement=True,
    )
    last = sa.text("NOT replaced")
    op.create_index("uq_relation_last", "relation", ["key"], unique=True, sqlite_where=last, postgresql_where=last)
    op.create_index(op.f("ix_relation_pupil_id"), "relation", ["pupil_id"])
    op.create_table(
        "pupil_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pupil_merge_by_id")),
        sa.ForeignKeyConstraint(["gone_id"], ["pupil.id"], name=op.f("fk_pupil_merge_gone_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["pupil.id"], name=op.f("fk_pupil_merge_kept_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_pupil_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pupil_merge")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pupil_merge_gone_id"), "pupil_merge", ["gone_id"])
    op.create_index(op.f("ix_pupil_merge_kept_id"), "pupil_merge", ["kept_id"])
    if op.get_bind().dialect.name == "postgresql":
        refuse = "FOR EACH ROW EXECUTE FUNCTION entry_is_final()"
    else:
        refuse = "FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an entry is final'); END"
    op.execute(f"CREATE TRIGGER relation_is_kept BEFORE UPDATE OF {FINAL} ON relation {refuse}")
