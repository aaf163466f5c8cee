"""Who gets what, below the list of webhooks, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.settling import fits_the_width

PHONE: ViewportSize = {"width": 390, "height": 844}
FILTERED = "order.created to Order Sync: 3 deliveries in 30 days. A filter decides which events are sent."


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


def publish(installation: Installation, event_type: str, count: int) -> None:
    """Publish so many events that pass the filter."""
    event = {"type": event_type, "data": {"order": {"total": 200}}}
    installation.call("POST", "/api/v1/events/batch", {"events": [event] * count})


def matrix(page: Page) -> Locator:
    """The table with the scroll bar around it."""
    return page.get_by_role("region", name="Deliveries by event type and webhook")


def heads(page: Page) -> Locator:
    """The heads of its columns."""
    return matrix(page).locator("thead th")


def row_of(page: Page, event_type: str) -> Locator:
    """The row of an event type."""
    return matrix(page).locator("tbody tr").filter(has=page.get_by_role("link", name=event_type, exact=True))


def tab_into(page: Page, region: Locator) -> None:
    """Press Tab until the focus is in a part of the page."""
    for _ in range(40):
        if region.locator(":focus").count():
            return
        page.keyboard.press("Tab")


def test_cells_count_deliveries_and_lead_to_them_by_mouse_and_by_keyboard(
    installation: Installation, page: Page
) -> None:
    order_filter = {"order.created": {"order.total": {"$gt": 100}}}
    hook = installation.create(
        "Order Sync", event_types=["order.created", "order.updated"], filters=order_filter
    )
    installation.create("Accounting", event_types=["invoice.sent"])
    publish(installation, "order.created", 3)
    publish(installation, "invoice.sent", 1)
    installation.open(page, "/webhooks")

    expect(heads(page)).to_have_text(["Event type", "Category", "Order Sync", "Accounting", "Total"])
    expect(row_of(page, "order.created").locator("td")).to_have_text(["Sales", "3", "", "3"])
    expect(row_of(page, "order.updated").locator("td")).to_have_text(["Sales", "0", "", "0"])
    expect(row_of(page, "invoice.sent").locator("td")).to_have_text(["Sales", "", "1", "1"])
    expect(matrix(page).locator("tfoot td")).to_have_text(["", "3", "1", "4"])
    expect(page.get_by_text("a filter decides")).to_be_visible()
    assert grave_violations(page) == []

    page.get_by_role("checkbox", name="Select Accounting").focus()
    expect(matrix(page).locator("[tabindex='0']")).to_have_count(1)
    tab_into(page, matrix(page))
    expect(matrix(page).get_by_role("link", name="order.created", exact=True)).to_be_focused()
    cell = page.get_by_role("link", name=FILTERED)
    for key in ("ArrowRight", "ArrowRight"):  # the category, the cell
        page.keyboard.press(key)
    expect(cell).to_be_focused()
    for key, focused in (
        ("ArrowUp", heads(page).nth(2).get_by_role("link")),
        ("ArrowUp", heads(page).nth(2).get_by_role("link")),
        ("Control+End", matrix(page).locator("tfoot td").last),
        ("Home", matrix(page).get_by_role("rowheader", name="Total")),
        ("Control+Home", heads(page).first),
    ):
        page.keyboard.press(key)
        expect(focused).to_be_focused()
    for key in ("End", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    expect(row_of(page, "order.created").get_by_role("gridcell", name="not subscribed")).to_be_focused()
    page.keyboard.press("Tab")
    expect(matrix(page).locator(":focus")).to_have_count(0)
    page.keyboard.press("Shift+Tab")  # back to where it was left
    expect(row_of(page, "order.created").get_by_role("gridcell", name="not subscribed")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(cell).to_be_focused()
    expect(page.get_by_role("tooltip")).to_have_text(FILTERED)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/deliveries\?webhook={hook}&type=order\.created&since="))
    expect(page.locator("tr[data-row]")).to_have_count(3)

    page.go_back()
    matrix(page).get_by_role("link", name="Order Sync", exact=True).click()
    expect(page).to_have_url(re.compile(f"/webhooks/{hook}"))


def test_it_follows_what_is_switched_and_subscribed_elsewhere(installation: Installation, page: Page) -> None:
    hook = installation.create("Order Sync", event_types=["order.created"], active=False)
    installation.open(page, "/webhooks")
    expect(page.get_by_text("No webhook that is switched on gets a known event type.")).to_be_visible()
    assert grave_violations(page) == []

    page.get_by_role("switch", name="Active: Order Sync").click()
    expect(row_of(page, "order.created").locator("td")).to_have_text(["Sales", "0", "0"])
    installation.call("PATCH", f"/api/v1/webhooks/{hook}", {"event_types": ["invoice.sent"]})
    expect(row_of(page, "invoice.sent")).to_be_visible()
    expect(row_of(page, "order.created")).to_have_count(0)


def test_many_webhooks_and_event_types_are_folded_and_unfolded(
    installation: Installation, page: Page
) -> None:
    for number in range(1, 11):
        installation.create(f"Hook {number}", event_types=["*"])
    installation.open(page, "/webhooks")
    rows = matrix(page).locator("tbody tr:not(.matrix-folded)")
    expect(heads(page)).to_have_count(12)
    expect(rows).to_have_count(20)

    more = matrix(page).get_by_role("button", name="2 more webhooks")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    expect(heads(page)).to_have_count(14)
    expect(matrix(page).get_by_role("link", name="Hook 10", exact=True)).to_be_attached()
    matrix(page).get_by_role("button", name="Show fewer").click()
    expect(heads(page)).to_have_count(12)

    matrix(page).get_by_role("button", name=re.compile(r"^\d+ more event types$")).press("Enter")
    expect(rows).not_to_have_count(20)
    expect(row_of(page, "inventory.updated")).to_be_attached()
    matrix(page).get_by_role("button", name="Show fewer").press("Enter")
    expect(rows).to_have_count(20)


def test_on_a_phone_it_scrolls_by_itself(installation: Installation, page: Page) -> None:
    for number in range(1, 6):
        installation.create(f"Hook {number}", event_types=["order.created"])
    page.set_viewport_size(PHONE)
    installation.open(page, "/webhooks")
    expect(row_of(page, "order.created")).to_be_visible()
    fits_the_width(page, PHONE["width"])
    row_of(page, "order.created").get_by_role("rowheader").get_by_role("link").focus()
    page.keyboard.press("End")
    expect(row_of(page, "order.created").locator(".matrix-total")).to_be_in_viewport()
    assert grave_violations(page) == []
