"""Going through the life of deliveries step by step: publish, wait for attempts, look for what is due."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from tests.factories import MovableClock, eventually, make_event, publish
from tests.integration.the_log import count_by_status, read_detail
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_details import DeliveryDetail


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
