"""Each preset delivered to a real receiver: headers, body, signature, schedule, timeouts, pause rule."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as StandardWebhook
from svix.webhooks import Webhook as SvixWebhook

from tests.factories import MovableClock, make_actor, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.delivery.stepping import find, publish_one, stays_quiet_until, until_attempted
from tests.integration.the_log import read_attempts, until_log_is
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Answer, Receiver
from webhook_dashboard.delivery.directory import Plan
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.profiles import PRESETS, find_preset
from webhook_dashboard.domain.timeouts import Timeouts
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange

ADMIN = make_actor()
EVENT_ID = "order-1"
DATA = b'{"total":150.0,"name":"Bj\xc3\xb6rn"}'
OURS = "Webhook-Dashboard/1.0"


@pytest.fixture
def platform(open_platform: OpenPlatform, clock: MovableClock) -> Platform:
    """Started, with real connections, a clock that stands still, and no jitter."""
    platform = open_platform(clock=clock, chance=lambda: 0.5)
    platform.start()
    return platform


def say(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def with_type(at: datetime) -> bytes:
    return b'{"type":"invoice.sent","timestamp":"%b","data":%b}' % (say(at).encode(), DATA)


def with_event(at: datetime) -> bytes:
    return b'{"event":"invoice.sent","timestamp":"%b","data":%b}' % (say(at).encode(), DATA)


def with_version(at: datetime) -> bytes:
    return with_event(at).replace(b',"data"', b',"version":"1.0","data"')


def with_integration(at: datetime) -> bytes:
    return with_event(at).replace(b',"data"', b',"integrationId":"","data"')


def data_alone(_: datetime) -> bytes:
    return DATA


def own_headers(agent: str = OURS) -> list[tuple[str, str]]:
    return [
        ("content-type", "application/json"),
        ("user-agent", agent),
        ("accept", "*/*"),
        ("accept-encoding", "identity"),
    ]


def hexed(secret: str, content: bytes) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def standard(secret: str, body: bytes, at: datetime, _: str) -> list[tuple[str, str]]:
    stamp = int(at.timestamp())
    signature = StandardWebhook(secret).sign(EVENT_ID, at, body.decode())
    return [
        ("x-webhook-event", "invoice.sent"),
        ("webhook-id", EVENT_ID),
        ("webhook-timestamp", str(stamp)),
        ("webhook-signature", signature),
    ]


def napt(secret: str, body: bytes, at: datetime, _: str) -> list[tuple[str, str]]:
    return [
        ("x-webhook-event", "invoice.sent"),
        ("X-Webhook-Signature", f"sha256={hexed(secret, body)}"),
    ]


def angage(secret: str, body: bytes, at: datetime, _: str) -> list[tuple[str, str]]:
    stamp = int(at.timestamp())
    return [
        ("x-webhook-event", "invoice.sent"),
        ("X-Angage-Signature", f"sha256={hexed(secret, body)}"),
        ("X-Angage-Signature-Time", f"t={stamp},v1={hexed(secret, b'%d.%b' % (stamp, body))}"),
    ]


def eudr(secret: str, body: bytes, at: datetime, webhook_id: str) -> list[tuple[str, str]]:
    return [
        ("X-Webhook-Event", "invoice.sent"),
        ("X-Webhook-Id", webhook_id),
        ("X-Webhook-Timestamp", say(at)),
        ("X-Webhook-Signature", f"sha256={hexed(secret, body)}"),
    ]


def nautical(secret: str, body: bytes, at: datetime, _: str) -> list[tuple[str, str]]:
    return [
        ("X-Nautical-Event", "invoice.sent"),
        ("X-Nautical-Signature", f"sha256={hexed(secret, body)}"),
    ]


Body = Callable[[datetime], bytes]
Signed = Callable[[str, bytes, datetime, str], list[tuple[str, str]]]
SENT: dict[str, tuple[Body, Signed, str]] = {
    "standard": (with_type, standard, OURS),
    "custom": (with_type, standard, OURS),
    "napt": (with_version, napt, OURS),
    "angage": (with_event, angage, OURS),
    "getkeymanager": (data_alone, napt, OURS),
    "eudr": (with_integration, eudr, "EUDR-Platform-Webhook/1.0"),
    "nautical": (data_alone, nautical, OURS),
}


@pytest.mark.parametrize("key", PRESETS)
async def test_a_request_is_byte_for_byte_what_the_preset_promises(
    platform: Platform, clock: MovableClock, key: str
) -> None:
    build, sign, agent = SENT[key]
    with Receiver() as receiver:
        made = await make_webhook(platform, url=f"{receiver.url}/hook?a=b", preset=key, active=True)
        await publish(platform, make_event(type="invoice.sent", client_id=EVENT_ID, data=DATA))
        await until_log_is(platform, succeeded=1)
        (request,) = receiver.requests
    at = clock()
    body = build(at)
    head = own_headers(agent) + sign(made.secret, body, at, encode_id(WEBHOOK, made.summary.id))
    lines = [
        "POST /hook?a=b HTTP/1.1",
        f"Host: 127.0.0.1:{receiver.port}",
        *(f"{name}: {value}" for name, value in head),
        f"Content-Length: {len(body)}",
    ]
    assert request.head.rstrip(b"\r\n").decode().split("\r\n") == lines
    assert request.body == body


@pytest.mark.parametrize("package", [StandardWebhook, SvixWebhook])
async def test_packages_for_receivers_accept_the_standard_preset(platform: Platform, package: Any) -> None:
    with Receiver() as receiver:
        made = await make_webhook(platform, url=receiver.url)
        await publish(platform, make_event(data=DATA))
        (request,) = receiver.wait_for(1)
    headers = {name.lower(): value for name, value in request.headers}
    package(made.secret).verify(request.body, headers)
    with pytest.raises(Exception, match=r"(?i)no matching signature"):
        package(made.secret).verify(request.body + b" ", headers)


def verify_signature(payload: str, signature: str, secret: str) -> bool:
    """The program that Angage ERP's handbook gives to receivers."""
    expected = hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={expected}", signature)


