"""What is rolled back leaves nothing behind: no half-read memory, no beaten write, no values in a log."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.factories import make_actor, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.storage.test_database import busy_writer
from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.domain.errors import NotFound, Unavailable
from webhook_dashboard.storage.batches import Batch
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.installation import WEBHOOKS_VERSION, next_number, read_value, write_value
from webhook_dashboard.storage.tables import installation

WAIT_SECONDS = PATIENCE_SECONDS


@contextmanager
def failing_commits(database: Database) -> Iterator[None]:
    def fail(_connection: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("gone"))

    event.listen(database.write_engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(database.write_engine, "commit", fail)


async def test_a_write_that_is_refused_has_no_webhook_read_anew(open_platform: OpenPlatform) -> None:
    platform = open_platform()
    await make_webhook(platform)
    await publish(platform, make_event())
    known = platform.directory.generation
    with pytest.raises(NotFound):
        await platform.webhooks.pause(1, make_actor())
    await publish(platform, make_event())
    assert platform.directory.generation == known


async def test_webhooks_that_were_read_and_rolled_back_are_read_again(open_platform: OpenPlatform) -> None:
    platform = open_platform()
    database = platform.database
    with failing_commits(database):
        with busy_writer(database):
            changed = database.writing(lambda connection: next_number(connection, WEBHOOKS_VERSION))
            taken_up = database.writing(platform.directory.refresh)
        for job in (changed, taken_up):
            with pytest.raises(Unavailable):
                job.result(WAIT_SECONDS)
    await make_webhook(platform)  # this makes the version what it had been for a moment
    (published,) = await publish(platform)
    assert len(published.deliveries) == 1


def test_what_was_read_on_a_connection_that_is_lost_is_not_to_stand_either(database: Database) -> None:
    database.writing(lambda connection: read_value(connection, "left")).result(WAIT_SECONDS)
    told: list[str] = []
    database.on_rollback(lambda: told.append("rolled back"))

    def lost_once(connection: Connection) -> None:
        told.append("run")
        if told.count("run") == 1:
            raise OperationalError("SELECT 1", {}, Exception("server closed the connection unexpectedly"))

    database.writing(lost_once).result(WAIT_SECONDS)
    assert told == ["run", "rolled back", "run"]


def test_of_two_transactions_in_each_others_way_both_are_committed(
    database: Database, database_url: str
) -> None:
    if database.is_sqlite:
        return  # has one writer
    other = Database(database_url)
    both_hold_one = threading.Barrier(2)
    runs: list[str] = []

    def crossing(first: str, second: str) -> Callable[[Connection], None]:
        def work(connection: Connection) -> None:
            write_value(connection, first, f"by {first}")
            runs.append(first)
            if runs.count(first) == 1:
                both_hold_one.wait(WAIT_SECONDS)
            write_value(connection, second, f"by {first}")

        return work

    for name in ("left", "right"):
        database.writing(lambda connection, name=name: write_value(connection, name, "")).result(WAIT_SECONDS)
    jobs = [database.writing(crossing("left", "right")), other.writing(crossing("right", "left"))]
    for job in jobs:
        job.result(WAIT_SECONDS)
    assert len(runs) == 3  # one was beaten, and ran again after the other
    with database.reading() as connection:
        assert read_value(connection, "left") == read_value(connection, "right") == f"by {runs[-1]}"
    other.close()


async def test_an_item_that_another_process_was_first_with_is_looked_at_again(database: Database) -> None:
    looked: list[str] = []

    def write_many(connection: Connection, items: list[str]) -> list[str]:
        looked.extend(items)
        if len(looked) == 1:
            # Not there yet when it was looked up, and there when it is to be stored.
            raise IntegrityError("INSERT", {}, Exception("duplicate key"))
        return [f"first answer of {item}" for item in items]

    assert await Batch(database, write_many).add("key") == "first answer of key"


def test_the_error_of_a_statement_does_not_hold_its_values(database: Database) -> None:
    def twice(connection: Connection) -> None:
        for _ in range(2):
            connection.execute(insert(installation).values(key="k", value="whsec_secret"))

    with pytest.raises(IntegrityError) as raised:
        database.writing(twice).result(WAIT_SECONDS)
    assert "whsec_secret" not in str(raised.value)
