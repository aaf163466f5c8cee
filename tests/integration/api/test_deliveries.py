"""`/api/v1/deliveries`: the log as programs read it."""

from typing import Any

import httpx
import pytest

from tests.factories import eventually, make_event, make_webhook, publish
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from tests.receivers import Answer, Receiver
from webhook_dashboard.domain.ids import DELIVERY, WEBHOOK, encode_id
from webhook_dashboard.services.people import SYSTEM
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange

DELIVERIES = "/api/v1/deliveries"
UNKNOWN = encode_id(DELIVERY, 7)


async def in_state(client: httpx.AsyncClient, delivery_id: str, *states: str) -> dict[str, Any]:
    """Return a delivery in full once it is in one of these states."""

    async def look() -> dict[str, Any] | None:
        found = (await client.get(f"{DELIVERIES}/{delivery_id}")).json()
        return found if found["status"] in states else None

    return await eventually(look)


async def publish_one(platform: Platform, **fields: Any) -> str:
    (published,) = await publish(platform, make_event(**fields))
    return published.deliveries[0].id


async def ids(client: httpx.AsyncClient, **parameters: Any) -> list[str]:
    response = await client.get(DELIVERIES, params=parameters)
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


async def test_pages_follow_each_other_newest_first_without_gap_or_repetition(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform)
    published = [await publish_one(platform) for _ in range(7)]
    seen: list[str] = []
    after: str | None = None
    pages = 0
    while pages == 0 or after is not None:
        page = (await admin.get(DELIVERIES, params={"limit": 3} | ({"after": after} if after else {}))).json()
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
        pages += 1
    assert (seen, pages) == (published[::-1], 3)


async def test_the_last_page_says_that_it_is_the_last(admin: httpx.AsyncClient, platform: Platform) -> None:
    await make_webhook(platform)
    for _ in range(3):
        await publish_one(platform)
    assert (await admin.get(DELIVERIES, params={"limit": 3})).json()["next"] is None
    assert len((await admin.get(DELIVERIES, params={"limit": 2})).json()["items"]) == 2


async def test_a_row_says_what_happened(admin: httpx.AsyncClient, platform: Platform) -> None:
    with Receiver(Answer(status=503)) as receiver:
        made = await make_webhook(platform, url=receiver.url)
        sent = await publish_one(platform, entity_type="order", entity_id="SO-1", client_id="mine")
        await in_state(admin, sent, "retrying")
        (row,) = (await admin.get(DELIVERIES)).json()["items"]
    assert row.pop("duration_ms") > 0
    moments = [row.pop(name) for name in ("created_at", "last_attempt_at", "next_attempt_at")]
    assert sorted(moments) == moments
    assert row == {
        "id": sent,
        "event_id": "mine",
        "webhook_id": encode_id(WEBHOOK, made.summary.id),
        "webhook_name": "Order Sync",
        "event_type": "order.created",
        "entity_type": "order",
        "entity_id": "SO-1",
        "status": "retrying",
        "held_because": None,
        "response_code": 503,
        "error_kind": "http_error",
        "attempt_count": 1,
        "test": False,
        "resend_of": None,
    }


async def test_the_list_is_filtered_by_webhook_status_and_type(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    with Receiver() as good, Receiver(Answer(status=404)) as bad:
        first = await make_webhook(platform, url=good.url, event_types=["order.*"])
        await make_webhook(platform, url=bad.url, event_types=["invoice.sent"])
        one, two = await publish_one(platform), await publish_one(platform, type="order.shipped")
        three = await publish_one(platform, type="invoice.sent")
        for sent in (one, two, three):
            await in_state(admin, sent, "succeeded", "failed")
    assert await ids(admin, webhook_id=encode_id(WEBHOOK, first.summary.id)) == [two, one]
    assert await ids(admin, event_type="order.shipped") == [two]
    assert await ids(admin, status="failed") == [three]
    assert await ids(admin, status=["failed", "succeeded"]) == [three, two, one]
    assert await ids(admin, status="failed", event_type="order.shipped") == []
    assert await ids(admin, webhook_id=encode_id(WEBHOOK, 7)) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("webhook_id=7", "webhook_id"),
        ("webhook_id=whd_00000000001", "webhook_id"),
        ("after=wh_00000000001", "after"),
        ("status=broken", "status"),
        ("status=failed&status=", "status"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("statuses=failed", "statuses"),
    ],
)
@ONE_DATABASE
async def test_a_parameter_that_cannot_be_used_is_422_and_named(
    admin: httpx.AsyncClient, query: str, field: str
) -> None:
    check_problem(await admin.get(f"{DELIVERIES}?{query}"), 422, field=field)


