"""Trying a webhook out in a real browser: from what is typed, at a real receiver, counted nowhere."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.settling import fits_the_width, settles_at
from tests.receivers import Answer, Receiver

PHONE: ViewportSize = {"width": 390, "height": 844}
ORDER = {"number": "SO-2026-0892", "total": 150}
JSON = (("Content-Type", "application/json"),)
OVER = {"order.created": {"order.total": {"$gt": 100}}}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Answers 200 with 32 bytes of JSON."""
    with Receiver(Answer(headers=JSON, body=b'{"status":"received","id":"123"}')) as running:
        yield running


def publish(installation: Installation, data: dict[str, Any], name: str = "SO-2026-0892") -> None:
    """Publish an order."""
    event = {"type": "order.created", "entity_type": "order", "entity_id": name, "data": data}
    installation.call("POST", "/api/v1/events", event)


def open_test(installation: Installation, page: Page, address: str) -> Locator:
    """Open the editor and, with the key, the dialog."""
    installation.open(page, address)
    expect(page.locator("#test-webhook")).to_be_enabled()
    page.get_by_role("heading", name="Basics").click()
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name=re.compile("Generated sample"))).to_be_visible()
    return dialog


def test_a_recent_order_is_sent_with_the_keyboard_and_marked_in_the_log(
    installation: Installation, receiver: Receiver, page: Page
) -> None:
    publish(installation, ORDER)
    webhook = installation.create("Order Sync", url=f"{receiver.url}/hooks", filters=OVER)
    dialog = open_test(installation, page, f"/webhooks/{webhook}")
    expect(dialog).to_contain_text(f"POST {receiver.url}/hooks")
    expect(dialog.get_by_role("radio", name=re.compile("SO-2026-0892"))).to_be_checked()
    expect(dialog.get_by_role("button", name="Send test")).to_be_focused()
    expect(dialog).to_contain_text("Nothing sent yet.")
    expect(dialog).to_contain_text("The filter would let it through: order.total is 150, over 100.")
    expect(dialog.get_by_label("Payload")).to_contain_text('"number": "SO-2026-0892"')
    assert receiver.requests == []
    assert grave_violations(page) == []

    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Webhook is working correctly!")
    expect(dialog).to_contain_text(re.compile(r"200 OK · [<\d.,]+\sm?s"))
    expect(dialog).to_contain_text("signature included")
    expect(dialog).to_contain_text("Never counted in statistics. Marked Test in the log.")
    expect(dialog.get_by_label("Response", exact=True)).to_contain_text('"status":"received"')
    expect(dialog).to_contain_text("32 characters, complete")
    [request] = receiver.requests
    assert request.json()["data"] == ORDER
    assert str(request.header("webhook-signature")).startswith("v1,")
    dialog.get_by_role("tab", name=re.compile("Request headers")).click()
    expect(dialog).to_contain_text("webhook-signature")
    assert grave_violations(page) == []
    command = dialog.get_by_role("button", name="Copy as cURL").get_attribute("data-copy")
    assert str(command).startswith(f"curl -X POST '{receiver.url}/hooks'")

    dialog.get_by_role("link", name="Open in log").click()
    panel = page.locator(".side-panel")
    expect(panel).to_contain_text("Test delivered: 127.0.0.1 answered 200")
    row = page.locator("tr[data-row]")
    expect(row).to_have_count(1)
    expect(row.get_by_text("Test", exact=True)).to_be_visible()
    expect(row).to_contain_text("SO-2026-0892")
    assert grave_violations(page) == []
    [logged] = installation.call("GET", "/api/v1/deliveries")["items"]
    assert (logged["test"], logged["entity_id"]) == (True, "SO-2026-0892")
    assert installation.call("GET", "/api/v1/statistics")["total"] == 0


