"""How many deliveries of each event type each webhook got."""

from datetime import timedelta

from sqlalchemy import update

from tests.integration.storage.rows import NOW, store_deliveries, store_webhook
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.delivery_counts import count_by_webhook_and_type
from webhook_dashboard.storage.tables import deliveries

DAY = timedelta(days=1)


def count(database: Database) -> dict[tuple[int, str], int]:
    with database.reading() as connection:
        return dict(count_by_webhook_and_type(connection, NOW, NOW + DAY))


def rename(database: Database, ids: list[int], **values: object) -> None:
    def work(connection: Connection) -> None:
        connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(values))

    database.writing(work).result()


def test_pairs_are_counted_within_the_bounds_of_time(database: Database) -> None:
    for webhook_id in (1, 2):
        store_webhook(database, webhook_id)
    store_deliveries(database, 3, webhook_id=1)
    rename(database, store_deliveries(database, 2, webhook_id=1), event_type="invoice.sent")
    store_deliveries(database, 4, webhook_id=2, at=NOW + DAY - timedelta(seconds=1))
    store_deliveries(database, 5, webhook_id=2, at=NOW + DAY)
    store_deliveries(database, 6, webhook_id=1, at=NOW - timedelta(seconds=1))
    assert count(database) == {(1, "order.created"): 3, (1, "invoice.sent"): 2, (2, "order.created"): 4}


def test_what_was_only_a_test_is_left_out(database: Database) -> None:
    store_webhook(database)
    rename(database, store_deliveries(database, 2), test=True)
    assert count(database) == {}
    store_deliveries(database, 1)
    assert count(database) == {(1, "order.created"): 1}
