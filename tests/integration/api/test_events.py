"""`/api/v1/events/{id}`: what became of an event at every webhook."""

from typing import Any

import httpx
import pytest

from tests.factories import MovableClock, make_actor, make_event, make_webhook, publish
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE, OpenPlatform
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played
from webhook_dashboard.domain.ids import DELIVERY, EVENT, encode_id, parse_id
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange

EVENTS = "/api/v1/events"
ADMIN = make_actor()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def platform(open_platform: OpenPlatform, clock: MovableClock) -> Platform:
    platform = open_platform(clock=clock, make_sender=Played().make_sender)
    platform.start()
    return platform


async def outcomes(client: httpx.AsyncClient, event_id: str) -> dict[str, Any]:
    """Return status or skip of each webhook, by name."""
    response = await client.get(f"{EVENTS}/{event_id}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = {}
    for one in response.json()["webhooks"]:
        assert (one["delivery"] is None) is not (one["skip"] is None)
        skip = one["skip"]
        found[one["webhook_name"]] = one["delivery"]["status"] if skip is None else tuple(skip.values())
    return found


async def test_every_webhook_has_a_delivery_or_a_reason(
    reader: httpx.AsyncClient, platform: Platform, clock: MovableClock
) -> None:
    over_100 = {"order.created": {"order.total": {"$gt": 100}}}
    await make_webhook(platform, name="All")
    await make_webhook(platform, name="Large orders", filters=over_100)
    await make_webhook(platform, name="Invoices", event_types=["invoice.*"])
    await make_webhook(platform, name="Off", active=False)
    paused = await make_webhook(platform, name="Paused")
    await platform.webhooks.pause(paused.summary.id, ADMIN)
    gone = await make_webhook(platform, name="Gone")
    await platform.webhooks.delete(gone.summary.id, ADMIN)
    clock.move(seconds=1)
    (event,) = await publish(platform, make_event(data=b'{"order":{"total":50}}'))
    await until_log_is(platform, succeeded=1, held=1)
    clock.move(seconds=1)
    await make_webhook(platform, name="Later")
    assert await outcomes(reader, event.id) == {
        "All": "succeeded",
        "Large orders": ("filtered", "Below minimum: order.total is 50, must be over 100"),
        "Invoices": ("not_subscribed", "It subscribes to invoice.*."),
        "Off": ("inactive", "It was switched off."),
        "Paused": "held",
    }


async def test_a_reason_is_that_of_the_moment_whatever_changed_since(
    reader: httpx.AsyncClient, platform: Platform, clock: MovableClock
) -> None:
    made = await make_webhook(platform, active=False)
    (before,) = await publish(platform)
    clock.move(seconds=1)
    change = WebhookChange(active=True, event_types=["invoice.*"], name="New name")
    await platform.webhooks.update(made.summary.id, change, ADMIN)
    clock.move(seconds=1)
    (after,) = await publish(platform)
    clock.move(seconds=1)
    await platform.webhooks.delete(made.summary.id, ADMIN)
    assert await outcomes(reader, before.id) == {"New name": ("inactive", "It was switched off.")}
    assert await outcomes(reader, after.id) == {"New name": ("not_subscribed", "It subscribes to invoice.*.")}


async def test_a_held_delivery_says_why_it_waits(reader: httpx.AsyncClient, platform: Platform) -> None:
    made = await make_webhook(platform)
    await platform.webhooks.pause(made.summary.id, ADMIN)
    await publish(platform)
    found = (await reader.get("/api/v1/deliveries", params={"status": "held"})).json()["items"]
    assert [one["held_because"] for one in found] == ["Its webhook is paused. Paused by admin@example.com."]


async def test_a_delivery_that_a_rate_limit_keeps_waiting_says_so(
    reader: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform, fields={"rate_limit": 0.01})
    await publish(platform, make_event(), make_event())
    await until_log_is(platform, succeeded=1, sending=1)
    (waiting,) = (await reader.get("/api/v1/deliveries", params={"status": "sending"})).json()["items"]
    assert waiting["held_because"] == "At most 0.01 a second go to its webhook: it is sent in its turn."


async def test_an_event_is_found_by_its_publishers_id_and_shown_as_published(
    reader: httpx.AsyncClient, platform: Platform
) -> None:
    event = make_event(client_id="order-1", entity_type="order", entity_id="SO-1", data=b'{"n":1}')
    await publish(platform, event)
    found = (await reader.get(f"{EVENTS}/order-1")).json()
    assert (found["id"], found["type"], found["data"]) == ("order-1", "order.created", {"n": 1})
    assert (found["entity_type"], found["entity_id"], found["webhooks"]) == ("order", "SO-1", [])


async def test_a_resend_is_one_more_delivery(reader: httpx.AsyncClient, platform: Platform) -> None:
    await make_webhook(platform)
    (event,) = await publish(platform)
    await until_log_is(platform, succeeded=1)
    first = parse_id(DELIVERY, event.deliveries[0].id)
    again = await platform.deliveries.resend(first, ADMIN)
    await until_log_is(platform, succeeded=2)
    found = (await reader.get(f"{EVENTS}/{event.id}")).json()["webhooks"]
    assert [one["delivery"]["id"] for one in found] == [encode_id(DELIVERY, one) for one in (first, again)]


@ONE_DATABASE
@pytest.mark.parametrize("unknown", [encode_id(EVENT, 7), "order-2", "evt_1"])
async def test_an_unknown_event_is_404(reader: httpx.AsyncClient, unknown: str) -> None:
    check_problem(await reader.get(f"{EVENTS}/{unknown}"), 404)


@ONE_DATABASE
async def test_a_key_that_may_publish_does_not_read(publisher: httpx.AsyncClient) -> None:
    check_problem(await publisher.get(f"{EVENTS}/order-1"), 403)
