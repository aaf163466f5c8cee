"""`POST /api/v1/events/batch`: all of them or none."""

from typing import Any

import httpx
import orjson
import pytest

from tests.factories import make_body, make_webhook
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.delivery_log import LogFilter, list_deliveries

BATCH = "/api/v1/events/batch"


async def count_deliveries(platform: Platform) -> int:
    return len(
        await platform.database.read(lambda connection: list_deliveries(connection, LogFilter(), limit=2_000))
    )


@pytest.mark.parametrize("wrapped", [True, False], ids=["an object with events", "a bare list"])
async def test_the_answers_come_in_the_order_of_the_events(
    publisher: httpx.AsyncClient, platform: Platform, wrapped: bool
) -> None:
    await make_webhook(platform, event_types=["order.*"])
    events = [make_body(id="a"), make_body(type="invoice.sent", id="b"), make_body(id="c")]
    response = await publisher.post(BATCH, json={"events": events} if wrapped else events)
    assert response.status_code == 202
    items = response.json()["items"]
    assert [item["id"] for item in items] == ["a", "b", "c"]
    assert [len(item["deliveries"]) for item in items] == [1, 0, 1]


async def test_a_thousand_events_are_accepted_and_one_more_is_422(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform)
    events = [make_body()] * 1_001
    response = await publisher.post(BATCH, json=events[:1_000])
    assert response.status_code == 202
    assert len({item["id"] for item in response.json()["items"]}) == 1_000
    assert await count_deliveries(platform) == 1_000
    assert "1,001" in check_problem(await publisher.post(BATCH, json=events), 422, field="events")


async def test_one_bad_event_names_its_place_and_nothing_is_stored(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform)
    events = [make_body(), make_body(), make_body(), make_body(type="no good")]
    detail = check_problem(await publisher.post(BATCH, json=events), 422, field="events[3].type")
    assert detail.startswith("events[3].type: ")
    assert await count_deliveries(platform) == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "events"),
        ({}, "events"),
        ({"events": {}}, "events"),
        ({"events": [make_body()], "colour": "red"}, "colour"),
        ("text", "events"),
        ([make_body(), 3], "events[1]"),
    ],
)
@ONE_DATABASE
async def test_a_body_that_is_no_batch_is_422(publisher: httpx.AsyncClient, body: Any, field: str) -> None:
    check_problem(await publisher.post(BATCH, json=body), 422, field=field)


async def test_an_event_over_256_kib_is_413_and_named(publisher: httpx.AsyncClient) -> None:
    events = [make_body(), make_body(data="x" * 262_144)]
    check_problem(await publisher.post(BATCH, json=events), 413, field="events[1].data")


async def test_a_batch_over_16_mib_is_413(publisher: httpx.AsyncClient) -> None:
    events = [make_body(data="x" * 250_000)] * 68
    assert "16,384 KiB" in check_problem(await publisher.post(BATCH, json=events), 413)


async def test_two_different_events_under_one_id_in_a_batch_are_409_and_nothing_is_stored(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform)
    events = [make_body(id="a"), make_body(id="a", data=2)]
    check_problem(await publisher.post(BATCH, json=events), 409)
    assert await count_deliveries(platform) == 0


async def test_the_same_event_twice_in_a_batch_is_stored_once(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform)
    items = (await publisher.post(BATCH, json=[make_body(id="a")] * 2)).json()["items"]
    assert items[0] == items[1]
    assert await count_deliveries(platform) == 1


async def test_a_repeated_batch_gets_the_first_answer(
    publisher: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform)
    headers = {"Idempotency-Key": "nightly", "Content-Type": "application/json"}
    body = orjson.dumps([make_body(), make_body(data=2)])
    first = await publisher.post(BATCH, content=body, headers=headers)
    again = await publisher.post(BATCH, content=body, headers=headers)
    assert again.json() == first.json()
    assert await count_deliveries(platform) == 2


async def test_a_stranger_is_401(anonymous: httpx.AsyncClient) -> None:
    check_problem(await anonymous.post(BATCH, json=[make_body()]), 401)


async def test_a_key_that_may_only_read_is_403(reader: httpx.AsyncClient) -> None:
    check_problem(await reader.post(BATCH, json=[make_body()]), 403)
