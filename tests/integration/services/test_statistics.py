"""Totals are the rows of the log, whatever happened to them and whenever it did."""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from tests.factories import MovableClock, make_actor, make_event, make_webhook, publish
from tests.integration.recording import record_results
from tests.integration.storage.rows import attempt
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.errors import Conflict
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.periods import PERIODS, Period, Window, window_at
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage import counting, deliveries, statistics
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.deliveries import ClaimedDelivery

DAY, WEEK, MONTH = PERIODS
OPERATOR = make_actor(Role.OPERATOR)
ZONES = [UTC, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 1, 4, 30, 20, tzinfo=UTC))  # clocks go back in New York


async def take(platform: Platform, limit: int = 1_000) -> list[ClaimedDelivery]:
    now = platform.clock()
    return await platform.database.write(
        lambda c: deliveries.claim_due(c, now, owner="e", lease_until=now + timedelta(hours=1), limit=limit)
    )


async def finish(platform: Platform, *ends: tuple[ClaimedDelivery, Status, float]) -> None:
    records = [attempt(delivery, status, duration_ms=ms) for delivery, status, ms in ends]
    await platform.database.write(lambda c: record_results(c, records, "e"))


def count_rows(connection: Connection, window: Window, webhook_id: int | None) -> tuple[int, ...]:
    """Count the log itself: all, succeeded, failed, cancelled."""
    query = "SELECT status, duration_ms FROM deliveries WHERE created_at >= :start AND created_at < :end" + (
        "" if webhook_id is None else " AND webhook_id = :webhook_id"
    )
    bounds = {"start": micros(window.start), "end": micros(window.end), "webhook_id": webhook_id}
    rows = connection.execute(text(query), bounds).all()
    counts = Counter(Status(row.status) for row in rows)
    ends = (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)
    return (len(rows), *(counts[status] for status in ends))


def micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def check(connection: Connection, now: datetime, webhook_ids: list[int]) -> None:
    """Compare every figure of every period with the log."""
    for period in PERIODS:
        for zone in ZONES:
            window = window_at(period, now, zone)
            by_webhook = statistics.read_by_webhook(connection, window)
            bars_by_webhook = statistics.read_bars_by_webhook(connection, window)
            for webhook_id in (None, *webhook_ids):
                key = counting.ALL if webhook_id is None else webhook_id
                counted = count_rows(connection, window, webhook_id)
                totals = statistics.read_totals(connection, window, key)
                assert astuple(totals)[:4] == counted
                bars = statistics.read_bars(connection, window, key)
                assert [bar.start_at for bar in bars] == list(window.bars)
                assert (
                    tuple(map(sum, zip(*(astuple(bar.totals)[:4] for bar in bars), strict=True))) == counted
                )
                if webhook_id is not None and counted[0]:
                    assert by_webhook[webhook_id] == totals
                    assert bars_by_webhook[webhook_id] == bars


class Life:
    """Does something at random, again and again: what people, publishers and receivers do."""

    def __init__(self, platform: Platform, clock: MovableClock, seed: int) -> None:
        self.platform = platform
        self.clock = clock
        self.chance = random.Random(seed)
        self.webhooks: list[int] = []
        self.deleted: list[int] = []
        self.known: list[int] = []
        self.held: list[ClaimedDelivery] = []

    async def step(self) -> None:
        acts = (self.publish, self.publish, self.work, self.work, self.finish, self.finish, self.retry)
        rare = (self.resend, self.delete, self.give_back, self.wait)
        await self.chance.choice(acts + rare)()

    async def publish(self) -> None:
        if len(self.webhooks) < 3:
            self.webhooks.append((await make_webhook(self.platform)).summary.id)
        for event in await publish(self.platform, *(make_event() for _ in range(self.chance.randint(1, 4)))):
            self.known += [parse_id(DELIVERY, ref.id) for ref in event.deliveries]

    async def work(self) -> None:
        self.held += await take(self.platform, self.chance.randint(1, 10))

    async def finish(self) -> None:
        self.chance.shuffle(self.held)
        some = [self.held.pop() for _ in range(min(len(self.held), self.chance.randint(1, 8)))]
        ends = (Status.SUCCEEDED, Status.SUCCEEDED, Status.FAILED, Status.RETRYING)
        await finish(
            self.platform,
            *((one, self.chance.choice(ends), self.chance.uniform(1, 2_000)) for one in some),
        )

    async def retry(self) -> None:
        if self.known:
            with suppress(Conflict):  # it is being sent, has succeeded, or its webhook is gone
                await self.platform.deliveries.retry(self.chance.choice(self.known), OPERATOR)

    async def resend(self) -> None:
        if self.known:
            with suppress(Conflict):
                await self.platform.deliveries.resend(self.chance.choice(self.known), OPERATOR)

    async def delete(self) -> None:
        if self.webhooks and self.chance.random() < 0.4:
            self.deleted.append(self.webhooks.pop(0))
            await self.platform.webhooks.delete(self.deleted[-1], make_actor(Role.ADMIN))

    async def give_back(self) -> None:
        now = self.platform.clock() + timedelta(hours=2)
        await self.platform.database.write(lambda connection: deliveries.rescue(connection, now))

    async def wait(self) -> None:
        self.clock.move(minutes=self.chance.choice([1, 30, 200, 1_500]))


