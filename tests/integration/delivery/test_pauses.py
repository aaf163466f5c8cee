"""Webhooks that are paused or switched off: by failures, by hand, and what ends it; what is told of it."""

import pytest
from sqlalchemy import text

from tests.factories import MovableClock, eventually, make_actor, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.delivery.stepping import fail, find, look_for_due, publish_one, until_attempted
from tests.integration.the_log import read_detail, until_log_is
from tests.played_receivers import Played, answering
from webhook_dashboard.delivery.alerts import AlertOptions
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.webhook_revisions import list_revisions
from webhook_dashboard.storage.webhooks import WebhookSummary

ADMIN = make_actor()


@pytest.fixture
def platform(open_platform: OpenPlatform, played: Played, clock: MovableClock, closed_port: int) -> Platform:
    """Started; messages are noted for a mail server that is not there."""
    alerts = AlertOptions(
        public_url="https://hooks.company.com",
        emails=("ops@company.com",),
        smtp_from="hooks@company.com",
        smtp_url=f"smtp://127.0.0.1:{closed_port}",
    )
    platform = open_platform(clock=clock, make_sender=played.make_sender, chance=lambda: 0.5, alerts=alerts)
    platform.start()
    return platform


async def told(platform: Platform) -> list[tuple[str, str]]:
    """Return kind and addressee of each message, in order."""
    query = text("SELECT kind, target FROM alerts ORDER BY id")
    return await platform.database.read(
        lambda connection: [(row.kind, row.target) for row in connection.execute(query)]
    )


async def until_state(platform: Platform, webhook_id: int, state: str) -> WebhookSummary:
    async def reached() -> WebhookSummary | None:
        found = await find(platform, webhook_id)
        return found if found.state == state else None

    return await eventually(reached)


