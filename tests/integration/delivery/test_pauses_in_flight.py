"""Pauses that meet what is in flight: a person's stands. What a test that succeeds ends."""

from tests.factories import MovableClock, eventually, make_actor, make_event, make_webhook, publish
from tests.integration.delivery.stepping import fail, find, look_for_due
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played, answering
from webhook_dashboard.domain.health import Health
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_tests import TestRequest

ADMIN = make_actor()
SHOP = "127.0.0.1"


async def until_state(platform: Platform, webhook_id: int, state: str) -> None:
    async def reached() -> bool:
        return (await find(platform, webhook_id)).state == state

    await eventually(reached)


async def leave_in_flight(platform: Platform, played: Played, amount: int = 1) -> None:
    """Publish events whose requests are answered by `let_go` only; later ones are answered at once."""
    played.hanging = {SHOP}
    before = len(played.requests)
    await publish(platform, *(make_event() for _ in range(amount)))
    await played.wait_for(before + amount)
    played.hanging = set()


async def test_what_was_in_flight_when_a_person_paused_it_does_not_end_the_pause(
    platform: Platform, played: Played
) -> None:
    number = (await make_webhook(platform)).summary.id
    await leave_in_flight(platform, played, 3)
    await platform.webhooks.pause(number, ADMIN)
    await publish(platform)
    played.let_go()
    await until_log_is(platform, succeeded=3, held=1)
    assert (await find(platform, number)).state == "paused"


async def test_what_was_in_flight_when_the_receiver_said_that_it_is_gone_does_not_end_the_pause(
    platform: Platform, played: Played
) -> None:
    number = (await make_webhook(platform)).summary.id
    await leave_in_flight(platform, played)
    await fail(platform, played, 1, code=410)
    await until_state(platform, number, "paused")
    played.answer = answering(200)
    played.let_go()
    await until_log_is(platform, failed=1, succeeded=1)
    assert (await find(platform, number)).state == "paused"


async def test_what_was_in_flight_when_it_was_paused_for_its_failures_ends_the_pause(
    platform: Platform, played: Played
) -> None:
    number = (await make_webhook(platform)).summary.id
    await leave_in_flight(platform, played)
    await fail(platform, played, 10)
    await until_state(platform, number, "paused")
    played.answer = answering(200)
    played.let_go()
    await until_log_is(platform, failed=10, succeeded=1)
    assert ((await find(platform, number)).state, (await find(platform, number)).health) == (
        "active",
        Health(),
    )


async def test_failures_in_flight_under_a_pause_by_hand_bring_no_probe(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    number = (await make_webhook(platform)).summary.id
    await leave_in_flight(platform, played, 6)
    await platform.webhooks.pause(number, ADMIN)
    played.answer = answering(503)
    played.let_go()
    await until_log_is(platform, retrying=6)
    clock.move(days=1)
    await look_for_due(platform)
    await until_log_is(platform, held=6)
    assert len(played.requests) == 6


async def test_after_a_test_that_succeeded_failures_are_counted_anew(
    platform: Platform, played: Played
) -> None:
    number = (await make_webhook(platform)).summary.id
    await fail(platform, played, 10)
    await until_state(platform, number, "paused")
    played.answer = answering(200)
    stored = await platform.webhooks.configuration(number)
    await platform.webhook_tests.send(stored, TestRequest("order.created", {}), ADMIN, webhook_id=number)
    after = await find(platform, number)
    assert (after.state, after.health) == ("active", Health())
    await fail(platform, played, 9)
    assert (await find(platform, number)).state == "failing"
    await fail(platform, played, 1)
    await until_state(platform, number, "paused")


async def test_a_test_that_succeeds_closes_the_breaker_and_what_waited_goes_out(
    platform: Platform, played: Played
) -> None:
    number = (await make_webhook(platform)).summary.id
    await fail(platform, played, 5, code=503)

    async def is_open() -> bool:
        return (await find(platform, number)).breaker_opened_at is not None

    await eventually(is_open)
    await publish(platform, *(make_event() for _ in range(3)))
    await until_log_is(platform, retrying=5, held=3)
    played.answer = answering(200)
    stored = await platform.webhooks.configuration(number)
    await platform.webhook_tests.send(stored, TestRequest("order.created", {}), ADMIN, webhook_id=number)
    await until_log_is(platform, retrying=5, succeeded=4)
