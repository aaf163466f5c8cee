"""The schema: made at the first start, untouched by the next, and the one that the tables declare."""

import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import inspect, text

from tests.integration.conftest import PostgresServer
from tests.integration.storage.rows import read, store_webhook
from webhook_dashboard.storage.database import Database
from webhook_dashboard.storage.migrate import migrate
from webhook_dashboard.storage.tables import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        name = f"empty_{secrets.token_hex(4)}"
        with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = server.url_of(name)
    database = Database(url)
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    return set(inspect(database.write_engine).get_table_names())


def test_a_fresh_database_gets_exactly_the_declared_schema(empty_database: Database) -> None:
    assert tables(empty_database) == set()
    migrate(empty_database.write_engine)
    with empty_database.write_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert tables(empty_database) == {*metadata.tables, "alembic_version"}


def test_partial_indexes_keep_their_conditions(empty_database: Database) -> None:
    """The comparison does not look at them, and without them the engine reads the whole log."""
    migrate(empty_database.write_engine)
    catalogue = "sqlite_master WHERE type = 'index'" if empty_database.is_sqlite else "pg_indexes"
    column = ("name", "sql") if empty_database.is_sqlite else ("indexname", "indexdef")
    found = dict(row for row in read(empty_database, f"SELECT {column[0]}, {column[1]} FROM {catalogue}"))
    for name in (
        "ix_deliveries_due",
        "ix_deliveries_leased",
        "ix_deliveries_failed",
        "ix_deliveries_resend",
        "ix_events_client_id",
    ):
        assert "WHERE" in found[name]


def test_the_second_time_changes_nothing(empty_database: Database) -> None:
    migrate(empty_database.write_engine)
    store_webhook(empty_database)
    before = tables(empty_database)
    migrate(empty_database.write_engine)
    assert tables(empty_database) == before
    assert len(read(empty_database, "SELECT id FROM webhooks")) == 1


def test_a_newer_schema_is_refused_and_left_alone(empty_database: Database) -> None:
    migrate(empty_database.write_engine)
    with empty_database.write_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(
        RuntimeError,
        match=r"^This database is at schema 9999, which this version does not know\. Start the newer version",
    ):
        migrate(empty_database.write_engine)
    assert read(empty_database, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_processes_that_start_together_wait_for_each_other(empty_database: Database) -> None:
    url = empty_database.write_engine.url.render_as_string(hide_password=False)
    others = [Database(url.replace("+psycopg", "")) for _ in range(3)]
    errors: list[Exception] = []

    def start(database: Database) -> None:
        try:
            migrate(database.write_engine)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=start, args=(database,)) for database in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for database in others:
        database.close()
    assert errors == []
    assert tables(empty_database) == {*metadata.tables, "alembic_version"}
