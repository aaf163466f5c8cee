"""The writer thread: what is to be written waits for it, and is committed in groups. Nobody else commits."""

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, RootTransaction, event
from sqlalchemy.exc import DBAPIError, OperationalError

from webhook_dashboard.domain.errors import DomainError, Unavailable

Result = TypeVar("Result")

_GROUP_LIMIT: Final = 256
_TRIES: Final = 3
_STEP_ASIDE_SECONDS: Final = 0.05
_CHANGED: Final = "rows_changed"
_BEATEN: Final = ("40001", "40P01")
"""What PostgreSQL says to a transaction that got into another one's way: serialization failure, deadlock."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Any]
    done: Future[Any]


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


class Writer:
    """Runs jobs, functions of a connection, in a thread of its own; those that wait together are committed
    together. When one of them fails, all are run once more, each behind its own savepoint, so that the one
    that fails takes nothing else with it.

    `committed` and `rolled_back` hold what is called in the thread after a commit that changed rows, and
    when what was read or written is not to stand.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self.committed: list[Callable[[], None]] = []
        self.rolled_back: list[Callable[[], None]] = []
        self._rows_changed = False
        self._connection: Connection | None = None
        event.listen(engine, "after_cursor_execute", _note_change)
        self._thread = threading.Thread(target=self._write_forever, name="database-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Connection], Result]) -> Future[Result]:
        """Have `work` run; the future is resolved after the commit (`Database.writing`)."""
        job = _Job(work, Future())
        if self._closed:
            job.done.set_exception(Unavailable("The database is closed."))
        else:
            self._jobs.put(job)
        return job.done

    def close(self) -> None:
        """Finish what waits, then give the connection back."""
        self._closed = True
        self._jobs.put(None)
        self._thread.join()
        if self._connection is not None:
            self._connection.close()

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
            _tell(self.committed)

    def _commit_together(self, group: list[_Job]) -> list[Any]:
        """Return what each job came to, a result or a failure of its own, once all of it is committed."""
        run, tries = _run, 1
        while True:
            try:
                return self._commit(group, run)
            except _OneFailed:
                _tell(self.rolled_back)
                run = _run_apart
            except Exception as error:
                _tell(self.rolled_back)
                if tries == _TRIES or not _was_beaten(error):
                    raise
                # Else it would be back at the first lock before the other one has woken up, and beaten again.
                time.sleep(_STEP_ASIDE_SECONDS)
                tries += 1

    def _commit(self, group: list[_Job], run: Callable[[_Job, Connection], Any]) -> list[Any]:
        reused = self._connection is not None
        transaction = None
        try:
            connection = self._connection = self._connection or self._engine.connect()
            transaction = connection.begin()
            connection.info[_CHANGED] = False
            outcomes = [run(job, connection) for job in group]
            changed = connection.info[_CHANGED]
        except BaseException as error:
            self._end(transaction, keep=isinstance(error, _OneFailed))
            if reused and is_outage(error) and not _was_beaten(error):
                # It may have been lost long ago, and was not asked before: that would cost every transaction
                # a question. Nothing of this one was committed.
                _tell(self.rolled_back)
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
