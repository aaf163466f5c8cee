"""The request that a delivery becomes."""

import json
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook as StandardWebhook

from webhook_dashboard.domain.requests import EventToSend, build_payload, build_request
from webhook_dashboard.domain.signing import build_secret, parse_secret, sign
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.domain.timeouts import Timeouts
from webhook_dashboard.domain.webhooks import Webhook

NOW = datetime(2026, 11, 20, 13, 32, 7, 999_999, tzinfo=UTC)
EVENT = EventToSend("evt_1", "order.created", NOW, b'{"total":150.0,"name":"Bj\xc3\xb6rn"}')
WEBHOOK = Webhook(
    id=1,
    name="Shop",
    url="https://shop.example/hook",
    profile=DeliveryProfile(method="PUT"),
    event_types=("*",),
    active=True,
    secret=build_secret(b"s" * 24),
    revision=1,
    created_at=NOW,
)


def test_the_payload_is_an_envelope_around_the_events_own_bytes() -> None:
    assert build_payload(EVENT) == (
        b'{"type":"order.created","timestamp":"2026-11-20T13:32:07.999Z",'
        b'"data":{"total":150.0,"name":"Bj\xc3\xb6rn"}}'
    )
    assert json.loads(build_payload(EVENT))["data"]["name"] == "Björn"


def test_what_is_signed_is_what_is_sent() -> None:
    request = build_request(WEBHOOK, EVENT, NOW)
    headers = dict(request.headers)
    assert headers["webhook-id"] == "evt_1"
    assert headers["webhook-timestamp"] == "1795181527"  # whole seconds, never rounded up
    assert headers["webhook-signature"] == sign(
        parse_secret(WEBHOOK.secret), "evt_1", 1_795_181_527, request.body
    )


def test_the_request_goes_where_the_webhook_says() -> None:
    request = build_request(WEBHOOK, EVENT, NOW)
    assert (request.method, request.url) == ("PUT", "https://shop.example/hook")
    assert request.timeouts == Timeouts(10.0, 30.0, 60.0)
    headers = dict(request.headers)
    assert headers["content-type"] == "application/json"
    assert headers["accept-encoding"] == "identity"  # nothing is ever inflated
    assert headers["user-agent"].startswith("Webhook-Dashboard/")
    assert headers["x-webhook-event"] == "order.created"


def test_receivers_that_use_the_standard_package_accept_it() -> None:
    now = datetime.now(UTC)  # the package reads the system's clock
    request = build_request(WEBHOOK, EVENT, now)
    payload = StandardWebhook(WEBHOOK.secret).verify(request.body, dict(request.headers))
    assert payload["type"] == "order.created"


def test_a_secret_is_never_part_of_a_repr() -> None:
    assert WEBHOOK.secret not in repr(WEBHOOK)
