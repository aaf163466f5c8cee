"""Deliveries that wait for their webhook: breaker and probe, crowded lanes, limits, resends, deletion."""

import pytest

from tests.factories import MovableClock, eventually, make_actor, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.delivery.stepping import find, look_for_due, publish_one, until_attempted
from tests.integration.the_log import count_by_status, read_attempts, read_detail, until_log_is
from tests.played_receivers import Played, answering
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.periods import DEFAULT_PERIOD, window_at
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage import statistics
from webhook_dashboard.storage.deliveries import NewDelivery, insert_deliveries
from webhook_dashboard.storage.delivery_log import LogFilter, list_deliveries

ADMIN = make_actor()
SHOP, OTHER = "127.0.0.1", "127.0.0.2"
PROBE = {"probe_interval": 20}


async def open_breaker(platform: Platform, played: Played, webhook_id: int) -> None:
    """Let five deliveries fail, one after the other, and wait until the breaker is open."""
    played.answer = answering(503)
    for _ in range(5):
        await until_attempted(platform, await publish_one(platform), 1)

    async def is_open() -> bool:
        return (await find(platform, webhook_id)).breaker_opened_at is not None

    await eventually(is_open)


async def test_a_breaker_opens_holds_what_comes_and_a_probe_that_succeeds_drains_it(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    made = await make_webhook(platform, fields=PROBE)
    await open_breaker(platform, played, made.summary.id)
    assert (await find(platform, made.summary.id)).state == "failing"
    await publish(platform, *(make_event() for _ in range(50)))
    await until_log_is(platform, retrying=5, held=50)
    assert len(played.requests) == 5
    clock.move(seconds=19.9)
    await look_for_due(platform)
    assert len(played.requests) == 5
    clock.move(seconds=0.1)
    played.answer = answering(200)
    await look_for_due(platform)
    await until_log_is(platform, retrying=5, succeeded=50)
    after = await find(platform, made.summary.id)
    assert (after.state, after.breaker_opened_at, after.probe_at) == ("active", None, None)
    assert len(played.ids()) == len(set(played.ids())) == 55
    clock.move(minutes=2)
    await look_for_due(platform)
    await until_log_is(platform, succeeded=55)


async def test_a_probe_that_fails_leaves_the_breaker_open_until_the_next_one(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    made = await make_webhook(platform, fields=PROBE)
    await open_breaker(platform, played, made.summary.id)
    await publish(platform, *(make_event() for _ in range(3)))
    for probes in (1, 2):
        clock.move(seconds=20)
        await look_for_due(platform)
        await until_log_is(platform, retrying=5 + probes, held=3 - probes)
        assert len(played.requests) == 5 + probes
    clock.move(seconds=20)
    played.answer = answering(200)
    await look_for_due(platform)

    async def is_closed() -> bool:
        return (await find(platform, made.summary.id)).breaker_opened_at is None

    await eventually(is_closed)


async def test_retries_that_fall_due_while_a_breaker_is_open_are_held_and_keep_their_attempts(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    made = await make_webhook(platform, fields={"probe_interval": 3_600})
    await open_breaker(platform, played, made.summary.id)
    clock.move(seconds=90)
    await look_for_due(platform)
    await until_log_is(platform, held=5)
    played.answer = answering(200)
    assert await platform.webhooks.resume(made.summary.id, ADMIN) == 5
    await until_log_is(platform, succeeded=5)
    attempts = [await read_attempts(platform, number) for number in await delivery_ids(platform)]
    assert [[one.attempt_number for one in made] for made in attempts] == [[1, 2]] * 5


async def delivery_ids(platform: Platform) -> list[int]:
    found = await platform.database.read(lambda connection: list_deliveries(connection, LogFilter()))
    return [summary.id for summary in found]


@pytest.mark.parametrize("code", [404, 400])
async def test_a_receiver_that_refuses_is_up_and_its_breaker_stays_closed(
    platform: Platform, played: Played, code: int
) -> None:
    made = await make_webhook(platform)
    played.answer = answering(code)
    for _ in range(7):
        await until_attempted(platform, await publish_one(platform), 1)
    assert (await find(platform, made.summary.id)).breaker_opened_at is None


async def test_without_a_breaker_every_delivery_is_tried(platform: Platform, played: Played) -> None:
    await make_webhook(platform, fields={"breaker": False})
    played.answer = answering(503)
    await publish(platform, *(make_event() for _ in range(40)))
    await until_log_is(platform, retrying=40)
    assert len(played.requests) == 40


async def test_one_webhooks_breaker_is_no_others(platform: Platform, played: Played) -> None:
    down = await make_webhook(platform, name="Down", event_types=["order.created"])
    await make_webhook(platform, name="Up", url=f"http://{OTHER}:9/", event_types=["invoice.sent"])
    await open_breaker(platform, played, down.summary.id)
    played.answer = answering(200)
    await publish(platform, make_event(), make_event(type="invoice.sent"))
    await until_log_is(platform, retrying=5, held=1, succeeded=1)
    assert len(played.to(OTHER)) == 1


async def test_held_deliveries_go_on_when_their_webhook_is_switched_on_again(
    platform: Platform, played: Played
) -> None:
    made = await make_webhook(platform)
    await platform.webhooks.pause(made.summary.id, ADMIN)
    await publish(platform, *(make_event() for _ in range(3)))
    await platform.webhooks.update(made.summary.id, WebhookChange(active=False), ADMIN)
    assert await platform.webhooks.resume(made.summary.id, ADMIN) == 3
    await look_for_due(platform)
    assert await count_by_status(platform) == {Status.HELD: 3}
    await platform.webhooks.update(made.summary.id, WebhookChange(active=True), ADMIN)
    await until_log_is(platform, succeeded=3)


async def test_more_than_one_slice_of_held_deliveries_is_let_go(platform: Platform, played: Played) -> None:
    made = await make_webhook(platform)
    await platform.webhooks.pause(made.summary.id, ADMIN)
    for _ in range(5):
        await publish(platform, *(make_event() for _ in range(500)))
    await until_log_is(platform, held=2_500)
    await platform.webhooks.resume(made.summary.id, ADMIN)
    await until_log_is(platform, succeeded=2_500)
    assert len(set(played.ids())) == len(played.ids()) == 2_500


async def test_what_finds_no_room_in_its_lane_is_put_off_and_others_are_not_held_up(
    open_platform: OpenPlatform, played: Played
) -> None:
    platform = open_platform(make_sender=played.make_sender, limits=Limits(in_memory=200, claim=50))
    platform.start()
    played.hanging = {SHOP}
    await make_webhook(platform, name="Hanging", event_types=["order.created"])
    await make_webhook(platform, name="Quick", url=f"http://{OTHER}:9/", event_types=["invoice.sent"])
    await publish(platform, *(make_event() for _ in range(400)))
    await played.wait_for(16, SHOP)
    await publish(platform, *(make_event(type="invoice.sent") for _ in range(100)))
    await played.wait_for(100, OTHER)
    assert len(played.to(SHOP)) == 16
    played.let_go()
    await until_log_is(platform, succeeded=500)
    assert len(played.ids()) == len(set(played.ids())) == 500


async def test_no_more_requests_are_in_flight_than_the_webhook_allows(
    platform: Platform, played: Played
) -> None:
    played.hanging = {SHOP}
    made = await make_webhook(platform, fields={"concurrency": 3})
    await publish(platform, *(make_event() for _ in range(10)))
    await played.wait_for(3)
    await look_for_due(platform)
    assert len(played.requests) == 3
    change = WebhookChange(fields={"concurrency": 5})
    await platform.webhooks.update(made.summary.id, change, ADMIN)
    played.let_go()
    await until_log_is(platform, succeeded=10)


async def test_a_rate_limit_delays_and_loses_nothing(platform: Platform, played: Played) -> None:
    await make_webhook(platform, fields={"rate_limit": 100})
    await publish(platform, *(make_event() for _ in range(130)))
    await until_log_is(platform, succeeded=130)
    assert len(set(played.ids())) == 130


async def test_a_low_rate_of_one_webhook_does_not_slow_another(platform: Platform, played: Played) -> None:
    await make_webhook(platform, event_types=["order.created"], fields={"rate_limit": 0.01})
    quick = {"url": f"http://{OTHER}:9/", "event_types": ["invoice.sent"], "fields": {"rate_limit": 50}}
    await make_webhook(platform, **quick)
    await publish(platform, make_event(), make_event())
    await played.wait_for(1, SHOP)
    await publish(platform, *(make_event(type="invoice.sent") for _ in range(10)))
    await played.wait_for(10, OTHER)
    assert len(played.to(SHOP)) == 1


async def test_a_resend_that_succeeds_ends_the_retries_of_the_delivery_it_repeats(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    played.answer = answering(503)
    await make_webhook(platform)
    first = await publish_one(platform)
    await until_attempted(platform, first, 1)
    failing = await platform.deliveries.resend(first, ADMIN)
    await until_attempted(platform, failing, 1)
    assert (await read_detail(platform, first)).summary.status is Status.RETRYING
    played.answer = answering(200)
    again = await platform.deliveries.resend(first, ADMIN)
    await until_attempted(platform, again, 1)
    await until_log_is(platform, cancelled=1, retrying=1, succeeded=1)
    window = window_at(DEFAULT_PERIOD, clock())
    totals = await platform.database.read(lambda connection: statistics.read_totals(connection, window))
    assert (totals.total, totals.cancelled, totals.succeeded, totals.waiting) == (3, 1, 1, 1)
    clock.move(hours=1)
    await look_for_due(platform)
    await until_log_is(platform, cancelled=1, succeeded=2)
    assert len(played.requests) == 4


async def test_a_delivery_that_comes_after_its_webhook_was_deleted_is_cancelled(
    platform: Platform, played: Played
) -> None:
    """As when another process matched it a moment before."""
    made = await make_webhook(platform)
    first = await publish_one(platform)
    await until_log_is(platform, succeeded=1)
    event_id = (await read_detail(platform, first)).event.id
    await platform.webhooks.delete(made.summary.id, ADMIN)
    late = NewDelivery(platform.context.new_id(), event_id, made.summary.id, "order.created", 1)
    await platform.database.write(
        lambda connection: insert_deliveries(connection, [late], owner=None, lease_until=None)
    )
    await look_for_due(platform)
    await until_log_is(platform, succeeded=1, cancelled=1)
    assert len(played.requests) == 1