@pytest.mark.parametrize("seed", range(3))
async def test_totals_are_the_rows_of_the_log_in_every_state(
    platform: Platform, clock: MovableClock, seed: int
) -> None:
    life = Life(platform, clock, seed)
    for number in range(150):
        await life.step()
        if number % 15 == 0:
            await platform.database.read(lambda c: check(c, clock(), life.webhooks + life.deleted))
    await platform.database.read(lambda c: check(c, clock(), life.webhooks + life.deleted))
    assert len(life.known) > 100


async def read_totals(platform: Platform, window: Window) -> statistics.Totals:
    return await platform.database.read(lambda connection: statistics.read_totals(connection, window))


async def test_a_late_end_counts_where_the_delivery_was_created(
    platform: Platform, clock: MovableClock
) -> None:
    await make_webhook(platform)
    await publish(platform)
    (delivery,) = await take(platform)
    created = window_at(DAY, clock())
    clock.move(hours=23, minutes=58)
    await finish(platform, (delivery, Status.SUCCEEDED, 100.0))
    assert (await read_totals(platform, created)).succeeded == 1
    assert (await read_totals(platform, window_at(DAY, clock()))).succeeded == 1
    clock.move(minutes=2)
    assert await read_totals(platform, window_at(DAY, clock())) == statistics.Totals()


async def test_latencies_are_those_of_the_attempts_that_succeeded(
    platform: Platform, clock: MovableClock
) -> None:
    await make_webhook(platform)
    await publish(platform, *(make_event() for _ in range(101)))
    ends = [
        (delivery, Status.SUCCEEDED if number else Status.FAILED, 100.0 if number else 30_000.0)
        for number, delivery in enumerate(await take(platform))
    ]
    await finish(platform, *ends)
    totals = await read_totals(platform, window_at(DAY, clock()))
    assert (totals.average_ms, totals.succeeded, totals.failed) == (100.0, 100, 1)
    assert totals.p95_ms == pytest.approx(100, rel=0.05)
    assert totals.success_share == pytest.approx(100 / 101)


async def test_the_slowest_of_a_few_is_not_below_their_average(
    platform: Platform, clock: MovableClock
) -> None:
    await make_webhook(platform)
    await publish(platform, make_event())
    (only,) = await take(platform)
    await finish(platform, (only, Status.SUCCEEDED, 71.9))

    totals = await read_totals(platform, window_at(DAY, clock()))

    assert totals.average_ms == totals.p95_ms == 71.9


async def test_what_is_not_finished_is_waiting(platform: Platform, clock: MovableClock) -> None:
    await make_webhook(platform)
    await publish(platform, *(make_event() for _ in range(4)))
    first, second, third, _ = await take(platform)
    await finish(
        platform, (first, Status.SUCCEEDED, 1.0), (second, Status.FAILED, 1.0), (third, Status.RETRYING, 1.0)
    )
    totals = await read_totals(platform, window_at(DAY, clock()))
    assert (totals.total, totals.waiting, totals.success_share) == (4, 2, 0.5)
    retries = await platform.database.read(statistics.read_retries)
    assert retries[0] == 1


async def test_nothing_has_no_share_and_no_latency(platform: Platform, clock: MovableClock) -> None:
    totals = await read_totals(platform, window_at(MONTH, clock()))
    assert (totals.total, totals.waiting, totals.success_share, totals.p95_ms) == (0, 0, None, None)


@pytest.mark.parametrize(("period", "within"), [(DAY, 2), (WEEK, 1), (MONTH, 1)], ids=["24h", "7d", "30d"])
async def test_the_comparison_is_the_same_stretch_of_the_days_before(
    platform: Platform, clock: MovableClock, period: Period, within: int
) -> None:
    await make_webhook(platform)
    await publish(platform, *(make_event() for _ in range(3)))  # as long ago as the period, to the minute
    clock.move(hours=3)
    await publish(platform)  # an hour of that day which today has not reached
    clock.move(days=period.days, hours=-3)
    await publish(platform)
    window = window_at(period, clock())
    before = await platform.database.read(lambda c: statistics.read_totals_before(c, window))
    assert (before.total, (await read_totals(platform, window)).total) == (3, within)


async def test_the_rate_counts_what_was_created_lately(platform: Platform, clock: MovableClock) -> None:
    await make_webhook(platform)
    await publish(platform)
    clock.move(minutes=10)
    await publish(platform, make_event(), make_event())
    since = clock() - timedelta(minutes=5)
    assert await platform.database.read(lambda c: statistics.count_created_since(c, since)) == 2


async def test_minutes_are_kept_three_days_and_hours_thirteen_months(
    platform: Platform, clock: MovableClock
) -> None:
    await make_webhook(platform)
    await publish(platform)
    for move, left in (({"hours": 72}, (2, 2)), ({"hours": 2}, (0, 2)), ({"days": 397}, (0, 0))):
        clock.move(**move)
        now = clock()
        await platform.database.write(lambda c, now=now: statistics.prune(c, now))
        assert await platform.database.read(count_statistics) == left


def count_statistics(connection: Connection) -> tuple[int, int]:
    minutes = connection.execute(text("SELECT count(*) FROM statistics_minutes")).scalar_one()
    return minutes, connection.execute(text("SELECT count(*) FROM statistics_hours")).scalar_one()
