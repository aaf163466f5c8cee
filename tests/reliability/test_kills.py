"""Crashes: servers are killed as `kill -9` does, and nothing that was acknowledged is lost."""

import asyncio
import logging
import random
import socket
from collections import Counter
from typing import Final

import orjson
import pytest

from tests.receivers import Answer, Receiver
from tests.reliability.installation import Installation
from tests.reliability.producers import Producers

_log = logging.getLogger(__name__)

SEED: Final = 20261120
EVENTS: Final = 10_000
KILLS: Final = 5
MAX_DUPLICATES: Final = EVENTS * 0.005
KILLS_AFTER_ANSWER: Final = 20
HANGING: Final = 10


async def kill_under_load(installation: Installation, receiver: Receiver, events: int, kills: int) -> int:
    """Publish events while the server is killed and started again; returns how many arrived twice."""
    await installation.set_up(receiver.url)
    installation.start()
    producers = Producers(lambda: installation.server.url, installation.key, events)
    producing = asyncio.create_task(producers.run())
    for moment in sorted(random.Random(SEED).sample(range(events // 20, events), kills)):
        await producers.until_acknowledged(moment)
        installation.crash()
        installation.start()
    await producing
    await installation.until_nothing_waits()
    arrived = Counter(request.header("webhook-id") for request in receiver.requests)
    duplicates = arrived.total() - len(arrived)
    _log.info("events=%d kills=%d duplicates=%d broken=%d", events, kills, duplicates, producers.broken)
    assert set(producers.acknowledged) - set(arrived) == set()
    assert len(producers.acknowledged) == len(set(producers.acknowledged)) == events
    rows, succeeded, attempts = (
        installation.count("deliveries"),
        installation.count("deliveries", "status = 3"),
        installation.count("attempts"),
    )
    assert rows == succeeded == attempts == len(arrived) == events
    assert installation.is_intact()
    return duplicates


@pytest.mark.slow
async def test_five_crashes_lose_none_of_ten_thousand_events(
    installation: Installation, receiver: Receiver
) -> None:
    assert await kill_under_load(installation, receiver, EVENTS, KILLS) < MAX_DUPLICATES


async def test_what_was_acknowledged_a_moment_before_a_crash_is_stored(installation: Installation) -> None:
    """The server is killed as soon as the first bytes of a 202 are read."""
    await installation.set_up()
    for number in range(KILLS_AFTER_ANSWER):
        installation.start()
        publish_and_kill(installation, f"event-{number}")
    stored = {client_id for (client_id,) in installation.read("SELECT client_id FROM events")}
    assert stored == {f"event-{number}" for number in range(KILLS_AFTER_ANSWER)}
    assert installation.is_intact()


def publish_and_kill(installation: Installation, event_id: str) -> None:
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


async def strand(installation: Installation, receiver: Receiver) -> set[str | None]:
    """Crash while every receiver hangs; returns the ids of the deliveries that are left in the air."""
    receiver.answer(Answer(delay_seconds=60))
    await installation.set_up(receiver.url)
    installation.start()
    await installation.publish(HANGING)
    stranded = {request.header("webhook-id") for request in receiver.wait_for(HANGING)}
    receiver.answer(Answer())
    return stranded


async def test_what_a_crash_left_in_the_air_is_sent_again_after_the_next_start(
    installation: Installation, receiver: Receiver
) -> None:
    stranded = await strand(installation, receiver)
    installation.crash()
    installation.start()
    await installation.until_nothing_waits()
    again = receiver.wait_for(2 * HANGING)[HANGING:]
    assert Counter(request.header("webhook-id") for request in again) == dict.fromkeys(stranded, 1)
    assert installation.count("deliveries", "status = 3") == HANGING


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_living_process_takes_over_what_a_dead_one_left(
    installation: Installation, receiver: Receiver
) -> None:
    stranded = await strand(installation, receiver)
    dead = installation.servers[0]
    installation.start()
    dead.kill()
    await installation.until_nothing_waits()
    again = receiver.wait_for(2 * HANGING)[HANGING:]
    assert Counter(request.header("webhook-id") for request in again) == dict.fromkeys(stranded, 1)
