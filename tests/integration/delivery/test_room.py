"""Room in memory: it is bounded, and what found none goes out as soon as there is some."""

from collections.abc import Sequence
from datetime import datetime

import httpx
import pytest

from tests.factories import MovableClock, eventually, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.delivery.stepping import look_for_due, publish_one, until_attempted
from tests.integration.the_log import count_by_status, read_detail, until_log_is
from tests.played_receivers import Played
from webhook_dashboard.delivery import jobs, lanes
from webhook_dashboard.delivery.lanes import Work
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage import holds
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.deliveries import ClaimedDelivery, NewDelivery, insert_deliveries, next_due_at
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.holds import LONGEST_PUT_OFF

SHOP, OTHER, THIRD = "127.0.0.1", "127.0.0.2", "127.0.0.3"
IN_MEMORY, CLAIM = 40, 10


@pytest.fixture(autouse=True)
def no_backstop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks for what is due every second: whoever makes room has to."""
    monkeypatch.setattr(jobs, "JOBS", ())


@pytest.fixture
def platform(open_platform: OpenPlatform, played: Played, clock: MovableClock) -> Platform:
    limits = Limits(in_memory=IN_MEMORY, claim=CLAIM)
    platform = open_platform(clock=clock, make_sender=played.make_sender, chance=lambda: 0.5, limits=limits)
    platform.start()
    return platform


async def make_webhooks(platform: Platform, hosts: dict[str, str], **fields: object) -> dict[str, int]:
    """Store a webhook for each host, with the event type that it gets; returns their ids."""
    made = {
        host: await make_webhook(platform, url=f"http://{host}:9/", event_types=[kind], fields=fields)
        for host, kind in hosts.items()
    }
    return {host: one.summary.id for host, one in made.items()}


async def test_an_event_for_many_webhooks_takes_no_more_memory_than_there_is(
    platform: Platform, played: Played
) -> None:
    """Each lane has room for half of it by itself."""
    hosts = [f"127.0.0.{number}" for number in range(1, 6)]
    await make_webhooks(platform, dict.fromkeys(hosts, "order.created"))
    played.hanging = set(hosts)
    await publish(platform, *(make_event() for _ in range(20)))
    await until_log_is(platform, sending=IN_MEMORY, pending=100 - IN_MEMORY)
    await played.wait_for(IN_MEMORY)
    assert len(platform.engine.held()) == IN_MEMORY
    played.let_go()
    await until_log_is(platform, succeeded=100)
    assert len(played.requests) == 100


async def test_what_was_put_off_goes_out_when_its_lane_has_room_again(
    platform: Platform, played: Played
) -> None:
    await make_webhooks(platform, {SHOP: "order.created"}, concurrency=1)
    played.hanging = {SHOP}
    await publish(platform, *(make_event() for _ in range(200)))
    await played.wait_for(1)
    played.let_go()
    await until_log_is(platform, succeeded=200)
    assert len(played.requests) == 200


async def test_a_look_that_found_only_full_lanes_goes_on_to_the_next_ones(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    """Less than half of the memory is free, and nothing that is in it moves."""
    fields = {"concurrency": 1, "retry_waits": [10], "retry_jitter": 0}
    await make_webhooks(
        platform, {SHOP: "order.created", OTHER: "invoice.sent", THIRD: "bill.paid"}, **fields
    )
    played.answer = lambda _: httpx.Response(503)
    waiting = await publish_one(platform, type="invoice.sent")
    await until_attempted(platform, waiting, 1)
    played.hanging = {SHOP, THIRD}
    await publish(platform, make_event(type="bill.paid"), *(make_event() for _ in range(120)))
    await until_log_is(platform, retrying=1, sending=21, pending=100)
    clock.move(seconds=10)
    await look_for_due(platform)
    await until_attempted(platform, waiting, 2)
    await until_log_is(platform, failed=1, sending=21, pending=100)
    played.let_go()


async def test_what_fell_due_while_there_was_no_room_at_all_goes_out_when_there_is(
    open_platform: OpenPlatform, played: Played, clock: MovableClock
) -> None:
    limits = Limits(in_memory=8)
    platform = open_platform(clock=clock, make_sender=played.make_sender, limits=limits)
    platform.start()
    fields = {"retry_waits": [3_600], "retry_jitter": 0}
    hosts = {SHOP: "order.created", OTHER: "order.created", THIRD: "bill.paid"}
    await make_webhooks(platform, hosts, **fields)
    played.answer = lambda _: httpx.Response(503)
    waiting = await publish_one(platform, type="bill.paid")
    await until_attempted(platform, waiting, 1)
    played.hanging = {SHOP, OTHER}
    await publish(platform, *(make_event() for _ in range(4)))
    await until_log_is(platform, retrying=1, sending=8)
    await played.wait_for(9)
    clock.move(hours=1)
    await look_for_due(platform)
    played.answer = lambda _: httpx.Response(200)
    played.let_go()
    await until_log_is(platform, succeeded=9)


async def test_a_backlog_in_a_lane_that_moves_is_not_written_again_every_moment(
    platform: Platform, clock: MovableClock, played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A claim a second goes through it."""
    monkeypatch.setattr(lanes, "_STANDS_AFTER_SECONDS", 3_600.0)
    put_off: list[int] = []

    def counted(connection: Connection, ids: Sequence[int], owner: str, until: datetime) -> None:
        put_off.append(len(ids))
        write(connection, ids, owner, until)

    write = holds.put_off
    monkeypatch.setattr(holds, "put_off", counted)
    await make_webhooks(platform, {SHOP: "order.created"}, concurrency=1)
    played.hanging = {SHOP}
    await publish(platform, *(make_event() for _ in range(120)))
    backlog = (await count_by_status(platform))[Status.PENDING]

    async def nothing_is_due() -> bool:
        with platform.database.reading() as connection:
            soonest = next_due_at(connection)
        return soonest is not None and soonest > clock()

    for _ in range(15):
        clock.move(seconds=2)
        await look_for_due(platform)
        await eventually(nothing_is_due)
    assert backlog <= sum(put_off) <= backlog + 30 * CLAIM
    played.let_go()
    await until_log_is(platform, succeeded=120)


