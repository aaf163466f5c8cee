"""The timed jobs, run by APScheduler on the engine's loop.

Dispatch is a backstop: new work wakes the engine itself.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]

from webhook_dashboard.delivery.alerts import Alerts
from webhook_dashboard.delivery.engine import Engine
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.storage import deliveries, statistics
from webhook_dashboard.storage.alerts import delete_old_alerts
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.events import delete_expired_answers

_log = logging.getLogger(__name__)
_ALERTS_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Job:
    """A function of the engine that runs every `every_seconds`."""

    key: str
    label: str
    every_seconds: float
    run: Callable[[Engine], Awaitable[None]]


async def dispatch(engine: Engine) -> None:
    """Claim and send what is due: new deliveries that found no room, and retries."""
    await engine.dispatch_due()


async def renew(engine: Engine) -> None:
    """Prolong the leases of what this engine has in memory.

    What is leased to it without its knowledge (a commit whose answer got lost, a delivery that could not
    be given back) is left to `rescue`.
    """
    until, held = engine.lease_until(engine.clock()), engine.held()
    await engine.database.write(
        lambda connection: deliveries.renew_leases(connection, engine.owner, until, held)
    )


async def rescue(engine: Engine) -> None:
    """Put back deliveries whose engine died: their lease has ended.

    What this engine has in memory is alive, even when a clock that jumped says that its leases are over.
    """
    now, held = engine.clock(), engine.held()
    until = engine.lease_until(now)

    def work(connection: Connection) -> int:
        if not deliveries.any_lease_ended(connection, now):
            return 0
        deliveries.renew_leases(connection, engine.owner, until, held)
        return deliveries.rescue(connection, now)

    rescued = await engine.database.write(work)
    if rescued:
        _log.warning("rescued deliveries of an engine that died: count=%d", rescued)
        engine.wake()


async def tidy(engine: Engine) -> None:
    """Forget statistics, idempotency answers and alerts that are past keeping."""
    now = engine.clock()
    await engine.database.write(lambda connection: statistics.prune(connection, now))
    await engine.database.write(lambda connection: delete_expired_answers(connection, now))
    await engine.database.write(lambda connection: delete_old_alerts(connection, now - _ALERTS_KEPT))


JOBS: Final = (
    Job("dispatch", "Dispatch and retries", 1, dispatch),
    Job("renew", "Renew leases", 20, renew),
    Job("rescue", "Rescue orphaned deliveries", 10, rescue),
    Job("tidy", "Tidy up", 600, tidy),
)

ALERTS_JOB: Final = ("alerts", "Send alerts", 2)
"""The key, label and interval in seconds of the job that sends alerts."""


def start_jobs(engine: Engine, alerts: Alerts) -> Callable[[], None]:
    """Start every job on the running loop; returns what stops them (one that runs is let finish)."""

    async def send_alerts(engine: Engine) -> None:
        await alerts.send_due(engine.database, engine.clock)

    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in (*JOBS, Job(*ALERTS_JOB, send_alerts)):
        scheduler.add_job(  # pyright: ignore[reportUnknownMemberType]  (it has no types)
            _guarded,
            "interval",
            args=[job, engine],
            seconds=_seconds_between(job, engine),
            id=job.key,
            name=job.label,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    return lambda: scheduler.shutdown(wait=False)


def _seconds_between(job: Job, engine: Engine) -> float:
    if job.run is renew:  # two renewals may fail before a lease ends
        return min(job.every_seconds, engine.lease_seconds / 3)
    if job.run is rescue:  # a short lease is chosen for a short recovery
        return min(job.every_seconds, engine.lease_seconds / 2)
    return job.every_seconds


async def _guarded(job: Job, engine: Engine) -> None:
    try:
        await job.run(engine)
    except Unavailable:
        _log.warning("job skipped, the database does not answer: job=%s", job.key)