def test_a_draft_is_tried_before_it_is_saved_and_nothing_of_it_is_kept(
    installation: Installation, receiver: Receiver, page: Page
) -> None:
    dialog = open_test(installation, page, "/webhooks/new")
    expect(dialog).to_contain_text("URL: give the address that receives the events.")
    expect(dialog.get_by_role("button", name="Send test")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#test-webhook")).to_be_focused()

    page.get_by_label("Name", exact=True).fill("Shop")
    page.get_by_label("URL", exact=True).fill(f"{receiver.url}/draft")
    page.get_by_label("URL", exact=True).blur()
    expect(page.get_by_text("Not created yet")).to_be_visible()
    page.locator("#test-webhook").press("Enter")
    expect(dialog.get_by_role("heading", name="Test Shop")).to_be_visible()
    expect(dialog).to_contain_text("unsaved draft")
    dialog.get_by_role("checkbox", name="Include signature").click()
    expect(dialog).to_contain_text("Not signed.")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Webhook is working correctly!")
    expect(dialog).to_contain_text("not signed")
    expect(dialog).to_contain_text("Not in the log: the webhook is not saved yet.")
    expect(dialog.get_by_role("link", name="Open in log")).to_have_count(0)
    [request] = receiver.requests
    assert (request.path, request.header("webhook-signature")) == ("/draft", None)
    assert installation.call("GET", "/api/v1/webhooks")["items"] == []
    assert installation.call("GET", "/api/v1/deliveries")["items"] == []


def test_a_failure_says_what_failed_and_what_to_try(installation: Installation, page: Page) -> None:
    with Receiver(Answer(status=404, body=b"no such route " * 40)) as lost:
        webhook = installation.create("Lost", url=f"{lost.url}/nowhere")
        dialog = open_test(installation, page, f"/webhooks/{webhook}")
        page.keyboard.press("Control+Enter")
        expect(dialog).to_contain_text("127.0.0.1 answered 404.")
        expect(dialog).to_contain_text("Check the path of the URL: nothing listens there.")
        expect(dialog).to_contain_text(re.compile("404 Not Found · "))
        expect(dialog).to_contain_text("First 200 of 560 characters")
        body = dialog.get_by_label("Response", exact=True)
        expect(body).to_have_text(("no such route " * 40)[:200])
        dialog.get_by_role("button", name=re.compile("Show all")).click()
        expect(body).to_have_text("no such route " * 40)
        expect(dialog).not_to_contain_text("First 200")
        assert grave_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)  # until then it keeps the focus, and takes what is typed
    url = page.get_by_label("URL", exact=True)
    url.fill("http://127.0.0.1:9/closed")
    url.blur()
    expect(page.get_by_text("1 unsaved change").last).to_be_visible()
    page.locator("#test-webhook").click()
    expect(dialog).to_contain_text("unsaved draft")
    expect(dialog.get_by_role("radio", name=re.compile("Generated sample"))).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(dialog).to_contain_text("127.0.0.1 refused the connection.")
    expect(dialog).to_contain_text("Check that the receiver is running")
    expect(dialog).to_contain_text("No answer · ")
    assert grave_violations(page) == []


def test_json_of_ones_own_is_checked_as_typed_and_the_filter_says_why_it_would_stop_it(
    installation: Installation, receiver: Receiver, page: Page
) -> None:
    template = {"order.created": {"format": "json", "text": '{"gift": {order.gift}}'}}
    webhook = installation.create("Order Sync", url=receiver.url, filters=OVER, templates=template)
    dialog = open_test(installation, page, f"/webhooks/{webhook}")
    dialog.get_by_role("radio", name=re.compile("Own JSON")).click()
    typed = dialog.get_by_label("Data of the event, in JSON")
    typed.fill('{\n  "order": {"total": 50,}\n}')
    expect(dialog.get_by_text(re.compile("^Line 2, column 24: "))).to_be_visible()
    expect(dialog).to_contain_text("This cannot be sent yet.")
    assert grave_violations(page) == []
    page.keyboard.press("Control+Enter")
    typed.fill('{"order": {"total": 50}}')
    typed.press("Control+Enter")  # before the pause after which typing is told
    expect(dialog).to_contain_text("Webhook is working correctly!")
    expect(dialog).to_contain_text("The filter would stop it: order.total is 50, must be over 100.")
    expect(dialog).to_contain_text("order.gift is missing in this event")
    assert [request.body for request in receiver.requests] == [b'{"gift": null}']


def test_a_test_that_takes_long_is_cancelled(installation: Installation, page: Page) -> None:
    with Receiver(Answer(delay_seconds=60)) as slow:
        webhook = installation.create("Slow", url=slow.url)
        dialog = open_test(installation, page, f"/webhooks/{webhook}")
        expect(dialog.get_by_role("button", name="Send test")).to_be_focused()
        page.keyboard.press("Enter")
        slow.wait_for(1)
        expect(dialog).to_contain_text("Sending…")
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_contain_text("Cancelled.")
        slow.wait_until_all_closed()
        expect(dialog.get_by_role("button", name="Send test")).to_be_enabled()
    assert installation.call("GET", "/api/v1/deliveries")["items"] == []


