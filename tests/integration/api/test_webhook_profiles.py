"""`/api/v1/webhooks` with a preset and fields of the profile beside it; `/api/v1/presets`."""

from typing import Any

import httpx
import pytest

from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.api.routes.profile_fields import ProfileFields
from webhook_dashboard.domain.profiles import PRESETS, DeliveryProfile, find_preset

WEBHOOKS = "/api/v1/webhooks"
MASK = "••••"
EVERYTHING: dict[str, Any] = {
    "preset": "napt",
    "description": "Orders for the laboratory",
    "active": False,
    "secret": "typed-secret-of-the-receiver",
    "authentication": {"type": "basic", "username": "ada", "password": "p4ss-w0rd"},
    "headers": {"X-Source": "erp", "X-Auth-Token": "t0k3n"},
    "filters": {"order.created": {"order.total": {"$gt": 100}}},
    "templates": {"order.*": {"format": "json", "text": '{"n": {order.number}}', "strict": True}},
    "method": "PUT",
    "content_type": "application/x-www-form-urlencoded",
    "query_style": "dotted",
    "envelope": "eudr",
    "payload_version": "2.0",
    "integration_id": "int_7",
    "user_agent": "Shop/1.0",
    "identity_headers": {"X-Event": "event_type"},
    "signature_scheme": "t,v1",
    "signature_header": "X-Shop-Signature",
    "signature_prefix": "",
    "sign_content": "id.ts.body",
    "key_encoding": "utf8",
    "additional_signatures": [
        {
            "scheme": "sha256-hex",
            "header": "X-Old-Signature",
            "prefix": "sha256=",
            "sign_content": "body",
            "key_encoding": "utf8",
        }
    ],
    "connect_timeout": 5.0,
    "response_timeout": 20.0,
    "total_timeout": 40.0,
    "success_codes": "200-204",
    "retry_on": "network,429",
    "pause_on_gone": True,
    "retries_enabled": False,
    "schedule": {"kind": "list"},
    "retry_waits": [1, 2, 3],
    "max_retries": 3,
    "retry_jitter": 0.0,
    "retry_after_cap": 60.0,
    "concurrency": 2,
    "rate_limit": 5.0,
    "breaker": False,
    "breaker_failures": 9,
    "probe_interval": 5.0,
    "pause_after": 20,
    "pause_action": "notify",
    "count_unit": "attempt",
    "on_exhausted": "notify",
    "notify_email": "ops@example.com",
    "store_payload": "failed",
    "active_on_create": False,
}


def wanted(**fields: Any) -> dict[str, Any]:
    return {"name": "Order Sync", "url": "http://127.0.0.1:9/x", "event_types": ["order.created"]} | fields