async def test_a_retry_that_found_no_room_is_half_a_minute_late_at_most(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    await make_webhooks(platform, {SHOP: "order.created"}, concurrency=1, retry_waits=[60], retry_jitter=0)
    played.answer = lambda _: httpx.Response(503)
    number = await publish_one(platform)
    await until_attempted(platform, number, 1)
    played.hanging = {SHOP}
    await publish(platform, *(make_event() for _ in range(30)))
    await played.wait_for(2)
    clock.move(seconds=60)
    await look_for_due(platform)

    async def put_off() -> DeliverySummary | None:
        found = (await read_detail(platform, number)).summary
        return found if found.next_at is not None and found.next_at > clock() else None

    found = await eventually(put_off)
    assert found.status is Status.RETRYING
    assert found.next_at is not None
    assert found.next_at <= clock() + LONGEST_PUT_OFF
    played.answer = lambda _: httpx.Response(200)
    played.let_go()
    await until_log_is(platform, retrying=1, succeeded=30)
    clock.move(seconds=LONGEST_PUT_OFF.total_seconds())
    await look_for_due(platform)
    await until_log_is(platform, succeeded=31)


async def test_what_is_set_aside_after_its_webhook_was_let_go_is_not_left_behind(
    platform: Platform, played: Played
) -> None:
    """It was held when its turn came, and was not any more when that was written down."""
    number = (await make_webhook(platform)).summary.id
    first = await publish_one(platform)
    await until_log_is(platform, succeeded=1)
    event = (await read_detail(platform, first)).event
    engine, now = platform.engine, platform.clock()
    late = NewDelivery(platform.context.new_id(), event.id, number, event.type, 1)
    work = Work(
        ClaimedDelivery(late.id, event.id, number, 0, Trigger.FIRST, now),
        EventToSend(event.public_id, event.type, now, event.data),
    )

    def set_aside(connection: Connection) -> None:
        insert_deliveries(connection, [late], owner=engine.owner, lease_until=engine.lease_until(now))
        engine._courier.claims.set_aside(connection, [work])

    await platform.database.write(set_aside)
    await look_for_due(platform)
    await until_log_is(platform, succeeded=2)
    assert len(played.requests) == 2
