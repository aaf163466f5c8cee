"""Filters over REST: tried on one event, and on those that were published."""

from typing import Any

import httpx
import orjson
import pytest

from tests.factories import make_event, publish
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.services.platform import Platform

TEST, BACKTEST = "/api/v1/filters/test", "/api/v1/filters/backtest"
ORDER_FILTER = {
    "order.total": {"$gt": 100},
    "order.source": "Online",
    "order.ship_method": {"$in": ["Standard", "Express"]},
}
ORDERS = {
    "SO-1": {"total": 150, "source": "Online", "ship_method": "Express"},
    "SO-2": {"total": 50, "source": "Online", "ship_method": "Express"},
    "SO-3": {"total": 200, "source": "Phone", "ship_method": "Standard"},
    "SO-4": {"total": 500, "source": "Online", "ship_method": "Ground"},
}


@pytest.mark.parametrize(
    ("number", "matches", "sentence"),
    [
        ("SO-1", True, "All three conditions hold"),
        ("SO-2", False, "Below minimum: order.total is 50, must be over 100"),
        ("SO-3", False, 'Wrong source: order.source is "Phone", must be "Online"'),
        (
            "SO-4",
            False,
            'Wrong ship method: order.ship_method is "Ground", must be "Standard" or "Express"',
        ),
    ],
)
@ONE_DATABASE
async def test_the_sample_orders_get_their_verdict_and_reason(
    reader: httpx.AsyncClient, number: str, matches: bool, sentence: str
) -> None:
    body = {"filter": ORDER_FILTER, "data": {"order": ORDERS[number]}}
    response = await reader.post(TEST, json=body)
    assert response.status_code == 200
    verdict = response.json()
    assert verdict.keys() == {"matches", "sentence", "trace"}
    assert (verdict["matches"], verdict["sentence"]) == (matches, sentence)
    flat = {"filter": ORDER_FILTER, "data": ORDERS[number], "event_type": "order.created"}
    assert (await reader.post(TEST, json=flat)).json() == verdict


@ONE_DATABASE
async def test_the_trace_has_a_step_for_each_condition(reader: httpx.AsyncClient) -> None:
    body = {"filter": ORDER_FILTER, "data": {"order": {"total": 50, "source": "Online"}}}
    trace = (await reader.post(TEST, json=body)).json()["trace"]
    assert trace[0] == {
        "path": "order.total",
        "operator": "$gt",
        "expected": 100,
        "actual": 50,
        "passed": False,
        "sentence": "Below minimum: order.total is 50, must be over 100",
    }
    assert [step["passed"] for step in trace] == [False, True, False]
    assert trace[2]["actual"] is None


@pytest.mark.parametrize(
    "data",
    [b"null", b'"\\ud800"', b'{"a": NaN}', b'{"a": [1e999]}', b'{"a": "\\ud800"}', b"[" * 90 + b"]" * 90],
)
@ONE_DATABASE
async def test_any_data_gets_an_answer(reader: httpx.AsyncClient, data: bytes) -> None:
    body = b'{"filter": {"a": {"$neq": 1}}, "data": ' + data + b"}"
    response = await reader.post(TEST, content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["matches"]) == (200, True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"filter": {"order.total": {"$gt": []}}, "data": {}}, "filter.order.total.$gt"),
        ({"filter": [], "data": {}}, "filter"),
        ({"filter": {"$or": [{"a": 1}, {"b": {"$regex": "("}}]}, "data": {}}, "filter.$or[1].b.$regex"),
        ({"filter": {}}, "data"),
        ({"data": {}}, "filter"),
        ({"filter": {}, "data": {}, "event": "x"}, "event"),
    ],
)
@ONE_DATABASE
async def test_what_is_no_filter_is_422_with_the_place(
    reader: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    check_problem(await reader.post(TEST, json=body), 422, field=field)


async def test_past_events_are_counted_and_compared_with_the_saved_filter(
    reader: httpx.AsyncClient, platform: Platform
) -> None:
    for number, fields in ORDERS.items():
        await publish(platform, make_event(data=orjson.dumps(fields), entity_id=number))
    body = {"filter": ORDER_FILTER, "event_type": "order.created", "limit": 3, "saved_filter": {}}
    response = await reader.post(BACKTEST, json=body)
    assert response.status_code == 200
    found = response.json()
    assert (found["total"], found["matched"], found["share"]) == (3, 0, 0.0)
    assert found["sentence"] == "Would trigger 0 of the last 3 (0\u202f%), 3 fewer than the saved filter"
    assert found["funnel"][0] == {"words": "order.total is greater than 100", "matched": 2}
    assert [event["entity"] for event in found["change"]["no_longer"]] == ["SO-4", "SO-3", "SO-2"]
    assert found["change"].keys() == {
        "saved_matched",
        "newly_matched",
        "no_longer_matched",
        "newly",
        "no_longer",
    }
    assert found["latest"][2].keys() == {"id", "entity", "happened_at", "matches", "sentence"}
    assert found["latest"][2]["sentence"] == "Below minimum: order.total is 50, must be over 100"
    assert found["from"] <= found["to"]


@ONE_DATABASE
async def test_without_events_and_without_a_saved_filter_there_is_nothing_to_compare(
    reader: httpx.AsyncClient,
) -> None:
    found = (await reader.post(BACKTEST, json={"filter": {}, "event_type": "order.created"})).json()
    assert (found["total"], found["share"], found["change"], found["from"]) == (0, None, None, None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 1_001}, "limit"),
        ({"event_type": "order created"}, "event_type"),
        ({"filter": {"a": {}}}, "filter.a"),
        ({"saved_filter": {"a": {}}}, "saved_filter.a"),
    ],
)
@ONE_DATABASE
async def test_a_backtest_that_cannot_be_made_is_422(
    reader: httpx.AsyncClient, fields: dict[str, Any], field: str
) -> None:
    body = {"filter": {}, "event_type": "order.created"} | fields
    check_problem(await reader.post(BACKTEST, json=body), 422, field=field)


@ONE_DATABASE
async def test_an_event_type_that_is_none_is_422(reader: httpx.AsyncClient) -> None:
    body = {"filter": {}, "data": {}, "event_type": "order created"}
    check_problem(await reader.post(TEST, json=body), 422, field="event_type")


@ONE_DATABASE
async def test_a_key_that_may_only_publish_may_not_try_filters(publisher: httpx.AsyncClient) -> None:
    check_problem(await publisher.post(TEST, json={"filter": {}, "data": {}}), 403)
    check_problem(await publisher.post(BACKTEST, json={"filter": {}, "event_type": "order.created"}), 403)


@ONE_DATABASE
async def test_the_examples_of_the_reference_are_accepted(
    reader: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    schemas = (await anonymous.get("/api/openapi.json")).json()["components"]["schemas"]
    assert (await reader.post(TEST, json=schemas["FilterTest"]["example"])).json()["matches"] is False
    assert (await reader.post(BACKTEST, json=schemas["BacktestIn"]["example"])).status_code == 200
