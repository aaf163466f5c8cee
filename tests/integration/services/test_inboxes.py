"""Test inboxes: what is kept, the verdict on each signature, and answers as the knobs say."""

import hashlib
import hmac
from dataclasses import replace
from typing import Any

import pytest

from tests.factories import MovableClock, make_actor, make_inbox, make_webhook
from webhook_dashboard.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from webhook_dashboard.domain.inbox import Knobs
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import Verdict, build_secret, parse_secret, sign
from webhook_dashboard.services.inboxes import Arrival, Reply
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage import inboxes
from webhook_dashboard.storage.inboxes import ReceivedRequest

OPERATOR, VIEWER = make_actor(Role.OPERATOR), make_actor(Role.VIEWER)
BODY = b'{"type":"order.created","data":{}}'
JSON = ("content-type", "application/json")


def arrival(token: str, *headers: tuple[str, str], body: bytes = BODY) -> Arrival:
    return Arrival(token, "POST", f"/inbox/{token}?a=b", headers, body)


async def turn(platform: Platform, **knobs: Any) -> str:
    """Make an inbox that answers like this."""
    token = await make_inbox(platform)
    await platform.inboxes.turn_knobs(token, replace(Knobs(), **knobs), OPERATOR)
    return token


async def listed(platform: Platform, token: str) -> list[ReceivedRequest]:
    return await platform.database.read(lambda connection: inboxes.list_requests(connection, token))


async def test_a_new_inbox_answers_200_and_keeps_the_request(platform: Platform, clock: MovableClock) -> None:
    token = await make_inbox(platform)
    reply = await platform.inboxes.receive(arrival(token, ("x-b", "1"), ("x-a", "ü"), ("x-b", "2")))
    assert reply == Reply(200, (JSON,), b'{"status":"received"}', 0, False)
    (kept,) = await listed(platform, token)
    assert (kept.method, kept.path, kept.body) == ("POST", f"/inbox/{token}?a=b", BODY)
    assert kept.headers == (("x-b", "1"), ("x-a", "ü"), ("x-b", "2"))
    assert (kept.received_at, kept.response_code, kept.event_type) == (clock(), 200, "order.created")
    assert await platform.database.read(lambda c: inboxes.find_request(c, kept.id)) == kept


@pytest.mark.parametrize(
    ("knobs", "reply"),
    [
        ({"response_code": 418}, Reply(418, (JSON,), b'{"status":"received"}', 0, False)),
        ({"delay_ms": 1_500}, Reply(200, (JSON,), b'{"status":"received"}', 1_500, False)),
        ({"answer": "[1]"}, Reply(200, (JSON,), b"[1]", 0, False)),
        (
            {"answer": "fine"},
            Reply(200, (("content-type", "text/plain; charset=utf-8"),), b"fine", 0, False),
        ),
        (
            {"answer": "[]", "retry_after_seconds": 120},
            Reply(200, (JSON, ("retry-after", "120")), b"[]", 0, False),
        ),
        (
            {"answer": "[]", "redirect_to": "/there"},
            Reply(302, (JSON, ("location", "/there")), b"[]", 0, False),
        ),
        (
            {"answer": "[]", "redirect_to": "/there", "response_code": 308},
            Reply(308, (JSON, ("location", "/there")), b"[]", 0, False),
        ),
        ({"answer": "[]", "slow_drip": True}, Reply(200, (JSON,), b"[]", 0, True)),
        ({"drop": True, "delay_ms": 7}, Reply(None, (), b"", 7, False)),
    ],
)
async def test_every_knob_is_followed(platform: Platform, knobs: dict[str, Any], reply: Reply) -> None:
    token = await turn(platform, **knobs)
    assert await platform.inboxes.receive(arrival(token)) == reply
    assert (await listed(platform, token))[0].response_code == reply.response_code


async def test_it_fails_as_often_as_told_and_then_succeeds(platform: Platform) -> None:
    token = await turn(platform, fail_first=2, fail_code=503, redirect_to="/there", retry_after_seconds=9)
    replies = [await platform.inboxes.receive(arrival(token)) for _ in range(4)]
    assert [reply.response_code for reply in replies] == [503, 503, 302, 302]
    assert all(("retry-after", "9") in reply.headers for reply in replies)
    assert "location" not in dict(replies[0].headers)
    await platform.inboxes.turn_knobs(token, Knobs(fail_first=1), OPERATOR)  # counted anew
    replies = [await platform.inboxes.receive(arrival(token)) for _ in range(2)]
    assert [reply.response_code for reply in replies] == [500, 200]


async def test_the_signature_of_each_sender_is_known(platform: Platform, clock: MovableClock) -> None:
    token = await make_inbox(platform)
    secrets = [(await make_webhook(platform, url=f"/inbox/{token}")).secret for _ in range(2)]
    stamp = int(clock().timestamp())
    for secret, verdict in [
        *((one, Verdict.VALID) for one in secrets),
        (build_secret(b"x" * 24), Verdict.WRONG),
    ]:
        signature = sign(parse_secret(secret), "evt_1", stamp, BODY)
        headers = {"webhook-id": "evt_1", "webhook-timestamp": str(stamp), "webhook-signature": signature}
        await platform.inboxes.receive(arrival(token, *headers.items()))
        kept = (await listed(platform, token))[0]
        assert (kept.verdict, kept.scheme) == (verdict, "Standard Webhooks v1, HMAC-SHA256")


