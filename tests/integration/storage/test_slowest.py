"""The slowest attempt of a webhook."""

from datetime import datetime, timedelta

from sqlalchemy import text, update

from tests.integration.storage.rows import NOW, store_deliveries, store_webhook
from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.slowest import MAX_READ, read_slowest
from webhook_dashboard.storage.tables import deliveries

DAY = timedelta(days=1)


def attempted(
    database: Database, took_ms: float | None, *, webhook_id: int = 1, at: datetime = NOW, test: bool = False
) -> None:
    """Store a delivery whose last attempt took so long."""
    [delivery_id] = store_deliveries(database, 1, webhook_id=webhook_id, at=at)
    change = update(deliveries).where(deliveries.c.id == delivery_id).values(duration_ms=took_ms, test=test)
    database.writing(lambda connection: connection.execute(change)).result()


def slowest(database: Database, webhook_id: int = 1) -> float | None:
    with database.reading() as connection:
        return read_slowest(connection, webhook_id, NOW - DAY)


def test_the_slowest_of_the_webhook_in_the_time_asked_for_is_found(database: Database) -> None:
    store_webhook(database, 1)
    store_webhook(database, 2)
    assert slowest(database) is None
    attempted(database, None)
    assert slowest(database) is None
    attempted(database, 40.5)
    attempted(database, 2_100.0)
    attempted(database, 9_000.0, at=NOW - DAY - timedelta(minutes=1))
    attempted(database, 9_000.0, test=True)
    attempted(database, 9_000.0, webhook_id=2)
    assert slowest(database) == 2_100.0


def test_of_many_deliveries_the_newest_speak_for_all(database: Database) -> None:
    store_webhook(database, 1)
    attempted(database, 9_000.0, at=NOW - timedelta(hours=2))
    ids = store_deliveries(database, MAX_READ, at=NOW - timedelta(hours=1))
    change = update(deliveries).where(deliveries.c.id.in_(ids)).values(duration_ms=7.0)
    database.writing(lambda connection: connection.execute(change)).result()
    assert slowest(database) == 7.0


def test_only_rows_of_the_webhook_are_read(database: Database) -> None:
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    query = (
        f"{explain} SELECT duration_ms FROM deliveries"
        f" WHERE webhook_id = 1 AND id >= {first_id_at(NOW)} ORDER BY id DESC LIMIT {MAX_READ}"
    )

    def plan(connection: Connection) -> str:
        if not database.is_sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        return " ".join(str(row) for row in connection.execute(text(query)))

    assert "ix_deliveries_webhook" in database.writing(plan).result()
