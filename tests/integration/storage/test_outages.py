"""The outages of a receiver, as the attempts of its webhook tell."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.integration.storage.plans import check_only_its_own_are_read
from tests.integration.storage.rows import NOW, attempt, claimed, store_deliveries, store_webhook
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.storage.attempts import insert_attempts
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.outages import Outage, PastOutages, read_outages
from webhook_dashboard.storage.tables import deliveries

MINUTE = timedelta(minutes=1)
BEGAN = NOW - 600 * MINUTE
SINCE = NOW - timedelta(days=90)


def sent(
    database: Database,
    *failed_at: float,
    done_at: float | None = None,
    webhook_id: int = 1,
    code: int | None = 503,
    kind: str | None = None,
    test: bool = False,
) -> None:
    """Store a delivery that failed at these minutes after BEGAN, and succeeded at `done_at`."""
    first = [*failed_at, *([] if done_at is None else [done_at])][0]
    [delivery_id] = store_deliveries(database, 1, webhook_id=webhook_id, at=BEGAN + first * MINUTE)
    moments = [(at, False) for at in failed_at] + ([] if done_at is None else [(done_at, True)])
    records = [
        replace(
            attempt(
                claimed(delivery_id, attempt_count=number), Status.SUCCEEDED if succeeded else Status.RETRYING
            ),
            started_at=BEGAN + at * MINUTE,
            response_code=200 if succeeded else code,
            error_kind=None if succeeded else kind,
        )
        for number, (at, succeeded) in enumerate(moments)
    ]
    change = (
        update(deliveries)
        .where(deliveries.c.id == delivery_id)
        .values(
            status=int(Status.FAILED if done_at is None else Status.SUCCEEDED),
            attempt_count=len(moments),
            last_attempt_at=BEGAN + moments[-1][0] * MINUTE,
            test=test,
        )
    )

    def work(connection: Connection) -> None:
        insert_attempts(connection, records)
        connection.execute(change)

    database.writing(work).result()


def past(database: Database, limit: int = 10) -> PastOutages:
    with database.reading() as connection:
        return read_outages(connection, 1, SINCE, limit)


def outages(database: Database, limit: int = 10) -> list[Outage]:
    return list(past(database, limit).outages)


def between(began: float, ended: float, amount: int) -> Outage:
    return Outage(BEGAN + began * MINUTE, BEGAN + ended * MINUTE, amount)


def test_an_outage_lasts_from_the_first_failure_to_the_next_success(database: Database) -> None:
    store_webhook(database, 1)
    assert outages(database) == []
    sent(database, done_at=0)
    sent(database, 10, 11, 16, done_at=46)
    sent(database, 12, 13, done_at=47)
    sent(database, done_at=60)
    sent(database, 70, 71, kind="connection_refused", code=None)
    sent(database, done_at=80)
    assert outages(database) == [between(70, 80, 1), between(10, 46, 2)]
    assert outages(database)[1].seconds == 36 * 60
    assert outages(database, limit=1) == [between(70, 80, 1)]


def test_one_failure_alone_a_refused_request_and_a_test_are_no_outage(database: Database) -> None:
    store_webhook(database, 1)
    store_webhook(database, 2)
    sent(database, 10, done_at=11)
    sent(database, 20, 21, code=400)
    sent(database, 22, 23, code=None, kind="template_error")
    sent(database, 30, 31, test=True)
    sent(database, 40, 41, webhook_id=2)
    sent(database, done_at=50)
    assert outages(database) == []


def test_an_event_that_the_receiver_breaks_at_is_no_outage_and_two_that_fail_are_one(
    database: Database,
) -> None:
    store_webhook(database, 1)
    sent(database, 10, 11, 12, 13)
    sent(database, 20, 21, code=None, kind="read_timeout")
    sent(database, done_at=30)
    sent(database, 40, 41, done_at=42)
    assert outages(database) == [between(10, 30, 2)]
    sent(database, 50, code=None, kind="connection_refused")
    sent(database, 51, code=None, kind="dns_error")
    sent(database, done_at=60)
    sent(database, 70, 75, code=None, kind="tls_error")
    sent(database, done_at=80)
    assert outages(database) == [between(70, 80, 1), between(50, 60, 2), between(10, 30, 2)]


def test_of_an_outage_that_what_is_read_begins_in_nothing_is_said(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_webhook(database, 1)
    sent(database, 10, 11, done_at=20)
    sent(database, 12, 13, done_at=21)
    sent(database, 30, 31, done_at=40, kind="connection_refused", code=None)
    assert past(database) == PastOutages((between(30, 40, 1), between(10, 20, 2)), is_cut=False)
    monkeypatch.setattr("webhook_dashboard.storage.outages.MAX_READ", 2)
    assert past(database) == PastOutages((between(30, 40, 1),), is_cut=True)


def test_an_outage_that_is_not_over_is_none_of_the_past(database: Database) -> None:
    store_webhook(database, 1)
    sent(database, done_at=0)
    sent(database, 10, 11, 16)
    assert outages(database) == []


def test_only_rows_of_the_webhook_and_their_attempts_are_read(database: Database) -> None:
    check_only_its_own_are_read(database, lambda connection: read_outages(connection, 1, SINCE, 10))
