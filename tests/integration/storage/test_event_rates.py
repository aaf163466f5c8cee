"""How often events of each type come."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.integration.storage.rows import NOW
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.event_rates import MAX_COUNTED, read_daily_rates
from webhook_dashboard.storage.events import insert_events
from webhook_dashboard.storage.tables import events

WEEK = timedelta(days=7)


def publish(database: Database, event_type: str, count: int, every: timedelta, *, test: bool = False) -> None:
    """Store so many events of a type, the last one just before NOW."""
    numbered = [
        (first_id_at(NOW - every * number) + number % 4096 + len(event_type), NewEvent(event_type, b"{}"))
        for number in range(1, count + 1)
    ]

    def work(connection: Connection) -> None:
        insert_events(connection, numbered)
        if test:
            connection.execute(update(events).where(events.c.type == event_type).values(test=True))

    database.writing(work).result()


def test_a_rate_is_that_of_the_days_asked_for(database: Database) -> None:
    publish(database, "order.created", 14, timedelta(hours=12) - timedelta(seconds=1))
    publish(database, "invoice.sent", 1, timedelta(days=30))
    publish(database, "order.updated", 5, timedelta(hours=1), test=True)
    with database.reading() as connection:
        rates = read_daily_rates(connection, NOW - WEEK, NOW)
    assert rates == {"order.created": 2.0}


def test_of_many_events_the_newest_speak_for_all(database: Database) -> None:
    publish(database, "order.created", MAX_COUNTED + 500, timedelta(seconds=10))
    with database.reading() as connection:
        rates = read_daily_rates(connection, NOW - WEEK, NOW)
    assert rates["order.created"] == pytest.approx(8640, rel=0.01)