async def test_a_hex_signature_is_known_and_none_is_none(platform: Platform) -> None:
    token = await make_inbox(platform)
    secret = (await make_webhook(platform, url=f"/inbox/{token}")).secret
    digest = hmac.new(secret.encode(), BODY, hashlib.sha256).hexdigest()
    await platform.inboxes.receive(arrival(token, ("x-hub-signature-256", f"sha256={digest}")))
    await platform.inboxes.receive(arrival(token))
    assert [kept.verdict for kept in await listed(platform, token)] == [Verdict.NONE, Verdict.VALID]


@pytest.mark.parametrize(
    ("header", "body", "event_type"),
    [
        ("order.updated", BODY, "order.updated"),  # the header says it first
        ("", BODY, "order.created"),
        ("", b'{"event":"ping"}', "ping"),
        ("", b'{"type":7}', ""),
        ("", b"[1]", ""),
        ("", b"\xff", ""),
        ("", b'{"type":"a\\u0000b"}', None),  # NUL, which PostgreSQL does not store
    ],
)
async def test_the_event_type_is_found_where_there_is_one(
    platform: Platform, header: str, body: bytes, event_type: str | None
) -> None:
    token = await make_inbox(platform)
    headers = [("x-webhook-event", header)] if header else []
    await platform.inboxes.receive(arrival(token, *headers, body=body))
    (kept,) = await listed(platform, token)
    assert event_type is None or kept.event_type == event_type
    assert kept.body == body


async def test_the_newest_200_are_kept(platform: Platform) -> None:
    token, other = await make_inbox(platform), await make_inbox(platform)
    await platform.inboxes.receive(arrival(other))
    for number in range(205):
        await platform.inboxes.receive(arrival(token, body=b"%d" % number))
    kept = await listed(platform, token)
    assert [request.body for request in kept] == [b"%d" % number for number in range(204, 4, -1)]
    assert await platform.database.write(lambda c: inboxes.clear_requests(c, token)) == 200
    assert len(await listed(platform, other)) == 1


async def test_clearing_forgets_the_requests_of_one_inbox(platform: Platform) -> None:
    token, other = await make_inbox(platform), await make_inbox(platform)
    for place in (token, token, other):
        await platform.inboxes.receive(arrival(place))
    assert await platform.inboxes.clear(token, OPERATOR) == 2
    assert (await listed(platform, token), len(await listed(platform, other))) == ([], 1)


async def test_an_inbox_that_a_webhook_sends_to_is_not_deleted(platform: Platform) -> None:
    token = await make_inbox(platform)
    made = await make_webhook(platform, url=f"/inbox/{token}")
    with pytest.raises(Conflict, match=r"^Order Sync sends to this inbox\."):
        await platform.inboxes.delete(token, OPERATOR)
    await platform.webhooks.delete(made.summary.id, make_actor(Role.ADMIN))
    await platform.inboxes.receive(arrival(token))
    await platform.inboxes.delete(token, OPERATOR)
    assert await listed(platform, token) == []
    with pytest.raises(NotFound):
        await platform.inboxes.receive(arrival(token))


async def test_knobs_are_turned_within_their_range_by_operators_on_inboxes_that_exist(
    platform: Platform,
) -> None:
    token = await make_inbox(platform)
    with pytest.raises(InvalidInput):
        await platform.inboxes.turn_knobs(token, Knobs(response_code=99), OPERATOR)
    with pytest.raises(NotFound, match=r"^There is no such inbox\.$"):
        await platform.inboxes.turn_knobs("nothere1", Knobs(), OPERATOR)
    for verb in (
        platform.inboxes.create(VIEWER),
        platform.inboxes.turn_knobs(token, Knobs(), VIEWER),
        platform.inboxes.clear(token, VIEWER),
        platform.inboxes.delete(token, VIEWER),
    ):
        with pytest.raises(NotAllowed):
            await verb
    assert len(await platform.database.read(inboxes.list_places)) == 1


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_signatures_are_checked_by_the_schemes_and_secrets_of_the_webhooks_that_send_here(
    platform: Platform, clock: MovableClock, method: str
) -> None:
    token = await make_inbox(platform)
    fields = {"signature_scheme": "sha256-hex", "signature_header": "X-Check", "sign_content": "body"}
    made = await make_webhook(platform, url=f"/inbox/{token}", method=method, fields=fields)
    await platform.webhook_secrets.rotate(made.summary.id, make_actor())
    content = BODY if method == "POST" else b"a=b"
    for secret, verdict in ((made.secret, Verdict.VALID), ("another secret", Verdict.WRONG)):
        signature = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
        body = BODY if method == "POST" else b""
        await platform.inboxes.receive(
            Arrival(token, method, f"/inbox/{token}?a=b", (("x-check", signature),), body)
        )
        newest = (await listed(platform, token))[0]
        assert newest.verdict is verdict, newest.sentence
