"""The engine: a thread with its own event loop, on which deliveries are sent and the jobs run.

It is woken by new work and by due retries; the dispatch job is only a backstop. A busy engine never
holds up a browser, and a busy browser never delays a delivery (docs/decisions/0004).
"""

import asyncio
import contextlib
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from webhook_dashboard.delivery.clock import Clock
from webhook_dashboard.delivery.directory import Directory
from webhook_dashboard.delivery.dispatcher import Dispatcher
from webhook_dashboard.delivery.lanes import Lanes, Work
from webhook_dashboard.delivery.results import record_results
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.storage import deliveries
from webhook_dashboard.storage.batches import Batch
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.deliveries import AttemptRecord
from webhook_dashboard.storage.events import find_events

_log = logging.getLogger(__name__)
_SWITCH_INTERVAL_SECONDS: Final = 0.001
_SHORTEST_WAIT_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one engine takes on: it holds `in_memory` deliveries, of which `in_flight` are being sent."""

    per_webhook: int = 16
    in_flight: int = 200
    in_memory: int = 10_000
    claim: int = 500
    lease_seconds: float = 60.0
    grace_seconds: float = 3.5  # with what the server takes to close, a stop stays under nine seconds


class Engine:
    """Sends what is due until it is stopped. `owner` names this engine in the leases it holds."""

    def __init__(
        self,
        database: Database,
        directory: Directory,
        dispatcher: Dispatcher,
        *,
        owner: str,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self.owner = owner
        self.database = database
        self.clock = clock
        self._directory = directory
        self._dispatcher = dispatcher
        self._limits = limits
        self._lanes = Lanes(per_webhook=limits.per_webhook, in_all=limits.in_flight)
        self._results: Batch[AttemptRecord, bool] = Batch(database, partial(_record, owner=owner))
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()
        self._claiming = False
        self._claim_again = False
        self._timer: tuple[datetime, asyncio.TimerHandle] | None = None
        self._stopping = False
        self._loop = _new_loop()
        self._thread = threading.Thread(target=self._run, name="delivery-engine", daemon=True)
        self._stop_jobs: Callable[[], None] = lambda: None

    # Called from any thread

    def start(self, start_jobs: "Callable[[Engine], Callable[[], None]]") -> None:
        """Start the thread, the jobs, and the first look for due deliveries.

        `start_jobs` is called on the engine's loop and returns what stops the jobs.
        """
        sys.setswitchinterval(_SWITCH_INTERVAL_SECONDS)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._begin(start_jobs), self._loop).result()

    def stop(self) -> None:
        """Stop taking work, let what is being sent finish within the grace, give back the rest."""
        self._stopping = True
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def is_running(self) -> bool:
        """True from `start` until `stop` has finished."""
        return self._thread.is_alive()

    def room(self) -> int:
        """Return how many more deliveries may be born leased to this engine; 0 while it stops."""
        if self._stopping or not self.is_running:
            return 0
        return max(self._limits.in_memory - self._lanes.waiting - self._lanes.in_flight, 0)

    def lease_until(self, now: datetime) -> datetime:
        """Return the end of a lease taken now."""
        return now + timedelta(seconds=self._limits.lease_seconds)

    @property
    def lease_seconds(self) -> float:
        """How long a lease lasts that is not renewed."""
        return self._limits.lease_seconds

    def held(self) -> frozenset[int]:
        """Return the deliveries in memory: those that wait here, are being sent, or are being stored."""
        return frozenset(self._held)

    def submit(self, works: Sequence[Work]) -> None:
        """Take over deliveries that were born leased to this engine."""
        self._loop.call_soon_threadsafe(self._take, works)

    def wake(self) -> None:
        """Look for due deliveries now; without effect while the engine does not run."""
        if self.is_running and not self._stopping:
            self._loop.call_soon_threadsafe(self._claim_soon)

    # On the engine's loop

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _begin(self, start_jobs: "Callable[[Engine], Callable[[], None]]") -> None:
        self._stop_jobs = start_jobs(self)
        self._claim_soon()

    async def _end(self) -> None:
        self._stop_jobs()
        if self._timer is not None:
            self._timer[1].cancel()
        self._lanes.drain()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=self._limits.grace_seconds)
            for task in late:
                task.cancel()
        try:
            # All that it holds: unsent, broken off, and what was born a moment ago and never arrived here.
            now = self.clock()
            await self.database.write(
                lambda connection: deliveries.release(connection, None, self.owner, now)
            )
        except Unavailable:
            _log.warning("leases kept: the database does not answer; they end by themselves")
        await self._dispatcher.close()

    def _take(self, works: Sequence[Work]) -> None:
        for work in works:
            self._held.add(work.delivery.id)
            self._lanes.add(work)
        self._pump()

    def _pump(self) -> None:
        while not self._stopping and (work := self._lanes.next()) is not None:
            task = self._loop.create_task(self._deliver(work))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, work: Work) -> None:
        try:
            record = await self._dispatcher.attempt(work)
        finally:
            self._lanes.finished(work.delivery.webhook_id)
            self._pump()
            self._refill()
        if record is not None:
            return await self._store(record)
        self._held.discard(work.delivery.id)
        with contextlib.suppress(Unavailable):  # then its lease ends by itself
            now, mine = self.clock(), [work.delivery.id]
            await self.database.write(lambda c: deliveries.release(c, mine, self.owner, now))

    async def _store(self, record: AttemptRecord) -> None:
        """Store the record; while the database does not answer, keep it and try again.

        One that cannot be stored as it is loses the receiver's answer: the attempt itself must be known.
        """
        while True:
            try:
                stored = await self._results.add(record)
                break
            except Unavailable:
                if self._stopping:
                    return
                await asyncio.sleep(0.5)
            except Exception:
                _log.exception("answer cannot be stored: delivery=%s", record.delivery.id)
                if not record.response_headers and not record.response_body:
                    return
                record = record.without_answer()
        self._held.discard(record.delivery.id)
        if stored and record.next_at is not None:
            self._wake_at(record.next_at)

    def _refill(self) -> None:
        if self._claim_again and self.room() >= self._limits.in_memory // 2:
            self._claim_soon()

    def _claim_soon(self) -> None:
        if not self._stopping:
            task = self._loop.create_task(self.dispatch_due())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def dispatch_due(self) -> None:
        """Claim what is due, as much as there is room for, and set the timer for what comes next."""
        if self._claiming:
            self._claim_again = True
            return
        self._claiming, self._claim_again = True, False
        limit = min(self._limits.claim, self.room())
        try:
            works, due_at = await self.database.write(lambda connection: self._claim(connection, limit))
        except Unavailable:
            return
        finally:
            self._claiming = False
        self._take(works)
        if due_at is not None:
            self._wake_at(due_at)
        # There may be more: at once while there is room, else when half of it has been sent.
        self._claim_again = self._claim_again or len(works) == limit
        self._refill()

    def _claim(self, connection: Connection, limit: int) -> tuple[list[Work], datetime | None]:
        now = self.clock()
        self._directory.refresh(connection)
        claimed = (
            deliveries.claim_due(
                connection, now, owner=self.owner, lease_until=self.lease_until(now), limit=limit
            )
            if limit
            else []
        )
        events = find_events(connection, {delivery.event_id for delivery in claimed}) if claimed else {}
        works = [
            Work(
                delivery,
                EventToSend(event.public_id, event.type, event.occurred_at or event.created_at, event.data),
            )
            for delivery in claimed
            for event in (events[delivery.event_id],)
        ]
        return works, deliveries.next_due_at(connection) if len(works) < limit else None

    def _wake_at(self, moment: datetime) -> None:
        if self._stopping or (self._timer is not None and self._timer[0] <= moment):
            return
        if self._timer is not None:
            self._timer[1].cancel()
        # Not sooner than this: what is due already may be held by another process for a moment.
        seconds = max((moment - self.clock()).total_seconds(), _SHORTEST_WAIT_SECONDS)
        self._timer = (moment, self._loop.call_later(min(seconds, 86_400.0), self._due))

    def _due(self) -> None:
        self._timer = None
        self._claim_soon()


def _record(connection: Connection, records: list[AttemptRecord], *, owner: str) -> list[bool]:
    return record_results(connection, records, owner)


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # not made for Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