async def create(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    response = await client.post(WEBHOOKS, json=wanted(**fields))
    assert response.status_code == 201, response.text
    return response.json()


async def change(client: httpx.AsyncClient, webhook: dict[str, Any], **fields: Any) -> dict[str, Any]:
    response = await client.patch(f"{WEBHOOKS}/{webhook['id']}", json=fields)
    assert response.status_code == 200, response.text
    return response.json()


def test_the_bodies_have_every_field_of_the_profile_and_no_other() -> None:
    assert set(ProfileFields.model_fields) == set(DeliveryProfile().document())
    assert set(DeliveryProfile().document()) <= set(EVERYTHING)


async def test_every_field_is_taken_and_shown_and_secrets_are_masked(admin: httpx.AsyncClient) -> None:
    created = await create(admin, **EVERYTHING)
    shown = (await admin.get(f"{WEBHOOKS}/{created['id']}")).json()
    expected: dict[str, Any] = EVERYTHING | {
        "authentication": {"type": "basic", "username": "ada", "password": MASK},
        "headers": {"X-Source": "erp", "X-Auth-Token": MASK},
    }
    secret = expected.pop("secret")
    assert {name: shown[name] for name in expected} == expected
    assert shown["state"] == "inactive"
    document = find_preset("napt").profile.document()
    differing = {name for name in document if document[name] != EVERYTHING[name]}
    assert set(shown["differs_from_preset"]) == differing
    text = (await admin.get(WEBHOOKS)).text
    assert not [value for value in (secret, "p4ss-w0rd", "t0k3n") if value in text]


@pytest.mark.parametrize("key", PRESETS)
@ONE_DATABASE
async def test_a_preset_fills_every_field(admin: httpx.AsyncClient, key: str) -> None:
    created = await create(admin, preset=key)
    document = find_preset(key).profile.document()
    assert {name: created[name] for name in document} == document
    assert (created["preset"], created["differs_from_preset"]) == (key, [])
    assert created["active"] is (key != "nautical")
    assert created["secret"].startswith("whsec_")


@ONE_DATABASE
async def test_presets_are_listed_with_their_fields(reader: httpx.AsyncClient) -> None:
    items = (await reader.get("/api/v1/presets")).json()["items"]
    assert [item["key"] for item in items] == list(PRESETS)
    for item in items:
        assert {name: item[name] for name in DeliveryProfile().document()} == find_preset(
            item["key"]
        ).profile.document()
        assert item["label"]
        assert item["description"]


async def test_another_preset_fills_the_profile_anew(admin: httpx.AsyncClient) -> None:
    created = await create(admin, concurrency=2)
    changed = await change(admin, created, preset="eudr", rate_limit=3)
    assert changed["concurrency"] == 16
    assert changed["differs_from_preset"] == ["rate_limit"]
    assert changed["retry_waits"] == [1, 5, 30]
    kept = await change(admin, changed, preset="eudr")
    assert kept["rate_limit"] == 3  # the same preset again changes nothing


async def test_what_was_read_can_be_sent_back(admin: httpx.AsyncClient) -> None:
    created = await create(
        admin,
        **EVERYTHING | {"headers": {"Authorization": "Bearer t0k3n"}, "authentication": {"type": "hmac"}},
    )
    shown = (await admin.get(f"{WEBHOOKS}/{created['id']}")).json()
    names = [name for name in shown if name in EVERYTHING or name in ("name", "url", "event_types")]
    again = await change(admin, created, **{name: shown[name] for name in names})
    assert again == shown


async def test_headers_filters_and_templates_are_replaced_as_a_whole(admin: httpx.AsyncClient) -> None:
    created = await create(admin, **EVERYTHING)
    changed = await change(
        admin,
        created,
        headers={"X-Auth-Token": MASK},
        filters={},
        templates={},
        authentication={"type": "none"},
    )
    assert (changed["headers"], changed["filters"], changed["templates"]) == ({"X-Auth-Token": MASK}, {}, {})
    assert changed["authentication"] == {"type": "none"}


async def test_null_takes_a_limit_away(admin: httpx.AsyncClient) -> None:
    created = await create(admin, rate_limit=2, pause_after=5)
    changed = await change(admin, created, rate_limit=None, pause_after=None)
    assert (changed["rate_limit"], changed["pause_after"]) == (None, None)


async def test_a_webhook_that_could_sign_and_has_no_secret_says_so(admin: httpx.AsyncClient) -> None:
    unsigned = await create(admin, preset="eudr", secret="")
    assert unsigned["warnings"] == ["secret: there is none, so requests are sent unsigned."]
    assert (await create(admin, preset="eudr"))["warnings"] == []
    assert (await create(admin, signature_scheme="none"))["warnings"] == []


async def test_without_a_signature_no_secret_is_made(admin: httpx.AsyncClient) -> None:
    created = await create(admin, signature_scheme="none")
    assert (created["secret"], created["secret_hint"]) == ("", "")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"preset": "acme"}, "preset"),
        ({"colour": 1}, "colour"),
        ({"max_retries": "3"}, "max_retries"),
        ({"max_retries": 11}, "max_retries"),
        ({"connect_timeout": "10"}, "connect_timeout"),
        ({"response_timeout": 121}, "response_timeout"),
        ({"rate_limit": "fast"}, "rate_limit"),
        ({"retry_waits": "soon"}, "retry_waits"),
        ({"schedule": {"kind": "linear"}}, "schedule.kind"),
        ({"schedule": {"kind": "list", "retries": 3}}, "schedule.retries"),
        ({"identity_headers": {"Host": "event_id"}}, "identity_headers"),
        ({"signature_scheme": "md5"}, "signature_scheme"),
        ({"signature_header": "X-Mine"}, "signature_header"),
        ({"signature_scheme": "sha256-hex", "signature_prefix": "a b"}, "signature_prefix"),
        ({"signature_scheme": "t,v1", "sign_content": "body"}, "sign_content"),
        ({"key_encoding": "hex"}, "key_encoding"),
        (
            {"additional_signatures": [{"scheme": "sha256-hex", "header": "a b"}]},
            "additional_signatures[0].header",
        ),
        ({"additional_signatures": [{}]}, "additional_signatures"),
        ({"headers": {"Host": "a"}}, "headers"),
        ({"headers": {"X-A": "a\r\nX-B: b"}}, "headers"),
        ({"headers": {"webhook-signature": "a"}}, "headers"),
        ({"headers": {"X-Webhook-Event": "a"}}, "headers"),
        ({"headers": {"Authorization": "a"}, "authentication": {"type": "bearer", "token": "b"}}, "headers"),
        (
            {"authentication": {"type": "api_key", "header": "x-webhook-event", "value": "b"}},
            "authentication",
        ),
        ({"identity_headers": {"X-Mine": "event_id"}, "headers": {"x-mine": "a"}}, "headers"),
        ({"authentication": {"type": "oauth"}}, "authentication.type"),
        ({"authentication": {"type": "bearer"}}, "authentication.token"),
        ({"authentication": {"type": "hmac"}, "secret": ""}, "authentication"),
        ({"authentication": {"type": "hmac"}, "signature_scheme": "none"}, "authentication"),
        ({"secret": "not base64 at all!"}, "secret"),
        ({"filters": {"order.created": {"$near": 1}}}, "filters.order.created.$near"),
        ({"filters": {"not a type": {"a": 1}}}, "filters"),
        ({"filters": {" order.created": {"a": 1}}}, "filters"),
        ({"filters": {"order.created": []}}, "filters.order.created"),
        ({"filters": {"order.created": False}}, "filters.order.created"),
        ({"templates": {"order.created": 0}}, "templates.order.created"),
        ({"templates": {"not a type": {"format": "json", "text": "{}"}}}, "templates"),
        ({"templates": {"order.created": {"format": "json", "text": "{"}}}, "templates.order.created"),
        ({"description": "x" * 501}, "description"),
    ],
)
@ONE_DATABASE
async def test_what_cannot_be_used_is_422_and_named(
    admin: httpx.AsyncClient, fields: dict[str, Any], field: str
) -> None:
    check_problem(await admin.post(WEBHOOKS, json=wanted(**fields)), 422, field=field)
    existing = (await create(admin))["id"]
    check_problem(await admin.patch(f"{WEBHOOKS}/{existing}", json=fields), 422, field=field)
    assert (await admin.get(f"{WEBHOOKS}/{existing}")).json()["revision"] == 1


@ONE_DATABASE
async def test_a_change_is_refused_when_it_does_not_go_with_what_is_there(admin: httpx.AsyncClient) -> None:
    typed = await create(admin, preset="napt", secret="typed-secret-of-the-receiver")
    path = f"{WEBHOOKS}/{typed['id']}"
    check_problem(await admin.patch(path, json={"preset": "standard"}), 422, field="secret")
    headed = await create(admin, headers={"X-Shop-Signature": "a"})
    signed = {"signature_scheme": "sha256-hex", "signature_header": "X-Shop-Signature"}
    check_problem(await admin.patch(f"{WEBHOOKS}/{headed['id']}", json=signed), 422, field="headers")
    hmac = await create(admin, authentication={"type": "hmac"})
    check_problem(
        await admin.patch(f"{WEBHOOKS}/{hmac['id']}", json={"secret": ""}), 422, field="authentication"
    )
