"""The database: many readers, one writer. Nobody else is connected to it."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.storage.connecting import open_engine
from webhook_dashboard.storage.writer import Writer

__all__ = ["Connection", "Database"]

Result = TypeVar("Result")
_LAST_READS_SECONDS: Final = 5.0


class Database:
    """Opens the database at an SQLAlchemy URL, `sqlite:///path` or `postgresql://…`.

    Reads take a connection each from a pool. Writes are functions of a connection that one thread runs;
    those that wait together are committed together. When one of them fails, all are run once more, each
    behind its own savepoint, so that the one that fails takes nothing else with it.
    """

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self._write_engine = open_engine(url, pool_size=2)
        self._read_engine = open_engine(url, pool_size=16, read_only=True)
        self._writer = Writer(self._write_engine)
        self._reads = 0
        self._reads_changed = threading.Condition()

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
            with self._counted(), self._read_engine.connect() as connection:
                yield connection
        except OperationalError as error:
            raise Unavailable from error

    @contextlib.contextmanager
    def _counted(self) -> Generator[None]:
        with self._reads_changed:
            self._reads += 1
        try:
            yield
        finally:
            with self._reads_changed:
                self._reads -= 1
                self._reads_changed.notify_all()

    def writing(self, work: Callable[[Connection], Result]) -> Future[Result]:
        """Have the writer thread run `work`; the future is resolved after the commit, never before.

        The future raises whatever `work` raised (its changes are then rolled back), or Unavailable. `work`
        may run again from the beginning: when it failed, or another one beside it, or another process was
        in the way. Nothing of the run before is left then.
        """
        return self._writer.submit(work)

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Have `listener` called in the writer thread after every commit that changed rows.

        It must be quick and not raise.
        """
        self._writer.committed.append(listener)

    def on_rollback(self, listener: Callable[[], None]) -> None:
        """Have `listener` called in the writer thread when what it read or wrote is not to stand.

        It must be quick and not raise.
        """
        self._writer.rolled_back.append(listener)

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
        """Finish what waits, then close every connection.

        A read whose caller was cancelled still runs in its thread: its connection is not closed under it.
        One that takes longer than some seconds is left to the end of the process.
        """
        self._writer.close()
        with self._reads_changed:
            self._reads_changed.wait_for(lambda: self._reads == 0, _LAST_READS_SECONDS)
        self._write_engine.dispose()
        self._read_engine.dispose()
