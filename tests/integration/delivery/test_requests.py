"""Requests of every kind at a real receiver: methods, forms and queries, authentication, rotation, rules."""

import hashlib
import hmac
from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from standardwebhooks.webhooks import Webhook as StandardWebhook
from svix.webhooks import Webhook as SvixWebhook

from tests.factories import MovableClock, make_actor, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.delivery.stepping import publish_one, until_attempted
from tests.integration.the_log import read_attempts, until_log_is
from tests.receivers import Answer, ReceivedRequest, Receiver, redirect_to
from webhook_dashboard.domain.deliveries import SkipReason, Status
from webhook_dashboard.domain.ids import EVENT, parse_id
from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.skips import list_skips
from webhook_dashboard.storage.webhooks import list_webhooks

ADMIN = make_actor()
DATA = b'{"order":{"total":150.0,"lines":[{"sku":"A b"}]},"note":"1&2"}'
NAPT = {
    "signature_scheme": "sha256-hex",
    "signature_header": "X-Webhook-Signature",
    "signature_prefix": "sha256=",
}


@pytest.fixture
def platform(open_platform: OpenPlatform, clock: MovableClock) -> Platform:
    platform = open_platform(clock=clock, chance=lambda: 0.5)
    platform.start()
    return platform


async def deliver(platform: Platform, receiver: Receiver, **fields: Any) -> tuple[ReceivedRequest, str]:
    """Have one event delivered to a webhook with these fields; returns the request and the secret."""
    made = await make_webhook(platform, url=f"{receiver.url}/hook", **fields)
    await publish(platform, make_event(data=DATA, client_id="order-1"))
    await until_log_is(platform, succeeded=1)
    (request,) = receiver.requests
    return request, made.secret


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_methods_with_a_body_carry_json(platform: Platform, method: str) -> None:
    with Receiver() as receiver:
        request, secret = await deliver(platform, receiver, method=method)
    assert (request.method, request.path) == (method, "/hook")
    assert request.header("content-type") == "application/json"
    assert StandardWebhook(secret).verify(request.body, lowered(request))["data"]["note"] == "1&2"


@pytest.mark.parametrize(
    ("style", "names"),
    [
        ("json", ["order", "note"]),
        ("dotted", ["order.total", "order.lines.0.sku", "note"]),
    ],
)
async def test_a_get_carries_a_query_that_is_signed_as_it_was_sent(
    platform: Platform, style: str, names: list[str]
) -> None:
    fields = {"method": "GET", "envelope": "raw", "query_style": style}
    with Receiver() as receiver:
        request, secret = await deliver(platform, receiver, fields=fields)
    path, _, query = request.path.partition("?")
    assert (request.method, path, request.body) == ("GET", "/hook", b"")
    assert request.header("content-type") is None
    assert [name for name, _ in parse_qsl(query)] == names
    SvixWebhook(secret).verify(query, lowered(request))


async def test_a_query_of_8_kb_is_sent(platform: Platform) -> None:
    with Receiver() as receiver:
        made = await make_webhook(
            platform, url=f"{receiver.url}/hook", method="GET", fields={"envelope": "raw"}
        )
        number = await publish_one(platform, data=b'{"text":"%b"}' % (b"x" * (8_192 - len("text="))))
        detail = await until_attempted(platform, number, 1)
        (request,) = receiver.requests
    assert detail.summary.status is Status.SUCCEEDED
    SvixWebhook(made.secret).verify(request.path.partition("?")[2], lowered(request))


async def test_a_query_over_8_kb_is_not_sent_and_not_tried_again(platform: Platform) -> None:
    with Receiver() as receiver:
        await make_webhook(platform, url=receiver.url, method="GET")
        number = await publish_one(platform, data=b'{"text":"%b"}' % (b"x" * 9_000))
        detail = await until_attempted(platform, number, 1)
        assert receiver.requests == []
    (attempt,) = detail.attempts
    assert (detail.summary.status, attempt.error_kind) == (Status.FAILED, ErrorKind.PAYLOAD_TOO_LARGE)
    assert "8,192 are allowed" in attempt.error_detail


async def test_a_form_is_sent_and_signed(platform: Platform) -> None:
    fields = {"content_type": "application/x-www-form-urlencoded", "envelope": "raw", **NAPT}
    with Receiver() as receiver:
        request, secret = await deliver(platform, receiver, fields=fields)
    assert request.header("content-type") == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(request.body.decode())) == {
        "order": '{"total":150.0,"lines":[{"sku":"A b"}]}',
        "note": "1&2",
    }
    expected = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
    assert request.header("X-Webhook-Signature") == f"sha256={expected}"