def test_past_events_are_counted_first_and_sent_when_asked_for(
    installation: Installation, receiver: Receiver, page: Page
) -> None:
    for total in (150, 50, 200):
        publish(installation, {"total": total}, f"SO-{total}")
    webhook = installation.create("Late", url=receiver.url, filters=OVER)
    installation.open(page, f"/webhooks/{webhook}")
    page.get_by_role("button", name="More for this webhook").click()
    page.get_by_role("menuitem", name="Send past events…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 events would be sent.")
    expect(dialog).to_contain_text("1 is stopped by the filter. At 10 a second this takes 1 s.")
    assert receiver.requests == []
    dialog.get_by_role("button", name="1", exact=True).click()
    expect(dialog).to_contain_text("At 1 a second this takes 2 s.")
    dialog.get_by_role("button", name="Custom").click()
    dialog.get_by_label("Until").fill("2020-01-01T00:00")
    expect(dialog).to_contain_text("Choose a time before the end of the range.")
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="Last hour").click()
    dialog.get_by_role("button", name="Send 2 events").click()
    expect(dialog).to_contain_text("2 events are on the way.")
    assert sorted(one.json()["data"]["total"] for one in receiver.wait_for(2)) == [150, 200]
    dialog.get_by_role("link", name="Open in log").click()
    expect(page.locator("tr[data-row]")).to_have_count(2)
    expect(page.locator("tr[data-row]").get_by_text("Test", exact=True)).to_have_count(0)


def test_past_events_of_a_range_that_was_typed_over_are_not_sent(
    installation: Installation, receiver: Receiver, page: Page
) -> None:
    publish(installation, ORDER)
    webhook = installation.create("Late", url=receiver.url)
    installation.open(page, f"/webhooks/{webhook}")
    page.get_by_role("button", name="More for this webhook").click()
    page.get_by_role("menuitem", name="Send past events…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Custom").click()
    until = dialog.get_by_label("Until")
    until.fill(f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M}")
    expect(dialog.get_by_role("button", name="Send 1 event")).to_be_enabled()
    until.fill("2020-01-01T00:00")
    page.keyboard.press("Control+Enter")  # before a pause in typing has told of the other range
    expect(dialog).to_contain_text("Choose a time before the end of the range.")
    assert installation.call("GET", "/api/v1/deliveries")["items"] == []


def test_on_a_phone_the_dialog_fills_the_screen_and_leads_to_the_verdict(
    installation: Installation, receiver: Receiver, page: Page
) -> None:
    webhook = installation.create("Order Sync", url=receiver.url)
    page.set_viewport_size(PHONE)
    installation.open(page, f"/webhooks/{webhook}")
    page.locator("#test-webhook").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name=re.compile("Generated sample"))).to_be_checked()
    settles_at(page, dialog.bounding_box, {"x": 0, "y": 0, "width": 390, "height": 844})
    dialog.get_by_role("button", name="Send test").click()
    verdict = dialog.get_by_text("Webhook is working correctly!")
    expect(verdict).to_be_in_viewport()
    assert grave_violations(page) == []
    fits_the_width(page, PHONE["width"])


def test_the_list_leads_to_the_dialog(installation: Installation, receiver: Receiver, page: Page) -> None:
    installation.create("Order Sync", url=receiver.url)
    installation.open(page, "/webhooks")
    page.get_by_role("button", name="More for Order Sync").click()
    page.get_by_role("menuitem", name="Test").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Test Order Sync")).to_be_visible()
    expect(dialog.get_by_role("radio", name=re.compile("Generated sample"))).to_be_checked()
    page.go_back()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="More for Order Sync").click()
    page.get_by_role("menuitem", name="Edit").click()
    expect(page.locator("#test-webhook")).to_be_visible()
    expect(dialog).to_have_count(0)


def test_a_viewer_is_told_why_nothing_can_be_sent(
    installation: Installation, receiver: Receiver, page: Page
) -> None:
    webhook = installation.create("Order Sync", url=receiver.url)
    installation.add_person("vi@company.com", "viewer")
    installation.open(page, f"/webhooks/{webhook}", "vi@company.com")
    button = page.locator("#test-webhook")
    expect(button).to_be_disabled()
    expect(button).to_have_attribute("data-tip", "This needs the role operator.")


def test_a_tab_that_loads_another_address_leaves_its_dialogs_behind(
    installation: Installation, page: Page
) -> None:
    first, second = installation.create("Order Sync"), installation.create("Inventory")
    dialog = page.get_by_role("dialog")
    installation.open(page, f"/webhooks/{first}?test=1")
    expect(dialog.get_by_role("heading", name="Test Order Sync")).to_be_visible()
    installation.open(page, f"/webhooks/{second}?test=1")
    expect(dialog.get_by_role("heading", name="Test Inventory")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(f"/webhooks/{second}/?$"))

    page.keyboard.press("t")
    expect(dialog.get_by_role("heading", name="Test Inventory")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Inventory")
    expect(dialog).to_have_count(0)
    for item, role in (("Send past events…", "dialog"), ("Delete…", "alertdialog")):
        page.get_by_role("button", name="More for this webhook").click()
        page.get_by_role("menuitem", name=item).click()
        expect(page.locator(f'[role="{role}"]')).to_be_visible()
        installation.open(page, f"/webhooks/{first}")
        expect(page.get_by_label("Name", exact=True)).to_have_value("Order Sync")
        expect(page.locator(f'[role="{role}"]')).to_have_count(0)
