"""Webhooks that are changed, and deliveries that are sent again, while others of them are under way."""

from datetime import timedelta

from tests.factories import MovableClock, make_actor, make_event, make_webhook, publish
from tests.integration.delivery.stepping import fail, find, look_for_due, publish_one, until_attempted
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played, answering
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.webhooks import WebhookSummary

ADMIN = make_actor()
RECEIVER = "127.0.0.1"


async def change(platform: Platform, webhook_id: int, **fields: object) -> WebhookSummary:
    return await platform.webhooks.update(webhook_id, WebhookChange(fields=fields), ADMIN)


async def test_a_rule_that_has_notified_and_is_made_to_pause_pauses(
    platform: Platform, played: Played
) -> None:
    made = await make_webhook(platform, fields={"pause_action": "notify", "pause_after": 4})
    await fail(platform, played, 5)
    changed = await change(platform, made.summary.id, pause_action="pause")
    assert (changed.state, changed.health) == ("failing", (await find(platform, made.summary.id)).health)
    await fail(platform, played, 1)
    assert (await find(platform, made.summary.id)).state == "paused"


async def test_a_resend_that_succeeds_ends_the_retries_of_what_was_in_the_air_meanwhile(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    await make_webhook(platform)
    played.hanging = {RECEIVER}
    first = await publish_one(platform)
    await played.wait_for(1)
    played.hanging = set()
    again = await platform.deliveries.resend(first, ADMIN)
    await until_attempted(platform, again, 1)
    played.answer = answering(503)
    played.let_go()
    await until_log_is(platform, succeeded=1, cancelled=1)
    clock.move(days=1)
    await look_for_due(platform)
    assert len(played.requests) == 2


async def test_a_resend_that_succeeds_at_its_retry_ends_the_retries_of_what_it_repeats(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    made = await make_webhook(platform, fields={"retry_waits": [3600]})
    played.answer = answering(503)
    first = await publish_one(platform)
    await until_attempted(platform, first, 1)
    await change(platform, made.summary.id, retry_waits=[60])
    again = await platform.deliveries.resend(first, ADMIN)
    await until_attempted(platform, again, 1)
    played.answer = answering(200)
    clock.move(seconds=60)
    await look_for_due(platform)
    await until_log_is(platform, succeeded=1, cancelled=1)


async def test_a_resend_of_a_resend_that_succeeds_ends_the_retries_of_the_first(
    platform: Platform, played: Played
) -> None:
    await make_webhook(platform)
    played.answer = answering(503)
    first = await publish_one(platform)
    await until_attempted(platform, first, 1)
    second = await platform.deliveries.resend(first, ADMIN)
    await until_attempted(platform, second, 1)
    played.answer = answering(200)
    await platform.deliveries.resend(second, ADMIN)
    await until_log_is(platform, succeeded=1, cancelled=2)


async def test_limits_that_are_lifted_let_what_waits_go_at_once(platform: Platform, played: Played) -> None:
    fields = {"rate_limit": 0.01, "concurrency": 1}
    made = await make_webhook(platform, fields=fields)
    played.hanging = {RECEIVER}
    await publish(platform, *(make_event() for _ in range(5)))
    await played.wait_for(1)
    await change(platform, made.summary.id, concurrency=4)
    await change(platform, made.summary.id, rate_limit=None)
    await played.wait_for(4)
    played.let_go()
    await until_log_is(platform, succeeded=5)


async def open_breaker(platform: Platform, played: Played, **fields: object) -> int:
    """Make a webhook whose breaker is open and that holds deliveries; returns its id."""
    made = await make_webhook(platform, fields={"concurrency": 1, **fields})
    played.answer = answering(503)
    await publish(platform, *(make_event() for _ in range(8)))
    await until_log_is(platform, retrying=5, held=3)
    return made.summary.id


async def test_a_breaker_that_is_switched_off_holds_nothing_back_any_more(
    platform: Platform, played: Played
) -> None:
    number = await open_breaker(platform, played)
    assert (await find(platform, number)).is_held
    changed = await change(platform, number, breaker=False)
    assert not changed.is_held
    assert changed == await find(platform, number)
    await until_log_is(platform, retrying=8)


async def test_a_shorter_time_between_probes_counts_for_the_next_one(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    number = await open_breaker(platform, played, probe_interval=3600)
    await change(platform, number, probe_interval=10)
    assert (await find(platform, number)).probe_at == clock() + timedelta(seconds=10)
    await change(platform, number, probe_interval=20)
    assert (await find(platform, number)).probe_at == clock() + timedelta(seconds=10)
    await platform.webhooks.pause(number, ADMIN)
    await change(platform, number, breaker=False)
    assert (await find(platform, number)).state == "paused"
