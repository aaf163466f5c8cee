"""The filter of events, the keys of a row, and the choice of all, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import Installation, fresh_installation

VIEWER = "vi@company.com"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Three webhooks: one by name, one by pattern, one for everything."""
    with fresh_installation(tmp_path / "data") as fresh:
        fresh.create("By name", event_types=["order.created"])
        fresh.create("By pattern", event_types=["invoice.*"])
        fresh.create("Everything", event_types=["*"], active=False)
        yield fresh


def names(page: Page) -> Locator:
    """The names in the table, from the top."""
    return page.locator("tr[data-row] .heading")


def test_the_event_filter_counts_patterns_and_stands_in_the_address(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/webhooks?sort=name")
    expect(names(page)).to_have_text(["By name", "By pattern", "Everything"])
    page.get_by_role("button", name="Event", exact=True).click()
    choices = page.get_by_role("dialog", name="Event types")
    expect(choices.get_by_text("Sales", exact=True)).to_be_visible()
    assert grave_violations(page) == []
    choices.get_by_role("button", name="invoice.sent").click()
    expect(choices).to_have_count(0)
    expect(names(page)).to_have_text(["By pattern", "Everything"])
    expect(page).to_have_url(re.compile(r"event=invoice\.sent"))

    page.get_by_role("button", name="State", exact=True).first.click()
    page.get_by_role("menuitem", name="Off").click()
    expect(names(page)).to_have_text(["Everything"])
    page.reload()
    expect(names(page)).to_have_text(["Everything"])
    expect(page.get_by_role("button", name="Event: invoice.sent")).to_be_visible()

    page.get_by_role("button", name="State: Off").click()
    page.get_by_role("menuitem", name="Failing").click()
    expect(page.get_by_text("No webhook is failing and gets invoice.sent. 3 webhooks exist")).to_be_visible()
    page.get_by_role("button", name="Clear filters").last.click()
    expect(names(page)).to_have_count(3)
    expect(page.get_by_role("button", name="Event", exact=True)).to_be_visible()


def test_the_event_is_chosen_by_keyboard(installation: Installation, page: Page) -> None:
    installation.open(page, "/webhooks?sort=name")
    expect(names(page)).to_have_count(3)
    page.get_by_role("button", name="Event", exact=True).press("Enter")
    choices = page.get_by_role("dialog", name="Event types")
    expect(choices.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("order.cr")
    expect(choices.get_by_role("button")).to_have_text(
        ["Any event", "order.created", "purchase_order.created"]
    )
    page.keyboard.press("Enter")
    expect(names(page)).to_have_text(["By name", "Everything"])
    expect(choices).to_have_count(0)

    page.get_by_role("button", name="Event: order.created").press("Enter")
    expect(choices.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("nowhere")
    expect(choices.get_by_text("No event type holds this.")).to_be_visible()
    choices.get_by_role("button", name="Any event").press("Enter")
    expect(names(page)).to_have_count(3)


def test_t_tests_the_row_in_hand(installation: Installation, page: Page) -> None:
    installation.open(page, "/webhooks?sort=name")
    expect(names(page)).to_have_count(3)
    page.keyboard.press("j")
    expect(page.locator("tr[data-row]").first).to_be_focused()
    page.keyboard.press("t")
    expect(page.get_by_role("dialog")).to_contain_text("Test By name")


def test_the_button_test_shows_on_hover(installation: Installation, page: Page) -> None:
    installation.open(page, "/webhooks?sort=name")
    row = page.locator("tr[data-row]").filter(has_text="By pattern")
    row.hover()
    row.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("Test By pattern")


def test_all_that_are_shown_are_selected_at_once(installation: Installation, page: Page) -> None:
    installation.open(page, "/webhooks?event=invoice.sent")
    expect(names(page)).to_have_count(2)
    everything = page.get_by_role("checkbox", name="Select all webhooks shown")
    everything.click()
    expect(page.get_by_text("2 selected")).to_be_visible()
    expect(everything).to_be_checked()
    page.get_by_role("checkbox", name="Select Everything").click()
    expect(page.get_by_text("1 selected")).to_be_visible()
    expect(everything).not_to_be_checked()
    expect(everything).to_be_checked(indeterminate=True)
    everything.click()
    expect(page.get_by_text("2 selected")).to_be_visible()
    expect(everything).to_be_checked(checked=True)


def test_a_viewer_may_export_and_neither_test_nor_import(installation: Installation, page: Page) -> None:
    installation.add_person(VIEWER, "viewer")
    installation.open(page, "/webhooks?sort=name", VIEWER)
    row = page.locator("tr[data-row]").filter(has_text="By name")
    row.hover()
    expect(row.get_by_role("button", name="Test", exact=True)).to_be_disabled()
    button = page.get_by_role("button", name="Import")
    expect(button).to_be_disabled()
    expect(button).to_have_attribute("data-tip", "This needs the role admin.")
    page.get_by_role("button", name="More for By name").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export").click()
    assert download.value.suggested_filename == "by-name.json"