async def test_the_program_of_angages_handbook_accepts_an_order_in_its_own_shape(platform: Platform) -> None:
    data = (
        b'{"id":"ord_1","number":"SO-1","customer":{"name":"J\xc3\xb6rg"},"items":[{"sku":"A"},{"sku":"B"}]}'
    )
    with Receiver() as receiver:
        made = await make_webhook(platform, url=receiver.url, preset="angage")
        await publish(platform, make_event(data=data))
        (request,) = receiver.wait_for(1)
    signature = request.header("X-Angage-Signature") or ""
    assert verify_signature(request.body.decode(), signature, made.secret)
    assert not verify_signature(request.body.decode() + " ", signature, made.secret)
    sent = request.json()["data"]
    assert (sent["order_number"], sent["customer"]["name"]) == ("SO-1", "Jörg")
    assert [item["sku"] for item in sent["items"]] == ["A", "B"]


@pytest.mark.parametrize("key", PRESETS)
async def test_a_delivery_that_fails_is_tried_at_each_moment_of_the_schedule_and_given_up(
    platform: Platform, clock: MovableClock, key: str
) -> None:
    waits = find_preset(key).profile.retry_waits
    with Receiver(Answer(503)) as receiver:
        await make_webhook(platform, url=receiver.url, preset=key, active=True, fields={"breaker": False})
        number = await publish_one(platform)
        for made, wait in enumerate(waits, 1):
            detail = await until_attempted(platform, number, made)
            assert detail.summary.next_at is not None
            assert (detail.summary.next_at - clock()).total_seconds() == wait
            await stays_quiet_until(platform, clock, detail.summary.next_at)
        detail = await until_attempted(platform, number, len(waits) + 1)
    assert (detail.summary.status, detail.summary.next_at) == (Status.FAILED, None)
    assert len(receiver.requests) == len(waits) + 1


@pytest.mark.parametrize("key", PRESETS)
async def test_a_refusal_is_retried_where_the_preset_says_so(
    platform: Platform, clock: MovableClock, key: str
) -> None:
    with Receiver(Answer(404)) as receiver:
        await make_webhook(platform, url=receiver.url, preset=key, active=True)
        detail = await until_attempted(platform, await publish_one(platform), 1)
    retried = detail.summary.status is Status.RETRYING
    assert retried is (key in ("angage", "getkeymanager", "eudr"))


