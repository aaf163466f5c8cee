"""The list of webhooks in a real browser: opened, switched, found and deleted, by mouse and by keyboard."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.settling import fits_the_width

VIEWER = "vi@company.com"
REFUSAL = """() => {
  const toast = document.createElement("li");
  toast.dataset.sonnerToast = "";
  toast.dataset.type = "error";
  document.body.append(toast);
}"""
"""The message that a refusal shows."""
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


def row_of(page: Page, name: str) -> Locator:
    """The row of a webhook in the table."""
    return page.locator("tr[data-row]").filter(has_text=name)


def names(page: Page) -> Locator:
    """The names in the table, from the top."""
    return page.locator("tr[data-row] .heading")


def test_the_switch_and_the_list_follow_what_happens_elsewhere_without_a_reload(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    installation.open(page, "/webhooks")
    switch = page.get_by_role("switch", name="Active: Order Sync")
    expect(switch).to_have_attribute("aria-checked", "true")
    page.evaluate("window.neverReloaded = true")

    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(row_of(page, "Order Sync")).to_contain_text("Off")
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["active"] is False
    installation.call("PATCH", f"/api/v1/webhooks/{webhook_id}", {"active": True})
    expect(switch).to_have_attribute("aria-checked", "true")

    installation.create("Second")
    expect(row_of(page, "Second")).to_be_visible()
    expect(page.get_by_text("2 webhooks, 2 sending")).to_be_visible()
    assert page.evaluate("window.neverReloaded") is True


def test_a_switch_shows_the_click_before_the_server_has_answered(
    installation: Installation, page: Page
) -> None:
    installation.create("Order Sync")
    installation.open(page, "/webhooks")
    switch = page.get_by_role("switch", name="Active: Order Sync")
    expect(switch).to_have_attribute("aria-checked", "true")
    installation.server.process.send_signal(signal.SIGSTOP)
    try:
        switch.click()
        expect(switch).to_have_attribute("aria-checked", "false")
        expect(row_of(page, "Order Sync")).not_to_contain_text("Off")
    finally:
        installation.server.process.send_signal(signal.SIGCONT)
    expect(row_of(page, "Order Sync")).to_contain_text("Off")
    expect(switch).to_have_attribute("aria-checked", "false")


def test_a_switch_goes_back_as_soon_as_the_click_is_refused(installation: Installation, page: Page) -> None:
    installation.create("Order Sync")
    installation.open(page, "/webhooks")
    switch = page.get_by_role("switch", name="Active: Order Sync")
    expect(switch).to_have_attribute("aria-checked", "true")
    installation.server.process.send_signal(signal.SIGSTOP)
    page.evaluate("performance.now = () => 0")  # no time to wait for an answer goes by
    try:
        switch.click()
        expect(switch).to_have_attribute("aria-checked", "false")
        page.evaluate(REFUSAL)
        expect(switch).to_have_attribute("aria-checked", "true")
    finally:
        installation.server.process.send_signal(signal.SIGCONT)


def test_search_filter_and_order_narrow_the_list_and_stand_in_the_address(
    installation: Installation, page: Page
) -> None:
    installation.create("Zebra")
    installation.create("Apple", event_types=["invoice.sent"], active=False)
    installation.open(page, "/webhooks")
    expect(names(page)).to_have_text(["Zebra", "Apple"])
    page.get_by_role("button", name="Name", exact=True).click()
    expect(names(page)).to_have_text(["Apple", "Zebra"])

    page.keyboard.press("/")
    page.keyboard.type("invoice")
    expect(names(page)).to_have_text(["Apple"])
    page.get_by_role("button", name="State", exact=True).first.click()
    page.get_by_role("menuitem", name="Failing").click()
    expect(page.get_by_text("No webhook matches “invoice” and is failing.")).to_be_visible()
    assert grave_violations(page) == []
    page.reload()
    expect(page.get_by_text("No webhook matches “invoice” and is failing.")).to_be_visible()
    page.get_by_role("button", name="Clear filters").last.click()
    expect(names(page)).to_have_text(["Apple", "Zebra"])
    expect(page.locator("#hook-search")).to_have_value("")

    page.keyboard.press("/")
    page.keyboard.type("invoice")
    expect(names(page)).to_have_text(["Apple"])
    page.get_by_role("link", name="Webhooks").first.click()
    expect(names(page)).to_have_count(2)
    expect(page.locator("#hook-search")).to_have_value("")


def test_deleting_says_what_it_costs_and_the_log_keeps_its_rows(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    event = {"type": "order.created", "data": {}}
    installation.call("POST", "/api/v1/events/batch", {"events": [event, event]})
    installation.open(page, "/webhooks")
    page.get_by_role("button", name="More for Order Sync").click()
    page.get_by_role("menuitem", name="Delete").click()

    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text(
        re.compile(r"Deletes Order Sync\. Its 2 log rows stay, marked deleted\. \w+ (waiting )?deliver"),
    )
    assert grave_violations(page) == []
    question.get_by_role("button", name="Delete webhook").click()

    expect(page.get_by_text("No webhook yet.")).to_be_visible()
    log = installation.call("GET", f"/api/v1/deliveries?webhook_id={webhook_id}")
    assert len(log["items"]) == 2


def test_rows_open_the_editor_by_mouse_and_by_keyboard(installation: Installation, page: Page) -> None:
    webhook_id = installation.create("Order Sync")
    installation.open(page, "/webhooks")
    row_of(page, "Order Sync").click()
    expect(page).to_have_url(re.compile(f"/webhooks/{webhook_id}"))
    expect(page.get_by_label("Name", exact=True)).to_have_value("Order Sync")

    page.goto(f"{installation.server.url}/webhooks?id={webhook_id}")  # as older links have it
    expect(page).to_have_url(re.compile(f"/webhooks/{webhook_id}"))
    page.goto(f"{installation.server.url}/webhooks")
    expect(row_of(page, "Order Sync")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Order Sync")


def test_several_are_paused_switched_off_and_deleted_at_once(installation: Installation, page: Page) -> None:
    ids = [installation.create(name) for name in ("First", "Second", "Third")]
    installation.open(page, "/webhooks")
    expect(row_of(page, "First")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("checkbox", name="Select Second").click()
    expect(page.get_by_text("2 selected")).to_be_visible()
    assert grave_violations(page) == []

    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("2 webhooks are paused.")).to_be_visible()
    expect(row_of(page, "First")).to_contain_text("Paused")
    expect(row_of(page, "Third")).to_contain_text("Active")
    expect(page.get_by_text("2 selected")).to_have_count(0)

    for name in ("First", "Second"):
        page.get_by_role("checkbox", name=f"Select {name}").click()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name="Switch off").click()
    expect(row_of(page, "First")).to_contain_text("Off")
    expect(row_of(page, "Second")).to_contain_text("Off")
    assert [installation.call("GET", f"/api/v1/webhooks/{one}")["active"] for one in ids] == [
        False,
        False,
        True,
    ]
    expect(page.get_by_text("2 selected")).to_have_count(0)

    for name in ("First", "Second"):
        page.get_by_role("checkbox", name=f"Select {name}").click()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name="Delete…").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Deletes 2 webhooks. They have no log rows.")
    question.get_by_role("button", name="Delete 2").click()
    expect(names(page)).to_have_text(["Third"])


def test_a_viewer_sees_everything_and_why_nothing_can_be_changed(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    installation.add_person(VIEWER, "viewer")
    installation.open(page, "/webhooks", VIEWER)
    expect(page.get_by_role("switch", name="Active: Order Sync")).to_be_disabled()
    create = page.get_by_role("button", name="Create webhook")
    expect(create).to_be_disabled()
    expect(create).to_have_attribute("data-tip", "This needs the role admin.")

    row_of(page, "Order Sync").click()
    expect(page).to_have_url(re.compile(f"/webhooks/{webhook_id}"))
    expect(page.get_by_label("Name", exact=True)).to_be_disabled()
    expect(page.get_by_role("button", name="Save as revision 2")).to_be_disabled()
    assert grave_violations(page) == []
    page.goto(f"{installation.server.url}/webhooks/new")
    expect(page.get_by_text("Creating a webhook needs the role admin.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Webhooks/New webhook")


def test_on_a_phone_a_row_has_two_lines_and_opens_the_editor(installation: Installation, page: Page) -> None:
    installation.create("Order Sync")
    page.set_viewport_size(PHONE)
    installation.open(page, "/webhooks")
    page.locator("a.phone-row").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Order Sync")
    fits_the_width(page, PHONE["width"])
    assert grave_violations(page) == []
