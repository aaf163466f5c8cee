"""Who a request says it is: three ids that are never mixed up, and signatures for old and new receivers."""

import hashlib
import hmac

import pytest
from standardwebhooks.webhooks import Webhook as StandardWebhook

from tests.factories import MovableClock, make_actor, make_webhook
from tests.integration.conftest import OpenPlatform
from tests.integration.delivery.stepping import publish_one, until_attempted
from tests.receivers import Answer, Receiver
from webhook_dashboard.domain.ids import DELIVERY, WEBHOOK, encode_id
from webhook_dashboard.services.platform import Platform

ADMIN = make_actor()
IDS = {"X-Event": "event_id", "X-Endpoint": "webhook_id", "X-Delivery": "delivery_id"}


@pytest.fixture
def platform(open_platform: OpenPlatform, clock: MovableClock) -> Platform:
    platform = open_platform(clock=clock, chance=lambda: 0.5)
    platform.start()
    return platform


async def test_event_webhook_and_delivery_keep_their_ids_over_retries_and_resends(
    platform: Platform, clock: MovableClock, receiver: Receiver
) -> None:
    receiver.script(Answer(status=503))
    made = await make_webhook(platform, url=receiver.url, fields={"identity_headers": IDS})
    first = await publish_one(platform, client_id="order-1")
    await until_attempted(platform, first, 1)
    clock.move(minutes=1)
    platform.engine.wake()
    await until_attempted(platform, first, 2)
    again = await platform.deliveries.resend(first, ADMIN)
    await until_attempted(platform, again, 1)
    sent = [{name: request.header(name) for name in ("webhook-id", *IDS)} for request in receiver.requests]
    webhook, delivery, resent = (
        encode_id(WEBHOOK, made.summary.id),
        encode_id(DELIVERY, first),
        encode_id(DELIVERY, again),
    )
    assert sent == [
        {"webhook-id": "order-1", "X-Event": "order-1", "X-Endpoint": webhook, "X-Delivery": one}
        for one in (delivery, delivery, resent)
    ]
    assert len({webhook, delivery, resent}) == 3
    assert (webhook[:3], delivery[:4]) == ("wh_", "whd_")


async def test_an_event_without_an_id_of_its_publisher_gets_one_that_stays(
    platform: Platform, clock: MovableClock, receiver: Receiver
) -> None:
    receiver.script(Answer(status=503))
    await make_webhook(platform, url=receiver.url)
    number = await publish_one(platform)
    await until_attempted(platform, number, 1)
    clock.move(minutes=1)
    platform.engine.wake()
    await until_attempted(platform, number, 2)
    first, again = (request.header("webhook-id") for request in receiver.requests)
    assert first is not None
    assert first.startswith("evt_")
    assert again == first


async def test_old_and_new_receivers_are_each_sent_the_signature_they_know(
    platform: Platform, receiver: Receiver
) -> None:
    """The secret fits both: the one scheme decodes it, the other takes its letters."""
    legacy = {
        "scheme": "sha256-hex",
        "header": "X-Shop-Signature",
        "prefix": "sha256=",
        "sign_content": "body",
        "key_encoding": "utf8",
    }
    made = await make_webhook(platform, url=receiver.url, fields={"additional_signatures": [legacy]})
    await until_attempted(platform, await publish_one(platform), 1)
    (request,) = receiver.requests
    StandardWebhook(made.secret).verify(
        request.body, {name.lower(): value for name, value in request.headers}
    )
    expected = hmac.new(made.secret.encode(), request.body, hashlib.sha256).hexdigest()
    assert request.header("X-Shop-Signature") == f"sha256={expected}"