@pytest.mark.parametrize("key", PRESETS)
async def test_the_timeouts_of_the_preset_go_out_with_each_request(platform: Platform, key: str) -> None:
    made = await make_webhook(platform, preset=key, active=True, url="http://127.0.0.1:9/")
    await until_attempted(platform, await publish_one(platform), 1)
    plan = platform.directory.plan(made.summary.id)
    assert isinstance(plan, Plan)
    short = key in ("getkeymanager", "eudr")
    assert plan.webhook.profile.timeouts == (Timeouts(10, 10, 20) if short else Timeouts(10, 30, 60))


async def test_an_answer_that_takes_longer_than_the_response_timeout_is_a_failure(
    open_platform: OpenPlatform,
) -> None:
    platform = open_platform()
    platform.start()
    with Receiver(Answer(delay_seconds=PATIENCE_SECONDS)) as receiver:
        await make_webhook(platform, url=receiver.url, preset="eudr", fields={"response_timeout": 5})
        detail = await until_attempted(platform, await publish_one(platform), 1)
    (attempt,) = detail.attempts
    assert (attempt.error_kind, attempt.response_code) == ("read_timeout", None)


async def fail(platform: Platform, times: int) -> None:
    """Have so many deliveries fail at their only attempt, one after the other."""
    for _ in range(times):
        await until_attempted(platform, await publish_one(platform), 1)


@pytest.mark.parametrize("key", ["standard", "custom"])
async def test_standard_pauses_at_ten_deliveries_given_up(platform: Platform, key: str) -> None:
    with Receiver(Answer(404)) as receiver:
        made = await make_webhook(platform, url=receiver.url, preset=key)
        await fail(platform, 9)
        assert (await find(platform, made.summary.id)).state == "failing"
        await fail(platform, 1)
        paused = await find(platform, made.summary.id)
        assert (paused.state, paused.pause_reason) == ("paused", "127.0.0.1 answered 404.")
        await publish(platform)
        await until_log_is(platform, failed=10, held=1)
        assert len(receiver.requests) == 10


@pytest.mark.parametrize("key", ["napt", "angage", "getkeymanager", "nautical"])
async def test_the_others_never_pause(platform: Platform, key: str) -> None:
    with Receiver(Answer(404)) as receiver:
        fields = {"max_retries": 0}
        made = await make_webhook(platform, url=receiver.url, preset=key, active=True, fields=fields)
        await fail(platform, 25)
        assert (await find(platform, made.summary.id)).state == "failing"
    assert len(receiver.requests) == 25


async def test_eudr_switches_off_at_ten_attempts_in_a_row_and_a_success_begins_anew(
    platform: Platform, clock: MovableClock
) -> None:
    with Receiver(Answer(404)) as receiver:
        made = await make_webhook(platform, url=receiver.url, preset="eudr")
        number = made.summary.id
        await fail(platform, 9)
        receiver.script(Answer())
        await fail(platform, 1)
        await fail(platform, 9)
        assert (await find(platform, number)).active
        await fail(platform, 1)
        off = await find(platform, number)
        assert (off.active, off.state, off.revision) == (False, "inactive", 2)
        assert off.pause_reason == "127.0.0.1 answered 404."
        assert len(receiver.requests) == 20
        (published,) = await publish(platform)
        assert [skip.reason.value for skip in published.skipped] == ["inactive"]


async def test_nautical_sends_nothing_until_it_is_activated(platform: Platform) -> None:
    with Receiver() as receiver:
        made = await make_webhook(platform, url=receiver.url, preset="nautical")
        assert made.summary.state == "inactive"
        (before,) = await publish(platform)
        assert before.deliveries == ()
        await platform.webhooks.update(made.summary.id, WebhookChange(active=True), ADMIN)
        await publish(platform)
        await until_log_is(platform, succeeded=1)
        assert len(receiver.requests) == 1


async def test_the_log_holds_what_was_sent(platform: Platform) -> None:
    with Receiver() as receiver:
        await make_webhook(platform, url=receiver.url, preset="napt")
        number = await publish_one(platform, data=DATA)
        await until_log_is(platform, succeeded=1)
        (request,) = receiver.requests
    (attempt,) = await read_attempts(platform, number)
    assert attempt.request_body == request.body
    assert set(attempt.request_headers) <= set(request.headers)
