"""Testing webhooks and sending past events over REST."""

from datetime import timedelta

import httpx
import pytest

from tests.factories import make_event, make_webhook, publish
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.platform import Platform


@pytest.fixture
def platform(open_platform: OpenPlatform) -> Platform:
    """Started: what is tested is really sent."""
    platform = open_platform(make_sender=Played().make_sender)
    platform.start()
    return platform


async def test_a_saved_webhook_is_tested_with_the_sample_of_the_catalogue(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    made = await make_webhook(platform)
    body = {"webhook_id": encode_id(WEBHOOK, made.summary.id), "event_type": "order.created"}
    response = await admin.post("/api/v1/webhooks/test", json=body)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert (answer["succeeded"], answer["sentence"]) == (True, "Webhook is working correctly!")
    assert answer["delivery_id"].startswith("whd_")
    assert '"type":"order.created"' in answer["request"]["body"]


async def test_a_draft_is_tested_before_it_is_saved(admin: httpx.AsyncClient, platform: Platform) -> None:
    draft = {
        "name": "Shop",
        "url": "http://127.0.0.1:9/webhooks",
        "event_types": ["*"],
        "preset": "napt",
        "filters": {"order.created": {"order.total": {"$gt": 100}}},
    }
    body = {"webhook": draft, "event_type": "order.created", "data": {"order": {"total": 50}}}
    answer = (await admin.post("/api/v1/webhooks/test", json=body)).json()
    assert answer["delivery_id"] is None
    assert answer["filter"]["matches"] is False
    assert "X-Webhook-Signature" in answer["request"]["headers"]


async def test_one_of_both_must_be_given(admin: httpx.AsyncClient) -> None:
    response = await admin.post("/api/v1/webhooks/test", json={"event_type": "order.created"})
    assert (response.status_code, response.json()["field"]) == (422, "webhook")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"max_retries": 77}, "webhook.max_retries"), ({"url": "ftp://example.com"}, "webhook.url")],
)
async def test_a_wrong_field_of_a_draft_is_named_with_the_draft(
    admin: httpx.AsyncClient, wrong: dict[str, object], field: str
) -> None:
    draft = {"name": "Draft", "url": "http://127.0.0.1:9/", "event_types": ["*"]} | wrong
    response = await admin.post(
        "/api/v1/webhooks/test", json={"event_type": "order.created", "webhook": draft}
    )
    check_problem(response, 422, field=field)


async def test_data_that_cannot_be_sent_is_422_and_named(admin: httpx.AsyncClient) -> None:
    draft = b'{"name": "Draft", "url": "http://127.0.0.1:9/", "event_types": ["*"]}'
    body = b'{"webhook": %s, "event_type": "order.created", "data": {"note": "\\ud800"}}' % draft
    headers = {"Content-Type": "application/json"}
    response = await admin.post("/api/v1/webhooks/test", content=body, headers=headers)
    check_problem(response, 422, field="data")


@pytest.mark.parametrize("field", ["since", "until"])
@pytest.mark.parametrize("wrong", ["yesterday", "2026-11-19T00:00:00", None, []])
async def test_a_time_without_its_zone_is_422_and_named(
    admin: httpx.AsyncClient, field: str, wrong: object
) -> None:
    times = {"since": "2026-11-19T00:00:00Z", "until": "2026-11-20T00:00:00Z"} | {field: wrong}
    response = await admin.post(f"/api/v1/webhooks/{encode_id(WEBHOOK, 7)}/past-events", json=times)
    check_problem(response, 422, field=field)
    assert "with its zone" in response.json()["detail"]


async def test_past_events_are_counted_and_then_sent(admin: httpx.AsyncClient, platform: Platform) -> None:
    await publish(platform, *(make_event() for _ in range(3)))
    made = await make_webhook(platform)
    now = platform.clock()
    body = {
        "since": (now - timedelta(hours=1)).isoformat(),
        "until": (now + timedelta(seconds=5)).isoformat(),
        "per_second": 1000,
    }
    path = f"/api/v1/webhooks/{encode_id(WEBHOOK, made.summary.id)}/past-events"
    response = await admin.post(path, json=body | {"count_only": True})
    counted = response.json()
    assert response.status_code == 200, counted
    assert (counted["events"], counted["sending"]) == (3, False)
    assert (await admin.post(path, json=body)).json()["sending"] is True
    await until_log_is(platform, succeeded=3)
