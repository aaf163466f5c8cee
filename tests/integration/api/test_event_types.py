"""`/api/v1/event-types` and `/api/v1/event-type-packs`."""

from typing import Any

import httpx
import pytest

from tests.factories import make_event, make_webhook, publish
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.domain.catalogue.packs import EVENT_TYPES
from webhook_dashboard.domain.ids import EVENT, encode_id
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.event_types import list_recent_events

pytestmark = ONE_DATABASE

TYPES, PACKS = "/api/v1/event-types", "/api/v1/event-type-packs"
FIELDS = {
    "key", "category", "description", "version", "sample", "origin", "pack", "changed", "webhook_count",
    "last_event_at", "updated_at",
}  # fmt: skip
SHIPMENT: dict[str, Any] = {
    "key": "shipment.sent",
    "category": "Logistics",
    "description": "Left the house",
    "version": "2.0",
    "sample": {"id": 7},
}


async def test_the_catalogue_is_listed_with_samples_and_who_gets_what(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    await make_webhook(platform, event_types=["order.*"])
    await make_webhook(platform, event_types=["order.created", "invoice.sent"])
    await publish(platform, make_event())
    items = (await admin.get(TYPES)).json()["items"]
    assert [item["key"] for item in items] == [event_type.key for event_type in EVENT_TYPES]
    created, updated = items[:2]
    assert created.keys() == FIELDS
    assert created["sample"] == EVENT_TYPES[0].sample
    assert (created["origin"], created["pack"], created["changed"]) == ("pack", "angage", False)
    assert (created["webhook_count"], updated["webhook_count"]) == (2, 1)
    assert created["last_event_at"].endswith("Z")
    assert (updated["last_event_at"], updated["updated_at"]) == (None, None)
    assert (await admin.get(f"{TYPES}/order.created")).json() == created


async def test_a_type_is_added_changed_and_deleted(admin: httpx.AsyncClient) -> None:
    response = await admin.post(TYPES, json=SHIPMENT)
    assert response.status_code == 201
    created = response.json()
    assert SHIPMENT.items() <= created.items()
    assert (created["origin"], created["pack"], created["changed"]) == ("own", None, False)
    assert response.headers["location"] == f"{TYPES}/shipment.sent"
    patch = {"description": "Sent off", "sample": [1]}
    changed = await admin.patch(f"{TYPES}/shipment.sent", json=patch)
    assert changed.status_code == 200
    assert (SHIPMENT | patch).items() <= changed.json().items()
    assert (await admin.get(f"{TYPES}/shipment.sent")).json() == changed.json()
    assert (await admin.delete(f"{TYPES}/shipment.sent")).status_code == 204
    check_problem(await admin.get(f"{TYPES}/shipment.sent"), 404)


async def test_a_type_is_made_from_an_event(admin: httpx.AsyncClient, platform: Platform) -> None:
    await publish(platform, make_event(type="shipment.sent", data=b'{"id":7}'))
    (recent,) = await platform.database.read(lambda connection: list_recent_events(connection, 1))
    body = {"from_event": encode_id(EVENT, recent.id), "category": "Logistics"}
    created = (await admin.post(TYPES, json=body)).json()
    assert (created["key"], created["category"], created["sample"]) == (
        "shipment.sent",
        "Logistics",
        {"id": 7},
    )
    assert created["last_event_at"] is not None
    named = await admin.post(TYPES, json=body | {"key": "shipment.second", "sample": {}})
    assert (named.json()["key"], named.json()["sample"]) == ("shipment.second", {})
    check_problem(await admin.post(TYPES, json={"from_event": encode_id(EVENT, 7)}), 404)
    check_problem(await admin.post(TYPES, json={"from_event": "7"}), 422, field="from_event")


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "key"),
        ({"key": "two words"}, 422, "key"),
        ({"key": "order.created"}, 409, None),
        ({"key": "a.b", "version": "?"}, 422, "version"),
        ({"key": "a.b", "sample": {"id": 2**70}}, 422, "sample"),
        ({"key": "a.b", "colour": "red"}, 422, "colour"),
        ({"key": 7}, 422, "key"),
    ],
)
async def test_what_cannot_be_added_is_a_problem(
    admin: httpx.AsyncClient, body: dict[str, Any], status: int, field: str | None
) -> None:
    check_problem(await admin.post(TYPES, json=body), status, field=field)


async def test_a_type_of_a_pack_is_changed_and_goes_back(admin: httpx.AsyncClient) -> None:
    before = (await admin.get(f"{TYPES}/order.created")).json()
    check_problem(await admin.delete(f"{TYPES}/order.created"), 409)
    changed = (await admin.patch(f"{TYPES}/order.created", json={"sample": None})).json()
    assert (changed["sample"], changed["changed"], changed["pack"]) == ({}, True, "angage")
    check_problem(await admin.patch(f"{TYPES}/order.created", json={"key": "a.b"}), 422, field="key")
    assert (await admin.delete(f"{TYPES}/order.created")).status_code == 204
    assert (await admin.get(f"{TYPES}/order.created")).json() == before


