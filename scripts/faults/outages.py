"""What the server depends on goes away: the database, a lease's time, the server itself on request."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from typing import Final

from scripts.faults.grounds import Grounds
from scripts.faults.report import Finding
from tests.receivers import Answer, Receiver
from tests.reliability.drills import Pace, outlast_an_outage, stop_under_load
from tests.reliability.servers import ForkedServer

PACE: Final = Pace(events=7_500, per_second=500)
AWAY_SECONDS: Final = 10.0  # the last event is due when it comes back
DRAINED_SECONDS: Final = 10.0
LEASE_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 25.0  # under the response timeout of 30 s
AT_ONCE: Final = 100
BEFORE: Final = 5_000
STOP_SECONDS: Final = 10.0


class LockedFile:
    """SQLite's way of being away: another process holds the lock of the file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def stop(self) -> None:
        """Take the lock."""
        self._connection = sqlite3.connect(
            self._path, timeout=30, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("BEGIN IMMEDIATE")

    def start(self) -> None:
        """Give it back."""
        assert self._connection is not None
        self._connection.rollback()
        self._connection.close()


async def database(grounds: Grounds) -> AsyncIterator[Finding]:
    """Take the database away under load."""
    with Receiver() as receiver, grounds.installation(lease_seconds=2) as at:
        away = LockedFile(at.options.database_url.removeprefix("sqlite:///")) if grounds.is_sqlite else None
        outage = await outlast_an_outage(at, receiver, away or grounds.postgresql, PACE, seconds=AWAY_SECONDS)
    came = outage.tally
    how = "locked by another process" if grounds.is_sqlite else "stopped"
    yield Finding(
        "database",
        grounds.database,
        f"{PACE.events:,} events at {PACE.per_second:g}/s, database {how} for {AWAY_SECONDS:g} s",
        f"no 202 meanwhile, 503 only; 0 lost, the backlog out within {DRAINED_SECONDS:g} s",
        f"{outage.accepted_meanwhile} accepted meanwhile, {outage.refused:,} refused, {came.lost} lost, "
        f"{came.unrecorded} unrecorded, {came.repeated} twice, all out after {outage.drained_seconds:.1f} s",
        (outage.accepted_meanwhile, came.lost, came.unrecorded) == (0, 0, 0)
        and set(came.statuses) <= {202, 503}
        and outage.drained_seconds < DRAINED_SECONDS,
    )


async def stop(grounds: Grounds) -> AsyncIterator[Finding]:
    """Tell the whole program to stop under load."""
    with Receiver() as receiver, grounds.installation() as at:
        came, seconds = await stop_under_load(at, receiver, before=BEFORE)
    yield Finding(
        "stop",
        grounds.database,
        f"SIGTERM while 32 publishers post as fast as they are answered, after {BEFORE:,} events",
        f"ends within {STOP_SECONDS:g} s, 0 lost, 0 twice, new publishes 503",
        f"{seconds:.2f} s, {came.lost} lost, {came.repeated} twice, {came.statuses[503]:,} times 503",
        (came.lost, came.repeated, came.unrecorded) == (0, 0, 0)
        and seconds < STOP_SECONDS
        and set(came.statuses) == {202, 503},
    )


async def lease(grounds: Grounds) -> AsyncIterator[Finding]:
    """Let a receiver answer later than a lease lasts, with a second process watching on PostgreSQL."""
    with (
        Receiver(Answer(delay_seconds=ANSWER_SECONDS)) as receiver,
        grounds.installation(ForkedServer, lease_seconds=LEASE_SECONDS, concurrency=AT_ONCE) as at,
    ):
        await at.set_up(receiver.url, fields={"concurrency": AT_ONCE})
        if not grounds.is_sqlite:
            at.start()
        at.start()
        await at.publish(AT_ONCE)
        await at.until_nothing_waits(ANSWER_SECONDS + 30)
        sent = Counter(request.header("webhook-id") for request in receiver.requests)
    yield Finding(
        "lease",
        grounds.database,
        f"{AT_ONCE} requests answered after {ANSWER_SECONDS:g} s under a lease of {LEASE_SECONDS:g} s"
        + ("" if grounds.is_sqlite else ", a second process beside"),
        "exactly one request each",
        f"{sent.total()} requests for {len(sent)} deliveries",
        sent.total() == len(sent) == AT_ONCE,
    )