@pytest.mark.parametrize(
    ("authentication", "name", "value", "kept"),
    [
        ({"type": "none"}, "Authorization", None, None),
        ({"type": "hmac"}, "Authorization", None, None),
        ({"type": "bearer", "token": "t0k3n-t0k3n"}, "Authorization", "Bearer t0k3n-t0k3n", "Bearer ••••"),
        (
            {"type": "basic", "username": "ada", "password": "p4ssw0rd"},
            "Authorization",
            f"Basic {b64encode(b'ada:p4ssw0rd').decode()}",
            "Basic ••••",
        ),
        ({"type": "api_key", "header": "X-Shop", "value": "k3y-k3y-k3y"}, "X-Shop", "k3y-k3y-k3y", "••••"),
    ],
    ids=lambda value: value.get("type") if isinstance(value, dict) else "",
)
async def test_the_receiver_is_shown_who_sends_and_the_log_is_not(
    platform: Platform, authentication: dict[str, str], name: str, value: str | None, kept: str | None
) -> None:
    headers = {"X-Source": "erp", "X-Auth-Token": "0wn-t0k3n"}
    with Receiver() as receiver:
        made = await make_webhook(platform, url=receiver.url, authentication=authentication, headers=headers)
        number = await publish_one(platform)
        await until_log_is(platform, succeeded=1)
        (request,) = receiver.requests
    assert request.header(name) == value
    assert (request.header("X-Source"), request.header("X-Auth-Token")) == ("erp", "0wn-t0k3n")
    (attempt,) = await read_attempts(platform, number)
    logged = dict(attempt.request_headers)
    assert (logged.get(name), logged["X-Source"], logged["X-Auth-Token"]) == (kept, "erp", "••••")
    assert logged["webhook-signature"] == request.header("webhook-signature")
    StandardWebhook(made.secret).verify(request.body, lowered(request))


async def test_both_secrets_sign_until_the_overlap_is_over(platform: Platform, clock: MovableClock) -> None:
    with Receiver() as receiver:
        made = await make_webhook(platform, url=receiver.url)
        hours = timedelta(hours=1)
        fresh = await platform.webhook_secrets.rotate(made.summary.id, ADMIN, overlap=hours)
        await publish(platform)
        (first,) = receiver.wait_for(1)
        for secret in (made.secret, fresh):
            StandardWebhook(secret).verify(first.body, lowered(first))
        assert len((first.header("webhook-signature") or "").split()) == 2
        clock.move(hours=1)
        await publish(platform)
        last = receiver.wait_for(2)[1]
        assert len((last.header("webhook-signature") or "").split()) == 1


async def test_without_an_overlap_the_old_secret_ends_at_once(platform: Platform) -> None:
    with Receiver() as receiver:
        made = await make_webhook(platform, url=receiver.url)
        fresh = await platform.webhook_secrets.rotate(made.summary.id, ADMIN, overlap=timedelta())
        await publish(platform)
        (request,) = receiver.wait_for(1)
    StandardWebhook(fresh).verify(request.body, lowered(request))
    assert len((request.header("webhook-signature") or "").split()) == 1


async def test_a_hex_signature_of_the_old_secret_has_a_header_of_its_own(platform: Platform) -> None:
    with Receiver() as receiver:
        made = await make_webhook(platform, url=receiver.url, preset="napt")
        fresh = await platform.webhook_secrets.rotate(made.summary.id, ADMIN)
        await publish(platform)
        (request,) = receiver.wait_for(1)
    for secret, name in ((fresh, "X-Webhook-Signature"), (made.secret, "X-Webhook-Signature-Previous")):
        expected = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
        assert request.header(name) == f"sha256={expected}"


async def test_a_filter_passes_events_by_and_a_template_shapes_the_others(platform: Platform) -> None:
    template = {"format": "json", "text": '{"sum": {order.total}, "id": "{webhook.id}"}'}
    with Receiver() as receiver:
        made = await make_webhook(
            platform,
            url=receiver.url,
            filters={"order.created": {"order.total": {"$gt": 100}}},
            templates={"order.*": template},
        )
        small, large = await publish(
            platform, make_event(data=b'{"total":50}'), make_event(data=b'{"total":150}')
        )
        await until_log_is(platform, succeeded=1)
        (request,) = receiver.requests
    assert request.json() == {"sum": 150, "id": large.deliveries[0].id}
    event_id = parse_id(EVENT, small.id)
    (skip,) = await platform.database.read(lambda connection: list_skips(connection, event_id))
    assert (skip.webhook_id, skip.reason) == (made.summary.id, SkipReason.FILTERED)
    assert skip.detail == small.skipped[0].detail == "Below minimum: order.total is 50, must be over 100"