async def test_a_delivery_shows_each_attempt_as_it_went_over_the_wire(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    body = b'{"error":"\xff"}'
    with Receiver(Answer(status=500, body=body, headers=(("X-Node", "7"),))) as receiver:
        await make_webhook(platform, url=receiver.url, method="PUT")
        sent = await publish_one(platform, data=b'{"n":123456789012345678901234567890}')
        detail = await in_state(admin, sent, "retrying")
        (arrived,) = receiver.requests
    assert detail["event"]["data"] == {"n": 123456789012345678901234567890}
    assert detail["event"]["type"] == "order.created"
    (attempt,) = detail["attempts"]
    assert attempt["id"] == sent.replace("whd_", "att_") + "-1"
    assert (attempt["attempt_number"], attempt["trigger"]) == (1, "first")
    assert attempt["phases"].keys() == {"dns_ms", "connect_ms", "tls_ms", "wait_ms", "read_ms"}
    assert attempt["request"]["method"] == "PUT"
    assert attempt["request"]["url"] == receiver.url
    assert attempt["request"]["body"].encode() == arrived.body
    signature = {"name": "webhook-signature", "value": arrived.header("webhook-signature")}
    assert signature in attempt["request"]["headers"]
    assert attempt["response"]["code"] == 500
    assert attempt["response"]["body"] == '{"error":"�"}'
    assert attempt["response"]["cut"] is False
    assert {"name": "X-Node", "value": "7"} in attempt["response"]["headers"]
    assert attempt["error_kind"] == "http_error"
    assert attempt["message"] == "127.0.0.1 answered 500."
    assert (
        attempt["advice"]
        == "The receiver's program failed. Look into the receiver's log at the time of the attempt."
    )


async def test_an_attempt_that_got_no_answer_has_no_response(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform, url="http://127.0.0.1:9/nobody")
    detail = await in_state(admin, await publish_one(platform), "retrying")
    (attempt,) = detail["attempts"]
    assert attempt["response"] is None
    assert attempt["error_kind"] == "connection_refused"


async def test_deeply_nested_data_is_shown(admin: httpx.AsyncClient, platform: Platform) -> None:
    await make_webhook(platform)
    nested = b"[" * 250 + b"]" * 250
    headers = {"Content-Type": "application/json"}
    published = await admin.post(
        "/api/v1/events", content=b'{"type":"a","data":%b}' % nested, headers=headers
    )
    assert published.status_code == 202
    shown = await admin.get(f"{DELIVERIES}/{published.json()['deliveries'][0]['id']}")
    assert shown.status_code == 200
    assert nested in shown.content.replace(b" ", b"")


async def test_a_retry_makes_one_more_attempt_of_the_same_delivery(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    with Receiver() as receiver:
        receiver.script(Answer(status=404))
        await make_webhook(platform, url=receiver.url)
        sent = await publish_one(platform)
        await in_state(admin, sent, "failed")
        response = await admin.post(f"{DELIVERIES}/{sent}/retry")
        assert (response.status_code, response.json()) == (202, {"id": sent})
        detail = await in_state(admin, sent, "succeeded")
        first, second = receiver.requests
    assert [attempt["trigger"] for attempt in detail["attempts"]] == ["first", "manual"]
    assert first.header("webhook-id") == second.header("webhook-id")


async def test_what_has_succeeded_is_not_retried_but_resent(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    with Receiver() as receiver:
        await make_webhook(platform, url=receiver.url)
        sent = await publish_one(platform)
        await in_state(admin, sent, "succeeded")
        check_problem(await admin.post(f"{DELIVERIES}/{sent}/retry"), 409)
        response = await admin.post(f"{DELIVERIES}/{sent}/resend")
        assert response.status_code == 201
        again = response.json()["id"]
        assert again != sent
        await in_state(admin, again, "succeeded")
        assert len(receiver.requests) == 2
        shown = (await admin.get(f"{DELIVERIES}/{again}")).json()
        assert (shown["resend_of"], shown["webhook_revision"]) == (sent, 1)


async def test_what_belongs_to_an_inactive_webhook_is_409(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    made = await make_webhook(platform)
    sent = await publish_one(platform)
    await platform.webhooks.update(made.summary.id, WebhookChange(active=False), SYSTEM)
    check_problem(await admin.post(f"{DELIVERIES}/{sent}/retry"), 409)
    check_problem(await admin.post(f"{DELIVERIES}/{sent}/resend"), 409)


async def test_an_unknown_delivery_is_404(admin: httpx.AsyncClient) -> None:
    check_problem(await admin.get(f"{DELIVERIES}/{UNKNOWN}"), 404)
    check_problem(await admin.post(f"{DELIVERIES}/{UNKNOWN}/retry"), 404)
    check_problem(await admin.post(f"{DELIVERIES}/{UNKNOWN}/resend"), 404)


async def test_a_key_that_may_read_does_not_send_again(reader: httpx.AsyncClient) -> None:
    assert (await reader.get(DELIVERIES)).status_code == 200
    check_problem(await reader.get(f"{DELIVERIES}/{UNKNOWN}"), 404)
    check_problem(await reader.post(f"{DELIVERIES}/{UNKNOWN}/retry"), 403)
    check_problem(await reader.post(f"{DELIVERIES}/{UNKNOWN}/resend"), 403)


async def test_a_key_that_may_publish_reads_nothing(publisher: httpx.AsyncClient) -> None:
    check_problem(await publisher.get(DELIVERIES), 403)
    check_problem(await publisher.get(f"{DELIVERIES}/{UNKNOWN}"), 403)


async def test_credentials_that_a_receiver_sends_back_are_masked(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    with Receiver(Answer(headers=(("Set-Cookie", "session=planted"), ("X-Id", "7")))) as receiver:
        await make_webhook(platform, url=f"{receiver.url}/hook")
        found = await in_state(admin, await publish_one(platform), "succeeded")

    shown = {header["name"]: header["value"] for header in found["attempts"][0]["response"]["headers"]}
    assert shown["Set-Cookie"] == "session=••••"
    assert shown["X-Id"] == "7"
