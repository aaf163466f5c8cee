"""Webhooks exported and imported in a real browser: pasted, from a file, dropped, and what is refused."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.at_once import type_and_press
from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.lost_connection import droppable_socket
from tests.e2e.settling import fits_the_width
from webhook_dashboard.ui.pages.webhooks.import_rows import EXAMPLE

PHONE: ViewportSize = {"width": 390, "height": 844}
URL = "http://127.0.0.1:9/hooks"
TOKEN = "s3cret-token"
DROP = """([area, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], "webhooks.json", { type: "application/json" }));
  area.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
}"""

COPY = """(text) => {
  document.addEventListener("copy", (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
  }, { once: true });
  document.execCommand("copy");
}"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """One webhook with a credential."""
    with fresh_installation(tmp_path / "data") as fresh:
        fresh.create("Order Sync", authentication={"type": "bearer", "token": TOKEN})
        yield fresh


def a_webhook(name: str, **fields: Any) -> dict[str, Any]:
    """A webhook as it is pasted."""
    return {"name": name, "url": URL, "event_types": ["order.*"], **fields}


def open_dialog(page: Page) -> Locator:
    page.get_by_role("button", name="Import", exact=True).click()
    dialog = page.get_by_role("dialog", name="Import webhooks")
    expect(dialog).to_be_visible()
    return dialog


def stored(installation: Installation) -> dict[str, Any]:
    """Whether each webhook is active, by name."""
    items = installation.call("GET", "/api/v1/webhooks")["items"]
    return {item["name"]: item["active"] for item in items}


def test_what_is_pasted_is_told_apart_before_anything_is_done(installation: Installation, page: Page) -> None:
    installation.open(page, "/webhooks")
    dialog = open_dialog(page)
    pasted = [
        a_webhook("New one", active=True),
        a_webhook("Order Sync"),
        a_webhook("Wrong", url="ftp://127.0.0.1/"),
        a_webhook("Left out"),
        a_webhook("Lacking", headers={"X-Api-Key": "••••"}),
    ]
    dialog.get_by_label("JSON").fill(json.dumps(pasted))
    found = dialog.get_by_role("list", name="Webhooks found").get_by_role("listitem")
    expect(found).to_have_count(5)
    expect(found.nth(0)).to_contain_text("Create New one127.0.0.1 · 1 event type")
    expect(found.nth(1)).to_contain_text("Order Sync exists already: imported as Order Sync 2")
    expect(found.nth(2)).to_contain_text("Wrongurl: ")
    expect(found.nth(2).get_by_role("checkbox")).to_have_count(0)
    expect(found.nth(4)).to_contain_text("To fill in before it is switched on: header X-Api-Key.")
    expect(dialog.get_by_text("5 webhooks found. 1 is refused.")).to_be_visible()
    expect(dialog.get_by_text("Each webhook gets a new secret")).to_be_visible()
    assert grave_violations(page) == []

    left_out = found.nth(3).get_by_role("checkbox")
    left_out.focus()
    page.keyboard.press("Space")
    expect(left_out).not_to_be_checked()
    assert stored(installation) == {"Order Sync": True}
    dialog.get_by_role("button", name="Import 3 webhooks").click()

    expect(dialog.get_by_text("3 webhooks are imported, switched off. 1 was refused.")).to_be_visible()
    assert stored(installation) == {
        "Order Sync": True,
        "Order Sync 2": False,
        "New one": False,
        "Lacking": False,
    }
    assert grave_violations(page) == []
    dialog.get_by_role("link", name="Lacking").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Lacking")
    page.go_back()
    expect(page.locator("tr[data-row]")).to_have_count(4)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_import_that_is_pressed_with_the_last_key_imports_nothing_that_was_not_shown(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/webhooks")
    dialog = open_dialog(page)
    area = dialog.get_by_label("JSON")
    area.fill(json.dumps([a_webhook("Meant before")]))
    expect(dialog.get_by_text("Create Meant before")).to_be_visible()
    imports = dialog.get_by_role("button", name="Import 1 webhook", exact=True)
    type_and_press(area, json.dumps([a_webhook("Meant")]), imports)
    expect(dialog.get_by_text("Create Meant", exact=True)).to_be_visible()
    assert stored(installation) == {"Order Sync": True}
    type_and_press(area, json.dumps([a_webhook("Meant")], indent=2), imports)
    expect(page.get_by_text("1 webhook is imported, switched off.")).to_be_visible()
    assert stored(installation) == {"Order Sync": True, "Meant": False}


def test_what_was_pasted_is_forgotten_when_the_page_is_left(installation: Installation, page: Page) -> None:
    installation.open(page, "/deliveries")
    page.get_by_role("link", name="Webhooks").first.click()
    dialog = open_dialog(page)
    dialog.get_by_label("JSON").fill(json.dumps([a_webhook("New one")]))
    expect(dialog.get_by_role("button", name="Import 1 webhook", exact=True)).to_be_enabled()
    page.go_back()
    expect(page).to_have_url(re.compile("/deliveries"))
    page.go_forward()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(dialog).to_have_count(0)
    dialog = open_dialog(page)
    expect(dialog.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    assert stored(installation) == {"Order Sync": True}


def test_what_was_pasted_outlives_a_lost_connection(installation: Installation, page: Page) -> None:
    drop = droppable_socket(page)
    installation.open(page, "/webhooks")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    dialog = open_dialog(page)
    dialog.get_by_label("JSON").fill(json.dumps([a_webhook("New one")]))
    expect(dialog.get_by_text("Create New one")).to_be_visible()
    drop()
    installation.create("Meanwhile")
    expect(page.locator("tr[data-row]")).to_have_count(2)  # so the page follows again
    expect(dialog.get_by_text("Create New one")).to_be_visible()
    dialog.get_by_role("button", name="Import 1 webhook", exact=True).click()
    expect(page.get_by_text("1 webhook is imported, switched off.")).to_be_visible()

    dialog = open_dialog(page)
    dialog.get_by_label("JSON").fill(json.dumps([a_webhook("Another")]))
    expect(dialog.get_by_text("Create Another")).to_be_visible()
    page.reload()
    expect(page.locator("tr[data-row]")).to_have_count(3)
    expect(dialog).to_have_count(0)


def test_an_export_holds_no_secret_and_comes_back_from_a_file(
    installation: Installation, page: Page, tmp_path: Path
) -> None:
    installation.create("Second", event_types=["invoice.sent"], description="For the books.")
    installation.open(page, "/webhooks?sort=name")
    page.get_by_role("checkbox", name="Select all webhooks shown").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    expect(page.get_by_text("2 webhooks exported. Secrets and credentials are left out; ")).to_be_visible()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name.startswith("webhooks-2")
    text = path.read_text()
    assert TOKEN not in text
    assert "whsec_" not in text
    first, second = json.loads(text)["items"]
    assert (first["name"], first["left_out"]) == ("Order Sync", ["authentication.token"])
    assert (second["description"], "left_out" in second) == ("For the books.", False)
    page.keyboard.press("Escape")

    dialog = open_dialog(page)
    path.write_text(json.dumps(second | {"name": "Third"}))
    dialog.locator("input[type=file]").set_input_files(path)
    expect(dialog.get_by_text("Create Third")).to_be_visible()
    dialog.get_by_role("button", name="Import 1 webhook", exact=True).click()
    expect(page.get_by_text("1 webhook is imported, switched off.")).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(page.locator("tr[data-row]").filter(has_text="Third")).to_contain_text("Not sending yet")


def test_a_file_may_be_dropped_and_what_it_lacks_is_said(installation: Installation, page: Page) -> None:
    installation.open(page, "/webhooks")
    dialog = open_dialog(page)
    exported = a_webhook("Dropped", authentication={"type": "bearer"}, left_out=["authentication.token"])
    area = dialog.get_by_label("JSON")
    page.evaluate(DROP, [area.element_handle(), json.dumps({"items": [exported]})])
    expect(dialog.get_by_text("To fill in before it is switched on: Bearer token (token).")).to_be_visible()
    dialog.get_by_role("button", name="Import 1 webhook", exact=True).press("Enter")
    expect(dialog.get_by_role("link", name="Dropped")).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_have_count(0)
    assert stored(installation) == {"Order Sync": True, "Dropped": False}


def test_what_is_too_long_stays_out_and_says_so(
    installation: Installation, page: Page, tmp_path: Path
) -> None:
    installation.open(page, "/webhooks")
    dialog = open_dialog(page)
    area = dialog.get_by_label("JSON")
    text = json.dumps([a_webhook("Grüße 語", description="é" * 300)])
    area.fill(text)
    expect(dialog.get_by_text("Create Grüße 語")).to_be_visible()

    page.evaluate(COPY, "é" * 500_000)
    area.press("ControlOrMeta+End")
    page.keyboard.press("ControlOrMeta+V")
    too_long = dialog.get_by_text(f"That is {500_000 + len(text):,} characters. At most 500,000 fit:")
    expect(too_long).to_be_visible()
    expect(area).to_have_value(text)
    area.press("End")
    page.keyboard.type(" ")
    expect(too_long).to_be_hidden()

    path = tmp_path / "film.json"
    path.write_bytes(b"\x00" * 400_000)
    dialog.locator("input[type=file]").set_input_files(path)
    expect(dialog.get_by_text("That is too much for one go: import in several parts.")).to_be_visible()
    expect(area).to_have_value(f"{text} ")
    dialog.get_by_role("button", name="Import 1 webhook", exact=True).click()
    expect(page.get_by_text("1 webhook is imported, switched off.")).to_be_visible()


def test_what_is_no_json_says_where_and_an_example_helps(installation: Installation, page: Page) -> None:
    installation.open(page, "/webhooks")
    dialog = open_dialog(page)
    dialog.get_by_label("JSON").fill("{ oops")
    expect(dialog.get_by_role("alert")).to_contain_text("Line 1, column 3")
    expect(dialog.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    dialog.get_by_role("button", name="Show an example").click()
    expect(dialog.get_by_label("JSON")).to_have_value(EXAMPLE)
    expect(dialog.get_by_text("Order Sync exists already: imported as Order Sync 2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_focused()
    expect(open_dialog(page).get_by_label("JSON")).to_have_value("")


def test_on_a_phone_the_dialog_is_a_sheet(installation: Installation, page: Page) -> None:
    page.set_viewport_size(PHONE)
    installation.open(page, "/webhooks")
    dialog = open_dialog(page)
    dialog.get_by_label("JSON").fill(json.dumps([a_webhook(f"Webhook {number}") for number in range(30)]))
    expect(dialog.get_by_role("listitem")).to_have_count(30)
    fits_the_width(page, PHONE["width"])
    assert grave_violations(page) == []