async def test_a_type_in_use_is_deleted_with_force(admin: httpx.AsyncClient, platform: Platform) -> None:
    await admin.post(TYPES, json=SHIPMENT)
    await make_webhook(platform, name="Carrier", event_types=["shipment.sent"])
    assert "Carrier" in check_problem(await admin.delete(f"{TYPES}/shipment.sent"), 409)
    assert (await admin.delete(f"{TYPES}/shipment.sent?force=true")).status_code == 204


async def test_types_are_imported_from_the_answer_of_the_list(admin: httpx.AsyncClient) -> None:
    listed = (await admin.get(TYPES)).json()
    listed["items"][0]["description"] = "An order came in"
    listed["items"].append(SHIPMENT)
    looked = await admin.post(f"{TYPES}/import?dry_run=true", json=listed)
    assert looked.json() == (await admin.post(f"{TYPES}/import", json=listed)).json()
    assert looked.json() == {
        "created": ["shipment.sent"],
        "changed": ["order.created"],
        "unchanged": [event_type.key for event_type in EVENT_TYPES[1:]],
    }
    assert (await admin.get(f"{TYPES}/order.created")).json()["description"] == "An order came in"


async def test_a_map_of_types_to_samples_is_imported(admin: httpx.AsyncClient) -> None:
    response = await admin.post(f"{TYPES}/import", json={"shipment.sent": {"id": 7}})
    assert response.json() == {"created": ["shipment.sent"], "changed": [], "unchanged": []}
    assert (await admin.get(f"{TYPES}/shipment.sent")).json()["sample"] == {"id": 7}
    sentence = check_problem(
        await admin.post(f"{TYPES}/import", json=[{"key": "a.b"}, {"key": ""}]),
        422,
        field="event_types[1].key",
    )
    assert sentence.startswith("event_types[1].key: ")
    check_problem(await admin.post(f"{TYPES}/import", json="a.b"), 422, field="event_types")


async def test_fields_are_listed_with_their_last_real_values(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    await publish(platform, make_event(data=b'{"total":95.5,"items":[{"sku":"A"}]}'))
    items = (await admin.get(f"{TYPES}/order.created/fields")).json()["items"]
    fields = {item["path"]: item for item in items}
    assert fields["order.total"] == {
        "path": "order.total",
        "kinds": ["number"],
        "last_value": 95.5,
        "values": [95.5, 150.0],
        "size": None,
        "list_path": None,
        "element_path": None,
        "source": "event",
    }
    assert (fields["items.0.sku"]["list_path"], fields["items.0.sku"]["element_path"]) == ("items", "sku")
    assert fields["customer.email"]["source"] == "sample"
    assert (await admin.get(f"{TYPES}/nobody.knows/fields")).json() == {"items": [], "next": None}


async def test_packs_are_listed_and_switched(admin: httpx.AsyncClient) -> None:
    packs = {pack["key"]: pack for pack in (await admin.get(PACKS)).json()["items"]}
    assert {key for key, pack in packs.items() if pack["enabled"]} == {
        "angage",
        "napt",
        "getkeymanager",
        "eudr",
    }
    switched = await admin.patch(f"{PACKS}/nautical", json={"enabled": True})
    assert switched.json() == packs["nautical"] | {"enabled": True}
    keys = {item["key"] for item in (await admin.get(TYPES)).json()["items"]}
    assert set(packs["nautical"]["event_types"]) <= keys
    check_problem(await admin.patch(f"{PACKS}/shopify", json={"enabled": True}), 404)
    check_problem(await admin.patch(f"{PACKS}/nautical", json={"enabled": "yes"}), 422, field="enabled")


async def test_a_reading_key_reads_and_changes_nothing(reader: httpx.AsyncClient) -> None:
    for path in (TYPES, f"{TYPES}/order.created", f"{TYPES}/order.created/fields", PACKS):
        assert (await reader.get(path)).status_code == 200
    check_problem(await reader.post(TYPES, json=SHIPMENT), 403)
    check_problem(await reader.post(f"{TYPES}/import", json=[SHIPMENT]), 403)
    check_problem(await reader.patch(f"{TYPES}/order.created", json={}), 403)
    check_problem(await reader.delete(f"{TYPES}/order.created"), 403)
    check_problem(await reader.patch(f"{PACKS}/eudr", json={"enabled": False}), 403)


async def test_a_publishing_key_may_not_read(publisher: httpx.AsyncClient) -> None:
    check_problem(await publisher.get(TYPES), 403)
    check_problem(await publisher.get(PACKS), 403)
