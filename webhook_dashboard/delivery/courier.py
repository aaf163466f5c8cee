"""What the engine does on its loop: takes deliveries, sends as lanes allow, stores results, claims more."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from webhook_dashboard.delivery.alarm import Alarm
from webhook_dashboard.delivery.breakers import Breakers
from webhook_dashboard.delivery.claims import Claimed, Claims
from webhook_dashboard.delivery.clock import Clock
from webhook_dashboard.delivery.directory import Directory, Plan
from webhook_dashboard.delivery.dispatcher import Dispatcher, Trial
from webhook_dashboard.delivery.lanes import Lanes, Work
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.delivery.results import Results
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.storage import deliveries
from webhook_dashboard.storage.attempts import AttemptRecord
from webhook_dashboard.storage.batches import Batch
from webhook_dashboard.storage.database import Connection, Database

Result = TypeVar("Result")

_log = logging.getLogger(__name__)
_SHORTEST_WAIT_SECONDS: Final = 0.02
_LONGEST_WAIT_SECONDS: Final = 86_400.0


class Courier:
    """Carries deliveries from their claim to the result that is stored. Everything but `lanes` and `claims`,
    which may be asked from any thread, is used on the engine's loop only.

    `held` are the deliveries in memory: those that wait here, are being sent, or are being stored.
    """

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
        self._database = database
        self._dispatcher = dispatcher
        self._owner = results.owner
        self._clock = clock
        self._limits = limits
        self._breakers = Breakers(directory, limits.per_webhook, time.monotonic)
        self.lanes = Lanes(
            self._breakers.rules_of,
            in_all=limits.in_flight,
            capacity=limits.in_memory,
            monotonic=time.monotonic,
        )
        self.claims = Claims(directory, self.lanes, self._owner, put_off_per_second=limits.claim)
        self.held: set[int] = set()
        self.stopping = False
        """Once True nothing more is claimed or sent."""
        self._results: Batch[AttemptRecord, bool] = Batch(database, results.record)
        self._aside: Batch[Work, None] = Batch(database, self._set_aside)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._unstored = 0
        self._claiming = False
        self._claim_again = False
        self._next_due = Alarm(self.claim_soon)
        self._next_in_rate = Alarm(self._let_on)

    def take(self, works: Sequence[Work]) -> None:
        """Take over deliveries that are leased to this engine, and send what may be sent."""
        for work in works:
            self.held.add(work.delivery.id)
            self.lanes.add(work)
        self._pump()

    def claim_soon(self) -> None:
        """Look for due deliveries, in a task of its own."""
        if not self.stopping:
            self._begin_task(self.dispatch_due())

    async def dispatch_due(self) -> None:
        """Claim what is due, as much as there is room for, and set the alarm for what comes next."""
        if self._claiming:
            self._claim_again = True
            return
        self._claiming, self._claim_again = True, False
        limit = min(self._limits.claim, self.lanes.free)
        try:
            found = await self._database.write(lambda connection: self._claim(connection, limit))
        except Unavailable:
            return
        finally:
            self._claiming = False
        for probe in found.probes:
            self.held.add(probe.delivery.id)
            self._begin_task(self._deliver(probe))
        self.take(found.works)
        if found.due_at is not None:
            self._wake_at(found.due_at)
        # There may be more: at once while there is room, else when half of it has been sent.
        self._claim_again = self._claim_again or found.full
        if found.full and limit == self._limits.claim and 2 * len(found.works) < limit:
            return self.claim_soon()  # most were put off or held: those behind them may have room
        self._refill()

    async def try_out(self, plan: Plan, work: Work) -> Trial:
        """Send one event as `plan` says, now; nothing follows from a failure.

        Raises:
            Unavailable: the engine was stopped before the answer came.
        """
        trial = self._begin_task(self._dispatcher.try_out(plan, work))
        try:
            return await trial
        except asyncio.CancelledError:
            if self.stopping:
                raise Unavailable("The process is stopping: the test was broken off. Try again.") from None
            raise

    async def finish(self) -> None:
        """Let what is being sent finish within the grace, and give back the rest."""
        self._next_due.cancel()
        self._next_in_rate.cancel()
        self.lanes.drain()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=self._limits.grace_seconds)
            for task in late:
                task.cancel()
        try:
            # All that it holds: unsent, broken off, and what was born a moment ago and never arrived here.
            now = self._clock()
            await self._database.write(
                lambda connection: deliveries.release(connection, None, self._owner, now)
            )
        except Unavailable:
            _log.warning("leases kept: the database does not answer; they end by themselves")
        await self._dispatcher.close()

    # Sending

    def _pump(self) -> None:
        while (
            self._unstored < self._limits.unstored
            and not self.stopping
            and (work := self.lanes.next()) is not None
        ):
            self._begin_task(self._deliver(work))
        seconds = self.lanes.next_ready_seconds()
        if seconds is not None:
            self._next_in_rate.set_in(seconds)

    def _let_on(self) -> None:
        self.lanes.let_on()
        self._pump()

    def _begin_task(self, coroutine: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _deliver(self, work: Work) -> None:
        record: AttemptRecord | None = None
        try:
            record = await self._dispatcher.attempt(work)
            if record is not None and self._breakers.note(record):
                self._begin_task(self._open_breaker(record.delivery.webhook_id))
        except Exception:
            # A fault of ours once the request was out. Its lease ends by itself, then it is sent again.
            _log.exception("attempt cannot be recorded: delivery=%s", work.delivery.id)
            self.held.discard(work.delivery.id)
            return
        finally:
            # What failed keeps its place until it is stored: it may be what pauses the webhook.
            failed = record is not None and record.status is not Status.SUCCEEDED
            if not failed:
                self._leave_lane(work)
        if record is None:
            with contextlib.suppress(Unavailable):  # then its lease ends by itself
                await self._aside.add(work)
            self.held.discard(work.delivery.id)
            return
        self._unstored += 1
        try:
            await self._store(record)
        finally:
            self._unstored -= 1
            self.held.discard(work.delivery.id)
            if failed:
                self._leave_lane(work)
            elif self._unstored == self._limits.unstored - 1:
                self._pump()

    def _leave_lane(self, work: Work) -> None:
        if not work.probe:
            self.lanes.finished(work.delivery.webhook_id)
        self._pump()
        self._refill()

    # Storing

    async def _store(self, record: AttemptRecord) -> None:
        """Store the record; while the database does not answer, keep it and try again.

        One that cannot be stored as it is loses the receiver's answer: the attempt itself must be known.
        """
        while True:
            try:
                stored = await self._results.add(record)
                break
            except Unavailable:
                if self.stopping:
                    return
                await asyncio.sleep(0.5)
            except Exception:
                _log.exception("answer cannot be stored: delivery=%s", record.delivery.id)
                if not record.response_headers and not record.response_body:
                    return
                record = record.without_answer()
        if stored and record.next_at is not None:
            self._wake_at(record.next_at)
        if self.claims.is_behind:
            self.claim_soon()

    def _set_aside(self, connection: Connection, works: list[Work]) -> list[None]:
        self.claims.set_aside(connection, works)
        return [None] * len(works)

    async def _open_breaker(self, webhook_id: int) -> None:
        """Let the deliveries of a receiver that is down wait; a probe finds out when it is back."""
        now = self._clock()
        probe_at = now + timedelta(seconds=self._breakers.probe_seconds(webhook_id))
        with contextlib.suppress(Unavailable):  # it opens at the next failure
            await self._database.write(lambda c: self.claims.open_breaker(c, webhook_id, now, probe_at))
        self._breakers.settled(webhook_id)
        self.lanes.rules_changed(webhook_id)
        self._pump()
        self.claim_soon()

    # Claiming

    def _refill(self) -> None:
        roomy = self.lanes.roomy_again()
        if roomy:
            self.claims.bring_forward(roomy)
            return self.claim_soon()
        if self._claim_again and self.lanes.free >= self._limits.in_memory // 2:
            self.claim_soon()

    def _claim(self, connection: Connection, limit: int) -> Claimed:
        now = self._clock()
        return self.claims.claim(connection, now, self._limits.lease_until(now), limit)

    def _wake_at(self, moment: datetime) -> None:
        if self.stopping:
            return
        # Not sooner than this: what is due already may be held by another process for a moment.
        seconds = max((moment - self._clock()).total_seconds(), _SHORTEST_WAIT_SECONDS)
        self._next_due.set_in(min(seconds, _LONGEST_WAIT_SECONDS))
