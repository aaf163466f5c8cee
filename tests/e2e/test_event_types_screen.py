"""The event catalogue in a real browser: read, added to, changed, imported, and its packs switched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.at_once import type_and_press
from tests.e2e.installation import OWNER, PASSWORD, VIEWER, install
from tests.e2e.server_process import ServerProcess, clean_environment, running_server
from tests.e2e.settling import fits_the_width
from tests.patience import PATIENCE_SECONDS

PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Installation:
    """A server with an owner and an API key that may do everything."""

    server: ServerProcess
    key: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.request(
            method, f"{self.server.url}{path}", json=body, headers=headers, timeout=PATIENCE_SECONDS
        )
        return answer.raise_for_status().json() if answer.content else None

    def publish(self, event_type: str, data: Any) -> None:
        """Publish one event."""
        self.call("POST", "/api/v1/events", {"type": event_type, "data": data})

    def open(self, page: Page, address: str, email: str = OWNER) -> None:
        """Sign in and go to an address."""
        person = {"email": email, "password": PASSWORD}
        assert page.request.post(f"{self.server.url}/api/session", data=person).status == 204
        page.goto(f"{self.server.url}{address}")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one."""
    data_dir = tmp_path / "data"
    key = install(data_dir)
    with running_server(data_dir, environment=clean_environment(allowed_addresses="127.0.0.0/8")) as server:
        yield Installation(server, key)


def row_of(page: Page, key: str) -> Locator:
    """The row of a type in the table."""
    return page.locator("tr[data-row]").filter(has=page.get_by_text(key, exact=True))


def panel(page: Page) -> Locator:
    """The panel of a type."""
    return page.locator(".side-panel")


def dialog(page: Page) -> Locator:
    """The dialog that is open."""
    return page.get_by_role("dialog")


def test_a_type_is_found_and_shows_its_sample_and_its_fields_with_real_values(
    installation: Installation, page: Page
) -> None:
    installation.call(
        "POST",
        "/api/v1/webhooks",
        {"name": "Order Sync", "url": "http://127.0.0.1:9/x", "event_types": ["order.*"]},
    )
    installation.publish("order.created", {"total": 95.5, "items": [{"sku": "A-1"}], "gift": True})
    installation.open(page, "/event-types")
    expect(row_of(page, "order.created")).to_contain_text("New order placed")
    expect(page.get_by_text("35 event types, 1 published")).to_be_visible()
    assert grave_violations(page) == []

    page.keyboard.press("/")
    page.keyboard.type("new order")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=new\+order"))
    row_of(page, "order.created").click()
    expect(panel(page)).to_contain_text("New order placed.")
    expect(panel(page)).to_contain_text("1 webhook gets it.")
    expect(panel(page).get_by_role("link", name="Order Sync")).to_be_visible()
    expect(panel(page).get_by_label("Sample of the data")).to_contain_text('"number": "SO-2026-0892"')
    panel(page).get_by_role("tab", name=re.compile("Fields")).click()
    fields = panel(page).get_by_role("row")
    expect(fields.filter(has_text="order.total")).to_contain_text("95.5")
    expect(fields.filter(has_text="items.0.sku")).to_contain_text("A-1")
    expect(fields.filter(has_text="order.gift")).to_contain_text("true")
    expect(fields.filter(has_text="customer.email")).to_contain_text("purchasing@bergman-outdoor.example")
    assert grave_violations(page) == []
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    page.get_by_role("button", name="Clear filters").click()
    expect(row_of(page, "invoice.sent")).to_be_visible()

    search = page.get_by_label("Search type, description or pack")
    search.fill("no such thing")
    expect(page.get_by_text("No event type matches “no such thing”.")).to_be_visible()
    page.get_by_role("link", name="Event types").first.click()
    expect(row_of(page, "invoice.sent")).to_be_visible()
    expect(search).to_have_value("")


