"""The log by status: by an index where these are rare, and the same whichever way it is read."""

from itertools import combinations

import pytest
from sqlalchemy import update

from tests.integration.storage.plans import plan_steps, whole_reads
from tests.integration.storage.rows import NOW, store_deliveries, store_webhook
from webhook_dashboard.domain.deliveries import OPEN_STATUSES, Status
from webhook_dashboard.storage import delivery_log
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.delivery_log import LogFilter
from webhook_dashboard.storage.tables import deliveries


def list_ids(
    database: Database, wanted: LogFilter, *, before_id: int | None = None, limit: int = 100
) -> list[int]:
    with database.reading() as connection:
        rows = delivery_log.list_deliveries(connection, wanted, before_id=before_id, limit=limit)
    return [row.id for row in rows]


@pytest.mark.parametrize("wanted", [*[(status,) for status in OPEN_STATUSES], OPEN_STATUSES])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the other knows how rare they are
def test_what_waits_is_found_by_its_indexes_however_long_the_log_is(
    database: Database, wanted: tuple[Status, ...]
) -> None:
    filters = [LogFilter(statuses=wanted), LogFilter(1, wanted, "order.created", since=NOW, until=NOW)]

    def look(connection: Connection) -> None:
        for one in filters:
            delivery_log.list_deliveries(connection, one)
            delivery_log.list_newer(connection, one, 1)
            delivery_log.count_deliveries(connection, one)
            delivery_log.count_newer(connection, one, 1)

    steps = plan_steps(database, look)
    assert whole_reads(steps) == []
    sought = {step.rpartition(" USING ")[2] for step in steps if step.startswith("SEARCH deliveries")}
    assert sought <= {
        "INTEGER PRIMARY KEY (rowid=?)",
        "INDEX ix_deliveries_due (next_at>?)",
        "INDEX ix_deliveries_leased (lease_until>?)",
        "INDEX ix_deliveries_held (webhook_id>?)",
        "COVERING INDEX ix_deliveries_held (webhook_id>?)",
    }


def store_one_of_each(database: Database) -> list[tuple[int, LogFilter]]:
    """Store deliveries of all statuses, to two webhooks, of three types; returns ids and what each is."""
    store_webhook(database, 1)
    store_webhook(database, 2)
    stored = [
        (number, LogFilter(1 + place % 2, (list(Status)[place % len(Status)],), f"type_{place % 3}"))
        for place, number in enumerate(store_deliveries(database, 84))
    ]

    def work(connection: Connection) -> None:
        for number, one in stored:
            (status,) = one.statuses
            values = {
                "status": int(status),
                "webhook_id": one.webhook_id,
                "event_type": one.event_type,
                "next_at": NOW if status in (Status.PENDING, Status.RETRYING) else None,
                "lease_until": NOW if status is Status.SENDING else None,
            }
            connection.execute(update(deliveries).where(deliveries.c.id == number).values(values))

    database.writing(work).result()
    return stored


@pytest.mark.parametrize(("webhook_id", "event_type"), [(None, None), (1, None), (2, "type_1")])
def test_whatever_statuses_are_asked_for_are_found(
    database: Database, webhook_id: int | None, event_type: str | None
) -> None:
    stored = store_one_of_each(database)
    middle = stored[40][0]
    for wanted in (*combinations(Status, 1), *combinations(Status, 2), OPEN_STATUSES):
        newest = [
            number
            for number, one in reversed(stored)
            if one.statuses[0] in wanted
            and webhook_id in (None, one.webhook_id)
            and event_type in (None, one.event_type)
        ]
        asked = LogFilter(webhook_id, wanted, event_type)
        assert list_ids(database, asked) == newest
        assert list_ids(database, asked, limit=2) == newest[:2]
        older = [number for number in newest if number < middle]
        assert list_ids(database, asked, before_id=middle, limit=2) == older[:2]
        newer = [number for number in newest if number > middle]
        with database.reading() as connection:
            next_page = delivery_log.list_newer(connection, asked, middle, limit=2)
            assert delivery_log.count_deliveries(connection, asked) == len(newest)
            assert delivery_log.count_newer(connection, asked, middle) == len(newer)
        assert [row.id for row in next_page] == newer[-2:]
