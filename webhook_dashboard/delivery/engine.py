"""The engine: a thread with its own event loop, on which deliveries are sent and the jobs run.

It is woken by new work and by due retries; the dispatch job is only a backstop. A busy engine never
holds up a browser, and a busy browser never delays a delivery (docs/decisions/0004).
"""

import asyncio
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from webhook_dashboard.delivery.clock import Clock
from webhook_dashboard.delivery.courier import Courier
from webhook_dashboard.delivery.directory import Directory, Plan
from webhook_dashboard.delivery.dispatcher import Dispatcher, Trial
from webhook_dashboard.delivery.lanes import Work
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.delivery.results import Results
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.storage.database import Database

_SWITCH_INTERVAL_SECONDS: Final = 0.001


class Engine:
    """Sends what is due until it is stopped: the thread and its loop, on which a Courier works.

    `owner` names this engine in the leases it holds. Every method may be called from any thread, but for
    `dispatch_due`.
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
        self.owner = results.owner
        self.database = database
        self.clock = clock
        self._limits = limits
        self._courier = Courier(database, directory, dispatcher, results, clock=clock, limits=limits)
        self._loop = _new_loop()
        self._thread = threading.Thread(target=self._run, name="delivery-engine", daemon=True)
        self._stop_jobs: Callable[[], None] = lambda: None

    def start(self, start_jobs: "Callable[[Engine], Callable[[], None]]") -> None:
        """Start the thread, the jobs, and the first look for due deliveries.

        `start_jobs` is called on the engine's loop and returns what stops the jobs.
        """
        sys.setswitchinterval(_SWITCH_INTERVAL_SECONDS)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._begin(start_jobs), self._loop).result()

    def stop(self) -> None:
        """Stop taking work, let what is being sent finish within the grace, give back the rest."""
        self._courier.stopping = True
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def is_running(self) -> bool:
        """True from `start` until `stop` has finished."""
        return self._thread.is_alive()

    @property
    def _takes_work(self) -> bool:
        return self.is_running and not self._courier.stopping

    def room(self, webhook_id: int) -> int:
        """Return how many more deliveries of a webhook may be born leased to it; none while it stops."""
        return self._courier.lanes.room(webhook_id) if self._takes_work else 0

    def free(self) -> int:
        """Return how many more deliveries this engine may hold in all."""
        return self._courier.lanes.free if self._takes_work else 0

    def delay_seconds(self, webhook_id: int) -> float:
        """Return when this engine should have room again for a webhook that it has no room for now."""
        return self._courier.lanes.delay_seconds(webhook_id) if self.is_running else 0.0

    async def dispatch_due(self) -> None:
        """Claim what is due, on the engine's loop."""
        await self._courier.dispatch_due()

    def lease_until(self, now: datetime) -> datetime:
        """Return the end of a lease taken now."""
        return self._limits.lease_until(now)

    @property
    def lease_seconds(self) -> float:
        """How long a lease lasts that is not renewed."""
        return self._limits.lease_seconds

    def held(self) -> frozenset[int]:
        """Return the deliveries in memory: those that wait here, are being sent, or are being stored."""
        return frozenset(self._courier.held)

    async def try_out(self, plan: Plan, work: Work) -> Trial:
        """Send one event as `plan` says, now, on this engine's own connections.

        Raises:
            Unavailable: the engine does not run, or was stopped before the answer came.
        """
        if not self._takes_work:
            raise Unavailable("The process is stopping. Nothing was sent; try again.")
        coroutine = self._courier.try_out(plan, work)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._loop))

    def submit(self, works: Sequence[Work]) -> None:
        """Take over deliveries that were born leased to this engine."""
        self._loop.call_soon_threadsafe(self._courier.take, works)

    def wake(self, *, released: bool = False) -> None:
        """Look for due deliveries now; `released`: among the held ones too. Not while the engine stands."""
        if self._takes_work:
            if released:
                self._courier.claims.look_for_released()
            self._loop.call_soon_threadsafe(self._courier.claim_soon)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _begin(self, start_jobs: "Callable[[Engine], Callable[[], None]]") -> None:
        self._stop_jobs = start_jobs(self)
        self._courier.claim_soon()

    async def _end(self) -> None:
        self._stop_jobs()
        await self._courier.finish()


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # not made for Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