def test_a_type_is_added_with_the_keyboard_changed_and_deleted(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/event-types")
    expect(row_of(page, "order.created")).to_be_visible()
    page.keyboard.press("c")
    key = dialog(page).get_by_label("Type", exact=True)
    expect(key).to_be_focused()
    page.keyboard.type("two words")
    sample = dialog(page).get_by_label("Sample of the data, in JSON")
    sample.fill('{"id": 7,}')
    expect(dialog(page).get_by_text(re.compile(r"^Line 1, column \d+: "))).to_be_visible()
    key.press("Enter")
    expect(dialog(page).get_by_text("Expected letters, digits and _")).to_be_visible()
    expect(key).to_be_focused()
    assert grave_violations(page) == []
    key.fill("shipment.sent")
    sample.fill('{"id": 7}')
    expect(dialog(page).get_by_text("Valid JSON, 1 field, 8 bytes")).to_be_visible()
    dialog(page).get_by_label("Category").fill("Logistics")
    dialog(page).get_by_label("Description", exact=True).fill("A parcel left the house")
    key.press("Enter")
    expect(dialog(page)).to_have_count(0)
    expect(panel(page)).to_contain_text("A parcel left the house.")
    expect(page).to_have_url(re.compile("type=shipment.sent"))
    expect(row_of(page, "shipment.sent")).to_contain_text("Your own")

    page.keyboard.press("e")
    description = dialog(page).get_by_label("Description", exact=True)
    expect(description).to_be_focused()
    description.fill("It is on its way")
    description.press("Tab")
    page.keyboard.press("Escape")
    page.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
    expect(description).to_have_value("It is on its way")
    dialog(page).get_by_role("button", name="Save").click()
    expect(dialog(page)).to_have_count(0)
    expect(panel(page)).to_contain_text("It is on its way.")
    expect(row_of(page, "shipment.sent")).to_contain_text("It is on its way")
    stored = installation.call("GET", "/api/v1/event-types/shipment.sent")
    assert (stored["description"], stored["sample"]) == ("It is on its way", {"id": 7})

    panel(page).get_by_role("button", name="Delete…").click()
    asked = page.get_by_role("alertdialog")
    expect(asked).to_contain_text("Events of type shipment.sent go on being taken")
    asked.get_by_role("button", name="Delete event type").click()
    expect(panel(page)).to_have_count(0)
    expect(row_of(page, "shipment.sent")).to_have_count(0)


def test_a_published_type_becomes_an_entry_with_its_data_as_the_sample(
    installation: Installation, page: Page
) -> None:
    installation.publish("shipment.sent", {"id": 7, "carrier": "DHL"})
    installation.open(page, "/event-types?type=shipment.sent")
    expect(panel(page)).to_contain_text("Nobody has described it yet.")
    expect(panel(page)).to_contain_text("The data of the newest event.")
    expect(page.get_by_role("columnheader", name="Published, not in the")).to_be_visible()
    panel(page).get_by_role("button", name="Add to the catalogue").click()
    expect(dialog(page).get_by_label("Type", exact=True)).to_have_value("shipment.sent")
    expect(dialog(page).get_by_label("Sample of the data")).to_have_value(re.compile('"carrier": "DHL"'))
    dialog(page).get_by_role("combobox").first.click()
    page.get_by_role("option", name=re.compile("^shipment.sent, ")).click()
    dialog(page).get_by_role("button", name="Add event type").click()
    expect(dialog(page)).to_have_count(0)
    expect(row_of(page, "shipment.sent")).to_contain_text("Your own")
    stored = installation.call("GET", "/api/v1/event-types/shipment.sent")
    assert stored["sample"] == {"id": 7, "carrier": "DHL"}


def test_types_are_imported_from_a_file_after_a_look_at_what_would_change(
    installation: Installation, page: Page, tmp_path: Path
) -> None:
    installation.open(page, "/event-types")
    page.get_by_role("button", name="Import").click()
    pasted = dialog(page).get_by_label("JSON")
    imports = dialog(page).get_by_role("button", name="Import", exact=True)
    expect(imports).to_be_disabled()
    pasted.fill('{"a b": {}}')
    expect(dialog(page).get_by_text(re.compile("Expected letters, digits and _"))).to_be_visible()
    path = tmp_path / "types.json"
    path.write_text('{"shipment.sent": {"id": 7}, "order.created": {"total": 1}}')
    dialog(page).locator("input[type=file]").set_input_files(path)
    expect(dialog(page).get_by_text("Would import: 1 new, 1 changed.")).to_be_visible()
    assert grave_violations(page) == []
    # Pressed with the last key: what it changes is shown first.
    type_and_press(pasted, '{"shipment.gone": {"id": 7}, "order.created": {"total": 1}}', imports)
    expect(dialog(page).get_by_text("shipment.gone", exact=True)).to_be_visible()
    type_and_press(pasted, '{"shipment.sent": {"id": 7}, "order.created": {"total": 1}}', imports)
    expect(dialog(page).get_by_text("shipment.sent", exact=True)).to_be_visible()
    imports.click()
    expect(dialog(page)).to_have_count(0)
    expect(row_of(page, "shipment.gone")).to_have_count(0)
    expect(row_of(page, "shipment.sent")).to_be_visible()
    expect(row_of(page, "order.created")).to_contain_text("changed")

    row_of(page, "order.created").click()
    panel(page).get_by_role("button", name="Take back changes…").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Take back changes").click()
    expect(panel(page)).to_contain_text("New order placed.")
    expect(panel(page).get_by_label("Sample of the data")).to_contain_text("Bergman Outdoor")


def test_a_pack_is_switched_on_and_stays_on(installation: Installation, page: Page) -> None:
    installation.open(page, "/event-types")
    page.get_by_role("button", name="Packs").click()
    nautical = dialog(page).get_by_role("switch", name="Offer Nautical Commerce")
    expect(nautical).to_have_attribute("aria-checked", "false")
    assert grave_violations(page) == []
    nautical.click()
    expect(nautical).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Escape")
    expect(row_of(page, "nautical_order_created")).to_be_visible()
    page.reload()
    expect(page.get_by_text("95 event types")).to_be_visible()
    packs = installation.call("GET", "/api/v1/event-type-packs")["items"]
    assert all(pack["enabled"] for pack in packs)
    for pack in packs:
        installation.call("PATCH", f"/api/v1/event-type-packs/{pack['key']}", {"enabled": False})
    expect(page.get_by_text("No event type is offered.")).to_be_visible()
    assert grave_violations(page) == []


def test_a_viewer_reads_and_changes_nothing(installation: Installation, page: Page) -> None:
    installation.open(page, "/event-types?type=order.created", VIEWER)
    expect(panel(page)).to_contain_text("New order placed.")
    expect(panel(page).get_by_role("button", name="Edit")).to_be_disabled()
    for name in ("Import", "Add event type"):
        expect(page.get_by_role("button", name=name)).to_be_disabled()
    page.get_by_role("button", name="Packs").click()
    expect(dialog(page).get_by_role("switch").first).to_be_disabled()


def test_a_phone_finds_the_catalogue_under_more(installation: Installation, page: Page) -> None:
    page.set_viewport_size(PHONE)
    installation.open(page, "/webhooks")
    page.get_by_role("button", name="More").click()
    page.locator("#more").get_by_role("link", name="Event types").click()
    order = page.locator(".types-phone-row").filter(has=page.get_by_text("order.created", exact=True))
    expect(order).to_contain_text("no webhook")
    assert grave_violations(page) == []
    order.click()
    expect(panel(page)).to_contain_text("New order placed.")
    assert grave_violations(page) == []
    fits_the_width(page, PHONE["width"])
