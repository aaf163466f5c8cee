"""One writer that commits in groups: a failure takes nothing with it, nobody is told before the commit."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import DBAPIError, OperationalError

from tests.integration.storage.rows import read
from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.domain.errors import Conflict, Unavailable
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.installation import next_number, write_value
from webhook_dashboard.storage.tables import installation

WAIT_SECONDS = PATIENCE_SECONDS


def writes(key: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        write_value(connection, key, "stored")
        return key

    return work


def fails_after_writing(key: str, error: Exception) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        write_value(connection, key, "stored")
        raise error

    return work


def stored(database: Database) -> set[str]:
    return {row.key for row in read(database, "SELECT key FROM installation WHERE value = 'stored'")}


@contextmanager
def busy_writer(database: Database) -> Iterator[None]:
    """Hold the writer up, so that all that is asked for inside is written as one group."""
    begun, go_on = threading.Event(), threading.Event()

    def wait(connection: Connection) -> None:
        begun.set()
        assert go_on.wait(WAIT_SECONDS)

    database.writing(wait)
    assert begun.wait(WAIT_SECONDS)
    try:
        yield
    finally:
        go_on.set()


def test_a_job_that_fails_takes_nothing_with_it(database: Database) -> None:
    with busy_writer(database):
        first = database.writing(writes("first"))
        broken = database.writing(fails_after_writing("broken", Conflict("No.")))
        last = database.writing(writes("last"))
    assert (first.result(WAIT_SECONDS), last.result(WAIT_SECONDS)) == ("first", "last")
    with pytest.raises(Conflict, match=r"^No\.$"):
        broken.result(WAIT_SECONDS)
    assert stored(database) == {"first", "last"}


def test_a_wrong_statement_takes_nothing_with_it(database: Database) -> None:
    """PostgreSQL ends a transaction at the first error unless there is a savepoint."""

    def twice(connection: Connection) -> None:
        for _ in range(2):
            connection.exec_driver_sql("INSERT INTO installation (key, value) VALUES ('k', 'v')")

    with busy_writer(database):
        first = database.writing(writes("first"))
        broken = database.writing(twice)
        last = database.writing(writes("last"))
    with pytest.raises(DBAPIError):
        broken.result(WAIT_SECONDS)
    first.result(WAIT_SECONDS)
    last.result(WAIT_SECONDS)
    assert stored(database) == {"first", "last"}


def test_jobs_that_wait_together_are_committed_together(database: Database) -> None:
    commits = threading.Semaphore(0)
    with busy_writer(database):
        database.on_commit(commits.release)
        jobs = [database.writing(writes(f"job {number}")) for number in range(100)]
    for job in jobs:
        job.result(WAIT_SECONDS)
    database.close()
    taken = [commits.acquire(blocking=False) for _ in range(2)]
    assert taken == [True, False]


def test_a_commit_that_changed_nothing_is_not_told(database: Database) -> None:
    told: list[str] = []
    database.on_commit(lambda: told.append("told"))
    nothing = update(installation).where(installation.c.key == "absent").values(value="")
    database.writing(lambda connection: connection.execute(nothing).rowcount).result(WAIT_SECONDS)
    assert told == []
    database.writing(writes("something")).result(WAIT_SECONDS)
    database.close()
    assert told == ["told"]


def test_nobody_is_told_before_the_commit(database: Database) -> None:
    seen: Future[set[str]] = Future()

    def look(done: Future[str]) -> None:
        seen.set_result(stored(database))

    with busy_writer(database):
        job = database.writing(writes("early"))
        job.add_done_callback(look)
        database.writing(writes("late"))
    assert seen.result(WAIT_SECONDS) == {"early", "late"}


def test_a_commit_that_fails_is_told_to_all_and_nothing_is_stored(database: Database) -> None:
    def refuse(connection: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    with busy_writer(database):
        jobs = [database.writing(writes("a")), database.writing(writes("b"))]
        event.listen(database.write_engine, "commit", refuse)
    for job in jobs:
        with pytest.raises(Unavailable, match=r"^The database does not answer right now\."):
            job.result(WAIT_SECONDS)
    event.remove(database.write_engine, "commit", refuse)
    assert database.writing(writes("c")).result(WAIT_SECONDS) == "c"
    assert stored(database) == {"c"}


def test_an_outage_in_one_job_is_told_to_all_of_its_group(database: Database) -> None:
    outage = OperationalError("SELECT 1", {}, Exception("server closed the connection"))
    with busy_writer(database):
        jobs: list[Future[Any]] = [
            database.writing(writes("before")),
            database.writing(fails_after_writing("broken", outage)),
            database.writing(writes("after")),
        ]
    for job in jobs:
        with pytest.raises(Unavailable):
            job.result(WAIT_SECONDS)
    assert stored(database) == set()
    assert database.writing(writes("later")).result(WAIT_SECONDS) == "later"


def test_a_connection_that_the_server_ends_is_an_outage_and_the_next_write_works(database: Database) -> None:
    if database.is_sqlite:
        return  # there is no server

    def end(connection: Connection) -> None:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unavailable):
        database.writing(end).result(WAIT_SECONDS)
    assert database.writing(writes("later")).result(WAIT_SECONDS) == "later"


async def test_a_server_that_is_away_is_unavailable_for_reads_and_writes(closed_port: int) -> None:
    database = Database(f"postgresql://nobody@127.0.0.1:{closed_port}/nothing")
    with pytest.raises(Unavailable):
        await database.write(writes("a"))
    with pytest.raises(Unavailable):
        await database.read(lambda connection: connection.exec_driver_sql("SELECT 1"))
    database.close()


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises((Unavailable, DBAPIError)):
        await database.read(writes("sneaked in"))
    assert stored(database) == set()


def test_closing_finishes_what_waits_and_refuses_the_rest(database: Database) -> None:
    with busy_writer(database):
        waiting = database.writing(writes("waiting"))
    database.close()
    assert waiting.result(WAIT_SECONDS) == "waiting"
    with pytest.raises(Unavailable, match=r"^The database is closed\.$"):
        database.writing(writes("late")).result(WAIT_SECONDS)


def test_closing_waits_for_a_read_that_still_runs(database: Database) -> None:
    reading, may_end, ended = threading.Event(), threading.Event(), list[str]()

    def read_on() -> None:
        with database.reading():
            reading.set()
            may_end.wait(WAIT_SECONDS)
            ended.append("read")

    reader = threading.Thread(target=read_on)
    reader.start()
    assert reading.wait(WAIT_SECONDS)
    threading.Timer(0.1, may_end.set).start()
    database.close()
    assert ended == ["read"]
    reader.join()


def test_a_job_that_nobody_wants_any_more_is_left_out(database: Database) -> None:
    with busy_writer(database):
        unwanted = database.writing(writes("unwanted"))
        assert unwanted.cancel()
        wanted = database.writing(writes("wanted"))
    wanted.result(WAIT_SECONDS)
    assert stored(database) == {"wanted"}


async def test_writes_from_many_threads_are_run_one_after_the_other(database: Database) -> None:
    def count() -> int:
        return database.writing(lambda connection: next_number(connection, "n")).result(WAIT_SECONDS)

    numbers = await asyncio.gather(*(asyncio.to_thread(count) for _ in range(50)))
    assert sorted(numbers) == list(range(1, 51))


async def test_text_of_strangers_may_hold_nul(database: Database) -> None:
    """PostgreSQL stores no NUL in text: it gets the replacement character instead."""
    await database.write(writes("a\x00b"))
    expected = {"a\x00b"} if database.is_sqlite else {"a\N{REPLACEMENT CHARACTER}b"}
    assert stored(database) == expected
