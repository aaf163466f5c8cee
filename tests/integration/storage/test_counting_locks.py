"""Processes that count in the same minutes and hours lock these in one order."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.factories import eventually
from tests.integration.storage.rows import NOW, read
from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.storage import counting
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.database import Connection, Database

_ROW = "FROM statistics_{table} WHERE webhook_id = 0 AND bucket_at = :at FOR UPDATE NOWAIT"
MINUTE = microseconds(NOW.replace(second=0))
HOUR = microseconds(NOW.replace(minute=0, second=0))


def count_birth(connection: Connection) -> None:
    counting.add_born(connection, [(first_id_at(NOW), 1)])


def count_success(connection: Connection) -> None:
    counting.add_finished(connection, [(NOW, 1, 20.0)])


def lock(connection: Connection, table: str, at: int) -> None:
    connection.execute(text(f"SELECT 1 {_ROW.format(table=table)}"), {"at": at}).one()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("count", [count_birth, count_success])
async def test_who_waits_for_a_minute_has_not_locked_its_hour(
    database: Database, count: Callable[[Connection], None]
) -> None:
    """Else two processes, each with one of them, would wait for each other."""
    database.writing(count).result()
    with database.write_engine.begin() as first:
        lock(first, "minutes", MINUTE)
        second = database.writing(count)

        async def waits() -> bool:
            return bool(read(database, "SELECT 1 FROM pg_locks WHERE NOT granted"))

        await eventually(waits)
        lock(first, "hours", HOUR)
    second.result()
    query = "SELECT created + succeeded FROM statistics_{} WHERE webhook_id = 0"
    assert [read(database, query.format(table)) for table in ("minutes", "hours")] == [[(2,)], [(2,)]]
