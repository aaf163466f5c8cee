"""`/api/v1/webhooks`."""

from typing import Any

import httpx
import orjson
import pytest

from tests.factories import make_event, make_inbox, make_webhook, publish
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage import webhook_health
from webhook_dashboard.storage.delivery_log import LogFilter, list_deliveries

WEBHOOKS = "/api/v1/webhooks"
FIELDS = {
    "id", "name", "description", "url", "event_types", "active", "state", "paused_at", "pause_reason",
    "breaker_opened_at", "preset", "differs_from_preset", "secret_hint", "authentication", "headers",
    "filters", "warnings", "templates", "revision", "created_at", "updated_at", *DeliveryProfile().document(),
}  # fmt: skip
UNKNOWN = encode_id(WEBHOOK, 7)
SECRET = "whsec_" + "A" * 32


def wanted(**fields: Any) -> dict[str, Any]:
    return {"name": "Order Sync", "url": "http://127.0.0.1:9/x", "event_types": ["order.created"]} | fields


async def test_a_webhook_is_created_with_a_secret_that_is_shown_once(admin: httpx.AsyncClient) -> None:
    response = await admin.post(WEBHOOKS, json=wanted())
    assert response.status_code == 201
    created = response.json()
    secret = created.pop("secret")
    assert secret.startswith("whsec_")
    assert created.keys() == FIELDS
    assert (created["method"], created["active"], created["state"]) == ("POST", True, "active")
    assert created["created_at"].endswith("Z")
    assert response.headers["location"] == f"{WEBHOOKS}/{created['id']}"
    fetched = await admin.get(response.headers["location"])
    assert fetched.json() == created
    assert secret not in (await admin.get(WEBHOOKS)).text


async def test_every_field_can_be_given(admin: httpx.AsyncClient) -> None:
    body = wanted(method="put", active=False, secret=SECRET, event_types=["order.*", "invoice.sent"])
    created = (await admin.post(WEBHOOKS, json=body)).json()
    assert created["secret"] == SECRET
    assert (created["method"], created["state"]) == ("PUT", "inactive")
    assert created["event_types"] == ["order.*", "invoice.sent"]


async def test_a_webhook_may_send_to_a_test_inbox(admin: httpx.AsyncClient, platform: Platform) -> None:
    token = await make_inbox(platform)
    created = await admin.post(WEBHOOKS, json=wanted(url=f"http://hooks.example/inbox/{token}"))
    assert created.json()["url"] == f"/inbox/{token}"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"name": 7}, "name"),
        ({"url": "ftp://example.com"}, "url"),
        ({"url": "https://10.0.0.1/x"}, "url"),
        ({"url": "/inbox/unknown"}, "url"),
        ({"event_types": []}, "event_types"),
        ({"event_types": "order.created"}, "event_types"),
        ({"event_types": ["order.created", 3]}, "event_types[1]"),
        ({"event_types": ["a b"]}, "event_types"),
        ({"method": "HEAD"}, "method"),
        ({"active": "yes"}, "active"),
        ({"active": 1}, "active"),
        ({"secret": "short"}, "secret"),
        ({"colour": "red"}, "colour"),
        ({"id": "wh_1"}, "id"),
    ],
)
@ONE_DATABASE
async def test_a_field_that_cannot_be_used_is_422_and_named(
    admin: httpx.AsyncClient, change: dict[str, Any], field: str
) -> None:
    check_problem(await admin.post(WEBHOOKS, json=wanted(**change)), 422, field=field)
    existing = (await admin.post(WEBHOOKS, json=wanted())).json()["id"]
    check_problem(await admin.patch(f"{WEBHOOKS}/{existing}", json=change), 422, field=field)


@pytest.mark.parametrize("field", ["name", "description", "url", "user_agent"])
@pytest.mark.parametrize("half", [r"\ud800", r"\u0000"])
async def test_what_is_no_character_is_422_and_named(admin: httpx.AsyncClient, field: str, half: str) -> None:
    body = orjson.dumps(wanted() | {field: "http://127.0.0.1:9/HERE"}).replace(b"HERE", half.encode())
    headers = {"Content-Type": "application/json"}
    check_problem(await admin.post(WEBHOOKS, content=body, headers=headers), 422, field=field)


@pytest.mark.parametrize("field", ["schedule", "authentication"])
@ONE_DATABASE
async def test_a_name_that_is_no_text_is_422(admin: httpx.AsyncClient, field: str) -> None:
    body = orjson.dumps(wanted() | {field: {"HERE": "x"}}).replace(b"HERE", rb"\ud800")
    headers = {"Content-Type": "application/json"}
    check_problem(await admin.post(WEBHOOKS, content=body, headers=headers), 422, field=f"{field}.?")


@pytest.mark.parametrize("field", ["name", "url", "event_types"])
@ONE_DATABASE
async def test_a_field_that_is_missing_is_422_and_named(admin: httpx.AsyncClient, field: str) -> None:
    body = wanted()
    del body[field]
    check_problem(await admin.post(WEBHOOKS, json=body), 422, field=field)


