"""The engine: a thread with its own event loop, on which deliveries are sent and the jobs run.

It is woken by new work and by due retries; the dispatch job is only a backstop. A busy engine never
holds up a browser, and a busy browser never delays a delivery (docs/decisions/0004).
"""

import asyncio
import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from webhook_dashboard.delivery.breakers import Breakers
from webhook_dashboard.delivery.claims import Claimed, Claims
from webhook_dashboard.delivery.clock import Clock
from webhook_dashboard.delivery.directory import Directory, Plan
from webhook_dashboard.delivery.dispatcher import Dispatcher, Trial
from webhook_dashboard.delivery.lanes import Lanes, Work
from webhook_dashboard.delivery.results import Results
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.storage import deliveries
from webhook_dashboard.storage.batches import Batch
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.deliveries import AttemptRecord

_log = logging.getLogger(__name__)
_SWITCH_INTERVAL_SECONDS: Final = 0.001
_SHORTEST_WAIT_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one engine takes on: it holds `in_memory` deliveries, of which `in_flight` are being sent.

    `per_webhook` is the most that may be sent to one webhook at a time, whatever its own `concurrency` says.
    Nothing more is sent while `unstored` answers wait to be stored: a crash would have all these sent again.
    """

    per_webhook: int = 100
    in_flight: int = 200
    in_memory: int = 10_000
    unstored: int = 1_000
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
        results: Results,
        *,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self.owner = results.owner
        self.database = database
        self.clock = clock
        self._dispatcher = dispatcher
        self._limits = limits
        self._breakers = Breakers(directory, limits.per_webhook, time.monotonic)
        self._lanes = Lanes(
            self._breakers.rules_of,
            in_all=limits.in_flight,
            capacity=limits.in_memory,
            monotonic=time.monotonic,
        )
        self._claims = Claims(directory, self._lanes, self.owner, put_off_per_second=limits.claim)
        self._results: Batch[AttemptRecord, bool] = Batch(database, results.record)
        self._aside: Batch[Work, None] = Batch(database, self._set_aside)
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()
        self._unstored = 0
        self._claiming = False
        self._claim_again = False
        self._timer: tuple[datetime, asyncio.TimerHandle] | None = None
        self._rate_timer: tuple[float, asyncio.TimerHandle] | None = None
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

    def room(self, webhook_id: int) -> int:
        """Return how many more deliveries of a webhook may be born leased to it; none while it stops."""
        return 0 if self._stopping or not self.is_running else self._lanes.room(webhook_id)

    def free(self) -> int:
        """Return how many more deliveries this engine may hold in all."""
        return 0 if self._stopping or not self.is_running else self._lanes.free

    def delay_seconds(self, webhook_id: int) -> float:
        """Return when this engine should have room again for a webhook that it has no room for now."""
        return self._lanes.delay_seconds(webhook_id) if self.is_running else 0.0

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

    async def try_out(self, plan: Plan, work: Work) -> Trial:
        """Send one event as `plan` says, now, on this engine's own connections.

        Raises:
            Unavailable: the engine does not run.
        """
        if not self.is_running or self._stopping:
            raise Unavailable("The process is stopping. Nothing was sent; try again.")
        coroutine = self._dispatcher.try_out(plan, work)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._loop))

    def submit(self, works: Sequence[Work]) -> None:
        """Take over deliveries that were born leased to this engine."""
        self._loop.call_soon_threadsafe(self._take, works)

    def wake(self, *, released: bool = False) -> None:
        """Look for due deliveries now; `released`: among the held ones too. Not while the engine stands."""
        if self.is_running and not self._stopping:
            if released:
                self._claims.look_for_released()
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
        if self._rate_timer is not None:
            self._rate_timer[1].cancel()
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
        while (
            self._unstored < self._limits.unstored
            and not self._stopping
            and (work := self._lanes.next()) is not None
        ):
            self._begin_task(self._deliver(work))
        seconds = self._lanes.next_ready_seconds()
        if seconds is not None:
            self._let_on_in(seconds)

    def _let_on_in(self, seconds: float) -> None:
        """Have the lanes that a rate limit holds back go on, at the soonest moment asked for."""
        at = self._loop.time() + seconds
        if self._rate_timer is not None:
            if self._rate_timer[0] <= at:
                return
            self._rate_timer[1].cancel()
        self._rate_timer = (at, self._loop.call_later(seconds, self._let_on))

    def _let_on(self) -> None:
        self._rate_timer = None
        self._lanes.let_on()
        self._pump()

    def _begin_task(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, work: Work) -> None:
        record: AttemptRecord | None = None
        try:
            record = await self._dispatcher.attempt(work)
            if record is not None and self._breakers.note(record):
                self._begin_task(self._open_breaker(record.delivery.webhook_id))
        except Exception:
            # A fault of ours once the request was out. Its lease ends by itself, then it is sent again.
            _log.exception("attempt cannot be recorded: delivery=%s", work.delivery.id)
            self._held.discard(work.delivery.id)
            return
        finally:
            # What failed keeps its place until it is stored: it may be what pauses the webhook.
            failed = record is not None and record.status is not Status.SUCCEEDED
            if not failed:
                self._leave_lane(work)
        if record is None:
            with contextlib.suppress(Unavailable):  # then its lease ends by itself
                await self._aside.add(work)
            self._held.discard(work.delivery.id)
            return
        self._unstored += 1
        try:
            await self._store(record)
        finally:
            self._unstored -= 1
            self._held.discard(work.delivery.id)
            if failed:
                self._leave_lane(work)
            elif self._unstored == self._limits.unstored - 1:
                self._pump()

    def _leave_lane(self, work: Work) -> None:
        if not work.probe:
            self._lanes.finished(work.delivery.webhook_id)
        self._pump()
        self._refill()

    def _set_aside(self, connection: Connection, works: list[Work]) -> list[None]:
        self._claims.set_aside(connection, works)
        return [None] * len(works)

    async def _open_breaker(self, webhook_id: int) -> None:
        """Let the deliveries of a receiver that is down wait; a probe finds out when it is back."""
        now = self.clock()
        probe_at = now + timedelta(seconds=self._breakers.probe_seconds(webhook_id))
        with contextlib.suppress(Unavailable):  # it opens at the next failure
            await self.database.write(lambda c: self._claims.open_breaker(c, webhook_id, now, probe_at))
        self._breakers.settled(webhook_id)
        self._lanes.rules_changed(webhook_id)
        self._pump()
        self._claim_soon()

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
        if stored and record.next_at is not None:
            self._wake_at(record.next_at)
        if self._claims.is_behind:
            self._claim_soon()

    def _refill(self) -> None:
        roomy = self._lanes.roomy_again()
        if roomy:
            self._claims.bring_forward(roomy)
            return self._claim_soon()
        if self._claim_again and self._lanes.free >= self._limits.in_memory // 2:
            self._claim_soon()

    def _claim_soon(self) -> None:
        if not self._stopping:
            self._begin_task(self.dispatch_due())

    async def dispatch_due(self) -> None:
        """Claim what is due, as much as there is room for, and set the timer for what comes next."""
        if self._claiming:
            self._claim_again = True
            return
        self._claiming, self._claim_again = True, False
        limit = min(self._limits.claim, self._lanes.free)
        try:
            found = await self.database.write(lambda connection: self._claim(connection, limit))
        except Unavailable:
            return
        finally:
            self._claiming = False
        for probe in found.probes:
            self._held.add(probe.delivery.id)
            self._begin_task(self._deliver(probe))
        self._take(found.works)
        if found.due_at is not None:
            self._wake_at(found.due_at)
        # There may be more: at once while there is room, else when half of it has been sent.
        self._claim_again = self._claim_again or found.full
        if found.full and limit == self._limits.claim and 2 * len(found.works) < limit:
            return self._claim_soon()  # most were put off or held: those behind them may have room
        self._refill()

    def _claim(self, connection: Connection, limit: int) -> Claimed:
        now = self.clock()
        return self._claims.claim(connection, now, self.lease_until(now), limit)

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


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # not made for Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
