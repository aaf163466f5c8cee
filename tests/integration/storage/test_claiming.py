"""Deliveries under a lease: claimed once, given back when their holder is gone, finished behind a fence."""

import threading
from datetime import timedelta

from tests.integration.recording import record_results
from tests.integration.storage.plans import plan_steps, whole_reads
from tests.integration.storage.rows import (
    NOW,
    attempt,
    claim,
    claimed,
    read,
    statuses,
    store_deliveries,
    store_webhook,
)
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.storage import deliveries, holds, statistics
from webhook_dashboard.storage.attempts import AttemptRecord
from webhook_dashboard.storage.database import Connection, Database

MINUTE = timedelta(minutes=1)


def record(database: Database, *records: AttemptRecord, owner: str = "a") -> list[bool]:
    return database.writing(lambda c: record_results(c, list(records), owner)).result()


def counted(database: Database) -> list[tuple[int, int, int]]:
    """What the statistics of all webhooks together say: created, succeeded, failed."""
    rows = read(
        database, "SELECT created, succeeded, failed FROM statistics_minutes WHERE webhook_id = 0 ORDER BY 1"
    )
    return [tuple(row) for row in rows]


def test_what_is_due_is_claimed_under_a_lease(database: Database) -> None:
    store_webhook(database)
    ids = store_deliveries(database, 3)
    found = claim(database, "a")
    assert [delivery.id for delivery in found] == ids
    assert {delivery.attempt_count for delivery in found} == {0}
    assert {delivery.trigger for delivery in found} == {Trigger.FIRST}
    rows = read(database, "SELECT DISTINCT status, owner, next_at FROM deliveries")
    assert rows == [(Status.SENDING, "a", None)]
    assert claim(database, "b") == []


def test_only_what_is_due_is_claimed(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 1, at=NOW + MINUTE)
    early = store_deliveries(database, 1)
    assert [delivery.id for delivery in claim(database, now=NOW + MINUTE / 2)] == early
    assert len(claim(database, now=NOW + 2 * MINUTE)) == 1


def test_the_longest_due_come_first(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 5)
    oldest = store_deliveries(database, 2, at=NOW - MINUTE)
    assert [delivery.id for delivery in claim(database, limit=2)] == oldest


