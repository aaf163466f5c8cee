"""What the editor does is what was asked for: once, of the webhook that was shown, and nothing unasked."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.installation import Installation, fresh_installation
from tests.e2e.lost_connection import late_socket

LATER = "new Promise((done) => setTimeout(done, 300))"
"""Timers of the page that are due earlier have run by then, however slow it is."""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


def edit(installation: Installation, page: Page, webhook_id: str) -> None:
    """Open a webhook."""
    installation.open(page, f"/webhooks/{webhook_id}")
    expect(page.locator("#editor-save")).to_be_visible()


def fill_in(page: Page) -> None:
    """Fill in what a new webhook needs."""
    page.get_by_label("Name", exact=True).fill("Shop")
    page.get_by_label("URL", exact=True).fill("http://127.0.0.1:9/hooks")
    page.get_by_label("Search events").press_sequentially("order.*")
    expect(page.locator('[data-event="order.created"]')).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator('[data-event="order.*"]')).to_be_checked()
    expect(page.locator("#editor-save")).to_be_enabled()


def jump_to(page: Page, name: str) -> None:
    """Go to a webhook by the palette, without loading the page anew."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Jump to")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_have_value(name)


def test_a_webhook_is_made_once_though_the_button_is_pressed_twice(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/webhooks/new")
    fill_in(page)
    page.locator("#editor-save").dblclick()
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(page).to_have_url(re.compile(r"/webhooks/wh_"))
    expect(page.locator("#editor-save")).to_contain_text("Save as revision 2")
    webhooks = installation.call("GET", "/api/v1/webhooks")["items"]
    assert [one["name"] for one in webhooks] == ["Shop"]


def test_what_was_typed_is_saved_although_the_button_did_not_yet_know_of_it(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Shop")
    socket = late_socket(page)
    edit(installation, page, webhook_id)
    expect(page.locator("#editor-save")).to_be_disabled()
    socket.hold()
    page.get_by_label("Name", exact=True).fill("Shop in Leeds")
    page.locator("#editor-save").click(force=True)
    socket.let_go()
    expect(page.locator("#editor-save")).to_contain_text("Save as revision 3")
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["name"] == "Shop in Leeds"


def test_the_form_is_blank_again_when_its_dialog_was_left_by_going_back(
    installation: Installation, page: Page
) -> None:
    installation.open(page, "/webhooks")
    expect(page.get_by_text("No webhook yet.")).to_be_visible()
    page.keyboard.press("c")
    fill_in(page)
    page.locator("#editor-save").click()
    expect(page.get_by_role("dialog")).to_contain_text("Keep the secret of Shop.")
    page.go_back()
    expect(page.get_by_role("link", name="Shop").first).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_dialog_about_one_webhook_is_closed_when_another_one_comes_on_the_screen(
    installation: Installation, page: Page
) -> None:
    apple = installation.create("Apple")
    banana = installation.create("Banana")
    for webhook_id in (apple, banana):
        installation.call("PATCH", f"/api/v1/webhooks/{webhook_id}", {"description": "Changed"})
    edit(installation, page, apple)
    jump_to(page, "Banana")
    page.get_by_role("region", name="Revisions").get_by_role("button").last.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Restore this revision")).to_be_enabled()
    page.go_back()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Apple")
    expect(dialog).to_have_count(0)

    jump_to(page, "Banana")
    page.get_by_role("button", name="More for this webhook").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Delete Banana?")
    page.go_back()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Apple")
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_a_save_that_found_nothing_to_save_does_not_save_what_is_done_after_it(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync", headers={"X-Source": "erp"})
    edit(installation, page, webhook_id)
    expect(page.locator("#editor-save")).to_be_disabled()
    page.keyboard.press("Control+s")
    page.evaluate(LATER)
    headers = page.locator("#section-headers")
    headers.get_by_role("button", name="Remove the header", exact=True).click()
    expect(page.locator(".ed-bar")).to_contain_text("1 unsaved change")
    page.evaluate(LATER)
    expect(page.locator(".ed-bar")).to_contain_text("1 unsaved change")
    assert installation.call("GET", f"/api/v1/webhooks/{webhook_id}")["revision"] == 1


def test_the_question_about_a_replaced_change_follows_what_is_saved_meanwhile(
    installation: Installation, page: Page
) -> None:
    webhook_id = installation.create("Order Sync")
    edit(installation, page, webhook_id)
    page.get_by_label("Name", exact=True).fill("Mine")
    expect(page.locator(".ed-bar")).to_contain_text("1 unsaved change")
    installation.call("PATCH", f"/api/v1/webhooks/{webhook_id}", {"name": "Theirs"})
    expect(page.locator(".ed-bar")).to_contain_text("changed Name to Theirs meanwhile.")
    page.keyboard.press("Control+s")
    changes = page.get_by_role("dialog").get_by_role("region", name="Changes")
    expect(changes).to_contain_text(re.compile("Name.*Theirs.*Mine"))
    installation.call("PATCH", f"/api/v1/webhooks/{webhook_id}", {"name": "Others"})
    expect(changes).to_contain_text(re.compile("Name.*Others.*Mine"))