async def test_a_template_that_fails_is_a_failed_attempt_with_its_reason(platform: Platform) -> None:
    template = {"format": "json", "text": '{"n": {order.number}}', "strict": True}
    with Receiver() as receiver:
        await make_webhook(platform, url=receiver.url, templates={"*": template})
        detail = await until_attempted(platform, await publish_one(platform, data=b"{}"), 1)
        assert receiver.requests == []
    (attempt,) = detail.attempts
    assert (detail.summary.status, attempt.error_kind) == (Status.FAILED, ErrorKind.TEMPLATE_ERROR)
    assert "order.number" in attempt.error_detail


@pytest.mark.parametrize(
    ("fields", "code", "status"),
    [
        ({"retries_enabled": False}, 503, Status.FAILED),
        ({"max_retries": 0}, 503, Status.FAILED),
        ({"retry_on": "any_non_success"}, 404, Status.RETRYING),
        ({"retry_on": "429"}, 503, Status.FAILED),
        ({}, 404, Status.FAILED),
        ({"success_codes": "200-299,404"}, 404, Status.SUCCEEDED),
        ({"success_codes": "204"}, 200, Status.FAILED),
        ({"success_codes": "200-399"}, 302, Status.SUCCEEDED),
    ],
)
async def test_an_answer_is_judged_by_the_rules_of_the_webhook(
    platform: Platform, fields: dict[str, Any], code: int, status: Status
) -> None:
    with Receiver(Answer(code)) as receiver:
        await make_webhook(platform, url=receiver.url, fields=fields)
        detail = await until_attempted(platform, await publish_one(platform), 1)
    assert detail.summary.status is status


async def test_a_redirect_is_not_followed_and_names_the_new_address(platform: Platform) -> None:
    with Receiver() as elsewhere, Receiver(redirect_to(f"{elsewhere.url}/new")) as receiver:
        await make_webhook(platform, url=receiver.url)
        detail = await until_attempted(platform, await publish_one(platform), 1)
        assert elsewhere.requests == []
    (attempt,) = detail.attempts
    assert (attempt.error_kind, attempt.response_code) == (ErrorKind.REDIRECT, 302)
    assert attempt.sentence == f"127.0.0.1 redirects to {elsewhere.url}/new."
    assert ("Location", f"{elsewhere.url}/new") in attempt.response_headers


@pytest.mark.parametrize(("pauses", "state"), [(True, "paused"), (False, "active")])
async def test_a_receiver_that_is_gone_pauses_its_webhook_where_that_is_wanted(
    platform: Platform, pauses: bool, state: str
) -> None:
    with Receiver(Answer(410)) as receiver:
        await make_webhook(platform, url=receiver.url, fields={"pause_on_gone": pauses})
        detail = await until_attempted(platform, await publish_one(platform), 1)
    assert detail.summary.status is Status.FAILED
    (webhook,) = await platform.database.read(list_webhooks)
    assert webhook.state == state
    assert webhook.probe_at is None  # nobody asks it again by itself
    assert webhook.pause_reason.startswith("The receiver says that it is gone.") is pauses


@pytest.mark.parametrize(
    ("store", "code", "kept"),
    [("all", 200, True), ("failed", 200, False), ("failed", 404, True), ("none", 404, False)],
)
@pytest.mark.parametrize("envelope", ["standard", "napt"])
async def test_bodies_are_kept_of_the_deliveries_that_the_webhook_says(
    platform: Platform, store: str, code: int, kept: bool, envelope: str
) -> None:
    with Receiver(Answer(code)) as receiver:
        await make_webhook(platform, url=receiver.url, fields={"store_payload": store, "envelope": envelope})
        detail = await until_attempted(platform, await publish_one(platform), 1)
        (request,) = receiver.requests
    (attempt,) = detail.attempts
    assert attempt.body_of(detail.event) == (request.body if kept else b"")
    assert (attempt.response_body != b"") is kept


async def test_a_change_goes_for_what_waits(platform: Platform, clock: MovableClock) -> None:
    with Receiver(Answer(503)) as old, Receiver() as new:
        made = await make_webhook(platform, url=old.url)
        number = await publish_one(platform)
        await until_attempted(platform, number, 1)
        change = WebhookChange(url=new.url, fields={"method": "PUT", "signature_scheme": "none"}, secret="")
        await platform.webhooks.update(made.summary.id, change, ADMIN)
        clock.move(minutes=2)
        platform.engine.wake()
        (request,) = new.wait_for(1)
    assert (request.method, request.header("webhook-signature")) == ("PUT", None)


def lowered(request: ReceivedRequest) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers}
