"""The log as people read it: pages that neither skip nor repeat, filters, and one delivery in full."""

from datetime import timedelta

import pytest

from tests.integration.recording import record_results
from tests.integration.storage.plans import plan_steps, whole_reads
from tests.integration.storage.rows import NOW, attempt, claim, store_deliveries, store_webhook
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.outcomes import Phases
from webhook_dashboard.storage import delivery_details, delivery_log, webhooks
from webhook_dashboard.storage.database import Database
from webhook_dashboard.storage.delivery_log import DeliverySummary, LogFilter

HOUR = timedelta(hours=1)
EVERYTHING = LogFilter()


def page(
    database: Database, wanted: LogFilter = EVERYTHING, *, before_id: int | None = None, limit: int = 50
) -> list[DeliverySummary]:
    with database.reading() as connection:
        return delivery_log.list_deliveries(connection, wanted, before_id=before_id, limit=limit)


def finish(database: Database, *statuses: Status) -> None:
    """Claim what is due and let it end like this."""
    pairs = zip(claim(database, limit=len(statuses)), statuses, strict=True)
    records = [attempt(delivery, status) for delivery, status in pairs]
    database.writing(lambda connection: record_results(connection, records, "a")).result()


def test_pages_go_from_the_newest_to_the_oldest_without_gap_or_overlap(database: Database) -> None:
    store_webhook(database)
    ids = store_deliveries(database, 25)
    seen: list[int] = []
    before_id = None
    while rows := page(database, before_id=before_id, limit=10):
        seen += [row.id for row in rows]
        before_id = rows[-1].id
        store_deliveries(database, 1, at=NOW + HOUR)  # what arrives meanwhile is newer
    assert seen == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    ("wanted", "matches"),
    [
        (LogFilter(), 6),
        (LogFilter(webhook_id=1), 4),
        (LogFilter(webhook_id=3), 0),
        (LogFilter(statuses=(Status.FAILED,)), 1),
        (LogFilter(statuses=(Status.FAILED, Status.RETRYING)), 2),
        (LogFilter(webhook_id=2, statuses=(Status.PENDING,)), 2),
        (LogFilter(event_type="order.created"), 6),
        (LogFilter(event_type="order"), 0),
        (LogFilter(since=NOW), 4),
        (LogFilter(until=NOW), 2),
        (LogFilter(since=NOW - HOUR, until=NOW), 2),
        (LogFilter(since=NOW + HOUR), 0),
        (LogFilter(event_type="a\x00b"), 0),
    ],
)
def test_filters_show_what_they_say_and_counts_agree(
    database: Database, wanted: LogFilter, matches: int
) -> None:
    store_webhook(database, 1)
    store_deliveries(database, 4, webhook_id=1)
    finish(database, Status.SUCCEEDED, Status.FAILED, Status.RETRYING)
    store_webhook(database, 2)
    store_deliveries(database, 2, webhook_id=2, at=NOW - HOUR)
    assert len(page(database, wanted)) == matches
    with database.reading() as connection:
        assert delivery_log.count_deliveries(connection, wanted) == matches
        assert delivery_log.count_newer(connection, wanted, than_id=0) == matches


def test_a_delivery_is_shown_with_all_that_was_sent_and_came_back(database: Database) -> None:
    store_webhook(database)
    (number,) = store_deliveries(database, 1)
    finish(database, Status.RETRYING)
    with database.reading() as connection:
        found = delivery_details.find_delivery(connection, number)
        assert delivery_details.find_delivery(connection, number + 1) is None
    assert found is not None
    (made,) = found.attempts
    assert (made.phases, made.duration_ms) == (Phases(1.0, 2.0, None, 3.0, 4.0), 20.0)
    assert made.request_headers == (("webhook-id", "evt_1"), ("x-ü", "\x00"))
    assert (made.response_body, made.response_cut) == (b"\x00\xff", False)
    assert (found.summary.webhook_name, found.event.data) == ("Webhook 1", b"{}")


def test_the_log_outlives_its_webhook(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 1)
    values = {"deleted_at": NOW, "active": False}
    database.writing(lambda connection: webhooks.update_webhook(connection, 1, values)).result()
    (row,) = page(database)
    assert (row.webhook_deleted, row.webhook_name) == (True, "Webhook 1")


def test_the_last_success_is_that_before_the_one_looked_at(database: Database) -> None:
    store_webhook(database)
    first, second, third = store_deliveries(database, 3)
    finish(database, Status.SUCCEEDED, Status.FAILED, Status.SUCCEEDED)

    def last_before(number: int) -> bool:
        with database.reading() as connection:
            return delivery_details.find_last_success(connection, 1, number) is not None

    assert [last_before(number) for number in (first, second, third)] == [False, True, True]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the other knows how rare they are
def test_what_failed_is_found_by_its_index_however_long_the_log_is(database: Database) -> None:
    steps = plan_steps(
        database,
        lambda connection: delivery_log.list_deliveries(connection, LogFilter(statuses=(Status.FAILED,))),
    )
    assert whole_reads([step for step in steps if "ix_deliveries_failed" not in step]) == []
    assert [step for step in steps if "ix_deliveries_failed" in step]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the other has statistics to go by
def test_the_others_of_an_event_are_sought_among_its_deliveries_not_among_all_of_the_webhook(
    database: Database,
) -> None:
    store_webhook(database)
    (number, *_) = store_deliveries(database, 2)
    steps = plan_steps(database, lambda connection: delivery_details.find_delivery(connection, number))
    assert [step for step in steps if "ix_deliveries_event" in step]
    assert [step for step in steps if "ix_deliveries_webhook" in step] == []
