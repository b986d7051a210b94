"""The tables: what the migrations make is what the models say, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from workflows.persistence.models import Model
from workflows.persistence.unit_of_work import Database


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.reader.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Model.metadata) == []


def test_a_migrated_database_is_current_and_upgrading_it_again_changes_nothing(database: Database) -> None:
    assert database.is_current()
    database.upgrade()
    assert database.is_current()
