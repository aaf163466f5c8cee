"""The engine on a clock that the test moves: what is sent when, and what becomes of failures."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook as StandardWebhook

from tests.factories import (
    MovableClock,
    make_actor,
    make_event,
    make_inbox,
    make_webhook,
    publish,
)
from tests.integration.conftest import OpenPlatform
from tests.integration.delivery.stepping import (
    look_for_due,
    publish_one,
    stays_quiet_until,
    until_attempted,
)
from tests.integration.the_log import count_by_status, read_attempts, until_log_is
from tests.played_receivers import Played
from webhook_dashboard.delivery.jobs import rescue
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.webhooks import list_webhooks

ADMIN = make_actor(Role.ADMIN)
SHOP, OTHER = "127.0.0.1", "127.0.0.2"
PLAN_SECONDS = (60, 300, 1_800, 7_200, 43_200)


@pytest.fixture
def chances() -> list[float]:
    """What the jitter is drawn from, in turn; then the middle."""
    return []


@pytest.fixture
def platform(
    open_platform: OpenPlatform, played: Played, clock: MovableClock, chances: list[float]
) -> Platform:
    """Started, with played receivers and a clock that stands still."""
    platform = open_platform(
        clock=clock, make_sender=played.make_sender, chance=lambda: chances.pop(0) if chances else 0.5
    )
    platform.start()
    return platform


def failing(code: int, *headers: tuple[str, str]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(code, headers=list(headers))

    return answer


def breaking(error: type[httpx.TransportError]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("as a network does", request=request)

    return answer


async def test_an_event_arrives_signed_and_is_logged_with_its_attempt(
    platform: Platform, played: Played
) -> None:
    made = await make_webhook(platform, url="http://127.0.0.1:9/hook?a=b", method="PUT")
    number = await publish_one(platform, client_id="order-1")
    detail = await until_attempted(platform, number, 1)
    (request,) = played.requests
    assert (request.method, str(request.url)) == ("PUT", "http://127.0.0.1:9/hook?a=b")
    payload = StandardWebhook(made.secret).verify(request.content, dict(request.headers))
    assert (payload["type"], request.headers["webhook-id"]) == ("order.created", "order-1")
    (attempt,) = detail.attempts
    assert (detail.summary.status, detail.summary.response_code) == (Status.SUCCEEDED, 200)
    assert (attempt.trigger, attempt.response_body, attempt.sentence) == (
        Trigger.FIRST,
        b"ok",
        "127.0.0.1 answered 200.",
    )
    assert dict(attempt.request_headers)["webhook-signature"] == request.headers["webhook-signature"]


async def test_a_failing_delivery_is_tried_by_the_plan_and_then_given_up(
    platform: Platform, played: Played, clock: MovableClock, chances: list[float]
) -> None:
    played.answer = failing(503)
    drawn = (0.0, 0.25, 0.5, 0.75, 0.999_999)
    chances += drawn
    await make_webhook(platform, fields={"breaker": False})
    number = await publish_one(platform)
    for made, (plan, chance) in enumerate(zip(PLAN_SECONDS, drawn, strict=True), 1):
        detail = await until_attempted(platform, number, made)
        assert detail.summary.status is Status.RETRYING
        assert detail.summary.next_at is not None
        wait = (detail.summary.next_at - clock()).total_seconds()
        assert wait == pytest.approx(plan * (0.9 + 0.2 * chance), rel=1e-6)
        await stays_quiet_until(platform, clock, detail.summary.next_at)
    detail = await until_attempted(platform, number, 6)
    assert (detail.summary.status, detail.summary.next_at) == (Status.FAILED, None)
    triggers = [attempt.trigger for attempt in detail.attempts]
    assert triggers == [Trigger.FIRST, *[Trigger.RETRY] * 5]
    stamps = [request.headers["webhook-timestamp"] for request in played.to(SHOP)]
    assert stamps == [str(int(attempt.started_at.timestamp())) for attempt in detail.attempts]
    assert len({request.headers["webhook-id"] for request in played.to(SHOP)}) == 1


@pytest.mark.parametrize(
    ("value", "wait_seconds"),
    [
        ("120", 120),
        ("7", 60),  # never sooner than planned
        ("0", 60),
        ("-5", 60),
        ("10000000000000", 3_600),  # an hour at most
        ("in a while", 60),
        ("", 60),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 60),
        (timedelta(minutes=20), 1_200),
        (timedelta(days=300), 3_600),
    ],
)
async def test_retry_after_is_honoured_up_to_an_hour(
    platform: Platform, played: Played, clock: MovableClock, value: str | timedelta, wait_seconds: float
) -> None:
    if isinstance(value, timedelta):
        value = format_datetime(clock() + value, usegmt=True)
    played.answer = failing(429, ("Retry-After", value))
    await make_webhook(platform)
    detail = await until_attempted(platform, await publish_one(platform), 1)
    assert detail.summary.next_at is not None
    wait = (detail.summary.next_at - clock()).total_seconds()
    assert wait == pytest.approx(wait_seconds, abs=1)  # dates have whole seconds


@pytest.mark.parametrize(
    ("answer", "status", "kind"),
    [
        (failing(500), Status.RETRYING, ErrorKind.HTTP_ERROR),
        (failing(404), Status.FAILED, ErrorKind.HTTP_ERROR),
        (failing(302, ("location", "http://10.0.0.1/")), Status.FAILED, ErrorKind.REDIRECT),
        (breaking(httpx.ConnectError), Status.RETRYING, ErrorKind.NETWORK_UNREACHABLE),
        (breaking(httpx.ConnectTimeout), Status.RETRYING, ErrorKind.CONNECT_TIMEOUT),
        (breaking(httpx.ReadTimeout), Status.RETRYING, ErrorKind.READ_TIMEOUT),
        (breaking(httpx.RemoteProtocolError), Status.RETRYING, ErrorKind.PROTOCOL_ERROR),
        (breaking(httpx.UnsupportedProtocol), Status.FAILED, ErrorKind.INVALID_URL),
    ],
)
async def test_what_receivers_do_wrong_is_data_and_the_engine_goes_on(
    platform: Platform, played: Played, answer: Any, status: Status, kind: ErrorKind
) -> None:
    played.answer = answer
    await make_webhook(platform)
    detail = await until_attempted(platform, await publish_one(platform), 1)
    assert (detail.summary.status, detail.summary.error_kind) == (status, kind)
    played.answer = failing(200)
    detail = await until_attempted(platform, await publish_one(platform), 1)
    assert detail.summary.status is Status.SUCCEEDED


async def test_a_retry_by_hand_is_made_at_once_and_the_plan_goes_on_after_it(
    platform: Platform, played: Played
) -> None:
    played.answer = failing(503)
    await make_webhook(platform)
    number = await publish_one(platform)
    await until_attempted(platform, number, 1)
    await platform.deliveries.retry(number, ADMIN)
    detail = await until_attempted(platform, number, 2)
    assert detail.attempts[1].trigger is Trigger.MANUAL
    assert detail.summary.status is Status.RETRYING
    played.answer = failing(200)
    await platform.deliveries.retry(number, ADMIN)
    assert (await until_attempted(platform, number, 3)).summary.status is Status.SUCCEEDED


async def test_deliveries_of_a_webhook_that_is_switched_off_wait_until_it_is_on(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    played.answer = failing(503)
    made = await make_webhook(platform)
    number = await publish_one(platform)
    await until_attempted(platform, number, 1)
    await platform.webhooks.update(made.summary.id, WebhookChange(active=False), ADMIN)
    clock.move(hours=2)
    await look_for_due(platform)
    assert await count_by_status(platform) == {Status.HELD: 1}
    played.answer = failing(200)
    await platform.webhooks.update(made.summary.id, WebhookChange(active=True), ADMIN)
    detail = await until_attempted(platform, number, 2)
    assert detail.summary.status is Status.SUCCEEDED


async def test_what_was_in_a_lane_when_its_webhook_was_switched_off_is_held_too(
    open_platform: OpenPlatform, played: Played
) -> None:
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    played.hanging = {SHOP}
    made = await make_webhook(platform)
    await publish(platform, *(make_event() for _ in range(40)))
    await played.wait_for(16)  # the cap of one webhook; 24 wait in its lane
    await platform.webhooks.update(made.summary.id, WebhookChange(active=False), ADMIN)
    await look_for_due(platform)
    played.let_go()
    await until_log_is(platform, succeeded=16, held=24)
    await platform.webhooks.update(made.summary.id, WebhookChange(active=True), ADMIN)
    await until_log_is(platform, succeeded=40)
    assert len(played.requests) == len(set(played.ids())) == 40


async def test_a_deleted_webhook_gets_nothing_more_and_its_last_result_is_dropped(
    platform: Platform, played: Played
) -> None:
    played.hanging = {SHOP}
    made = await make_webhook(platform)
    await publish(platform, *(make_event() for _ in range(20)))
    await played.wait_for(16)
    assert await platform.webhooks.delete(made.summary.id, ADMIN) == 20
    await look_for_due(platform)
    played.let_go()
    await make_webhook(platform)
    await publish(platform)
    await until_log_is(platform, cancelled=20, succeeded=1)
    assert len(played.requests) == 17


async def test_a_webhook_is_failing_after_three_failures_and_well_after_one_success(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    played.answer = failing(500)
    await make_webhook(platform)
    began = clock()
    for _ in range(3):
        (webhook,) = await platform.database.read(list_webhooks)
        assert not webhook.health.is_failing
        await until_attempted(platform, await publish_one(platform), 1)
        clock.move(seconds=1)
    (webhook,) = await platform.database.read(list_webhooks)
    assert (webhook.health.is_failing, webhook.health.failing_since) == (True, began)
    assert webhook.health.last_sentence == "127.0.0.1 answered 500."
    played.answer = failing(200)
    await until_attempted(platform, await publish_one(platform), 1)
    (webhook,) = await platform.database.read(list_webhooks)
    assert (webhook.health.is_failing, webhook.health.failing_since) == (False, None)


async def test_the_inbox_of_this_process_is_reached_where_it_listens(
    platform: Platform, played: Played
) -> None:
    token = await make_inbox(platform)
    await make_webhook(platform, url=f"/inbox/{token}")
    number = await publish_one(platform)
    detail = await until_attempted(platform, number, 1)
    assert str(played.requests[0].url) == f"{platform.own_origin}/inbox/{token}"
    assert detail.attempts[0].url == f"/inbox/{token}"
    assert detail.attempts[0].sentence == "test inbox answered 200."


async def test_the_inbox_gets_a_query_too(platform: Platform, played: Played) -> None:
    token = await make_inbox(platform)
    await make_webhook(platform, url=f"/inbox/{token}", method="GET")
    await until_attempted(platform, await publish_one(platform), 1)
    assert str(played.requests[0].url).startswith(f"{platform.own_origin}/inbox/{token}?type=order.created&")


async def test_a_lease_that_ended_is_noticed_by_the_job(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    """What was born leased to an engine that died."""
    await make_webhook(platform)
    played.hanging = {SHOP}
    number = await publish_one(platform)
    await played.wait_for(1)
    await platform.database.write(lambda c: c.execute(text("UPDATE deliveries SET owner = 'dead'")))
    clock.move(seconds=61)
    await rescue(platform.engine)
    await played.wait_for(2)
    played.let_go()
    detail = await until_attempted(platform, number, 1)
    assert detail.summary.status is Status.SUCCEEDED
    assert len(await read_attempts(platform, number)) == 1
