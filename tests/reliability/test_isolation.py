"""Webhooks do not feel each other: breakers, hanging receivers, pauses, limits at once and a second."""

import time
from datetime import UTC, datetime
from typing import Final

import httpx
import pytest

from tests.factories import MovableClock, eventually, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import count_by_status, until_log_is
from tests.played_receivers import Played
from tests.receivers import Answer, Receiver
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.services.people import SYSTEM
from webhook_dashboard.services.platform import Platform

QUEUED: Final = 10_000
MOST_IN_A_MINUTE: Final = 20
PROBE_SECONDS: Final = 20
HEALTHY: Final = 49
OF_EACH: Final = 100
HANGING: Final = 5_000
HANGING_HOST: Final = "127.0.0.1"
IN_MEMORY: Final = 2_000
NO_RETRIES: Final = {"retries_enabled": False, "breaker": False}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime.now(UTC))


@pytest.fixture
def played() -> Played:
    return Played()


async def publish_many(platform: Platform, events: int, kind: str = "order.created") -> None:
    for start in range(0, events, 1_000):
        await publish(platform, *(make_event(type=kind) for _ in range(min(1_000, events - start))))


async def until_at_least(platform: Platform, status: Status, amount: int) -> None:
    async def reached() -> bool:
        return (await count_by_status(platform))[status] >= amount

    await eventually(reached)


async def test_a_receiver_that_is_down_is_left_alone_and_found_when_it_is_back(
    open_platform: OpenPlatform, played: Played, clock: MovableClock
) -> None:
    played.answer = lambda _: httpx.Response(503)
    platform = open_platform(make_sender=played.make_sender, clock=clock)
    platform.start()
    await make_webhook(platform, fields={"probe_interval": PROBE_SECONDS, "pause_after": None})
    await publish_many(platform, QUEUED)
    await until_at_least(platform, Status.HELD, QUEUED - MOST_IN_A_MINUTE)
    for _ in range(60 // PROBE_SECONDS):
        before = len(played.requests)
        clock.move(seconds=PROBE_SECONDS)
        platform.engine.wake()
        await played.wait_for(before + 1)
        await until_at_least(platform, Status.HELD, QUEUED - MOST_IN_A_MINUTE)
    assert len(played.requests) <= MOST_IN_A_MINUTE
    played.answer = lambda _: httpx.Response(200)
    clock.move(seconds=PROBE_SECONDS)
    platform.engine.wake()
    await until_at_least(platform, Status.SUCCEEDED, QUEUED - MOST_IN_A_MINUTE)
    clock.move(hours=1)
    platform.engine.wake()
    await until_log_is(platform, succeeded=QUEUED)


async def test_a_receiver_that_hangs_holds_up_none_of_fifty_and_no_more_memory_than_it_may(
    open_platform: OpenPlatform, played: Played
) -> None:
    played.hanging = {HANGING_HOST}
    platform = open_platform(make_sender=played.make_sender, limits=Limits(in_memory=IN_MEMORY))
    platform.start()
    await make_webhook(platform, url=f"http://{HANGING_HOST}:9/", event_types=["invoice.sent"])
    for number in range(HEALTHY):
        url = f"http://127.0.2.{number + 1}:9/"
        await make_webhook(platform, url=url, event_types=["order.created"])
    await publish_many(platform, HANGING, "invoice.sent")
    await publish_many(platform, OF_EACH, "order.created")
    await until_at_least(platform, Status.SUCCEEDED, OF_EACH * HEALTHY)
    assert len(played.to(HANGING_HOST)) == 16
    assert len(platform.engine.held()) <= IN_MEMORY
    played.let_go()
    await until_log_is(platform, succeeded=HANGING + OF_EACH * HEALTHY)
    assert len(played.requests) == HANGING + OF_EACH * HEALTHY


async def test_a_webhook_never_gets_more_at_once_than_its_concurrency(
    open_platform: OpenPlatform, receiver: Receiver
) -> None:
    """Each request in flight has a connection of its own, and connections are kept."""
    platform = open_platform()
    platform.start()
    receiver.answer(Answer(delay_seconds=0.01))
    await make_webhook(platform, url=receiver.url, fields={"concurrency": 4})
    await publish(platform, *(make_event() for _ in range(200)))
    await until_log_is(platform, succeeded=200)
    assert receiver.connections == 4


async def test_a_webhook_never_gets_more_in_a_second_than_its_rate(
    open_platform: OpenPlatform, played: Played
) -> None:
    sent: list[float] = []

    def note(request: httpx.Request) -> httpx.Response:
        sent.append(time.monotonic())
        return httpx.Response(200)

    played.answer = note
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    await make_webhook(platform, fields={"rate_limit": 50})
    await publish(platform, *(make_event() for _ in range(150)))
    await until_log_is(platform, succeeded=150)
    in_a_second = [sum(start <= other < start + 1 for other in sent) for start in sent]
    assert max(in_a_second) <= 55


async def test_a_webhook_is_paused_at_its_limit_and_goes_on_where_it_was(
    open_platform: OpenPlatform, played: Played
) -> None:
    played.answer = lambda _: httpx.Response(500)
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    webhook = await make_webhook(platform, fields=NO_RETRIES | {"pause_after": 10, "concurrency": 1})
    await publish(platform, *(make_event() for _ in range(30)))
    await until_log_is(platform, failed=10, held=20)
    assert len(played.requests) == 10
    played.answer = lambda _: httpx.Response(200)
    await publish(platform)
    await until_log_is(platform, failed=10, held=21)
    await platform.webhooks.resume(webhook.summary.id, SYSTEM)
    await until_log_is(platform, failed=10, succeeded=21)


async def test_a_success_in_between_starts_the_count_anew(
    open_platform: OpenPlatform, played: Played
) -> None:
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    await make_webhook(platform, fields=NO_RETRIES | {"pause_after": 10, "concurrency": 1})
    for failed in (9, 18):
        played.answer = lambda _: httpx.Response(500)
        await publish(platform, *(make_event() for _ in range(9)))
        await until_at_least(platform, Status.FAILED, failed)
        played.answer = lambda _: httpx.Response(200)
        await publish(platform)
        await until_at_least(platform, Status.SUCCEEDED, failed // 9)
    await until_log_is(platform, failed=18, succeeded=2)


async def test_a_resend_that_succeeds_cancels_the_retries_of_the_delivery(
    open_platform: OpenPlatform, played: Played, clock: MovableClock
) -> None:
    played.answer = lambda _: httpx.Response(500)
    platform = open_platform(make_sender=played.make_sender, clock=clock)
    platform.start()
    await make_webhook(platform)
    (event,) = await publish(platform)
    await until_log_is(platform, retrying=1)
    played.answer = lambda _: httpx.Response(200)
    await platform.deliveries.resend(parse_id(DELIVERY, event.deliveries[0].id), SYSTEM)
    clock.move(seconds=1)
    platform.engine.wake()
    await until_log_is(platform, succeeded=1, cancelled=1)
    clock.move(hours=24)
    platform.engine.wake()
    await publish(platform)
    await until_log_is(platform, succeeded=2, cancelled=1)
    assert len(played.requests) == 3  # the new event came after whatever was due
