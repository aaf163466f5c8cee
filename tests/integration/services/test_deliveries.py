"""Sending again: what may be retried or resent, by whom, and what the counts make of it."""

from dataclasses import replace

import pytest

from tests.factories import MovableClock, make_actor, make_event, make_webhook, publish
from tests.integration.recording import record_results
from tests.integration.services.test_statistics import finish, read_totals, take
from tests.integration.storage.rows import attempt
from tests.integration.the_log import count_by_status, read_detail
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.errors import Conflict, NotAllowed, NotFound
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.periods import DEFAULT_PERIOD, window_at
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange

ADMIN, OPERATOR, VIEWER = (make_actor(role) for role in (Role.ADMIN, Role.OPERATOR, Role.VIEWER))


async def deliver(platform: Platform, status: Status) -> tuple[int, int]:
    """Publish an event and let its delivery end in a status; returns ids of delivery and webhook."""
    made = await make_webhook(platform)
    (published,) = await publish(platform)
    number = parse_id(DELIVERY, published.deliveries[0].id)
    if status is not Status.PENDING:
        (claimed,) = await take(platform)
        if status is not Status.SENDING:
            await finish(platform, (claimed, status, 20.0))
    return number, made.summary.id


@pytest.mark.parametrize("status", [Status.PENDING, Status.RETRYING, Status.FAILED])
async def test_a_retry_is_the_same_delivery_due_now(
    platform: Platform, clock: MovableClock, status: Status
) -> None:
    number, _ = await deliver(platform, status)
    await platform.deliveries.retry(number, OPERATOR)
    (claimed,) = await take(platform)
    assert (claimed.id, claimed.trigger) == (number, Trigger.MANUAL)
    assert claimed.attempt_count == (0 if status is Status.PENDING else 1)


async def test_a_failed_delivery_that_is_retried_counts_as_waiting_until_it_ends(
    platform: Platform, clock: MovableClock
) -> None:
    number, _ = await deliver(platform, Status.FAILED)
    window = window_at(DEFAULT_PERIOD, clock())
    await platform.deliveries.retry(number, OPERATOR)
    totals = await read_totals(platform, window)
    assert (totals.total, totals.failed, totals.waiting) == (1, 0, 1)
    (claimed,) = await take(platform)
    await finish(platform, (claimed, Status.SUCCEEDED, 20.0))
    totals = await read_totals(platform, window)
    assert (totals.total, totals.failed, totals.succeeded) == (1, 0, 1)
    detail = await read_detail(platform, number)
    assert [made.trigger for made in detail.attempts] == [Trigger.FIRST, Trigger.MANUAL]


async def test_a_delivery_names_the_revision_that_its_last_attempt_was_made_with(
    platform: Platform, clock: MovableClock
) -> None:
    number, webhook_id = await deliver(platform, Status.FAILED)
    clock.move(seconds=1)
    await platform.webhooks.update(webhook_id, WebhookChange(name="Mended"), ADMIN)
    assert (await read_detail(platform, number)).webhook_revision == 1
    clock.move(seconds=1)
    await platform.deliveries.retry(number, OPERATOR)
    (claimed,) = await take(platform)
    record = replace(attempt(claimed, Status.SUCCEEDED), started_at=clock())
    await platform.database.write(lambda connection: record_results(connection, [record], "e"))
    assert (await read_detail(platform, number)).webhook_revision == 2


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.SENDING, "This delivery is being sent right now."),
        (Status.SUCCEEDED, "This delivery has succeeded. Resend it to make a new one."),
    ],
)
async def test_what_is_under_way_or_done_is_not_retried(
    platform: Platform, status: Status, sentence: str
) -> None:
    number, _ = await deliver(platform, status)
    with pytest.raises(Conflict) as refused:
        await platform.deliveries.retry(number, OPERATOR)
    assert refused.value.message == sentence
    assert (await count_by_status(platform))[status] == 1


@pytest.mark.parametrize("status", [Status.SENDING, Status.SUCCEEDED, Status.FAILED])
async def test_a_resend_is_a_new_delivery_of_the_same_event(
    platform: Platform, clock: MovableClock, status: Status
) -> None:
    number, webhook_id = await deliver(platform, status)
    new = await platform.deliveries.resend(number, OPERATOR)
    old, fresh = await read_detail(platform, number), await read_detail(platform, new)
    assert new > number
    assert (fresh.event, fresh.summary.webhook_id) == (old.event, webhook_id)
    assert (old.summary.status, fresh.summary.status) == (status, Status.PENDING)
    assert (await read_totals(platform, window_at(DEFAULT_PERIOD, clock()))).total == 2
    (claimed,) = await take(platform)
    assert (claimed.id, claimed.trigger) == (new, Trigger.MANUAL)


async def test_nothing_is_sent_to_a_webhook_that_is_off_or_gone(platform: Platform) -> None:
    number, webhook_id = await deliver(platform, Status.FAILED)
    await platform.webhooks.update(webhook_id, WebhookChange(active=False), ADMIN)
    for verb in (platform.deliveries.retry, platform.deliveries.resend):
        with pytest.raises(Conflict, match=r"^Order Sync is switched off\. Switch it on first\.$"):
            await verb(number, OPERATOR)
    await platform.webhooks.delete(webhook_id, ADMIN)
    for verb in (platform.deliveries.retry, platform.deliveries.resend):
        with pytest.raises(Conflict, match=r"^Its webhook was deleted, so there is nowhere to send it\.$"):
            await verb(number, OPERATOR)
    assert await count_by_status(platform) == {Status.FAILED: 1}


async def test_only_what_exists_and_only_by_operators(platform: Platform) -> None:
    number, _ = await deliver(platform, Status.FAILED)
    for verb in (platform.deliveries.retry, platform.deliveries.resend):
        with pytest.raises(NotFound, match=r"^There is no such delivery\.$"):
            await verb(number + 1, OPERATOR)
        with pytest.raises(NotAllowed, match=r"^This needs the role operator; yours is viewer\.$"):
            await verb(number, VIEWER)
    assert await count_by_status(platform) == {Status.FAILED: 1}


async def test_deleting_a_webhook_cancels_what_waits_and_the_counts_say_so(
    platform: Platform, clock: MovableClock
) -> None:
    made = await make_webhook(platform)
    await publish(platform, *(make_event() for _ in range(5)))
    done, retrying, sending = await take(platform, 3)
    await finish(platform, (done, Status.SUCCEEDED, 1.0), (retrying, Status.RETRYING, 1.0))
    clock.move(minutes=2)
    assert await platform.webhooks.delete(made.summary.id, ADMIN) == 4
    await finish(platform, (sending, Status.SUCCEEDED, 1.0))  # too late
    assert await count_by_status(platform) == {Status.SUCCEEDED: 1, Status.CANCELLED: 4}
    totals = await read_totals(platform, window_at(DEFAULT_PERIOD, clock()))
    assert (totals.total, totals.succeeded, totals.cancelled, totals.waiting) == (5, 1, 4, 0)
    with pytest.raises(NotFound):
        await platform.webhooks.delete(made.summary.id, ADMIN)
