"""The list of what must be sent holds letters by e-mail too: what lies ready in the portal needs nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    by_hand = sa.text("channel <> 'portaal' AND posted_on IS NULL AND NOT replaced")
    op.drop_index("ix_letter_to_post", "letter")
    op.create_index("ix_letter_to_post", "letter", ["made_at", "id"], sqlite_where=by_hand, postgresql_where=by_hand)
