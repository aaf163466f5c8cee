"""The slowest attempt of a webhook."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from tests.integration.storage.plans import check_only_its_own_are_read
from tests.integration.storage.rows import NOW, attempt, claimed, store_deliveries, store_webhook
from webhook_dashboard.storage.attempts import insert_attempts
from webhook_dashboard.storage.database import Database
from webhook_dashboard.storage.slowest import MAX_READ, read_slowest
from webhook_dashboard.storage.tables import deliveries

DAY = timedelta(days=1)


def attempted(
    database: Database, *took_ms: float, webhook_id: int = 1, at: datetime = NOW, test: bool = False
) -> None:
    """Store a delivery whose attempts took so long."""
    [delivery_id] = store_deliveries(database, 1, webhook_id=webhook_id, at=at)
    change = update(deliveries).where(deliveries.c.id == delivery_id).values(test=test)
    database.writing(lambda connection: connection.execute(change)).result()
    store_attempts(database, [delivery_id], *took_ms)


def store_attempts(database: Database, ids: Sequence[int], *took_ms: float) -> None:
    records = [
        attempt(claimed(delivery_id, attempt_count=count), duration_ms=milliseconds)
        for delivery_id in ids
        for count, milliseconds in enumerate(took_ms)
    ]
    database.writing(lambda connection: insert_attempts(connection, records)).result()


def slowest(database: Database, webhook_id: int = 1) -> float | None:
    with database.reading() as connection:
        return read_slowest(connection, webhook_id, NOW - DAY)


def test_the_slowest_of_the_webhook_in_the_time_asked_for_is_found(database: Database) -> None:
    store_webhook(database, 1)
    store_webhook(database, 2)
    assert slowest(database) is None
    attempted(database)
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
    store_attempts(database, ids, 7.0)
    assert slowest(database) == 7.0


def test_a_timeout_is_not_hidden_by_the_quick_retry_after_it(database: Database) -> None:
    store_webhook(database, 1)
    attempted(database, 20_000.0, 35.0)
    assert slowest(database) == 20_000.0


def test_only_rows_of_the_webhook_and_their_attempts_are_read(database: Database) -> None:
    check_only_its_own_are_read(database, lambda connection: read_slowest(connection, 1, NOW - DAY))
