"""`POST /api/v1/events`: every answer a publisher can get."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from tests.factories import make_body, make_key, make_webhook
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.api import publish
from webhook_dashboard.domain.ids import DELIVERY, WEBHOOK, encode_id, parse_id
from webhook_dashboard.domain.people import Scope
from webhook_dashboard.services.people import SYSTEM
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.delivery_details import find_delivery
from webhook_dashboard.storage.delivery_log import LogFilter, list_deliveries

EVENTS = "/api/v1/events"


async def stored_data(platform: Platform, answer: dict[str, Any]) -> bytes:
    """Return the data of the event that an answer is about, as it is stored."""
    number = parse_id(DELIVERY, answer["deliveries"][0]["id"])
    detail = await platform.database.read(lambda connection: find_delivery(connection, number))
    assert detail is not None
    return detail.event.data


async def count_deliveries(platform: Platform) -> int:
    return len(await platform.database.read(lambda connection: list_deliveries(connection, LogFilter())))


async def send_raw(client: httpx.AsyncClient, body: bytes, path: str = EVENTS) -> httpx.Response:
    return await client.post(path, content=body, headers={"Content-Type": "application/json"})


async def test_an_event_is_answered_with_its_deliveries_and_with_who_was_skipped(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    active = await make_webhook(platform)
    inactive = await make_webhook(platform, active=False)
    response = await publisher.post(EVENTS, json=make_body())
    assert response.status_code == 202
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert answer.keys() == {"id", "deliveries", "skipped"}
    assert answer["id"].startswith("evt_")
    assert [delivery["webhook_id"] for delivery in answer["deliveries"]] == [
        encode_id(WEBHOOK, active.summary.id)
    ]
    assert answer["skipped"] == [
        {
            "webhook_id": encode_id(WEBHOOK, inactive.summary.id),
            "reason": "inactive",
            "detail": "It is switched off.",
        }
    ]


async def test_what_was_acknowledged_is_in_the_log(publisher: httpx.AsyncClient, platform: Platform) -> None:
    await make_webhook(platform)
    answer = (await publisher.post(EVENTS, json=make_body(data={"total": 1.5, "name": "Zoë"}))).json()
    assert await stored_data(platform, answer) == '{"total":1.5,"name":"Zoë"}'.encode()


async def test_an_event_that_nobody_wants_is_accepted_all_the_same(publisher: httpx.AsyncClient) -> None:
    response = await publisher.post(EVENTS, json=make_body())
    assert response.status_code == 202
    assert response.json()["deliveries"] == []


async def test_an_admin_key_may_publish(admin: httpx.AsyncClient) -> None:
    assert (await admin.post(EVENTS, json=make_body())).status_code == 202


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer whk_unknown",
        "Bearer \xe4",
        "Basic " + base64.b64encode(b"key:").decode(),
    ],
)
@ONE_DATABASE
async def test_without_a_known_key_the_answer_is_401(
    anonymous: httpx.AsyncClient, authorization: str | None
) -> None:
    headers = {} if authorization is None else {b"Authorization": authorization.encode("latin-1")}
    response = await anonymous.post(EVENTS, json=make_body(), headers=headers)
    check_problem(response, 401)
    assert response.headers["www-authenticate"].startswith("Bearer")


async def test_a_revoked_key_is_401(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    made = await platform.api_keys.create("Old", Scope.PUBLISH, SYSTEM)
    headers = {"Authorization": f"bearer {made.key}"}
    assert (await anonymous.post(EVENTS, json=make_body(), headers=headers)).status_code == 202
    await platform.api_keys.revoke(made.id, SYSTEM)
    check_problem(await anonymous.post(EVENTS, json=make_body(), headers=headers), 401)


async def test_a_key_that_may_only_read_is_403(reader: httpx.AsyncClient) -> None:
    assert "publish or admin" in check_problem(await reader.post(EVENTS, json=make_body()), 403)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
@ONE_DATABASE
async def test_only_post_publishes(publisher: httpx.AsyncClient, method: str) -> None:
    response = await publisher.request(method, EVENTS)
    check_problem(response, 405)
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
@ONE_DATABASE
async def test_a_body_that_does_not_say_it_is_json_is_415(
    publisher: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    response = await publisher.post(EVENTS, content=orjson.dumps(make_body()), headers=headers)
    check_problem(response, 415)


async def test_the_content_type_may_name_its_encoding(publisher: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert (
        await publisher.post(EVENTS, content=orjson.dumps(make_body()), headers=headers)
    ).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"not json",
        b'{"type":"a","data":NaN}',
        b'{"type":"a","data":1e999}',
        b'{"type":"a","data":"\xff"}',
        b'{"type":"a","data":"\\ud800"}',
        b"[" * 100_000,
        b'{"type":"a","data":' + b"[" * 300 + b"]" * 300 + b"}",
        b'{"type":"a","data":[12345678901234567890123,' + b"[" * 1_000 + b"]" * 1_000 + b"]}",
        b'{"type":"a","data":' + b"9" * 5_000 + b"}",
    ],
    ids=[
        "empty",
        "cut off",
        "text",
        "NaN",
        "infinity",
        "not UTF-8",
        "half a surrogate pair",
        "100,000 levels",
        "300 levels",
        "1,000 levels beside a long number",
        "5,000 digits",
    ],
)
@ONE_DATABASE
async def test_a_body_that_is_not_json_is_400(publisher: httpx.AsyncClient, body: bytes) -> None:
    check_problem(await send_raw(publisher, body), 400)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": None}, "type"),
        ({"type": 7}, "type"),
        ({"type": "order created"}, "type"),
        ({"type": "a" * 101}, "type"),
        ({"colour": "red"}, "colour"),
        ({"id": "a b"}, "id"),
        ({"id": ""}, "id"),
        ({"id": {"a": 1}}, "id"),
        ({"entity_type": "a\nb"}, "entity_type"),
        ({"entity_id": "x" * 101}, "entity_id"),
        ({"entity_id": True}, "entity_id"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2026-11-20T13:32:07"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"occurred_at": 1763645527}, "occurred_at"),
    ],
)
@ONE_DATABASE
async def test_a_field_that_cannot_be_used_is_422_and_named(
    publisher: httpx.AsyncClient, change: dict[str, Any], field: str
) -> None:
    response = await publisher.post(EVENTS, json=make_body(**change))
    assert check_problem(response, 422, field=field).startswith(f"{field}: ")


async def test_an_event_without_data_is_422(publisher: httpx.AsyncClient) -> None:
    check_problem(await publisher.post(EVENTS, json={"type": "order.created"}), 422, field="data")


@pytest.mark.parametrize("body", [b"[]", b"3", b"null", b'"text"'])
@ONE_DATABASE
async def test_json_that_is_no_object_is_422(publisher: httpx.AsyncClient, body: bytes) -> None:
    check_problem(await send_raw(publisher, body), 422, field="body")


@pytest.mark.parametrize(
    "number", [2**53 + 1, 2**64 - 1, 2**64, -(2**63) - 1, 123456789012345678901234567890, 10**300]
)
async def test_whole_numbers_keep_every_digit(
    publisher: httpx.AsyncClient, platform: Platform, number: int
) -> None:
    await make_webhook(platform)
    response = await send_raw(publisher, b'{"type":"a","data":{"n":%d,"text":"Zo\xc3\xab"}}' % number)
    stored = await stored_data(platform, response.json())
    assert json.loads(stored) == {"n": number, "text": "Zoë"}


async def test_a_body_of_256_kib_is_accepted_and_one_byte_more_is_413(publisher: httpx.AsyncClient) -> None:
    frame = b'{"type":"a","data":"%b"}'
    largest = frame % (b"x" * (262_144 - len(frame) + 2))
    assert len(largest) == 262_144
    assert (await send_raw(publisher, largest)).status_code == 202
    assert "256 KiB" in check_problem(await send_raw(publisher, largest + b" "), 413)


@ONE_DATABASE
async def test_a_streamed_body_is_413_as_soon_as_it_is_too_large(publisher: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65_536
            yield b"x" * 65_536

    response = await publisher.post(EVENTS, content=endless(), headers={"Content-Type": "application/json"})
    check_problem(response, 413)
    assert sent <= 262_144 + 2 * 65_536


async def test_a_repeat_under_the_same_idempotency_key_gets_the_first_answer(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform)
    headers = {"Idempotency-Key": "order-892"}
    first = await publisher.post(EVENTS, json=make_body(), headers=headers)
    again = await publisher.post(EVENTS, json=make_body(), headers=headers)
    assert again.status_code == 202
    assert again.json() == first.json()
    assert await count_deliveries(platform) == 1


async def test_the_same_idempotency_key_for_another_event_is_409(publisher: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "order-892"}
    await publisher.post(EVENTS, json=make_body(), headers=headers)
    response = await publisher.post(EVENTS, json=make_body(data={"number": "other"}), headers=headers)
    assert "Idempotency-Key" in check_problem(response, 409)


async def test_idempotency_keys_of_different_api_keys_do_not_meet(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    headers = {"Idempotency-Key": "order-892"}
    first = await publisher.post(EVENTS, json=make_body(), headers=headers)
    headers["Authorization"] = f"Bearer {await make_key(platform, Scope.PUBLISH, 'Another')}"
    second = await publisher.post(EVENTS, json=make_body(data=[]), headers=headers)
    assert second.status_code == 202
    assert second.json()["id"] != first.json()["id"]


@pytest.mark.parametrize("key", ["", "a b", "\x7f", "ä", "x" * 256])
@ONE_DATABASE
async def test_an_idempotency_key_that_cannot_be_used_is_422(publisher: httpx.AsyncClient, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode("latin-1")}
    response = await publisher.post(EVENTS, json=make_body(), headers=headers)
    check_problem(response, 422, field="Idempotency-Key")


async def test_the_publishers_own_id_is_the_event_id_and_makes_repeats_harmless(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform)
    first = await publisher.post(EVENTS, json=make_body(id="order-892:created"))
    again = await publisher.post(EVENTS, json=make_body(id="order-892:created"))
    assert first.json()["id"] == "order-892:created"
    assert again.json() == first.json()
    check_problem(await publisher.post(EVENTS, json=make_body(id="order-892:created", data=1)), 409)
    assert await count_deliveries(platform) == 1


async def test_more_than_the_database_can_store_is_429(
    publisher: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "MAX_WAITING", 0)
    response = await publisher.post(EVENTS, json=make_body())
    check_problem(response, 429)
    assert response.headers["retry-after"] == "1"


async def test_while_the_process_stops_the_answer_is_503(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    platform.publisher.close()
    response = await publisher.post(EVENTS, json=make_body())
    check_problem(response, 503)
    assert response.headers["retry-after"] == "1"
