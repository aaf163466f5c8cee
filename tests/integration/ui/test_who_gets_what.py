"""Who gets what on a real database: the cells are the deliveries that were made, of all days and of today."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import MovableClock, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from webhook_dashboard.domain.periods import window_at
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage import statistics
from webhook_dashboard.storage.webhooks import list_webhooks
from webhook_dashboard.ui.live import Hub
from webhook_dashboard.ui.pages.webhooks.matrix import Matrix, Wanted, to_matrix
from webhook_dashboard.ui.pages.webhooks.reading import PERIOD, UNLISTED, count_days, read_types, sum_days


async def read_matrix(platform: Platform) -> Matrix:
    """What the list shows now, to somebody in UTC."""
    now = platform.clock()
    window = window_at(PERIOD, now, UTC)
    read = platform.database.read
    counts = sum_days(await count_days(Hub(platform.database), window, now))
    return to_matrix(await read(list_webhooks), await read(read_types), counts, Wanted(window.start))


async def test_every_delivery_of_30_days_is_in_one_cell(open_platform: OpenPlatform) -> None:
    clock = MovableClock()
    platform = open_platform(clock=clock)
    await make_webhook(platform, name="Everything")
    orders = await make_webhook(platform, name="Orders", event_types=["order.*"])
    for days_later in (0, 1, 28, 1):  # the first day is out of the window at the end
        clock.moment += timedelta(days=days_later)
        await publish(platform, make_event(), make_event(), make_event(type="shop.opened"))

    matrix = await read_matrix(platform)
    shown = {row.key: [cell.text for cell in row.cells] for row in matrix.rows if row.total != "0"}
    assert shown == {"order.created": ["6", "6"], "shop.opened": ["3", ""]}
    assert next(row.category for row in matrix.rows if row.key == "shop.opened") == UNLISTED
    window = window_at(PERIOD, clock(), UTC)
    totals = await platform.database.read(lambda connection: statistics.read_by_webhook(connection, window))
    assert [column.total for column in matrix.columns] == ["9", "6"]
    assert sum(one.total for one in totals.values()) == 15
    assert totals[orders.summary.id].total == 6


async def test_just_after_midnight_the_day_before_is_still_counted(open_platform: OpenPlatform) -> None:
    clock = MovableClock()
    platform = open_platform(clock=clock)
    await make_webhook(platform)
    await publish(platform)
    clock.moment = clock.moment.replace(hour=0, minute=1) + timedelta(days=1)
    await publish(platform)
    assert (await read_matrix(platform)).total == "2"


async def test_after_midnight_only_what_is_new_is_counted(
    open_platform: OpenPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = MovableClock()
    platform = open_platform(clock=clock)
    read, begun = platform.database.read, list[datetime]()

    async def noting(query: Any) -> Any:
        begun.append(query.__self__.start)
        return await read(query)

    monkeypatch.setattr(platform.database, "read", noting)
    hub = Hub(platform.database, gap_seconds=0.0, quiet_seconds=0.0)
    async with hub.running():
        window = window_at(PERIOD, clock(), UTC)
        await count_days(hub, window, clock())
        assert begun == [*window.bars]
        begun.clear()
        clock.move(hours=24)
        await hub.next(await hub.next(0))  # one update later
        window = window_at(PERIOD, clock(), UTC)
        await count_days(hub, window, clock())
    assert begun == [*window.bars[-2:]]
