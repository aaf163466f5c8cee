"""Items that one function writes together: the group commit of the hot path."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Connection

from webhook_dashboard.storage.database import Database
from webhook_dashboard.storage.writer import is_outage

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Batch(Generic[Item, Answer]):
    """Collects items from any event loop and has the writer thread write those that wait, `limit` at a time
    (of their summed weight).

    `write_many` returns an answer for each item, or an exception for one that is refused. `after_commit`
    is called in the writer thread with the answers that stand, before anybody is told.

    There is no timer: a batch is written as soon as the writer is free, one item when idle, hundreds
    under load. When `write_many` raises, its items are written once more one by one, so that only the
    item at fault fails, and none that another process was first with.
    """

    def __init__(
        self,
        database: Database,
        write_many: Callable[[Connection, list[Item]], Sequence[Answer | BaseException]],
        *,
        after_commit: Callable[[list[Answer]], None] | None = None,
        weigh: Callable[[Item], int] = lambda _: 1,
        limit: int = 500,
    ) -> None:
        self._weigh = weigh
        self._after_commit = after_commit
        self._database = database
        self._write_many = write_many
        self._limit = limit
        self._waiting: deque[tuple[Item, asyncio.Future[Answer]]] = deque()
        self._scheduled = False
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many items wait."""
        return len(self._waiting)

    def add(self, item: Item) -> "asyncio.Future[Answer]":
        """Queue an item; the future, of the calling loop, is resolved after the commit.

        It raises what `write_many` raised for this item, or Unavailable when the database does not answer.
        """
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.append((item, future))
            if self._scheduled:
                return future
            self._scheduled = True
        self._schedule()
        return future

    def _schedule(self) -> None:
        taken: list[tuple[Item, asyncio.Future[Answer]]] = []
        written = self._database.writing(lambda connection: self._write(connection, taken))
        written.add_done_callback(lambda done: self._settle(taken, done))

    def _write(
        self, connection: Connection, taken: list[tuple[Item, "asyncio.Future[Answer]"]]
    ) -> list[Answer | BaseException]:
        if not taken:
            self._take(taken)
            return list(self._write_many(connection, [item for item, _ in taken]))
        # Once more, after a failure in this transaction, which may have been one of these.
        items = [item for item, _ in taken]
        try:
            with connection.begin_nested():
                return list(self._write_many(connection, items))
        except Exception as error:
            if is_outage(error):
                raise
            return [self._write_alone(connection, item) for item in items]

    def _take(self, taken: list[tuple[Item, "asyncio.Future[Answer]"]]) -> None:
        with self._lock:
            weight = 0
            while self._waiting and weight < self._limit:
                taken.append(self._waiting.popleft())
                weight += self._weigh(taken[-1][0])
            self._scheduled = bool(self._waiting)
            more = self._scheduled
        if more:
            self._schedule()

    def _write_alone(self, connection: Connection, item: Item) -> Answer | BaseException:
        try:
            with connection.begin_nested():
                return self._write_many(connection, [item])[0]
        except Exception as error:
            if is_outage(error):
                raise
            return error

    def _settle(
        self,
        taken: list[tuple[Item, "asyncio.Future[Answer]"]],
        done: "Future[list[Answer | BaseException]]",
    ) -> None:
        if not taken and done.exception() is not None:
            # The writer never came to this batch: whatever waits shares its fate.
            with self._lock:
                taken.extend(self._waiting)
                self._waiting.clear()
                self._scheduled = False
        error = done.exception()
        answers: list[Answer | BaseException] = [error] * len(taken) if error is not None else done.result()
        if error is None and self._after_commit is not None:
            self._after_commit([answer for answer in done.result() if not isinstance(answer, BaseException)])
        by_loop: dict[
            asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Answer], Answer | BaseException]]
        ] = {}
        for (_, future), answer in zip(taken, answers, strict=True):
            by_loop.setdefault(future.get_loop(), []).append((future, answer))
        for loop, settled in by_loop.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_resolve, cast("Any", settled))


def _resolve(settled: list[tuple["asyncio.Future[Any]", Any]]) -> None:
    for future, answer in settled:
        if future.done():
            continue
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)
