"""Brings a database to the tables of this version (Alembic), and tells whether it has them."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, text

from workflows.domain.errors import WorkflowError
from workflows.persistence import postgresql, sqlite

UPGRADE_LOCK = 7_303_014  # any number, always the same: two processes do not upgrade one database at once


def upgrade(url: URL) -> None:
    """Run the migrations that the database has not had yet, all or none.

    Raises:
        WorkflowError: a row now refers to something that is not there; nothing was changed.
    """
    room = postgresql if url.get_backend_name() == "postgresql" else sqlite
    engine = room.migrating_engine(url)
    with engine.begin() as connection:
        if room is postgresql:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
        command.upgrade(config(connection), "head")
        if room is sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise WorkflowError(f"De migratie laat verwijzingen zonder doel achter: {broken[:5]}")


def is_current(connection: Connection) -> bool:
    """Has the database had every migration, and none that we do not know?"""
    heads = ScriptDirectory.from_config(config()).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)


def revision_of(connection: Connection) -> str:
    """Return the last migration that the database has had; empty: none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def knows(revision: str) -> bool:
    """Is this a migration of ours, or of before the first?"""
    return not revision or revision in {
        each.revision for each in ScriptDirectory.from_config(config()).walk_revisions()
    }


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's settings; it works inside the transaction of *connection*."""
    settings = Config()
    settings.set_main_option("script_location", "workflows.persistence:migrations")
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