def test_engines_that_claim_at_the_same_time_never_get_the_same(
    database: Database, database_url: str
) -> None:
    store_webhook(database)
    ids = store_deliveries(database, 600)
    others = [Database(database_url) for _ in range(4)]
    by_engine: list[list[int]] = [[] for _ in others]
    together = threading.Barrier(len(others))

    def work(other: Database, mine: list[int], owner: str) -> None:
        together.wait()
        while found := claim(other, owner, limit=17):
            mine += [delivery.id for delivery in found]

    threads = [
        threading.Thread(target=work, args=(other, mine, f"engine {number}"))
        for number, (other, mine) in enumerate(zip(others, by_engine, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert sorted(number for mine in by_engine for number in mine) == ids


def test_a_lease_that_has_ended_is_given_back_and_not_before(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 2, owner="dead", lease_until=NOW + MINUTE)
    just_before = NOW + MINUTE - timedelta(microseconds=1)
    assert database.writing(lambda c: deliveries.rescue(c, just_before)).result() == 0
    assert database.writing(lambda c: deliveries.rescue(c, NOW + MINUTE)).result() == 2
    assert len(claim(database, "b", now=NOW + MINUTE)) == 2


def test_the_only_process_gives_back_at_once_what_others_held(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 2, owner="dead", lease_until=NOW + MINUTE)
    store_deliveries(database, 1, owner="me", lease_until=NOW + MINUTE)
    assert database.writing(lambda c: deliveries.rescue(c, NOW, all_but="me")).result() == 2
    assert statuses(database) == {Status.PENDING: 2, Status.SENDING: 1}


def test_renewing_prolongs_what_is_held_and_nothing_else(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 2, owner="a", lease_until=NOW + MINUTE)
    store_deliveries(database, 1, owner="b", lease_until=NOW + MINUTE)
    store_deliveries(database, 1)
    later = NOW + 10 * MINUTE
    assert database.writing(lambda c: deliveries.renew_leases(c, "a", later)).result() == 2
    assert database.writing(lambda c: deliveries.rescue(c, NOW + 5 * MINUTE)).result() == 1
    assert statuses(database) == {Status.SENDING: 2, Status.PENDING: 2}


def test_only_the_holder_gives_back(database: Database) -> None:
    store_webhook(database)
    mine = store_deliveries(database, 3, owner="a", lease_until=NOW + MINUTE)
    theirs = store_deliveries(database, 1, owner="b", lease_until=NOW + MINUTE)
    assert database.writing(lambda c: deliveries.release(c, [mine[0], theirs[0]], "a", NOW)).result() == 1
    assert database.writing(lambda c: deliveries.release(c, None, "a", NOW)).result() == 2
    assert statuses(database) == {Status.PENDING: 3, Status.SENDING: 1}


def test_a_result_is_stored_with_all_that_was_seen(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 1)
    (delivery,) = claim(database)
    assert record(database, attempt(delivery, duration_ms=12.5)) == [True]
    row = read(database, "SELECT * FROM deliveries")[0]
    assert (row.status, row.attempt_count, row.response_code) == (Status.SUCCEEDED, 1, 200)
    assert (row.owner, row.lease_until, row.next_at, row.duration_ms) == (None, None, None, 12.5)
    stored = read(database, "SELECT * FROM attempts")[0]
    assert (stored.attempt_number, stored.trigger, stored.response_code) == (1, "first", 200)
    assert bytes(stored.response_body) == b"\x00\xff"


def test_a_result_that_was_overtaken_is_neither_stored_nor_counted(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 1)
    (slow,) = claim(database, "a")
    database.writing(lambda c: deliveries.rescue(c, NOW + 5 * MINUTE)).result()
    (again,) = claim(database, "b", now=NOW + 5 * MINUTE)
    assert record(database, attempt(slow, Status.FAILED), owner="a") == [False]
    assert (counted(database), read(database, "SELECT * FROM attempts")) == ([], [])
    assert read(database, "SELECT failure_streak FROM webhooks") == [(0,)]
    assert record(database, attempt(again), owner="b") == [True]
    assert counted(database) == [(0, 1, 0)]


def test_the_same_holder_cannot_report_an_attempt_twice(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 1)
    (first,) = claim(database)
    assert record(database, attempt(first, Status.RETRYING)) == [True]
    (second,) = claim(database, now=NOW + 2 * MINUTE)
    assert (second.attempt_count, second.trigger) == (1, Trigger.RETRY)
    assert record(database, attempt(first)) == [False]
    assert record(database, attempt(second)) == [True]
    assert read(database, "SELECT attempt_number FROM attempts ORDER BY 1") == [(1,), (2,)]


def test_of_results_written_together_only_the_overtaken_is_left_out(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 3)
    first, second, third = claim(database)
    database.writing(lambda c: deliveries.release(c, [second.id], "a", NOW)).result()
    unknown = attempt(claimed(7))
    answers = record(database, attempt(first), attempt(second), unknown, attempt(third, Status.FAILED))
    assert answers == [True, False, False, True]
    assert statuses(database) == {Status.SUCCEEDED: 1, Status.PENDING: 1, Status.FAILED: 1}
    assert counted(database) == [(0, 1, 1)]


def test_a_cancelled_delivery_takes_no_result(database: Database) -> None:
    store_webhook(database)
    store_deliveries(database, 2)
    sending, _ = claim(database)
    store_deliveries(database, 1)
    assert len(database.writing(lambda c: deliveries.cancel_open(c, 1)).result()) == 3
    assert record(database, attempt(sending)) == [False]
    assert statuses(database) == {Status.CANCELLED: 3}
    assert claim(database, now=NOW + MINUTE) == []


def test_looking_for_what_is_due_never_reads_the_whole_log(database: Database) -> None:
    """A condition that is not that of the partial index, to the letter, makes SQLite read every row."""

    def look(connection: Connection) -> None:
        deliveries.claim_due(connection, NOW, owner="a", lease_until=NOW, limit=5)
        deliveries.next_due_at(connection)
        holds.bring_forward(connection, 1, NOW)
        holds.release_held(connection, 1, NOW, 5)

    steps = plan_steps(database, look)
    assert whole_reads(steps) == []
    assert [step for step in steps if "ix_deliveries_due" in step]


def test_counting_retries_walks_the_index_of_what_is_due(database: Database) -> None:
    steps = plan_steps(database, statistics.read_retries)
    assert [step for step in whole_reads(steps) if "ix_deliveries_due" not in step] == []
    assert [step for step in steps if "ix_deliveries_due" in step]