async def test_a_webhook_that_fails_too_often_is_warned_about_paused_probed_and_comes_back(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    made = await make_webhook(platform)
    number = made.summary.id
    await fail(platform, played, 10)
    paused = await until_state(platform, number, "paused")
    assert (paused.paused_at, paused.pause_reason) == (clock(), "127.0.0.1 answered 404.")
    to = "ops@company.com"
    assert await told(platform) == [("warned_half", to), ("warned_most", to), ("paused", to)]
    await publish(platform, *(make_event() for _ in range(20)))
    await until_log_is(platform, failed=10, held=20)
    clock.move(minutes=9, seconds=59)
    await look_for_due(platform)
    assert len(played.requests) == 10
    clock.move(seconds=1)
    played.answer = answering(200)
    await look_for_due(platform)
    await until_log_is(platform, failed=10, succeeded=20)
    after = await find(platform, number)
    assert (after.state, after.pause_reason, after.health) == ("active", "", Health())
    assert (await told(platform))[3:] == [("recovered", to)]


async def test_a_probe_that_fails_leaves_it_paused_and_tells_nobody_again(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    made = await make_webhook(platform)
    await fail(platform, played, 10)
    await until_state(platform, made.summary.id, "paused")
    await publish(platform)
    before = await told(platform)
    clock.move(minutes=10)
    await look_for_due(platform)
    await until_log_is(platform, failed=11)
    assert (await find(platform, made.summary.id)).state == "paused"
    assert await told(platform) == before


async def test_what_is_paused_by_hand_is_not_probed(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    made = await make_webhook(platform)
    await platform.webhooks.pause(made.summary.id, ADMIN)
    paused = await find(platform, made.summary.id)
    assert (paused.pause_reason, paused.probe_at) == ("Paused by admin@example.com.", None)
    await publish(platform)
    clock.move(days=2)
    await look_for_due(platform)
    await until_log_is(platform, held=1)
    assert played.requests == []
    assert await told(platform) == []


async def test_resumed_by_hand_it_sends_what_waited_the_oldest_first_and_counts_anew(
    platform: Platform, played: Played
) -> None:
    made = await make_webhook(platform, fields={"concurrency": 1})
    await fail(platform, played, 10)
    await until_state(platform, made.summary.id, "paused")
    waiting = [(await publish(platform))[0].id for _ in range(5)]
    played.answer = answering(200)
    assert await platform.webhooks.resume(made.summary.id, ADMIN) == 5
    await until_log_is(platform, failed=10, succeeded=5)
    assert played.ids()[10:] == waiting
    await fail(platform, played, 9)
    assert (await find(platform, made.summary.id)).state == "failing"


async def test_a_retry_by_hand_goes_to_a_paused_webhook_and_its_success_resumes_it(
    platform: Platform, played: Played
) -> None:
    made = await make_webhook(platform)
    await fail(platform, played, 10)
    await until_state(platform, made.summary.id, "paused")
    (published,) = await publish(platform)
    number = parse_id(DELIVERY, published.deliveries[0].id)
    await until_log_is(platform, failed=10, held=1)
    await platform.deliveries.retry(number, ADMIN)
    await until_attempted(platform, number, 1)
    assert (await find(platform, made.summary.id)).state == "paused"
    await publish(platform)
    played.answer = answering(200)
    await platform.deliveries.retry(number, ADMIN)
    await until_state(platform, made.summary.id, "active")
    await until_log_is(platform, failed=10, succeeded=2)
    assert (await read_detail(platform, number)).summary.status is Status.SUCCEEDED


async def test_a_resend_goes_to_a_paused_webhook_too(platform: Platform, played: Played) -> None:
    made = await make_webhook(platform)
    await publish(platform)
    await until_log_is(platform, succeeded=1)
    first = parse_id(DELIVERY, (await publish(platform))[0].deliveries[0].id)
    await until_log_is(platform, succeeded=2)
    await platform.webhooks.pause(made.summary.id, ADMIN)
    again = await platform.deliveries.resend(first, ADMIN)
    await until_attempted(platform, again, 1)
    await until_state(platform, made.summary.id, "active")


async def test_one_success_begins_the_count_anew(platform: Platform, played: Played) -> None:
    made = await make_webhook(platform)
    await fail(platform, played, 9)
    played.answer = answering(200)
    await until_attempted(platform, await publish_one(platform), 1)
    await fail(platform, played, 9)
    assert (await find(platform, made.summary.id)).state == "failing"


async def test_many_failures_at_once_pause_it_once(platform: Platform, played: Played) -> None:
    made = await make_webhook(platform)
    played.answer = answering(404)
    await publish(platform, *(make_event() for _ in range(60)))
    await until_state(platform, made.summary.id, "paused")
    assert [kind for kind, _ in await told(platform)].count("paused") == 1


async def test_a_rule_that_only_notifies_tells_and_goes_on(platform: Platform, played: Played) -> None:
    fields = {"pause_action": "notify", "pause_after": 4, "notify_email": "shop@company.com"}
    made = await make_webhook(platform, fields=fields)
    await fail(platform, played, 6)
    assert (await find(platform, made.summary.id)).state == "failing"
    to = "shop@company.com"
    assert await told(platform) == [("warned_half", to), ("reached", to)]


async def test_a_webhook_that_is_switched_off_by_its_failures_says_so_in_a_revision(
    platform: Platform, played: Played
) -> None:
    made = await make_webhook(platform, fields={"pause_action": "disable", "pause_after": 4})
    number = made.summary.id
    await fail(platform, played, 4)
    off = await until_state(platform, number, "inactive")
    assert off.pause_reason == "127.0.0.1 answered 404."
    (newest, _) = await platform.database.read(lambda connection: list_revisions(connection, number))
    assert (newest.revision, newest.actor, newest.snapshot["active"]) == (2, "engine", False)
    assert (await told(platform))[-1] == ("disabled", "ops@company.com")
    await platform.webhooks.update(number, WebhookChange(active=True), ADMIN)
    back = await find(platform, number)
    assert (back.state, back.pause_reason) == ("active", "")
    await fail(platform, played, 3)
    assert (await find(platform, number)).active


@pytest.mark.parametrize(("on_exhausted", "kinds"), [("notify", ["exhausted"]), ("none", [])])
async def test_a_delivery_that_is_given_up_is_told_where_that_is_wanted(
    platform: Platform, played: Played, on_exhausted: str, kinds: list[str]
) -> None:
    await make_webhook(platform, fields={"on_exhausted": on_exhausted, "pause_after": None})
    await fail(platform, played, 3)
    assert [kind for kind, _ in await told(platform)] == kinds


async def test_a_receiver_that_is_gone_is_told_of_and_asked_no_more(
    platform: Platform, played: Played, clock: MovableClock
) -> None:
    made = await make_webhook(platform)
    await fail(platform, played, 1, code=410)
    await until_state(platform, made.summary.id, "paused")
    assert await told(platform) == [("gone", "ops@company.com")]
    await publish(platform)
    clock.move(days=1)
    await look_for_due(platform)
    await until_log_is(platform, failed=1, held=1)
    assert len(played.requests) == 1
