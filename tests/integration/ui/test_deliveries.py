"""The log on a real database: pages without a gap, filters, counts, and one delivery in full."""

from datetime import UTC, timedelta

import pytest

from tests.factories import MovableClock, make_actor, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.domain.periods import PERIODS
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.ui.pages.deliveries.address import LogAddress
from webhook_dashboard.ui.pages.deliveries.reading import (
    LogOutline,
    LogPage,
    read_delivery,
    read_log,
    read_outline,
)

OPEN = (Status.PENDING, Status.SENDING)


async def read(platform: Platform, address: LogAddress, clock: MovableClock) -> LogPage:
    before_id = address.before_id
    return await platform.database.read(
        lambda connection: read_log(connection, address, before_id, clock(), UTC)
    )


async def read_around(platform: Platform, address: LogAddress, clock: MovableClock) -> LogOutline:
    return await platform.database.read(lambda connection: read_outline(connection, address, clock(), UTC))


def records(rows: list[DeliverySummary] | LogPage) -> list[str | None]:
    listed = rows.rows if isinstance(rows, LogPage) else rows
    return [row.entity_id for row in listed]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


async def fill(platform: Platform, count: int) -> None:
    await make_webhook(platform)
    for number in range(count):
        await publish(platform, make_event(entity_id=f"SO-{number:03}"))


async def test_pages_follow_each_other_without_gap_or_repetition(
    open_platform: OpenPlatform, clock: MovableClock
) -> None:
    platform = open_platform(clock=clock)
    await fill(platform, 120)
    first = await read(platform, LogAddress(), clock)
    second = await read(platform, LogAddress(before_id=first.rows[-1].id), clock)
    third = await read(platform, LogAddress(before_id=second.rows[-1].id), clock)
    assert records(first) + records(second) + records(third) == [
        f"SO-{number:03}" for number in reversed(range(120))
    ]
    assert [page.has_older for page in (first, second, third)] == [True, True, False]
    assert [page.newer for page in (first, second, third)] == [0, 50, 100]
    assert {page.total for page in (first, second, third)} == {120}
    back = await read(platform, LogAddress(after_id=third.rows[0].id), clock)
    assert records(back) == records(second)
    assert back.has_older


async def test_rows_that_are_held_stay_and_what_is_newer_is_counted(
    open_platform: OpenPlatform, clock: MovableClock
) -> None:
    platform = open_platform(clock=clock)
    await fill(platform, 3)
    shown = await read(platform, LogAddress(), clock)
    await publish(platform, make_event(entity_id="SO-new"))
    held = await platform.database.read(
        lambda connection: read_log(connection, LogAddress(), shown.rows[0].id + 1, clock(), UTC)
    )
    assert records(held) == records(shown)
    assert (held.newer, held.total) == (1, 4)


async def test_filters_restrict_rows_and_counts_and_the_whole_is_still_known(
    open_platform: OpenPlatform, clock: MovableClock
) -> None:
    platform = open_platform(clock=clock)
    await fill(platform, 2)
    other = await make_webhook(platform, name="Other", event_types=["invoice.*"])
    await publish(platform, make_event(type="invoice.sent", entity_id="INV-1"))

    of_type = await read(platform, LogAddress(event_type="invoice.sent"), clock)
    of_webhook = await read(platform, LogAddress(webhook_id=other.summary.id), clock)
    failed = await read(platform, LogAddress(statuses=(Status.FAILED,)), clock)
    waiting = await read(platform, LogAddress(statuses=OPEN, period=PERIODS[0]), clock)
    assert (records(of_type), of_type.total, of_type.exist) == (["INV-1", "INV-1"], 2, 2)
    assert (records(of_webhook), of_webhook.total) == (["INV-1"], 1)
    assert (records(failed), failed.total, failed.exist) == ([], 0, 4)
    assert waiting.total == 4
    around = await read_around(platform, LogAddress(event_type="invoice.sent"), clock)
    assert around.event_types == ["invoice.sent", "order.created"]
    assert sorted(webhook.name for webhook in around.webhooks) == ["Order Sync", "Other"]


async def test_the_strip_adds_up_to_the_rows_and_is_absent_where_counts_are_not_kept(
    open_platform: OpenPlatform, clock: MovableClock
) -> None:
    platform = open_platform(clock=clock)
    await fill(platform, 5)
    for address in (LogAddress(), LogAddress(period=PERIODS[0]), LogAddress(period=PERIODS[2])):
        page, outline = await read(platform, address, clock), await read_around(platform, address, clock)
        assert outline.bars is not None
        assert sum(bar.totals.total for bar in outline.bars) == page.total == 5
    assert (await read_around(platform, LogAddress(event_type="order.created"), clock)).bars is None
    assert (await read_around(platform, LogAddress(statuses=OPEN), clock)).bars is None


async def test_a_range_holds_what_was_created_in_it(open_platform: OpenPlatform, clock: MovableClock) -> None:
    platform = open_platform(clock=clock)
    await fill(platform, 1)
    start = clock()
    clock.move(hours=2)
    await publish(platform, make_event(entity_id="later"))
    until = start + timedelta(hours=1)
    assert records(await read(platform, LogAddress(since=start, until=until), clock)) == ["SO-000"]
    assert records(await read(platform, LogAddress(since=until), clock)) == ["later"]


async def test_a_resend_and_the_delivery_it_repeats_know_each_other(
    open_platform: OpenPlatform, clock: MovableClock
) -> None:
    platform = open_platform(clock=clock)
    await make_webhook(platform)
    await make_webhook(platform, name="Other")
    (published,) = await publish(platform)
    old = parse_id(DELIVERY, published.deliveries[0].id)
    clock.move(seconds=1)
    new = await platform.deliveries.resend(old, make_actor())
    pages = [
        await platform.database.read(lambda connection, wanted=wanted: read_delivery(connection, wanted))
        for wanted in (old, new)
    ]
    assert [page.detail.others for page in pages if page] == [(new,), (old,)]
    assert {page.detail.webhook_revision for page in pages if page} == {1}
    assert {page.webhook.name for page in pages if page and page.webhook} == {"Order Sync"}


async def test_an_id_that_names_nothing_is_nothing(open_platform: OpenPlatform) -> None:
    platform = open_platform()
    assert await platform.database.read(lambda connection: read_delivery(connection, 12)) is None
