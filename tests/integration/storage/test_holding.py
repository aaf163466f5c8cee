"""Deliveries that wait for their webhook: what is brought forward, what a pause keeps out, who is first."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, text, update

from tests.integration.storage.plans import plan_steps, whole_reads
from tests.integration.storage.rows import NOW, claim, read, store_deliveries, store_webhook
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.storage import deliveries, events, holds
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.deliveries import NewDelivery
from webhook_dashboard.storage.past_events import lock_and_find_known, read_past_events
from webhook_dashboard.storage.tables import deliveries as deliveries_table

Look = Callable[[Connection, list[int]], list[tuple[int, datetime]]]
SECOND = timedelta(seconds=1)
SHOP, OTHER = 1, 2


def store_due(database: Database, number: int, due_at: datetime, webhook_id: int, trigger: Trigger) -> None:
    def work(connection: Connection) -> None:
        events.insert_events(connection, [(number, NewEvent("order.created", b"{}"))])
        new = NewDelivery(number, number, webhook_id, "order.created", 1, trigger, due_at=due_at)
        deliveries.insert_deliveries(connection, [new], owner=None, lease_until=None)

    database.writing(work).result()


def change(database: Database, sql: str, **values: int) -> None:
    database.writing(lambda connection: connection.execute(text(sql), values)).result()


def test_only_what_found_no_room_is_brought_forward(database: Database) -> None:
    soon, later = NOW + 10 * SECOND, NOW + holds.LONGEST_PUT_OFF + SECOND
    store_due(database, 1, soon, SHOP, Trigger.FIRST)
    store_due(database, 2, later, SHOP, Trigger.FIRST)
    store_due(database, 3, soon, OTHER, Trigger.FIRST)
    store_due(database, 4, soon, SHOP, Trigger.PAST)  # keeps its pace
    store_due(database, 5, soon, SHOP, Trigger.RETRY)  # keeps to its schedule
    change(database, "UPDATE deliveries SET status = :status WHERE id = 5", status=Status.RETRYING)
    database.writing(lambda connection: holds.bring_forward(connection, SHOP, NOW)).result()
    found = [row.next_at for row in read(database, "SELECT next_at FROM deliveries ORDER BY id")]
    assert found == [microseconds(moment) for moment in (NOW, later, soon, soon, soon)]


def test_what_found_no_room_keeps_its_state_and_comes_again_within_half_a_minute(database: Database) -> None:
    ids = store_deliveries(database, 2, owner="a", lease_until=NOW)
    change(database, "UPDATE deliveries SET attempt_count = 1 WHERE id = :id", id=ids[1])
    until = NOW + holds.LONGEST_PUT_OFF
    database.writing(lambda connection: holds.put_off(connection, ids, "a", until)).result()
    rows = [tuple(row) for row in read(database, "SELECT status, owner FROM deliveries ORDER BY id")]
    assert rows == [(Status.PENDING, None), (Status.RETRYING, None)]
    assert claim(database, now=until - SECOND) == []
    assert [(one.id, one.attempt_count) for one in claim(database, now=until)] == [(ids[0], 0), (ids[1], 1)]


def test_no_breaker_opens_under_a_pause(database: Database) -> None:
    """What was in flight when a person paused it may fail often enough; a breaker would send probes."""
    store_webhook(database)
    database.writing(lambda c: holds.pause(c, SHOP, NOW, reason="Paused by ada.", probe_at=None)).result()
    database.writing(lambda c: holds.open_breaker(c, SHOP, NOW, NOW + 20 * SECOND)).result()
    query = "SELECT breaker_opened_at, probe_at FROM webhooks"
    assert read(database, query) == [(None, None)]
    database.writing(lambda c: holds.resume(c, SHOP)).result()
    database.writing(lambda c: holds.open_breaker(c, SHOP, NOW, NOW + 20 * SECOND)).result()
    assert read(database, query) == [(microseconds(NOW), microseconds(NOW + 20 * SECOND))]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_asks_for_past_events_waits_for_who_was_first(database: Database, database_url: str) -> None:
    store_webhook(database)
    ids = store_deliveries(database, 2)
    beside = Database(database_url)

    def impatient(connection: Connection) -> set[int]:
        connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        return lock_and_find_known(connection, SHOP, ids)

    with database.write_engine.begin() as first:
        assert lock_and_find_known(first, SHOP, [*ids, 7]) == set(ids)
        with pytest.raises(Unavailable):
            beside.writing(impatient).result()
    assert beside.writing(impatient).result() == set(ids)
    beside.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the other has statistics to go by
def test_what_a_webhook_has_already_is_sought_by_event_not_among_all_that_it_ever_got(
    database: Database,
) -> None:
    def look(connection: Connection) -> None:
        list(read_past_events(connection, SHOP, NOW, NOW + SECOND))
        lock_and_find_known(connection, SHOP, [1, 2])

    steps = plan_steps(database, look)
    assert [step for step in steps if "ix_deliveries_event" in step]
    assert [step for step in steps if "ix_deliveries_webhook" in step] == []


def test_what_was_sent_again_is_found_by_its_index_however_long_the_log_is(database: Database) -> None:
    original, resend = store_deliveries(database, 2)

    def end(connection: Connection) -> None:
        ended = {"status": int(Status.SUCCEEDED), "next_at": None, "resend_of": original}
        connection.execute(update(deliveries_table).where(deliveries_table.c.id == resend).values(ended))

    database.writing(end).result()
    cancelled: list[tuple[int, datetime]] = []
    steps = plan_steps(
        database, lambda connection: cancelled.extend(holds.cancel_resent(connection, [original, resend]))
    )
    assert cancelled == [(SHOP, NOW)]
    assert whole_reads(steps) == []
    assert [step for step in steps if "ix_deliveries_resend" in step]


def store_resends(database: Database, statuses: list[Status]) -> list[int]:
    """Store deliveries of which each is a resend of the one before it; returns their ids."""
    ids = store_deliveries(database, len(statuses))
    for number, resend_of, status in zip(ids, [None, *ids], statuses, strict=False):
        row = {"status": int(status), "next_at": None, "resend_of": resend_of}
        change = update(deliveries_table).where(deliveries_table.c.id == number).values(row)
        database.writing(lambda connection, change=change: connection.execute(change)).result()
    return ids


def statuses_of(database: Database) -> list[int]:
    return [row.status for row in read(database, "SELECT status FROM deliveries ORDER BY id")]


def test_a_resend_of_a_resend_that_arrives_cancels_all_that_it_stands_for(database: Database) -> None:
    ids = store_resends(
        database, [Status.RETRYING, Status.FAILED, Status.HELD, Status.SUCCEEDED, Status.RETRYING]
    )
    assert len(database.writing(lambda c: holds.cancel_originals(c, [ids[3]])).result()) == 2
    kept = [Status.CANCELLED, Status.FAILED, Status.CANCELLED, Status.SUCCEEDED, Status.RETRYING]
    assert statuses_of(database) == kept


def test_what_is_to_be_retried_is_cancelled_when_a_resend_of_its_resend_has_arrived(
    database: Database,
) -> None:
    ids = store_resends(
        database, [Status.RETRYING, Status.RETRYING, Status.FAILED, Status.SUCCEEDED, Status.RETRYING]
    )
    asked = [ids[0], ids[1], ids[4]]
    assert len(database.writing(lambda c: holds.cancel_resent(c, asked)).result()) == 2
    kept = [Status.CANCELLED, Status.CANCELLED, Status.FAILED, Status.SUCCEEDED, Status.RETRYING]
    assert statuses_of(database) == kept


def test_what_was_never_sent_again_costs_one_query(database: Database) -> None:
    ids = store_deliveries(database, 3)
    for look in (holds.cancel_originals, holds.cancel_resent):
        asked: list[str] = []

        def work(connection: Connection, look: Look = look, asked: list[str] = asked) -> None:
            event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
            assert look(connection, ids) == []

        database.writing(work).result()
        assert len(asked) == 1
