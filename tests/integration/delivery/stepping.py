"""Going through the life of deliveries step by step: publish, wait for attempts, look for what is due."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from tests.factories import MovableClock, eventually, make_event, publish
from tests.integration.the_log import count_by_status, read_detail
from tests.played_receivers import Played, answering
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_details import DeliveryDetail
from webhook_dashboard.storage.webhooks import WebhookSummary, find_webhook


async def publish_one(platform: Platform, **fields: Any) -> int:
    """Publish an event that one webhook gets; returns the id of the delivery."""
    (published,) = await publish(platform, make_event(**fields))
    return parse_id(DELIVERY, published.deliveries[0].id)


async def until_attempted(platform: Platform, delivery_id: int, count: int) -> DeliveryDetail:
    """Wait until so many attempts are stored."""

    async def attempted() -> DeliveryDetail | None:
        detail = await read_detail(platform, delivery_id)
        return detail if detail.summary.attempt_count == count else None

    return await eventually(attempted)


async def fail(platform: Platform, played: Played, times: int, code: int = 404) -> None:
    """Have so many deliveries fail at their first attempt, one after the other."""
    played.answer = answering(code)
    for _ in range(times):
        await until_attempted(platform, await publish_one(platform), 1)


async def find(platform: Platform, webhook_id: int) -> WebhookSummary:
    """Return a webhook as it is stored now."""
    found = await platform.database.read(lambda connection: find_webhook(connection, webhook_id))
    assert found is not None
    return found.summary


async def look_for_due(platform: Platform) -> None:
    """Have the engine look for due deliveries, and wait until it has claimed them."""
    engine = platform.engine
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(engine.dispatch_due(), engine._loop))
    await engine.database.write(_nothing)  # comes after a claim that was already on its way


def _nothing(connection: Connection) -> None:
    """Write nothing."""


async def stays_quiet_until(platform: Platform, clock: MovableClock, moment: datetime) -> None:
    """Move to just before a moment, see that nothing is claimed, then move to it."""
    clock.moment = moment - timedelta(milliseconds=1)
    await look_for_due(platform)
    assert await count_by_status(platform) == {Status.RETRYING: 1}
    clock.moment = moment
    platform.engine.wake()
