"""Brings the database to the schema of this version, at every start."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_ADVISORY_LOCK: Final = 715_001


class NewerSchema(RuntimeError):
    """The database was made by a newer version of this program."""


def migrate(engine: Engine) -> None:
    """Apply the missing migrations in one transaction; processes that start together wait for each other.

    Raises:
        NewerSchema: the database was made by a newer version of this program.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        _lock(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
            raise NewerSchema(
                f"This database is at schema {current}, which this version does not know. "
                "Start the newer version again."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
