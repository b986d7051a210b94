"""The history of a case, and the record of the administrators, are append only; the database itself keeps them so.

What may still happen to an entry is the destruction of its details, with the salt of their digest.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FINAL = 'case_id, seq, at, "on", kind, element_id, token, nr, actor_id, facts, details_digest, hash'
REFUSAL = "an entry is final"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"""
            CREATE FUNCTION entry_is_final() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""")
        refuse = "FOR EACH ROW {when} EXECUTE FUNCTION entry_is_final()"
    else:
        refuse = "FOR EACH ROW {when} BEGIN SELECT RAISE(ABORT, '" + REFUSAL + "'); END"
    for change in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER admin_{change.lower()} BEFORE {change} ON admin_entry {refuse.format(when='')}")
    invented = "WHEN (NEW.details IS NOT NULL OR NEW.salt IS NOT NULL)"
    op.execute(f"CREATE TRIGGER entry_stays BEFORE DELETE ON entry {refuse.format(when='')}")
    op.execute(f"CREATE TRIGGER entry_is_kept BEFORE UPDATE OF {FINAL} ON entry {refuse.format(when='')}")
    op.execute(
        f"CREATE TRIGGER details_only_end BEFORE UPDATE OF details, salt ON entry {refuse.format(when=invented)}"
    )
