"""The database: many readers, one writer thread that commits in groups. Nobody else commits."""

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson
from psycopg.types.string import StrDumper
from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from webhook_dashboard.domain.errors import DomainError, Unavailable

__all__ = ["Connection", "Database", "is_outage", "note_changed_rows"]

Result = TypeVar("Result")

_GROUP_LIMIT: Final = 256
# A server that is not there any more is noticed within 25 s; libpq passes these over on a local socket.
_POSTGRESQL_ARGUMENTS: Final[dict[str, Any]] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_log = logging.getLogger(__name__)
_TRIES: Final = 3
_STEP_ASIDE_SECONDS: Final = 0.05
_CHANGED: Final = "rows_changed"
_BEATEN: Final = ("40001", "40P01")
"""What PostgreSQL says to a transaction that got into another one's way: serialization failure, deadlock."""
# Statements are kept for every size of storage/fast_rows.py.
_SQLITE_ARGUMENTS: Final = {"check_same_thread": False, "timeout": 10, "cached_statements": 512}
_SQLITE_PRAGMAS: Final = (
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=268435456",
    "PRAGMA temp_store=MEMORY",
)


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Any]
    done: Future[Any]


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


class Database:
    """Opens the database at an SQLAlchemy URL, `sqlite:///path` or `postgresql://…`.

    Reads take a connection each from a pool. Writes are functions of a connection that one thread runs;
    those that wait together are committed together. When one of them fails, all are run once more, each
    behind its own savepoint, so that the one that fails takes nothing else with it.
    """

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self._write_engine = _engine(url, pool_size=2)
        self._read_engine = _engine(url, pool_size=16, read_only=True)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._listeners: list[Callable[[], None]] = []
        self._rollback_listeners: list[Callable[[], None]] = []
        self._rows_changed = False
        self._connection: Connection | None = None
        event.listen(self._write_engine, "after_cursor_execute", _note_change)
        self._thread = threading.Thread(target=self._write_forever, name="database-writer", daemon=True)
        self._thread.start()

    @property
    def write_engine(self) -> Engine:
        """The engine that may write: for migrations only."""
        return self._write_engine

    @contextlib.contextmanager
    def reading(self) -> Generator[Connection]:
        """Lend a connection that can only read.

        Raises:
            Unavailable: the database does not answer.
        """
        try:
            with self._read_engine.connect() as connection:
                yield connection
        except OperationalError as error:
            raise Unavailable from error

    def writing(self, work: Callable[[Connection], Result]) -> Future[Result]:
        """Have the writer thread run `work`; the future is resolved after the commit, never before.

        The future raises whatever `work` raised (its changes are then rolled back), or Unavailable. `work`
        may run again from the beginning: when it failed, or another one beside it, or another process was
        in the way. Nothing of the run before is left then.
        """
        job = _Job(work, Future())
        if self._closed:
            job.done.set_exception(Unavailable("The database is closed."))
        else:
            self._jobs.put(job)
        return job.done

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Have `listener` called in the writer thread after every commit that changed rows.

        It must be quick and not raise.
        """
        self._listeners.append(listener)

    def on_rollback(self, listener: Callable[[], None]) -> None:
        """Have `listener` called in the writer thread when what it read or wrote is not to stand.

        It must be quick and not raise.
        """
        self._rollback_listeners.append(listener)

    async def read(self, query: Callable[[Connection], Result]) -> Result:
        """Run a query in a worker thread, so that the calling loop goes on.

        Raises:
            Unavailable: the database does not answer.
        """
        return await asyncio.to_thread(self._read, query)

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Like `writing`, awaited."""
        return await asyncio.wrap_future(self.writing(work))

    def _read(self, query: Callable[[Connection], Result]) -> Result:
        with self.reading() as connection:
            return query(connection)

    def close(self) -> None:
        """Finish what waits, then close every connection."""
        self._closed = True
        self._jobs.put(None)
        self._thread.join()
        if self._connection is not None:
            self._connection.close()
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _write_forever(self) -> None:
        while True:
            group, last = self._next_group()
            if group:
                self._write_group(group)
            if last:
                return

    def _next_group(self) -> tuple[list[_Job], bool]:
        """Wait for one job, then take all that already wait: groups grow with load by themselves."""
        job = self._jobs.get()
        group: list[_Job] = []
        while job is not None:
            group.append(job)
            if len(group) >= _GROUP_LIMIT:
                return group, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _write_group(self, group: list[_Job]) -> None:
        running = [job for job in group if job.done.set_running_or_notify_cancel()]
        try:
            outcomes = self._commit_together(running)
        except Exception as error:
            failure = error if isinstance(error, DomainError) else Unavailable()
            failure.__cause__ = error
            for job in running:
                job.done.set_exception(failure)
            return
        for job, outcome in zip(running, outcomes, strict=True):
            if isinstance(outcome, _Failed):
                job.done.set_exception(outcome.error)
            else:
                job.done.set_result(outcome)
        if self._rows_changed:
            _tell(self._listeners)

    def _commit_together(self, group: list[_Job]) -> list[Any]:
        """Return what each job came to, a result or a failure of its own, once all of it is committed."""
        run, tries = _run, 1
        while True:
            try:
                return self._commit(group, run)
            except _OneFailed:
                _tell(self._rollback_listeners)
                run = _run_apart
            except Exception as error:
                _tell(self._rollback_listeners)
                if tries == _TRIES or not _was_beaten(error):
                    raise
                # Else it would be back at the first lock before the other one has woken up, and beaten again.
                time.sleep(_STEP_ASIDE_SECONDS)
                tries += 1

    def _commit(self, group: list[_Job], run: Callable[[_Job, Connection], Any]) -> list[Any]:
        reused = self._connection is not None
        transaction = None
        try:
            connection = self._connection = self._connection or self._write_engine.connect()
            transaction = connection.begin()
            connection.info[_CHANGED] = False
            outcomes = [run(job, connection) for job in group]
            changed = connection.info[_CHANGED]
        except BaseException as error:
            self._end(transaction, keep=isinstance(error, _OneFailed))
            if reused and is_outage(error) and not _was_beaten(error):
                # It may have been lost long ago, and was not asked before: that would cost every transaction
                # a question. Nothing of this one was committed.
                return self._commit(group, run)
            raise
        try:
            transaction.commit()
        except BaseException:
            self._end(transaction, keep=False)
            raise
        self._rows_changed = changed
        return outcomes

    def _end(self, transaction: RootTransaction | None, *, keep: bool) -> None:
        """Roll back; without `keep`, or when that fails, the next transaction gets a new connection."""
        try:
            if transaction is not None:
                transaction.rollback()
        except Exception:
            keep = False
        if not keep and self._connection is not None:
            connection, self._connection = self._connection, None
            with contextlib.suppress(Exception):
                connection.close()


