"""The packs of the event catalogue."""

import orjson
import pytest

from webhook_dashboard.domain.catalogue.entries import EventType
from webhook_dashboard.domain.catalogue.packs import EVENT_TYPES, PACKS, find_built_in, find_pack
from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.webhooks import check_event_type

ALL = [event_type for pack in PACKS for event_type in pack.event_types]
SAMPLES = {event_type.key: event_type.sample for event_type in ALL}
AREAS = {
    "Seller", "Microsite", "Product", "Product Variant", "Inventory", "Invoice", "Checkout", "Payment",
    "Customer", "Marketplace Order", "Seller Order", "Fulfillment", "Payout",
}  # fmt: skip


def keys(pack: str) -> set[str]:
    return {event_type.key for event_type in find_pack(pack).event_types}


@pytest.mark.parametrize("event_type", ALL, ids=lambda event_type: event_type.key)
def test_each_type_can_be_published_and_is_described_with_a_sample(event_type: EventType) -> None:
    assert check_event_type(event_type.key) == event_type.key
    assert event_type.category
    assert event_type.description
    assert event_type.version == "1.0"
    assert isinstance(event_type.sample, dict)
    assert event_type.sample
    assert orjson.loads(orjson.dumps(event_type.sample)) == event_type.sample


def test_no_key_stands_in_two_packs() -> None:
    assert len({event_type.key for event_type in ALL}) == len(ALL)
    assert len({pack.key for pack in PACKS}) == len(PACKS)


def test_the_packs_hold_the_types_of_their_products() -> None:
    assert len(keys("angage")) == 23
    assert {"order.completed", "bill.created", "inventory.updated", "contact.created"} <= keys("angage")
    assert keys("napt") == {"ILCPT_ORDER"}
    assert keys("eudr") == {"supplier.created", "supplier.updated", "sync.completed"}
    assert "license.assigned" in keys("getkeymanager")
    categories = {event_type.category for event_type in find_pack("getkeymanager").event_types}
    assert categories == {"License", "Activation", "Product"}


def test_the_marketplace_covers_every_area_in_snake_case() -> None:
    nautical = find_pack("nautical").event_types
    assert {event_type.category for event_type in nautical} == AREAS
    assert all(event_type.key.islower() and "." not in event_type.key for event_type in nautical)
    assert {"customer_created", "nautical_order_fully_paid", "stock_deallocated"} <= keys("nautical")


def test_all_but_the_marketplace_is_offered_from_the_start() -> None:
    assert {event_type.key for event_type in EVENT_TYPES} == {key for key in SAMPLES if "." in key} | {
        "ILCPT_ORDER"
    }


def test_the_order_has_every_variable_and_filter_field_of_the_forms() -> None:
    order = SAMPLES["order.created"]
    assert {
        "id", "number", "date", "status", "subtotal", "tax", "shipping", "total", "notes", "source",
        "ship_method",
    } <= order.keys()  # fmt: skip
    assert order["customer"].keys() == {"id", "code", "name", "email", "phone"}
    assert all(item.keys() == {"sku", "name", "quantity", "price", "total"} for item in order["items"])
    assert sum(item["total"] for item in order["items"]) == order["subtotal"]
    assert order["subtotal"] + order["tax"] + order["shipping"] == order["total"] == 150.0


def test_an_ilcpt_order_groups_its_tests_by_scheme() -> None:
    assert SAMPLES["ILCPT_ORDER"] == {
        "companyId": 100,
        "companyName": "ABC Labs",
        "orderedBy": {"contactId": 25, "name": "John Doe", "email": "john@abclabs.com"},
        "orderDate": "2024-01-15T10:30:00Z",
        "items": [
            {"scheme": "Temperature Calibration", "testIds": [12345, 12346, 12347]},
            {"scheme": "Pressure Calibration", "testIds": [12348, 12349]},
        ],
    }


def test_a_built_in_type_is_found_with_its_pack() -> None:
    found = find_built_in("order.created")
    assert found is not None
    assert (found[0].name, found[1].description) == ("Angage ERP", "New order placed")
    assert find_built_in("invoice.paid") is None
    with pytest.raises(NotFound, match="angage, napt, getkeymanager, eudr, nautical"):
        find_pack("shopify")