@pytest.mark.parametrize("body", [b"", b"[]", b"3"])
@ONE_DATABASE
async def test_a_body_that_is_no_object_is_422(admin: httpx.AsyncClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    check_problem(await admin.post(WEBHOOKS, content=body, headers=headers), 422, field="body")


async def test_the_list_is_by_name(admin: httpx.AsyncClient, platform: Platform) -> None:
    await make_webhook(platform, name="B")
    await make_webhook(platform, name="A")
    page = (await admin.get(WEBHOOKS)).json()
    assert [item["name"] for item in page["items"]] == ["A", "B"]
    assert page["next"] is None
    assert page["items"][0].keys() == FIELDS


async def test_a_webhook_whose_last_attempts_failed_is_failing(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    number = (await make_webhook(platform)).summary.id
    health = Health(3, platform.clock(), "127.0.0.1 answered 500.")
    await platform.database.write(lambda connection: webhook_health.write_health(connection, number, health))
    assert (await admin.get(WEBHOOKS)).json()["items"][0]["state"] == "failing"


async def test_a_change_changes_what_it_names_and_nothing_else(admin: httpx.AsyncClient) -> None:
    before = (await admin.post(WEBHOOKS, json=wanted())).json()
    response = await admin.patch(f"{WEBHOOKS}/{before['id']}", json={"active": False, "name": "New"})
    assert response.status_code == 200
    after = response.json()
    changed = {name for name in FIELDS if after[name] != before[name]}
    assert changed == {"active", "name", "state", "revision", "updated_at"}
    assert after["revision"] == 2


async def test_a_change_that_was_meant_for_another_revision_changes_nothing(admin: httpx.AsyncClient) -> None:
    created = await admin.post(WEBHOOKS, json=wanted())
    path, first = f"{WEBHOOKS}/{created.json()['id']}", created.headers["etag"]
    assert (first, (await admin.get(path)).headers["etag"]) == ('"1"', '"1"')
    changed = await admin.patch(path, json={"name": "Mine"}, headers={"If-Match": first})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    unread = ('"two"', "2", 'w/"2"', '"a"2"b"', '"1" "2"', '*, "9"', "")
    for stale in (first, f"W/{first}", '"1", "3"', *unread):
        late = await admin.patch(path, json={"name": "Late"}, headers={"If-Match": stale})
        detail = check_problem(late, 412)
        assert detail.startswith("Mine is at revision 2: it was changed meanwhile.")
    weakened = 'W/"5"'  # by a proxy that compresses
    for number, matching in enumerate(('"2"', '"1", "3"', "*", weakened), start=3):
        change = {"name": f"Name {number}"}
        assert (await admin.patch(path, json=change, headers={"If-Match": matching})).status_code == 200


async def test_a_webhook_that_was_changed_meanwhile_is_not_deleted(admin: httpx.AsyncClient) -> None:
    created = await admin.post(WEBHOOKS, json=wanted())
    path, first = f"{WEBHOOKS}/{created.json()['id']}", created.headers["etag"]
    second = (await admin.patch(path, json={"name": "Mine"})).headers["etag"]
    detail = check_problem(await admin.delete(path, headers={"If-Match": first}), 412)
    assert detail.startswith("Mine is at revision 2: it was changed meanwhile.")
    assert (await admin.get(path)).status_code == 200
    assert (await admin.delete(path, headers={"If-Match": second})).status_code == 204


async def test_a_new_secret_is_taken_and_not_shown(admin: httpx.AsyncClient) -> None:
    before = (await admin.post(WEBHOOKS, json=wanted())).json()
    response = await admin.patch(f"{WEBHOOKS}/{before['id']}", json={"secret": SECRET})
    assert SECRET not in response.text
    assert response.json()["secret_hint"].endswith("AAAA")


async def test_a_deleted_webhook_is_gone_and_its_log_stays(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    number = (await make_webhook(platform)).summary.id
    await publish(platform, make_event())
    path = f"{WEBHOOKS}/{encode_id(WEBHOOK, number)}"
    response = await admin.delete(path)
    assert (response.status_code, response.content) == (204, b"")
    check_problem(await admin.get(path), 404)
    check_problem(await admin.delete(path), 404)
    check_problem(await admin.patch(path, json={"name": "x"}), 404)
    assert (await admin.get(WEBHOOKS)).json()["items"] == []
    assert len(await platform.database.read(lambda c: list_deliveries(c, LogFilter()))) == 1


@pytest.mark.parametrize("wrong", ["wh_1", "whd_00000000001", "7", "wh_" + "z" * 11])
@ONE_DATABASE
async def test_what_is_no_id_is_422(admin: httpx.AsyncClient, wrong: str) -> None:
    check_problem(await admin.get(f"{WEBHOOKS}/{wrong}"), 422, field="id")


async def test_a_key_that_may_read_reads_and_does_not_write(reader: httpx.AsyncClient) -> None:
    assert (await reader.get(WEBHOOKS)).status_code == 200
    check_problem(await reader.get(f"{WEBHOOKS}/{UNKNOWN}"), 404)
    check_problem(await reader.post(WEBHOOKS, json=wanted()), 403)
    check_problem(await reader.patch(f"{WEBHOOKS}/{UNKNOWN}", json={}), 403)
    check_problem(await reader.delete(f"{WEBHOOKS}/{UNKNOWN}"), 403)


async def test_a_key_that_may_publish_neither_reads_nor_writes(publisher: httpx.AsyncClient) -> None:
    check_problem(await publisher.get(WEBHOOKS), 403)
    check_problem(await publisher.get(f"{WEBHOOKS}/{UNKNOWN}"), 403)
    check_problem(await publisher.post(WEBHOOKS, json=wanted()), 403)
    check_problem(await publisher.delete(f"{WEBHOOKS}/{UNKNOWN}"), 403)


async def test_the_dashboards_cookie_is_no_key(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    token = await platform.accounts.set_up("ada@company.com", "correct horse")
    anonymous.cookies.set("webhook_dashboard_session", token)
    check_problem(await anonymous.get(WEBHOOKS), 401)
    check_problem(await anonymous.post(WEBHOOKS, content=orjson.dumps(wanted())), 401)
