"""The receivers that are played, through the real sender; and the traffic, into a real platform."""

import asyncio
import random
from datetime import UTC, datetime

import httpx
from sqlalchemy import Connection, text

from tests.integration.conftest import OpenPlatform
from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.demo.company import CRM, MATRIX, RECEIVERS, SLACK
from webhook_dashboard.demo.receivers import DemoTransport
from webhook_dashboard.demo.records import Records
from webhook_dashboard.demo.traffic import Traffic
from webhook_dashboard.domain.events import EVENT_TYPES, check_event
from webhook_dashboard.domain.judging import judge
from webhook_dashboard.domain.outcomes import ErrorKind, SendResult
from webhook_dashboard.domain.requests import OutgoingRequest, Timeouts
from webhook_dashboard.domain.webhooks import check_event_types, host_of

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)


async def send(url: str, seed: int = 0) -> SendResult:
    def real(request: httpx.Request) -> httpx.Response:
        return httpx.Response(299, text=str(request.url))

    sender = Sender(DemoTransport(httpx.MockTransport(real), random.Random(seed)))
    return await sender.send(OutgoingRequest("POST", url, (), b"{}", Timeouts()))


async def test_the_expired_certificate_is_reported_as_the_real_transport_would() -> None:
    result = await send(CRM.url)
    assert result.error_kind is ErrorKind.TLS_ERROR
    assert result.error_detail == "certificate has expired"
    assert judge(result, "crm.company.com").retryable


async def test_a_receiver_that_is_fine_answers_its_body_and_says_where_the_time_went() -> None:
    result = await send(SLACK.url)
    assert (result.response_code, result.response_body) == (200, b"ok")
    assert result.phases.wait_ms is not None


async def test_what_is_not_of_the_company_goes_through_the_real_transport() -> None:
    result = await send("http://127.0.0.1:8000/inbox/k3v9tz")
    assert result.response_code == 299
    assert result.response_body == b"http://127.0.0.1:8000/inbox/k3v9tz"


def test_each_receiver_has_a_host_and_subscribes_to_types_that_can_be_published() -> None:
    assert len({host_of(receiver.url) for receiver in RECEIVERS}) == len(RECEIVERS)
    for receiver in RECEIVERS:
        assert check_event_types(list(receiver.event_types)) == receiver.event_types


def test_every_record_is_an_event_of_the_catalogue() -> None:
    records = Records.after_history(random.Random(3))
    catalogue = {event_type.key for event_type in EVENT_TYPES}
    for event_type in MATRIX:
        event = records.make(event_type, NOW)
        body = {
            "type": event.type,
            "data": {},
            "entity_type": event.entity_type,
            "entity_id": event.entity_id,
        }
        assert check_event(body, lambda _, made=event: made.data) == event
        assert event_type in catalogue


async def test_traffic_goes_through_the_publisher(
    open_platform: OpenPlatform,
) -> None:
    platform = open_platform()
    traffic = Traffic(platform.publisher, platform.clock, random.Random(1), first_seconds=0)
    loop, stored = asyncio.get_running_loop(), asyncio.Event()

    def tell() -> None:
        loop.call_soon_threadsafe(stored.set)

    platform.database.on_commit(tell)
    task = asyncio.create_task(traffic.run())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await stored.wait()
    platform.publisher.close()
    task.cancel()
    assert await platform.database.read(list_recent_types)
    assert set(await platform.database.read(list_recent_types)) <= set(MATRIX)


def list_recent_types(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT type FROM events")).scalars())
