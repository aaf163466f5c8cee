"""Drills: an installation is loaded and broken in one way, and what came of it is counted.

The tests run them small and hold them to their numbers; scripts/chaos runs them long and reports.
"""

import asyncio
import random
import socket
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final, Protocol

import orjson

from tests.factories import eventually
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Answer, Receiver
from tests.reliability.installation import Installation
from tests.reliability.producers import Door, Producers

ENDLESS: Final = 1_000_000
"""More events than anybody posts before a drill is over."""
_PUBLISHERS: Final = 32


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of the events that were acknowledged."""

    acknowledged: int
    lost: int
    """Never arrived."""
    repeated: int
    """Requests beyond the first of each delivery."""
    unrecorded: int
    """Arrived, and the log does not say that they succeeded in one attempt."""
    statuses: Counter[int]
    """The answers to the publishers."""
    intact: bool
    """The database passes its own check."""


def tally(installation: Installation, receiver: Receiver, producers: Producers) -> Tally:
    """Compare what was acknowledged with what arrived and with what is stored."""
    arrived = Counter(request.header("webhook-id") for request in receiver.requests)
    acknowledged = set(producers.acknowledged)
    recorded = min(
        installation.count("deliveries", "status = 3 AND attempt_count = 1"), installation.count("attempts")
    )
    return Tally(
        acknowledged=len(producers.acknowledged),
        lost=len(acknowledged - set(arrived)),
        repeated=arrived.total() - len(arrived),
        unrecorded=abs(len(arrived) - recorded),
        statuses=Counter(producers.statuses),
        intact=installation.is_intact(),
    )


async def kill_under_load(
    installation: Installation, receiver: Receiver, *, events: int, kills: int, seed: int
) -> Tally:
    """Publish while the server is killed at random moments and started again."""
    await installation.set_up(receiver.url)
    installation.start()
    producers = Producers(installation.door, events)
    producing = asyncio.create_task(producers.run())
    for moment in sorted(random.Random(seed).sample(range(events // 20, events), kills)):
        await producers.until_acknowledged(moment)
        installation.crash()
        installation.start()
    await producing
    await installation.until_nothing_waits()
    return tally(installation, receiver, producers)


async def kill_after_answer(installation: Installation, times: int) -> int:
    """Kill the server as soon as the first bytes of a 202 are read; returns how many events are missing."""
    await installation.set_up()
    for number in range(times):
        installation.start()
        _publish_and_kill(installation, f"event-{number}")
    stored = {client_id for (client_id,) in installation.read("SELECT client_id FROM events")}
    return len({f"event-{number}" for number in range(times)} - stored)


def _publish_and_kill(installation: Installation, event_id: str) -> None:
    body = orjson.dumps({"type": "order.created", "data": {}, "id": event_id})
    head = (
        "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {installation.key}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    port = int(installation.server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head.encode() + body)
        first = connection.recv(12)
        installation.crash()
    assert first == b"HTTP/1.1 202"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of deliveries that a crash left in the air."""

    stranded: int
    again: int
    """Different ones that were sent again."""
    requests: int
    """Requests in all after the crash."""
    seconds: float
    """From the crash, or from when the next server listened, to the last of them."""


async def strand_and_recover(
    installation: Installation, receiver: Receiver, deliveries: int, *, beside: bool = False
) -> Recovery:
    """Crash while the receiver hangs, then have the deliveries sent by the next server.

    With `beside` (PostgreSQL) that server runs already when the first one is killed.
    """
    before = len(receiver.requests)
    receiver.answer(Answer(delay_seconds=60))
    first = installation.start()
    await installation.publish(deliveries)
    stranded = {request.header("webhook-id") for request in receiver.wait_for(before + deliveries)[before:]}
    receiver.answer(Answer())
    if beside:
        installation.start()
        installation.servers.remove(first)
        first.kill()
    else:
        installation.crash()
        installation.start()
    since = time.monotonic()
    await installation.until_nothing_waits()
    again = receiver.wait_for(before + 2 * deliveries)[before + deliveries :]
    ids = {request.header("webhook-id") for request in again}
    last = max(request.received_at for request in again)
    return Recovery(deliveries, len(ids & stranded), len(again), max(last - since, 0.0))


async def stop_under_load(
    installation: Installation, receiver: Receiver, *, before: int
) -> tuple[Tally, float]:
    """Tell the server to stop while 32 publishers post; returns also how long it took, in seconds."""
    await installation.set_up(receiver.url)
    url = installation.start().url
    door = Door(lambda: url, installation.key)
    producers = Producers(door, ENDLESS, sizes=[1], refusals=[503])
    producing = asyncio.create_task(producers.run(_PUBLISHERS))
    await producers.until_acknowledged(before)
    since = time.monotonic()
    code = await asyncio.to_thread(installation.stop)  # raises when it takes longer than it may
    seconds = time.monotonic() - since
    producers.stopped = True
    await producing
    assert code == 0
    installation.start()
    await installation.until_nothing_waits()
    return tally(installation, receiver, producers), seconds


@dataclass(frozen=True, slots=True)
class Outage:
    """What the publishers saw while there was no database, and how long the backlog took afterwards."""

    tally: Tally
    accepted_meanwhile: int
    refused: int
    drained_seconds: float


class Stoppable(Protocol):
    """A database that can be taken away and brought back."""

    def stop(self) -> None:
        """Take it away."""
        ...

    def start(self) -> None:
        """Bring it back; returns when it answers."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How many events are published, and how many a second."""

    events: int
    per_second: float


async def outlast_an_outage(
    installation: Installation,
    receiver: Receiver,
    database: Stoppable,
    pace: Pace,
    *,
    refusals: int = 0,
    seconds: float = 0.0,
) -> Outage:
    """Publish; after a third of it the database goes away, for at least so many refusals and seconds."""
    await installation.set_up(receiver.url)
    installation.start()
    producers = Producers(
        installation.door, pace.events, sizes=[1], per_second=pace.per_second, refusals=[503]
    )
    producing = asyncio.create_task(producers.run(_PUBLISHERS))
    await producers.until_acknowledged(pace.events // 3)
    await asyncio.to_thread(database.stop)
    back_at = time.monotonic() + seconds
    # What was stored a moment before may still be on its way to its publisher.
    refused = producers.statuses[503]
    await eventually(lambda: _refused(producers, refused + min(refusals, 4 * _PUBLISHERS)))
    accepted = await _settled(producers)

    async def lasted() -> bool:
        return producers.statuses[503] >= refused + refusals and time.monotonic() >= back_at

    await eventually(lasted, seconds + PATIENCE_SECONDS)
    accepted = len(producers.acknowledged) - accepted
    await asyncio.to_thread(database.start)
    since = time.monotonic()
    await producing
    await installation.until_nothing_waits()
    drained = time.monotonic() - since
    outcome = tally(installation, receiver, producers)
    return Outage(outcome, accepted, outcome.statuses[503], drained)


async def _settled(producers: Producers) -> int:
    """Return how many events were acknowledged, once no more answers come in."""
    while True:
        before = len(producers.acknowledged)
        await asyncio.sleep(0.2)
        if len(producers.acknowledged) == before:
            return before


async def _refused(producers: Producers, times: int) -> bool:
    return producers.statuses[503] >= times