def note_changed_rows(connection: Connection) -> None:
    """Say that the transaction changed rows in a way that SQLAlchemy does not see: through the driver."""
    connection.info[_CHANGED] = True


def _note_change(connection: Connection, cursor: Any, *statement: Any) -> None:
    context = statement[2]
    if (context.isinsert or context.isupdate or context.isdelete) and cursor.rowcount != 0:
        note_changed_rows(connection)


class _OneFailed(Exception):
    """A job failed by itself, and what it had changed cannot be told from the rest."""


def _run(job: _Job, connection: Connection) -> Any:
    try:
        return job.work(connection)
    except Exception as error:
        if is_outage(error):
            raise
        raise _OneFailed from error


def _run_apart(job: _Job, connection: Connection) -> Any:
    try:
        with connection.begin_nested():
            return job.work(connection)
    except Exception as error:
        if is_outage(error):
            raise
        return _Failed(error)  # its own; the others go on


def _tell(listeners: list[Callable[[], None]]) -> None:
    for listener in listeners:
        try:
            listener()
        except Exception:  # the writer goes on, whatever a listener does
            _log.exception("a listener of the database broke off")


def _was_beaten(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _BEATEN


def is_outage(error: BaseException) -> bool:
    """Return whether the database itself failed, and not the one statement."""
    return isinstance(error, (OperationalError, Unavailable)) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def _engine(url: str, *, pool_size: int, read_only: bool = False) -> Engine:
    options: dict[str, Any] = {
        "poolclass": QueuePool,
        "pool_size": pool_size,
        "max_overflow": 0,
        "hide_parameters": True,  # they hold payloads, hashes and answers; errors are logged
        "json_serializer": lambda value: orjson.dumps(value).decode(),  # pyright: ignore[reportUnknownLambdaType]
        "json_deserializer": orjson.loads,
    }
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args=_SQLITE_ARGUMENTS, **options)
        _prepare_sqlite(engine, read_only=read_only)
        return engine
    url = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    arguments = dict(_POSTGRESQL_ARGUMENTS)
    if read_only:
        arguments["options"] = "-c default_transaction_read_only=on"
        options["isolation_level"] = "AUTOCOMMIT"
    else:
        # Plans are kept while tables grow a thousandfold: what is written is found by its key.
        arguments["options"] = "-c enable_hashjoin=off -c enable_mergejoin=off"
    engine = create_engine(url, pool_pre_ping=True, connect_args=arguments, **options)
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


class _TextDumper(StrDumper):
    """PostgreSQL stores no NUL in text; headers and passwords of strangers may hold one."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.adapters.register_dumper(str, _TextDumper)


def _switch_to_wal(connection: Any) -> None:
    """Keep a write-ahead log. SQLite does not wait by itself when another process switches right now."""
    for wait_seconds in (*[0.02] * 100, None):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if wait_seconds is None:
                raise
            time.sleep(wait_seconds)


def _prepare_sqlite(engine: Engine, *, read_only: bool) -> None:
    """Begin transactions ourselves: the driver's own way breaks savepoints (SQLAlchemy docs, pysqlite)."""
    statement = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        _switch_to_wal(connection)
        for pragma in _SQLITE_PRAGMAS:
            connection.execute(pragma)
        if read_only:
            connection.execute("PRAGMA query_only=1")

    def begun(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(statement)
        except sqlite3.OperationalError as error:
            raise OperationalError(statement, None, error) from error

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
