"""Alembic runs this file: migrate inside the transaction that it is given.

A new migration, after a change of the models: ``python -m workflows.persistence.migrations "what changes"``.
"""

from typing import Any, Literal

from alembic import context

from workflows.persistence.models import Model
from workflows.persistence.types import Files, Json, UtcDateTime


def render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our types as the plain ones they are stored as: a migration stays true when our code changes."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Json | Files):
        return "sa.Text()"
    return False


context.configure(
    render_item=render,
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transactional_ddl=True,  # SQLite can, when the driver does not begin and commit by itself
)
context.run_migrations()
